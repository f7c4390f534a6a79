"""The words in which people read what the keys mean."""

from rules.assessment import Kind, Suggestion
from rules.decisions import Action
from rules.mention import Mention
from rules.platforms import platform

KINDS = {
    Kind.MENTION: "Mention",
    Kind.POST: "Post",
    Kind.COMMENT: "Comment",
    Kind.REPLY: "Reply",
    Kind.REVIEW: "Review",
    Kind.DIRECT_MESSAGE: "Direct message",
}

LABELS = {
    Action.APPROVE: "Approve",
    Action.HIDE: "Hide",
    Action.REPORT: "Report",
    Action.HIDE_DONE: "Done",
    Action.UNHIDE_DONE: "Done",
    Action.REPORT_DONE: "Done",
    Action.UNDO: "Undo",
    Action.REPLY: "Reply",
    Action.REPLY_DONE: "Done",
    Action.REFER: "Refer to PALS",
    Action.REFER_DONE: "Done",
    Action.NO_REPLY_NEEDED: "No reply needed",
    Action.ANSWER_UNDO: "Undo",
    Action.SHOW_PERSONAL_DETAILS: "Show personal details",
}
"""What stands on each button; a contract with manuals and other teams' automations."""

PAST = {
    Action.APPROVE: "approved it: leave up",
    Action.HIDE: "decided: hide",
    Action.REPORT: "decided: report",
    Action.HIDE_DONE: "hid it on {platform}",
    Action.UNHIDE_DONE: "showed it again on {platform}",
    Action.REPORT_DONE: "reported it to {platform}",
    Action.REPLY: "decided: reply",
    Action.REPLY_DONE: "replied on {platform}",
    Action.REFER: "decided: refer to PALS",
    Action.REFER_DONE: "told them about PALS on {platform}",
    Action.NO_REPLY_NEEDED: "said that no reply is needed",
    Action.ANSWER_UNDO: "took back: how it is answered",
    Action.SHOW_PERSONAL_DETAILS: "looked at the personal details",
}
"""What a person did, after their name, for the thread and for whoever comes second."""

UNDONE = {
    Action.APPROVE: "took back: approve",
    Action.HIDE: "took back: hide",
    Action.REPORT: "took back: report",
}
"""What a person undid, after their name."""

SUGGESTED: dict[Suggestion, Action] = {
    Suggestion.APPROVE: Action.APPROVE,
    Suggestion.HIDE: Action.HIDE,
    Suggestion.REPORT: Action.REPORT,
    Suggestion.REFER: Action.REFER,
    Suggestion.REPLY: Action.REPLY,
}


def what_and_where(mention: Mention) -> str:
    """Say what a mention is and where: "Comment on Facebook"."""
    return f"{KINDS[mention.kind]} on {platform(mention.platform).name}"


def author(mention: Mention) -> str:
    """Name its author as the platform does; a stranger's words, so never markup."""
    name, handle = mention.author_name, mention.author_handle
    if name and handle:
        return f"{name} (@{handle.lstrip('@')})"
    if handle:
        return f"@{handle.lstrip('@')}"
    return name or "an unnamed author"


def past(action: Action, undoes: Action | None, mention: Mention) -> str:
    """Say what was done to a mention, to stand after a person's name."""
    if action is Action.UNDO:
        return UNDONE[undoes or Action.APPROVE]
    return PAST[action].format(platform=platform(mention.platform).name)
