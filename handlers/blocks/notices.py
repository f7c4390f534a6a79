"""What the bot says by itself: reminders, announcements of a risk to life, what others are told or asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import RichTextElement, RichTextListElement, RichTextSectionElement

from handlers.blocks.alerts import published_help
from handlers.blocks.buttons import ASKED_OF_LEADS, action_button, evidence_button, lasting_row, row
from handlers.blocks.cases import card_link, entry, excerpt_of
from handlers.blocks.figures import counted
from handlers.blocks.follow_ups import CARD_FOR_MEMBERS, news
from handlers.blocks.message import Message
from handlers.blocks.offers import SAFETY, offered
from handlers.blocks.text import bold, contact, escape, line, link, moment, plain, quote, rich, shorten
from handlers.blocks.words import LABELS, author, ground, what_and_where
from rules.assessment import Urgency
from rules.decisions import Action
from rules.escalations import escalation
from rules.mention import Case, Decision
from rules.platforms import platform
from rules.reminders import BEFORE, PASSED, SNOOZE_OVER
from rules.safety import Helplines

LISTED = 15
"""Mentions in one message of reminders: as many as people read at a glance; the rest is a command away."""
_QUOTE_LIMIT = 600
_EXCERPT_LIMIT = 90
_NOTIFICATION_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A mention in a reminder."""

    case: Case
    stage: int
    """As `rules.reminders` counts them."""
    card_url: str | None
    """None where its card is not shown yet, or the address is not known."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many mentions one message of reminders is about."""

    total: int
    overdue: int
    newly_overdue: int
    """How many of the overdue nobody was reminded of since they are."""
    snooze_over: int
    """How many were snoozed until now; none of them is counted as overdue."""


@dataclass(frozen=True, slots=True)
class WhyHere:
    """Why a risk to life is announced in the mentions channel."""

    unreached: str | None = None
    """Slack id of who was to be told and can't be reached."""
    is_anybody_set: bool = False
    """Whether the settings name anybody to be told."""


def reminder_note(said: Entry, now: datetime, zone: ZoneInfo, leads: Sequence[str] = ()) -> Message:
    """Return the reminder of one mention, for the thread under its card and, from there, the channel.

    `leads` are the Slack ids of those who are to be told by name.
    """
    case = said.case
    owner = [contact(case.owner.id), plain(": ")] if case.owner else []
    why = _why(said, now)
    where: list[RichTextElement] = [plain(" · "), link(said.card_url, "open its card")] if said.card_url else []
    lines = [line(*owner, bold(why), plain(" "), *entry(case, now, zone), *where), quote(excerpt_of(case))]
    return Message(
        text=escape(f"{why} {_heard(case)}"),
        blocks=[rich(*lines, *_named(leads, "it is long overdue"))],
    )


def reminders(
    listed: Sequence[Entry], counts: Gathered, now: datetime, zone: ZoneInfo, leads: Sequence[str] = ()
) -> Message:
    """Return one message for all that falls together: the first `LISTED`, and how many more there are."""
    title, total = _title(counts), counts.total
    parts: list[RichTextSectionElement | RichTextListElement] = [
        RichTextListElement(style="bullet", elements=[_listed(each, now, zone) for each in listed])
    ]
    if total > len(listed):
        parts.append(
            line(plain(f"And {total - len(listed):,} more: "), bold("/mentions overdue"), plain(" lists them."))
        )
    pressing = "; ".join(shorten(_heard(each.case), 80) for each in listed[:3])
    return Message(
        text=escape(f"{title}. {pressing}"),
        blocks=[
            rich(line(bold(title))),
            rich(*parts, *_named(leads, "some are long overdue")),
        ],
    )


def announcement(
    case: Case,
    number: int,
    every_minutes: int,
    zone: ZoneInfo,
    helplines: Helplines,
    *,
    card_url: str | None,
    why_here: WhyHere | None = None,
    leads: Sequence[str] = (),
    plainly: bool = False,
) -> Message:
    """Return the announcement of a risk to life, with all that somebody needs who can't see the channel.

    `leads` are named where it goes to the channel, for the reason `why_here`. `plainly` leaves out the link to the
    platform.
    """
    # Since when, and not how often: what was not announced while the bot stood still waits all the same.
    again = "" if number == 1 else f" Unacknowledged since {moment(case.received_at, zone)}."
    lines = [
        line(bold("A life may be at risk. "), plain(f"{what_and_where(case.mention)} from "),
             bold(shorten(author(case.mention), 120)), plain(f" · {_said_at(case, zone)}")),
        quote(shorten(case.assessment.masked_text, _QUOTE_LIMIT)),
        line(plain(published_help(helplines))),
        line(bold("Nobody has acknowledged it yet."), plain(
            f"{again} It is announced every {every_minutes} minutes, day and night, until somebody does."
            " Acknowledge means: I am seeing to it.")),
    ]  # fmt: skip
    if links := _links(case, card_url, "Open its card" if why_here else CARD_FOR_MEMBERS, plainly=plainly):
        lines.append(line(*links))
    buttons = [action_button(case, action) for action in offered(case, SAFETY)]
    named = [_said_here(leads, why_here, plainly=plainly)] if why_here else []
    return Message(
        text=escape(f"A life may be at risk, and nobody has acknowledged it yet. {_heard(case)}"),
        blocks=[rich(*lines, *named), lasting_row(case, "urgent", *buttons)],
    )


def escalation_notice(
    case: Case, decision: Decision, zone: ZoneInfo, *, card_url: str | None, plainly: bool = False
) -> Message:
    """Tell a contact what was passed on to them, by whom and why, and that the team does not reply meanwhile.

    `plainly` leaves out the link to the platform.
    """
    reason = escalation(decision.detail or "")
    who = decision.person.name
    lines = [
        line(bold(f"{who} passes a mention on to you: {reason.title}."), plain(f" {moment(decision.at, zone)}")),
        line(
            bold(what_and_where(case.mention)),
            plain(f" from {shorten(author(case.mention), 120)} · {_said_at(case, zone)}"),
        ),
        quote(shorten(case.assessment.masked_text, _QUOTE_LIMIT)),
        line(
            plain(
                "The team does not reply while it is with you. When it is dealt with, or not yours to deal with, tell "
            ),
            contact(decision.person.id),
            plain(", who takes it back on the card."),
        ),
    ]
    if links := _links(case, card_url, CARD_FOR_MEMBERS, plainly=plainly):
        lines.append(line(*links))
    return Message(
        text=escape(f"{who} passes a mention on to you: {reason.title}. {_heard(case)}"), blocks=[rich(*lines)]
    )


def unreached_notice(
    case: Case,
    decision: Decision,
    zone: ZoneInfo,
    *,
    unreached: str | None,
    card_url: str | None,
    leads: Sequence[str] = (),
    plainly: bool = False,
) -> Message:
    """Tell the team that a contact has not heard of an escalation, by their Slack id; None: nobody has.

    `leads` are named. `plainly` names the contact by their id alone.
    """
    title, who = escalation(decision.detail or "").title, decision.person.name
    whom = _contact(unreached, plainly=plainly) if unreached else plain("anybody")
    lines = [
        line(bold("An escalation could not be told to "), whom, bold(f": {title}.")),
        line(bold(what_and_where(case.mention)), plain(f" from {shorten(author(case.mention), 120)}")),
        quote(excerpt_of(case)),
        line(
            plain(
                f"{who} escalated it on {moment(decision.at, zone)}, and nobody replies to it meanwhile. Tell them "
                "another way, or take it back on its card: "
            ),
            bold(LABELS[Action.ESCALATION_OVER]),
            plain("."),
        ),
    ]
    if card_url:
        lines.append(line(link(card_url, "Open its card")))
    return Message(
        text=escape(f"An escalation could not be told: {title}. {_heard(case)}"),
        blocks=[rich(*lines, *_named(leads, "please see to it"))],
    )


def police_notice(
    case: Case,
    request: Decision,
    zone: ZoneInfo,
    *,
    again: bool = False,
    card_url: str | None,
    leads: Sequence[str] = (),
    plainly: bool = False,
    answer: Decision | None = None,
) -> Message:
    """Ask a team lead to agree to a report to the police, or to decline it (P9); `again` for want of an answer.

    `leads` are named where it goes to the channel. `plainly` leaves out the link to the platform. With the `answer`
    that it got it asks nothing any more.
    """
    who, why = request.person.name, ground(request.detail or "")
    unanswered = "Still unanswered: " if again else ""
    asks = f"{unanswered}{who} asks for a report to the police ({why})."
    lines = [
        line(bold(asks), plain(f" {moment(request.at, zone)}")),
        line(
            bold(what_and_where(case.mention)),
            plain(f" from {shorten(author(case.mention), 120)} · {_said_at(case, zone)}"),
        ),
        quote(shorten(case.assessment.masked_text, _QUOTE_LIMIT)),
        _answered(case, answer, zone)
        if answer
        else line(
            plain(
                "The police are right for threats, for targeted and persistent harassment, and for what is grossly "
                "offensive. Where a life is in danger, 999 is rung at once, and nobody waits for this. A team "
                f"lead other than {who} agrees or declines."
            )
        ),
    ]
    if links := _links(case, card_url, "Open its card", plainly=plainly):
        lines.append(line(*links))
    named = _named(leads, "please agree or decline") if leads else []
    asked = () if answer else (Action.POLICE_AGREE, Action.POLICE_DECLINE)
    buttons = [action_button(case, action) for action in asked]
    return Message(
        text=escape(f"{asks} {_heard(case)}"),
        blocks=[rich(*lines, *named), row(case, ASKED_OF_LEADS, *buttons, evidence_button(case))],
    )


def _answered(case: Case, answer: Decision, zone: ZoneInfo) -> RichTextSectionElement:
    title, became = news(case, answer, zone)
    return line(bold(f"{title}."), plain(f" {became}"))


def _said_at(case: Case, zone: ZoneInfo) -> str:
    """Say the time that its card has too."""
    return moment(case.said_at, zone, case.received_at)


def _links(case: Case, card_url: str | None, words: str, *, plainly: bool) -> list[RichTextElement]:
    """Link to the item and to its card in the text: who reads it may not be served when they click a button."""
    links: list[RichTextElement] = []
    if case.mention.url and not plainly:
        name = platform(case.mention.platform).name
        links += [link(case.mention.url, f"Open on {name}" if name else "Open it"), plain("  ")]
    if card_url:
        links.append(link(card_url, words))
    return links


def _title(counts: Gathered) -> str:
    """Say what they are: "4 mentions are overdue (1 new), 2 are due soon"."""
    new = f" ({counts.newly_overdue:,} new)" if 0 < counts.newly_overdue < counts.overdue else ""
    soon = counts.total - counts.overdue - counts.snooze_over
    each = ((counts.overdue, f"overdue{new}"), (soon, "due soon"), (counts.snooze_over, "back from a snooze"))
    (count, what), *others = [(count, what) for count, what in each if count]
    first = f"{counted(count, 'mention is', 'mentions are')} {what}"
    return ", ".join([first, *(f"{counted(count, 'is', 'are')} {what}" for count, what in others)])


def _why(said: Entry, now: datetime) -> str:
    if said.stage == SNOOZE_OVER:
        return "It was snoozed until now."
    due_at = said.case.due_at
    return "Due soon." if said.stage == BEFORE and due_at and now < due_at else "Still open."


def _listed(each: Entry, now: datetime, zone: ZoneInfo) -> RichTextSectionElement:
    before = [bold("Urgent · ")] if each.case.assessment.urgency is Urgency.URGENT else []
    if each.stage == SNOOZE_OVER:
        before.append(plain("snoozed until now · "))
    elif each.stage == PASSED:
        before.append(plain("new · "))
    said = [plain(f" · “{shorten(excerpt_of(each.case), _EXCERPT_LIMIT)}”")]
    where = [plain(" · "), card_link(each.case, each.card_url)] if each.card_url else []
    return line(*before, *entry(each.case, now, zone), *said, *where)


def _named(leads: Sequence[str], why: str) -> list[RichTextSectionElement]:
    """Name the leads, which tells them."""
    if not leads:
        return []
    names = [part for lead in leads for part in (contact(lead), plain(" "))]
    return [line(*names, plain(f"– {why}."))]


def _said_here(leads: Sequence[str], why: WhyHere, *, plainly: bool) -> RichTextSectionElement:
    """Name the leads, and say why they hear of it here."""
    names = [part for lead in leads for part in (contact(lead), plain(" "))]
    if leads:
        names.append(plain("– "))
    if why.unreached:
        return line(*names, _contact(why.unreached, plainly=plainly), plain(" can’t be reached: please see to it."))
    if why.is_anybody_set:
        return line(*names, plain("not everybody who is set to be told of this could be told (URGENT_CONTACTS)."))
    return line(*names, plain("nobody is set to be told of this at any hour (URGENT_CONTACTS)."))


def _contact(slack_id: str, *, plainly: bool) -> RichTextElement:
    # Slack may refuse a message for the sake of an id that is nobody's.
    return plain(slack_id) if plainly else contact(slack_id)


def _heard(case: Case) -> str:
    """Say in a notification what it is."""
    said = shorten(excerpt_of(case), _NOTIFICATION_LIMIT)
    return f"{what_and_where(case.mention)} from {shorten(author(case.mention), 80)}: {said}"
