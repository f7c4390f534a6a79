"""Write docs/roles.md, who may do what, from the table that draws the cards and allows the clicks: `make roles`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

from handlers.blocks.words import LABELS, past
from rules.assessment import Kind
from rules.decisions import NEEDS_PRINCIPLE, Action, Answering, Role, Safety, Status, Visibility, available, decide
from rules.handling import NEEDS_TIME, any_detail
from rules.mention import Mention
from rules.referrals import Pals

PAGE = Path(__file__).parents[1] / "docs" / "roles.md"
LATER = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOMEBODY = Mention("other", "1", Kind.COMMENT, "")

START = Status()
RISK = replace(START, safety=Safety.OPEN)
APPROVED = replace(START, visibility=Visibility.LEFT_UP, latest=Action.APPROVE)
PASSED_ON = replace(APPROVED, answering=Answering.REFER_PENDING, pals=Pals.PASSED_ON)

SITUATIONS: dict[str, tuple[Status, Sequence[Action]]] = {
    "just arrived": (START, ()),
    "approved": (START, (Action.APPROVE,)),
    "to be hidden": (START, (Action.HIDE,)),
    "hidden": (START, (Action.HIDE, Action.HIDE_DONE)),
    "to be shown again": (START, (Action.HIDE, Action.HIDE_DONE, Action.UNDO)),
    "to be reported to the platform": (START, (Action.REPORT,)),
    "reported to the platform": (START, (Action.REPORT, Action.REPORT_DONE)),
    "approved, to be replied to": (APPROVED, (Action.REPLY,)),
    "approved and replied to": (APPROVED, (Action.REPLY, Action.REPLY_DONE)),
    "approved, to be referred": (APPROVED, (Action.REFER,)),
    "approved and referred": (APPROVED, (Action.REFER, Action.REFER_DONE)),
    "approved, no reply needed": (APPROVED, (Action.NO_REPLY_NEEDED,)),
    "claimed": (START, (Action.CLAIM,)),
    "snoozed": (START, (Action.SNOOZE,)),
    "escalated": (START, (Action.ESCALATE,)),
    "risk to life, seen by nobody": (RISK, ()),
    "risk to life, acknowledged": (RISK, (Action.ACKNOWLEDGE_RISK,)),
    "risk to life, closed": (RISK, (Action.CLOSE_RISK,)),
    "a report to the police is asked for": (START, (Action.POLICE_ASK,)),
    "a report to the police is agreed": (START, (Action.POLICE_ASK, Action.POLICE_AGREE)),
    "reported to the police": (START, (Action.POLICE_ASK, Action.POLICE_AGREE, Action.POLICE_TOLD)),
    "approved, referred and passed on to PALS": (PASSED_ON, (Action.REFER_DONE,)),
    "acknowledged by PALS": (PASSED_ON, (Action.REFER_DONE, Action.PALS_ACKNOWLEDGED)),
}
"""Where a mention that calls for an answer can stand, by the decisions that lead there."""

BEGINNING = """\
# Who may do what

Written by `make roles` from the table in `rules/` that draws the cards and allows the clicks; a test keeps it so.

- **Outsiders** are whoever is not a member of the mentions channel. They may do nothing.
- **Contacts** are told of risks to life (`URGENT_CONTACTS`) without being members.
- **Staff** are the members of the mentions channel.
- **Team leads** are the members whom `TEAM_LEADS` names, by themselves or by a user group, which is asked about anew
  every few minutes. What staff may do they may do too.

A claim is released by who made it, or by a team lead. A report to the police is agreed to, or declined, by a team lead
who is not the person who asked for it; until it is made, who asked, or a team lead, can withdraw it. What PALS has
acknowledged of what was passed on to it is noted by a team lead. Summaries, the evidence for the police, the list of
open referrals and changes to reply templates are for team leads alone. Every decision is in the log; every refused one
is in the bot's own log, by its ids.
"""


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join([BEGINNING, *_actions(), "", *_situations(), ""])


def _actions() -> Iterator[str]:
    yield "## Every action"
    yield ""
    yield "| on the button | in the log | what it says in the thread | asks for | contacts | staff | team leads |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for action in Action:
        marks = ["yes" if _ever(action, role) else "" for role in (Role.CONTACT, Role.STAFF, Role.LEAD)]
        said = past(action, None, SOMEBODY)
        yield f"| {' | '.join([LABELS[action], f'`{action}`', said, _asks(action), *marks])} |"


def _situations() -> Iterator[str]:
    yield "## What can be done when"
    yield ""
    yield (
        "Of a comment that calls for an answer. `escalate`, `police_ask` and `show_personal_details` are left out: "
        "they are nearly always possible."
    )
    yield ""
    yield "| it is | staff | team leads besides | contacts |"
    yield "| --- | --- | --- | --- |"
    for name, status in situations().items():
        staff, leads, contacts = (
            available(status, role, needs_answer=True) for role in (Role.STAFF, Role.LEAD, Role.CONTACT)
        )
        yield f"| {name} | {_named(staff)} | {_named(leads - staff)} | {_named(contacts)} |"


def situations() -> dict[str, Status]:
    """Return the status in each of `SITUATIONS`."""
    return {name: reduce(_after, steps, start) for name, (start, steps) in SITUATIONS.items()}


def _after(status: Status, action: Action) -> Status:
    lead = action in {Action.POLICE_AGREE, Action.PALS_ACKNOWLEDGED}
    changed = decide(
        status,
        action,
        Role.LEAD if lead else Role.STAFF,
        principle="any",
        needs_answer=True,
        person="a lead" if lead else "somebody",
        detail=any_detail(action),
        until=LATER,
    )
    assert isinstance(changed, Status), changed
    return changed


def _ever(action: Action, role: Role) -> bool:
    return any(action in available(status, role, needs_answer=True) for status in situations().values())


def _asks(action: Action) -> str:
    if action in NEEDS_PRINCIPLE:
        return "a principle"
    if action in NEEDS_TIME:
        return "a time"
    return {
        Action.REPLY: "the text",
        Action.REFER: "the text, and whether it is passed on",
        Action.ESCALATE: "a reason",
        Action.CLOSE_RISK: "an outcome",
        Action.POLICE_ASK: "why",
        Action.POLICE_AGREE: "a second person",
        Action.POLICE_DECLINE: "a second person",
        Action.POLICE_TOLD: "the reference, if there is one",
    }.get(action, "")


def _named(actions: frozenset[Action]) -> str:
    usual = {Action.ESCALATE, Action.SHOW_PERSONAL_DETAILS, Action.POLICE_ASK}
    return ", ".join(f"`{action}`" for action in Action if action in actions - usual)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
