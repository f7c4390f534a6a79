"""Lists of cases: what /mentions answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, RichTextSectionElement

from handlers.blocks.message import Message
from handlers.blocks.steps import due, suggested
from handlers.blocks.text import bold, escape, line, link, plain, quote, rich, shorten
from handlers.blocks.words import LABELS, author, what_and_where
from handlers.ids import Control
from rules.mention import Case

PAGE = 8
"""Cases on one page of a list: each takes a block, and all of it should be read without scrolling far."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in a list, with the address of its card where it has one."""

    case: Case
    card_url: str | None


def case_list(
    title: str, empty: str, cases: Sequence[Listed], *, total: int, offset: int, query: str, zone: ZoneInfo
) -> Message:
    """Return a page of cases with buttons to the next and the previous one.

    `query` is what the page buttons carry to ask again: the words after /mentions.
    """
    if not cases:
        return Message(text=escape(empty), blocks=[rich(line(plain(empty)))])
    shown = f"{title}: {offset + 1} to {offset + len(cases)} of {total}" if total > len(cases) else f"{title}: {total}"
    blocks: list[Block] = [rich(line(bold(shown)))]
    blocks += [rich(_entry(listed, zone), quote(_excerpt(listed.case))) for listed in cases]
    pages = _page_buttons(query, offset=offset, total=total)
    if pages:
        blocks.append(ActionsBlock(elements=pages))
    return Message(text=escape(shown), blocks=blocks)


def _entry(listed: Listed, zone: ZoneInfo) -> RichTextSectionElement:
    case = listed.case
    parts = [bold(what_and_where(case.mention)), plain(f" from {shorten(author(case.mention), 80)} · {_state(case)}")]
    if by := due(case, zone):
        parts.append(plain(f" · {by[0].lower()}{by[1:]}"))
    if listed.card_url:
        parts += [plain(" · "), link(listed.card_url, "open its card")]
    return line(*parts)


def _state(case: Case) -> str:
    if case.settled:
        return "settled"
    if case.status.to_do:
        return "decided, still to be done there"
    if case.status.moderated:
        return "to be answered"
    if case.status.answered:
        return "answered; to approve, hide or report"
    return f"suggestion: {LABELS[suggested(case)].lower()}"


def _excerpt(case: Case) -> str:
    return shorten(" ".join(case.assessment.masked_text.split()), 150)


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
