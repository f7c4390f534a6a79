"""The digest: one card for many mentions that need no card of their own, what its thread says, and its list."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InteractiveElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    RichTextBlock,
)
from slack_sdk.models.views import View

from handlers.blocks.buttons import link_button, row
from handlers.blocks.message import Message
from handlers.blocks.modals import principle_modal
from handlers.blocks.text import bold, escape, line, moment, plain, quote, rich, shorten
from handlers.blocks.words import LABELS, author, past, what_and_where
from handlers.desk import Seen
from handlers.digest_place import DigestPlace
from handlers.ids import Callback, Control
from rules.decisions import NEEDS_PRINCIPLE, Action, Role
from rules.floods import Digest
from rules.mention import Case
from rules.platforms import platform

LISTED = 10
"""Mentions on one page of a digest's list: as many as a person reads before they approve them together."""
SAMPLE_LIMIT = 200
"""Characters of one of them on the card, which tell by which post it is."""
_MEANS = "Approve = leave up, which is not agreement. Each approval is logged by itself."


def digest_card(digest: Digest, zone: ZoneInfo, failure: str | None = None) -> Message:
    """Return the card of a digest as it stands now; drawn without strangers' words where Slack gave a `failure`."""
    heading = _heading(digest)
    blocks: list[Block] = [rich(line(bold(heading)))]
    if digest.sample and not failure:
        blocks.append(rich(line(plain(_which(digest))), quote(shorten(digest.sample, SAMPLE_LIMIT))))
    notes = " · ".join(_notes(digest, zone))
    buttons = [
        ButtonElement(
            text="Open the list",
            action_id=Control.OPEN_DIGEST.value,
            value=str(digest.id),
            style="primary" if digest.to_decide else None,
            accessibility_label=shorten(f"Open the list of {_counted(digest)}", 75),
        )
    ]
    if digest.sample_url and not failure:
        buttons.append(_first_of_them(digest, digest.sample_url))
    blocks += [ContextBlock(elements=[PlainTextObject(text=notes, emoji=False)]), ActionsBlock(elements=buttons)]
    return Message(text=escape(f"{heading}. {notes}"), blocks=blocks)


def digest_note(digest: Digest) -> Message:
    """Say in a digest's thread how it has grown, or that all of it is decided."""
    if digest.to_decide:
        said = f"By now {_counted(digest)}, {digest.to_decide:,} still to look at."
    else:
        said = f"All {_counted(digest)} are decided." if digest.total > 1 else "It is decided."
    return Message(text=escape(said), blocks=[rich(line(plain(said)))])


def digest_list(
    digest: Digest, cases: Sequence[Case], place: DigestPlace, *, listed: int, zone: ZoneInfo, said: str | None = None
) -> View:
    """Return a page of a digest's list, to be approved at once or one by one.

    `listed` is how many there are on all its pages; `said` is what became of the click before.
    """
    blocks: list[Block] = [rich(line(bold(said)))] if said else []
    blocks.append(rich(line(bold(_shown(cases, place, listed)), plain(f" · {_heading(digest)}"))))
    for case in cases:
        blocks += [_entry(case, zone, one_post=digest.post is not None), _choices(case, decided=place.decided)]
    if turns := _turns(digest, place, listed):
        blocks.append(ActionsBlock(elements=turns))
    to_approve = bool(cases) and not place.decided
    if to_approve:
        blocks.append(ContextBlock(elements=[PlainTextObject(text=_MEANS, emoji=False)]))
    seen = [Seen(case.id, case.version) for case in cases] if to_approve else []
    return View(
        type="modal",
        callback_id=Callback.DIGEST.value,
        private_metadata=place.written(seen),
        title=PlainTextObject(text="Gathered comments"),
        submit=PlainTextObject(text="Approve all shown") if to_approve else None,
        close=PlainTextObject(text="Close"),
        blocks=blocks,
    )


def digest_principle_modal(case: Case, action: Action, seen_version: int | None, place: DigestPlace) -> View:
    """Ask for the principle to hide or report under, above a digest's list that is to be drawn anew afterwards."""
    view = principle_modal(case, action, seen_version)
    view.callback_id = Callback.DIGEST_PRINCIPLE.value
    view.private_metadata = f"{view.private_metadata} {place.written()}"
    return view


def _heading(digest: Digest) -> str:
    if not digest.total:
        return "Each comment that was gathered here has a card of its own by now"
    counted = _counted(digest, more=digest.carded)
    return f"{counted}, none with a finding" if digest.to_decide else f"{counted}: all decided"


def _which(digest: Digest) -> str:
    """Say which of them is quoted: what is decided is no longer shown as if it waited."""
    return "The next to look at:" if 0 < digest.to_decide < digest.total else "The first of them:"


def _counted(digest: Digest, *, more: bool = False) -> str:
    """Say how many there are and where: "37 more comments on one post on Facebook"."""
    what = "comment" if digest.post is not None else "message"
    plural = what if digest.total == 1 else f"{what}s"
    where = f" on one post {platform(digest.platform or '').there}" if digest.post is not None else ""
    return f"{digest.total:,}{' more' if more else ''} {plural}{where}"


def _notes(digest: Digest, zone: ZoneInfo) -> Sequence[str]:
    if not digest.to_decide:
        return ["Gathered because more came in than the channel can show one by one"]
    decided = digest.total - digest.to_decide
    notes = [f"{digest.to_decide:,} to look at" + (f", {decided:,} decided" if decided else "")]
    if digest.due_at:
        notes.append(f"Look at by {moment(digest.due_at, zone, digest.opened_at)}")
    return [*notes, "Gathered because more came in than the channel can show one by one"]


def _first_of_them(digest: Digest, url: str) -> ButtonElement:
    where = platform(digest.platform or "").name
    return ButtonElement(
        text=shorten(f"Open the first on {where}" if where else "Open the first", 75),
        action_id=Control.OPEN_LINK.value,
        url=url,
        accessibility_label="Open the first of them in the browser",
    )


def _shown(cases: Sequence[Case], place: DigestPlace, listed: int) -> str:
    what = "decided" if place.decided else "to look at"
    if not cases:
        return f"Nothing {what}"
    if listed == len(cases):
        return f"{listed:,} {what}"
    return f"{place.offset + 1:,} to {place.offset + len(cases):,} of {listed:,} {what}"


def _entry(case: Case, zone: ZoneInfo, *, one_post: bool) -> RichTextBlock:
    said = case.mention.posted_at or case.received_at
    where = "" if one_post else f" · {what_and_where(case.mention)}"
    who = line(bold(shorten(author(case.mention), 80)), plain(f"{where} · {moment(said, zone, case.received_at)}"))
    words = quote(case.assessment.masked_text)
    if not (case.settled and case.decisions):
        return rich(who, words)
    last = case.decisions[-1]
    decided = f"{last.person.name} {past(last.action, last.undoes, case.mention)}"
    return rich(who, words, line(plain(f"{decided}, {moment(last.at, zone, case.received_at)}")))


def _choices(case: Case, *, decided: bool) -> ActionsBlock:
    allowed = case.available(Role.STAFF)
    elements: list[InteractiveElement] = []
    if Action.APPROVE in allowed and not decided:
        elements.append(_button(case, "Approve", Control.DIGEST_APPROVE, "Approve: leave up what {} wrote"))
    elements.append(_button(case, "Show its card", Control.DIGEST_CARD, "Give what {} wrote a card in the channel"))
    if case.mention.url:
        elements.append(link_button(case, case.mention.url))
    under = [action for action in (Action.HIDE, Action.REPORT) if action in allowed & NEEDS_PRINCIPLE]
    if under and not decided:
        options = [Option(value=f"{each}:{case.id}", text=f"{LABELS[each]} under a principle…") for each in under]
        elements.append(OverflowMenuElement(action_id=Control.DIGEST_PRINCIPLE.value, options=options))
    return row(case, "listed", *elements)


def _button(case: Case, label: str, control: Control, spoken: str) -> ButtonElement:
    return ButtonElement(
        text=label,
        action_id=control.value,
        value=str(case.id),
        accessibility_label=shorten(spoken.format(shorten(author(case.mention), 30)), 75),
    )


def _turns(digest: Digest, place: DigestPlace, listed: int) -> list[ButtonElement]:
    turns = [("Previous", place.at(place.offset - LISTED)), ("Next", place.at(place.offset + LISTED))]
    buttons = [_turn(label, to) for label, to in turns if 0 <= to.offset < listed]
    others = digest.total - listed
    if others > 0:
        label = f"Show the {others:,} {'to look at' if place.decided else 'decided'}"
        buttons.append(_turn(label, DigestPlace(place.digest_id, decided=not place.decided)))
    return buttons


def _turn(label: str, to: DigestPlace) -> ButtonElement:
    name = label.partition(" ")[0].lower()
    return ButtonElement(text=label, action_id=f"{Control.DIGEST_PAGE}_{name}", value=to.written())
