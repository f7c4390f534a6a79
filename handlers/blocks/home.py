"""The App Home: the queue in order of what is due first, today's numbers and, for leads, who is on what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    PlainTextObject,
    RichTextListElement,
    RichTextSectionElement,
)
from slack_sdk.models.views import View

from handlers.blocks.buttons import CARRIED_OUT, action_button, row, show_reply_button
from handlers.blocks.cases import EMPTY, TITLES, entry_block, range_of
from handlers.blocks.figures import counted
from handlers.blocks.offers import SAFETY, offered
from handlers.blocks.steps import answer_step, next_step
from handlers.blocks.text import bold, line, moment, plain, rich, shorten
from handlers.blocks.words import what_and_where
from handlers.desk import CasePage, Member
from handlers.ids import Control
from rules.board import Board, Load, Queue, overdue_before
from rules.decisions import Action, Answering, Role
from rules.mention import Case

PAGE = 10
"""Cases on one page: three blocks each, far under Slack's 100 to a view, and little enough to look through."""
NAMED = 10
"""People whose load is told one by one, those with the most pressing first; of more, how many more there are."""
DECIDING = 2
"""Buttons that decide, for one case; the rest stand on its card."""

_TABS = {Queue.OPEN: "All", Queue.MINE: "Mine", Queue.OVERDUE: "Overdue", Queue.REFERRALS: "With PALS"}
_LARGEST_OFFSET = 10**9
"""Far beyond any list, and within what both databases take as an offset."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which part of which list somebody looks at in their Home."""

    queue: Queue = Queue.OPEN
    offset: int = 0

    def written(self) -> str:
        """Return it as the view and its buttons carry it; `read_shown` reads it."""
        return f"{self.queue}:{self.offset}"


def read_shown(text: str | None) -> Shown:
    """Return what a view or a button carries; the beginning of the whole queue where that is nothing of ours."""
    known = re.fullmatch(rf"({'|'.join(Queue)}):([0-9]{{1,10}})", text or "", re.ASCII)
    return Shown(Queue(known[1]), min(int(known[2]), _LARGEST_OFFSET)) if known else Shown()


def home_view(
    board: Board, queue: Queue, page: CasePage, *, member: Member, zone: ZoneInfo, said: Sequence[Block] = ()
) -> View:
    """Return a person's Home with a page of one queue.

    `said` stands at its top: what there is to tell about their last click.
    """
    now = page.as_of.astimezone(zone)
    blocks: list[Block] = [*said, DividerBlock()] if said else []
    blocks += _numbers(board, now)
    if board.loads is not None:
        blocks.append(_who_is_on_what(board.loads, now, zone))
    blocks.append(_tabs(board, queue))
    blocks += _list(queue, page, member, zone)
    return View(type="home", private_metadata=Shown(queue, page.offset).written(), blocks=blocks)


def bare_home(said: Sequence[Block]) -> View:
    """Return a Home with nothing but this to read."""
    return View(type="home", blocks=list(said))


def _numbers(board: Board, now: datetime) -> Sequence[Block]:
    today, counts = board.today, board.counts
    decided = counted(today.decided, "mention", "mentions")
    so_far = f"{today.came_in:,} came in, {decided} decided (approve, hide or report), {today.answered:,} answered"
    waiting = f"{counts[Queue.OPEN]} open, {counts[Queue.OVERDUE]} overdue"
    return [
        HeaderBlock(text=PlainTextObject(text=f"{now:%A} {now.day} {now:%B}", emoji=False)),
        rich(line(bold("Today: "), plain(so_far)), line(bold("Now: "), plain(waiting))),
    ]


def _who_is_on_what(loads: Sequence[Load], now: datetime, zone: ZoneInfo) -> Block:
    if not loads:
        return rich(line(bold("Who is on what: "), plain("nothing is open.")))
    lines = [_load(load, now, zone) for load in loads[:NAMED]]
    if rest := loads[NAMED:]:
        lines.append(line(plain(f"{len(rest)} more people: {sum(load.cases for load in rest)}")))
    return rich(line(bold("Who is on what")), RichTextListElement(elements=lines, style="bullet"))


def _load(load: Load, now: datetime, zone: ZoneInfo) -> RichTextSectionElement:
    who = shorten(load.person.name, 80) if load.person else "Nobody yet"
    due = load.first_due
    first = (
        f", the first {'overdue since' if due < overdue_before(now) else 'due'} {moment(due, zone, now)}" if due else ""
    )
    return line(bold(who), plain(f": {load.cases}{first}"))


def _tabs(board: Board, shown: Queue) -> Block:
    return ActionsBlock(
        block_id="home-tabs", elements=[_tab(queue, board, shown) for queue in Queue if queue in board.counts]
    )


def _tab(queue: Queue, board: Board, shown: Queue) -> ButtonElement:
    count = board.counts[queue]
    return ButtonElement(
        text=f"{_TABS[queue]} ({count})",
        action_id=f"{Control.HOME_SHOW}_{queue}",
        value=Shown(queue).written(),
        style="primary" if queue is shown else None,
        accessibility_label=f"{TITLES[queue]}: {count}{', shown now' if queue is shown else ''}",
    )


def _list(queue: Queue, page: CasePage, member: Member, zone: ZoneInfo) -> Sequence[Block]:
    if not page.cases:
        return [rich(line(plain(EMPTY[queue])))]
    order = "what came in first on top" if queue is Queue.REFERRALS else "what is due first on top"
    blocks: list[Block] = [rich(line(bold(range_of(TITLES[queue], page)), plain(f", {order}")))]
    for case in page.cases:
        blocks += [DividerBlock(), entry_block(case, page.as_of, zone)]
        if buttons := _buttons(case, page.card_urls.get(case.id), _steps_in(queue, case, member)):
            blocks.append(row(case, "home", *buttons))
    if pages := _page_buttons(queue, page.offset, page.total):
        blocks += [DividerBlock(), ActionsBlock(block_id="home-pages", elements=pages)]
    return blocks


def _steps_in(queue: Queue, case: Case, member: Member) -> list[Action]:
    """Return what is done from a list: of the referrals, only to note that PALS has one."""
    return [Action.PALS_ACKNOWLEDGED] if queue is Queue.REFERRALS else steps(case, member)


def _buttons(case: Case, card_url: str | None, actions: Sequence[Action]) -> list[ButtonElement]:
    buttons = [action_button(case, action) for action in actions]
    if case.status.answering in {Answering.REPLY_PENDING, Answering.REFER_PENDING}:
        buttons.append(show_reply_button(case))
    if card_url:
        what = what_and_where(case.mention)
        place = "card" if case.digest_id is None else "digest"
        buttons.append(
            ButtonElement(
                text=f"Open its {place}",
                action_id=Control.OPEN_LINK.value,
                url=card_url,
                accessibility_label=shorten(f"Open the {place} of this {what[:1].lower()}{what[1:]}", 75),
            )
        )
    return buttons


def steps(case: Case, member: Member) -> list[Action]:
    """Return what a person can do about a case from their Home: what is next for it, and to claim or release it."""
    allowed = case.available(member.role)
    carried_out = [action for action in Action if action in CARRIED_OUT and action in allowed]
    if len(carried_out) > 1:
        # Two buttons that say Done, without a word which is which: its card has them apart.
        carried_out = []
    following = [step] if (step := next_step(case)) else []
    answer = [answer_step(case)] if case.needs_answer and not case.status.answered else []
    others = offered(case, (Action.APPROVE, *answer, Action.NO_REPLY_NEEDED))
    deciding = [*offered(case, SAFETY), *carried_out, *following, *others]
    may_release = member.role is Role.LEAD or (case.owner is not None and case.owner.id == member.person.id)
    handling = Action.RELEASE if case.owner and may_release else Action.CLAIM
    chosen = list(dict.fromkeys(action for action in deciding if action in allowed))[:DECIDING]
    return [*chosen, *([handling] if handling in allowed else [])]


def _page_buttons(queue: Queue, offset: int, total: int) -> list[ButtonElement]:
    turns = [("Previous", offset - PAGE), ("Next", offset + PAGE)]
    return [
        ButtonElement(
            text=label,
            action_id=f"{Control.HOME_SHOW}_{label.lower()}",
            value=Shown(queue, to).written(),
            accessibility_label=f"{label} page",
        )
        for label, to in turns
        if 0 <= to < total
    ]
