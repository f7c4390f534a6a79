"""The words in which people read what the keys mean."""

from rules.assessment import Kind, Suggestion
from rules.decisions import Action
from rules.mention import Mention
from rules.platforms import platform
from rules.principles import policy

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
    Action.HIDE_DONE: "hid it {there}",
    Action.UNHIDE_DONE: "showed it again {there}",
    Action.REPORT_DONE: "reported it {to_it}",
    Action.REPLY: "decided: reply",
    Action.REPLY_DONE: "replied {there}",
    Action.REFER: "decided: refer to PALS",
    Action.REFER_DONE: "told them about PALS {there}",
    Action.NO_REPLY_NEEDED: "said that no reply is needed",
    Action.SHOW_PERSONAL_DETAILS: "looked at the personal details",
}
"""What a person did, after their name, for the thread and for whoever comes second."""

TAKEN_BACK = {
    Action.APPROVE: "approve",
    Action.HIDE: "hide",
    Action.REPORT: "report",
    Action.REPLY: "reply",
    Action.REPLY_DONE: "that they were replied to",
    Action.REFER: "refer to PALS",
    Action.REFER_DONE: "that they were told about PALS",
    Action.NO_REPLY_NEEDED: "no reply needed",
}
"""What an undo takes back."""

SUGGESTED: dict[Suggestion, Action] = {
    Suggestion.APPROVE: Action.APPROVE,
    Suggestion.HIDE: Action.HIDE,
    Suggestion.REPORT: Action.REPORT,
    Suggestion.REFER: Action.REFER,
    Suggestion.REPLY: Action.REPLY,
}


def principle_title(key: str, *, numbered: bool = False) -> str:
    """Return the title of a principle, or its key when principles.toml has it no longer: the log keeps it for good."""
    found = policy().by_key.get(key)
    if found is None:
        return key
    return f"{found.title} ({found.number})" if numbered else found.title


def what_and_where(mention: Mention) -> str:
    """Say what a mention is and where: "Comment on Facebook"."""
    name = platform(mention.platform).name
    return f"{KINDS[mention.kind]} {f'on {name}' if name else 'from elsewhere'}"


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
    if action in {Action.UNDO, Action.ANSWER_UNDO}:
        return f"took back: {TAKEN_BACK[undoes]}" if undoes else "took back the latest decision"
    if action is Action.APPROVE and mention.kind is Kind.DIRECT_MESSAGE:
        return "found nothing against it"
    where = platform(mention.platform)
    return PAST[action].format(there=where.there, to_it=where.to_it)
