"""Buttons. A button carries the mention's id and nothing else; the version of its card stands in the block's id."""

import re
from collections.abc import Sequence
from typing import Literal

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    InteractiveElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
)

from handlers.blocks.steps import in_doubt, next_step
from handlers.blocks.text import shorten
from handlers.blocks.words import KINDS, LABELS, TAKEN_BACK, UNDONE, principle_title
from handlers.ids import Control
from rules.assessment import Kind
from rules.decisions import NEEDS_PRINCIPLE, Action, Role, undoes
from rules.mention import Case
from rules.platforms import platform

CONFIRM_LIMIT = 300
"""Slack's limit on the text of a confirm dialog, in characters."""

ASKED_OF_LEADS = "police-asked"
"""The row of a message that asks leads to agree: it is never drawn anew, and speaks of one request and no later one."""

CARRIED_OUT = frozenset(
    {
        Action.HIDE_DONE,
        Action.UNHIDE_DONE,
        Action.REPORT_DONE,
        Action.REPLY_DONE,
        Action.REFER_DONE,
        Action.POLICE_TOLD,
    }
)
"""What the team waits for once something is decided: that somebody did it."""

_SPOKEN = {
    Action.APPROVE: "Approve: leave this {kind} up",
    Action.HIDE: "Hide this {kind} {there}",
    Action.REPORT: "Report this {kind} {to_it}",
    Action.HIDE_DONE: "Done: it is hidden {there}",
    Action.UNHIDE_DONE: "Done: it is shown again {there}",
    Action.REPORT_DONE: "Done: it is reported {to_it}",
    Action.UNDO: "Undo: {undoes}",
    Action.REPLY: "Reply to this {kind}",
    Action.REPLY_DONE: "Done: they were replied to {there}",
    Action.REFER: "Refer the author of this {kind} to PALS",
    Action.REFER_DONE: "Done: they were told about PALS {there}",
    Action.NO_REPLY_NEEDED: "This {kind} needs no reply",
    Action.ANSWER_UNDO: "Undo: {undoes}",
    Action.CLAIM: "Claim this {kind}: you look after it, and all see that",
    Action.RELEASE: "Release this {kind}, so that somebody else can claim it",
    Action.SNOOZE: "Snooze the reminders of this {kind}",
    Action.WAKE: "End the snooze of this {kind}",
    Action.HOLD: "Holding reply: say that one was sent {there}",
    Action.ESCALATE: "Escalate this {kind} to somebody outside the team",
    Action.ESCALATION_OVER: "Back with us: the team answers this {kind} again",
    Action.ACKNOWLEDGE_RISK: "Acknowledge this risk to life: you look after it",
    Action.CLOSE_RISK: "Outcome: say how this risk to life ended",
    Action.REOPEN_RISK: "Reopen this risk to life",
    Action.POLICE_ASK: "Ask a team lead to agree to report this {kind} to the police",
    Action.POLICE_AGREE: "Agree: this {kind} is to be reported to the police",
    Action.POLICE_DECLINE: "Decline: this {kind} is not reported to the police",
    Action.POLICE_WITHDRAW: "Withdraw: this {kind} is not to be reported to the police",
    Action.POLICE_TOLD: "Done: this {kind} is reported to the police",
    Action.PALS_ACKNOWLEDGED: "Acknowledged by PALS: it has what was passed on to it",
    Action.PALS_REOPEN: "Not acknowledged yet: the referral to PALS is open again",
    Action.SHOW_PERSONAL_DETAILS: "Show the personal details in this {kind}; your look is logged",
}


def row(case: Case, name: str, *buttons: InteractiveElement) -> ActionsBlock:
    """Return a row of buttons; its block id names the version of the case, so that a click tells what was seen."""
    return ActionsBlock(block_id=block_id(case, name), elements=list(buttons))


def lasting_row(case: Case, name: str, *buttons: InteractiveElement) -> ActionsBlock:
    """Return a row of buttons for a message that is never drawn anew: a click on it goes by the case as it is then."""
    return ActionsBlock(block_id=f"{name}:{case.id}", elements=list(buttons))


def block_id(case: Case, name: str) -> str:
    """Return the id of a block with buttons, which names the version of the case."""
    return f"{name}:{case.id}:v{case.version}"


def is_drawn_anew(block_id: str) -> bool:
    """Tell whether a click changes what the person looks at, as far as the id of the clicked block says so."""
    return seen_version(block_id) is not None and not block_id.startswith(f"{ASKED_OF_LEADS}:")


def seen_version(block_id: str) -> int | None:
    """Return the version of the case on the card that was clicked, read from the block's id; None if it has none."""
    named = re.fullmatch(r"[a-z0-9-]+:\d+:v(\d{1,9})", block_id, re.ASCII)
    return int(named[1]) if named else None


def action_button(case: Case, action: Action) -> ButtonElement:
    """Return the button for an action: styled when suggested, with a confirm dialog where it needs one."""
    return ButtonElement(
        text=_label(case, action),
        action_id=action.value,
        value=str(case.id),
        style=_style(case, action),
        confirm=_confirm(case, action),
        accessibility_label=shorten(_spoken(case, action), 75),
    )


def link_button(case: Case, url: str) -> ButtonElement:
    """Return the button that opens the item on its platform."""
    where = platform(case.mention.platform)
    return ButtonElement(
        text=shorten(f"Open on {where.name}" if where.name else "Open it", 75),
        action_id=Control.OPEN_LINK.value,
        url=url,
        accessibility_label=shorten(f"Open this {_kind(case)} {where.there} in the browser", 75),
    )


def other_principle_menu(case: Case, actions: Sequence[Action]) -> OverflowMenuElement:
    """Return the menu for hiding or reporting under another principle than the one that triage matched."""
    return OverflowMenuElement(
        action_id=Control.OTHER_PRINCIPLE.value,
        options=[
            Option(value=f"{action}:{case.id}", text=f"{LABELS[action]} under another principle…") for action in actions
        ],
    )


def more_button(case: Case) -> ButtonElement:
    """Return the button that opens what else can be done now."""
    return ButtonElement(
        text="More…",
        action_id=Control.MORE.value,
        value=str(case.id),
        accessibility_label=f"More that can be done with this {_kind(case)}",
    )


def evidence_button(case: Case) -> ButtonElement:
    """Return the button by which a lead gets the evidence for the police as a file."""
    return ButtonElement(
        text="Send me the evidence",
        action_id=Control.POLICE_EVIDENCE.value,
        value=str(case.id),
        accessibility_label=f"Send me the evidence for the police about this {_kind(case)} as a file",
    )


def show_reply_button(case: Case) -> ButtonElement:
    """Return the button that shows what was decided to tell its author, to be copied."""
    return ButtonElement(
        text="Show the reply",
        action_id=Control.SHOW_REPLY.value,
        value=str(case.id),
        accessibility_label=f"Show the reply to this {_kind(case)}, to copy it",
    )


def show_text_button(case: Case) -> ButtonElement:
    """Return the button that shows all of a long text."""
    return ButtonElement(
        text="Show all of it",
        action_id=Control.SHOW_TEXT.value,
        value=str(case.id),
        accessibility_label=f"Show all of the text of this {_kind(case)}",
    )


def _label(case: Case, action: Action) -> str:
    """Name the action; of two undos, each by what it takes back."""
    back = undoes(case.status, action)
    if back is None or not {Action.UNDO, Action.ANSWER_UNDO} <= case.available(Role.STAFF):
        return LABELS[action]
    return shorten(f"{LABELS[action]} {UNDONE.get(back, LABELS[back].lower())}", 75)


def _spoken(case: Case, action: Action) -> str:
    """Say to a screen reader what a button does to which item; an undo, which decision it takes back."""
    where = platform(case.mention.platform)
    back = undoes(case.status, action)
    return _SPOKEN[action].format(
        kind=_kind(case), there=where.there, to_it=where.to_it, undoes=TAKEN_BACK[back] if back else ""
    )


def _kind(case: Case) -> str:
    return "message" if case.mention.kind is Kind.DIRECT_MESSAGE else KINDS[case.mention.kind].lower()


def _style(case: Case, action: Action) -> Literal["primary", "danger"] | None:
    if action in CARRIED_OUT:
        return "primary"
    # What nobody has understood is not to be approved because a button is green.
    if action is not next_step(case) or (action is Action.APPROVE and in_doubt(case)):
        return None
    return "danger" if action in NEEDS_PRINCIPLE else "primary"


def _confirm(case: Case, action: Action) -> ConfirmObject | None:
    """Ask once more before hiding or reporting; where no principle matched a modal asks for one instead."""
    if action not in NEEDS_PRINCIPLE or case.assessment.principle is None:
        return None
    where = platform(case.mention.platform)
    under = f"Under “{principle_title(case.assessment.principle)}”."
    meaning = where.hiding if action is Action.HIDE else where.reporting
    return ConfirmObject(
        title=PlainTextObject(text=f"{LABELS[action]} this {_kind(case)}?"),
        text=PlainTextObject(
            text=shorten(f"{under} {meaning} You then do it there, and click Done on the card.", CONFIRM_LIMIT)
        ),
        confirm=PlainTextObject(text=LABELS[action]),
        deny=PlainTextObject(text="Cancel"),
        style="danger",
    )
