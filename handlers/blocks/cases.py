"""Lists of cases: what /mentions answers, and what the App Home shows."""

from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, RichTextBlock, RichTextElement

from handlers.blocks.buttons import action_button, lasting_row
from handlers.blocks.message import Message
from handlers.blocks.reasons import advice
from handlers.blocks.steps import due, in_doubt, latest, suggested
from handlers.blocks.text import bold, duration, escape, line, link, moment, plain, quote, rich, shorten
from handlers.blocks.words import LABELS, author, lower_first, outcome, what_and_where
from handlers.desk import CasePage
from handlers.ids import Control
from rules.board import Queue, overdue_before
from rules.decisions import Action, Answering, Reporting, Role, Safety, Visibility
from rules.escalations import escalation
from rules.mention import Case
from rules.platforms import platform
from rules.police import Police
from rules.referrals import Pals

LISTED_REFERRAL = "listed-referral"
"""The row under a referral in a list, which a click there draws anew."""
PAGE = 8
"""Cases on one page of a list: each takes a block, and all of it should be read without scrolling far."""

TITLES = {
    Queue.OPEN: "To decide or to answer",
    Queue.MINE: "Claimed by you",
    Queue.OVERDUE: "Overdue",
    Queue.REFERRALS: "Passed on to PALS, and not acknowledged yet",
}
EMPTY = {
    Queue.OPEN: "Nothing is waiting: every mention is decided and answered.",
    Queue.MINE: "You have claimed nothing that is still open. Claim, on a card, makes it yours.",
    Queue.OVERDUE: "Nothing is overdue.",
    Queue.REFERRALS: "Nothing is open: PALS has acknowledged whatever was passed on to it.",
}
_TO_DO: dict[Visibility | Reporting | Answering, str] = {
    Visibility.HIDE_PENDING: "to be hidden {there}",
    Visibility.UNHIDE_PENDING: "to be shown again {there}",
    Reporting.REPORT_PENDING: "to be reported {to_it}",
    Answering.REPLY_PENDING: "to be replied to {there}",
    Answering.REFER_PENDING: "to be told about PALS {there}",
}


def case_list(title: str, empty: str, page: CasePage, *, query: str, zone: ZoneInfo) -> Message:
    """Return a page of cases with buttons to the next and the previous one.

    `query` is what the page buttons carry to ask again: the words after /mentions.
    """
    if not page.cases:
        return Message(text=escape(empty), blocks=[rich(line(plain(empty)))])
    shown = range_of(title, page)
    blocks: list[Block] = [rich(line(bold(shown)))]
    for case in page.cases:
        blocks.append(entry_block(case, page.as_of, zone, page.card_urls.get(case.id)))
        if query == Queue.REFERRALS:
            blocks.append(lasting_row(case, LISTED_REFERRAL, action_button(case, Action.PALS_ACKNOWLEDGED)))
    pages = _page_buttons(query, offset=page.offset, total=page.total)
    if pages:
        blocks.append(ActionsBlock(elements=pages))
    return Message(text=escape(shown), blocks=blocks)


def entry(case: Case, now: datetime, zone: ZoneInfo) -> list[RichTextElement]:
    """Say in one line what a case is, where it stands, by when it is due and who has it."""
    return [*_what(case), plain(f" · {_state(case)}"), *_handling(case, now, zone)]


def entry_block(case: Case, now: datetime, zone: ZoneInfo, card_url: str | None = None) -> RichTextBlock:
    """Say the same in two lines and when it came in, with a link to the card if its address is given; quote it."""
    to_card = [plain(" · "), card_link(case, card_url)] if card_url else []
    state = _state(case)
    stands = line(plain(state[0].upper() + state[1:]), *_handling(case, now, zone))
    came_in = plain(f" · came in {moment(case.received_at, zone, now)}")
    return rich(line(*_what(case), came_in, *to_card), stands, quote(excerpt_of(case)))


def card_link(case: Case, url: str) -> RichTextElement:
    """Return the link to where a case can be worked on: its own card, or the digest that shows it among others."""
    return link(url, "open its card" if case.digest_id is None else "open its digest")


def excerpt_of(case: Case) -> str:
    """Return the beginning of what was said, personal details masked (P14)."""
    return shorten(" ".join(case.assessment.masked_text.split()), 150)


def range_of(title: str, page: CasePage) -> str:
    """Say which cases of how many a page shows."""
    if page.total == len(page.cases):
        return f"{title}: {page.total}"
    return f"{title}: {page.offset + 1} to {page.offset + len(page.cases)} of {page.total}"


def _what(case: Case) -> list[RichTextElement]:
    return [bold(what_and_where(case.mention)), plain(f" from {shorten(author(case.mention), 80)}")]


def _state(case: Case) -> str:
    ended = _how_it_ended(case)
    if case.settled:
        return ended or "settled"
    if case.status.at_risk:
        seen_to = case.status.safety is Safety.ACKNOWLEDGED
        return f"risk to life, {'acknowledged' if seen_to else 'acknowledged by nobody yet'}"
    if to_do := _to_do(case):
        return f"{ended or 'decided'}, still {' and '.join(to_do)}"
    if ended or case.status.moderated:
        dealt_with = case.status.dealt_with(needs_answer=case.needs_answer)
        return ended or ("decided" if dealt_with else "to be answered")
    if case.status.answered:
        hides = Action.HIDE in case.available(Role.STAFF)
        return f"answered; to approve{', hide' if hides else ''} or report"
    return lower_first(advice(case)) if in_doubt(case) else f"suggestion: {lower_first(LABELS[suggested(case)])}"


def _how_it_ended(case: Case) -> str:
    """Say how its risk to life ended; empty where there was none, or it is open."""
    if case.status.safety is not Safety.CLOSED:
        return ""
    return f"closed: {outcome(latest(case, Action.CLOSE_RISK).detail or 'risk to life')}"


def _to_do(case: Case) -> list[str]:
    """Say what is still to be done on the platform."""
    status, where = case.status, platform(case.mention.platform)
    pending = [_TO_DO.get(state) for state in (status.visibility, status.reporting, status.answering)]
    to_do = [words.format(there=where.there, to_it=where.to_it) for words in pending if words]
    return [*to_do, "to be reported to the police"] if status.police is Police.AGREED else to_do


def _handling(case: Case, now: datetime, zone: ZoneInfo) -> list[RichTextElement]:
    """Say by when it is due, who has it and what holds it up; each begins with a dot."""
    parts = []
    if by := due(case, zone, now):
        overdue = case.due_at is not None and case.due_at < overdue_before(now)
        parts += [plain(" · "), (bold if overdue else plain)(by[0].lower() + by[1:])]
    if case.status.escalated:
        parts.append(plain(f" · with {escalation(case.status.escalated).goes_to}: don’t reply"))
    if case.status.police is Police.ASKED:
        parts.append(plain(" · a team lead is asked about a report to the police"))
    if case.status.pals is Pals.PASSED_ON:
        parts.append(plain(f" · {_with_pals(case, now, zone)}"))
    if case.owner:
        parts.append(plain(f" · claimed by {shorten(case.owner.name, 80)}"))
    if case.status.snoozed_until and case.status.snoozed_until > now:
        parts.append(plain(f" · snoozed until {moment(case.status.snoozed_until, zone, now)}"))
    return parts


def _with_pals(case: Case, now: datetime, zone: ZoneInfo) -> str:
    """Say who passed it on to PALS and how long ago: clock time, since nobody knows when PALS works."""
    made = case.passings_on[-1]
    ago = duration(now - made.at)
    return (
        f"passed on to PALS by {shorten(made.person.name, 80)}, {moment(made.at, zone, now)} ({ago} ago), "
        "not acknowledged yet"
    )


def _page_buttons(query: str, *, offset: int, total: int) -> list[ButtonElement]:
    turns = [("Previous", offset - PAGE), ("Next", offset + PAGE)]
    return [
        ButtonElement(
            text=label,
            action_id=f"{Control.LIST_PAGE}_{label.lower()}",
            value=f"{to}:{query}",
            accessibility_label=f"{label} page",
        )
        for label, to in turns
        if 0 <= to < total
    ]
