"""The words in which people read what the keys mean."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.blocks.text import moment
from rules.assessment import Kind, Suggestion
from rules.decisions import Action
from rules.escalations import escalation
from rules.mention import BOT, Decision, Mention
from rules.platforms import platform
from rules.police import GROUNDS
from rules.principles import policy
from rules.referrals import Referral
from rules.safety import OUTCOMES

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
    Action.CLAIM: "Claim",
    Action.RELEASE: "Release",
    Action.SNOOZE: "Snooze",
    Action.WAKE: "End snooze",
    Action.HOLD: "Holding reply",
    Action.ESCALATE: "Escalate",
    Action.ESCALATION_OVER: "Back with us",
    Action.ACKNOWLEDGE_RISK: "Acknowledge",
    Action.CLOSE_RISK: "Outcome…",
    Action.REOPEN_RISK: "Reopen",
    Action.POLICE_ASK: "Report to the police",
    Action.POLICE_AGREE: "Agree",
    Action.POLICE_DECLINE: "Decline",
    Action.POLICE_WITHDRAW: "Withdraw",
    Action.POLICE_TOLD: "Reported to the police",
    Action.PALS_ACKNOWLEDGED: "Acknowledged by PALS",
    Action.PALS_REOPEN: "Not acknowledged yet",
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
    Action.CLAIM: "claimed it",
    Action.RELEASE: "released it",
    Action.SNOOZE: "snoozed it",
    Action.WAKE: "ended the snooze",
    Action.HOLD: "sent a holding reply {there}",
    Action.ESCALATE: "escalated it",
    Action.ESCALATION_OVER: "took it back: it is with us again",
    Action.ACKNOWLEDGE_RISK: "acknowledged the risk to life",
    Action.CLOSE_RISK: "closed the risk to life",
    Action.REOPEN_RISK: "reopened the risk to life",
    Action.POLICE_ASK: "asked for a report to the police",
    Action.POLICE_AGREE: "agreed to the report to the police",
    Action.POLICE_DECLINE: "declined the report to the police",
    Action.POLICE_WITHDRAW: "withdrew the report to the police",
    Action.POLICE_TOLD: "reported it to the police",
    Action.PALS_ACKNOWLEDGED: "noted that PALS has acknowledged it",
    Action.PALS_REOPEN: "noted that PALS has not acknowledged it yet",
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

UNDONE = {
    Action.REPLY_DONE: "reply done",
    Action.REFER: "referral",
    Action.REFER_DONE: "referral done",
}
"""The same in the word or two that stand on a button, where the label of what it takes back would not do."""

_REFERRING: dict[str, str] = {
    Referral.SIGNPOSTED: "to be told where to go",
    Referral.PASSED_ON: "to be passed on as they agreed",
}

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


def deed(decision: Decision, mention: Mention, zone: ZoneInfo, beside: datetime | None = None) -> str:
    """Say what somebody did with the reason, the outcome or the time that they gave, to stand after their name.

    A time is said with its year when that is not the year of `beside`.
    """
    done = past(decision.action, decision.undoes, mention)
    until = moment(decision.until, zone, beside) if decision.until else ""
    match decision.action:
        case Action.SNOOZE if until:
            return f"{done} until {until}"
        case Action.HOLD if until:
            return f"{done}; the answer is due by {until}"
        case Action.RELEASE if decision.person == BOT:
            return f"{done} after a working day without action"
        case Action.REPLY | Action.REFER if decision.until:
            complaint = f"; {to_acknowledge(decision.until, zone)}"
            return f"{done}{_detailed(decision.action, decision.detail or '')}{complaint}"
        case _:
            return f"{done}{_detailed(decision.action, decision.detail)}" if decision.detail else done


def to_acknowledge(until: datetime, zone: ZoneInfo) -> str:
    """Say by which day a formal complaint must be acknowledged."""
    day = until.astimezone(zone)
    return f"a formal complaint must be acknowledged by {day:%a} {day.day} {day:%b %Y}"


def _detailed(action: Action, detail: str) -> str:
    match action:
        case Action.REFER:
            return f", {_REFERRING.get(detail, detail)}" if detail else ""
        case Action.ESCALATE:
            return f" to {escalation(detail).goes_to}"
        case Action.CLOSE_RISK:
            return f": {outcome(detail)}"
        case Action.POLICE_ASK:
            return f" ({ground(detail)})"
        case Action.POLICE_TOLD:
            return f", reference {detail}"
        case _:
            return ""


def outcome(key: str) -> str:
    """Say how a risk to life ended: "called 999"; by its key when the list has it no longer."""
    return lower_first(OUTCOMES.get(key, key.replace("_", " ")))


def ground(key: str) -> str:
    """Say why the police are right for something: "a threat"; by its key when the list has it no longer."""
    return lower_first(GROUNDS.get(key, key.replace("_", " ")))


def lower_first(words: str) -> str:
    """Return a title as it stands within a sentence."""
    return words[:1].lower() + words[1:]
