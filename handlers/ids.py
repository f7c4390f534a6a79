"""The ids of what can be clicked and submitted; a decision's `action_id` is the value of its `Action`."""

from enum import StrEnum


class Control(StrEnum):
    """What can be clicked, besides the decisions."""

    OPEN_LINK = "open_link"
    """A button that only opens a link; Slack still wants it acknowledged."""
    SHOW_TEXT = "show_text"
    OTHER_PRINCIPLE = "other_principle"
    """Hide or report under another principle than the one that triage matched."""
    LIST_PAGE = "list_page"
    HOME_SHOW = "home_show"
    """Another list, or another page of it, in the App Home."""
    OPEN_TEMPLATE = "open_template"
    SHARE_PRINCIPLE = "share_principle"
    EDIT_TEMPLATE = "edit_template"
    NEW_TEMPLATE = "new_template"
    RETIRED_TEMPLATES = "retired_templates"
    TEMPLATE_MENU = "template_menu"
    """A template's history, or to retire it."""
    RESTORE_TEMPLATE = "restore_template"
    """Put a version back, by the template's key and the version's number."""
    REPLY_TEMPLATE = "reply_template"
    """Begin a reply to a mention with another template."""
    SHOW_REPLY = "show_reply"
    """Show what was decided to tell somebody, to be copied."""
    PUT_BACK = "put_back"
    """Put back what somebody had written in a reply before another template took its place."""
    ASK_TO_CHECK = "ask_to_check"
    """Post a reply under the card for a colleague to check."""
    USE_DRAFT = "use_draft"
    """Take up what a colleague asked to check."""
    SUMMARY_CSV = "summary_csv"
    """Send the rows behind a summary to who clicks, a lead, in a direct message."""
    POLICE_EVIDENCE = "police_evidence"
    """Send the evidence for the police to who clicks, a lead, in a direct message."""
    MORE = "more"
    """Open what else can be done with a mention."""
    OPEN_DIGEST = "open_digest"
    DIGEST_PAGE = "digest_page"
    DIGEST_APPROVE = "digest_approve"
    DIGEST_CARD = "digest_card"
    """Give a mention that stands in a digest a card of its own."""
    DIGEST_PRINCIPLE = "digest_principle"


class Callback(StrEnum):
    """Modals, and the shortcut on a message."""

    PRINCIPLE = "principle"
    DETAIL = "detail"
    """The reason, the outcome or the time that an action asks for."""
    DIGEST = "digest"
    DIGEST_PRINCIPLE = "digest_principle"
    ADD_MENTION = "add_mention"
    TEMPLATE_BLANKS = "template_blanks"
    """What a person has to fill in before a reply is ready."""
    TEMPLATE_FORM = "template_form"
    """A template as a team lead changes it."""
    RETIRE_TEMPLATE = "retire_template"
    REPLY_TEXT = "reply_text"
    REPLY_BLANKS = "reply_blanks"
    """What a person has to fill in before a reply to a mention is ready."""
    REPLY = "reply"
    """The reply to a mention, word by word."""
    LOG_AS_MENTION = "log_as_mention"
    NOTICE = "notice"


class Command(StrEnum):
    """Slash commands."""

    MENTIONS = "/mentions"
    PALS = "/pals"
    PRINCIPLES = "/principles"
    SUMMARY = "/summary"


class Field(StrEnum):
    """What a modal that asks for a detail holds; the same names its block."""

    CHOICE = "choice"
    UNTIL = "until"
    REFERENCE = "reference"
    SCREENSHOT = "screenshot"
