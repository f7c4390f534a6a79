"""Cases at every stage, and what a person sees and can click on their cards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.blocks.card import card
from rules import assess
from rules.assessment import Kind, Route
from rules.decisions import Action, Role, Status, decide, first_status, needs_answer, undoes
from rules.mention import Case, Decision, Mention, Person
from rules.referrals import Referral
from rules.targets import due_at

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
ANNA = Person("U0ANNA", "Anna <Shaw> & *Co*")

LATER = MONDAY + timedelta(hours=2)

CLEAN = "The new clinic hours suit me."
INSULT = "The receptionist is an idiot"
QUESTION = "What time do you open?"
RISK = "I want to end my life"


@dataclass(frozen=True)
class Step:
    """Something done to a mention, with what it asks for."""

    action: Action
    detail: str | None = None
    until: datetime | None = None
    by: Person = ANNA


HOLD = Step(Action.HOLD, until=LATER)
SNOOZE = Step(Action.SNOOZE, until=LATER)
ESCALATE = Step(Action.ESCALATE, "media")
ENDED = Step(Action.CLOSE_RISK, "called_999")


def case_of(
    text: str, *actions: Action | Step, kind: Kind = Kind.COMMENT, under: str = "abusive", **fields: Any
) -> Case:
    """Return the case of a mention after these actions, each a minute after the one before, by Anna unless said."""
    mention = replace(Mention("facebook", "1", kind, text, "Jo B", "job", "https://example.org/1", MONDAY), **fields)
    assessment = assess(text, kind)
    wants_answer = needs_answer(kind, assessment.route)
    respond_by = MONDAY if assessment.route is Route.RISK_TO_LIFE else MONDAY + timedelta(hours=1)
    case = Case(7, mention, assessment, first_status(assessment.route), 1, MONDAY, respond_by, ())
    answer_by = respond_by + timedelta(days=1) if assessment.findings else respond_by
    case = replace(case, answer_by=answer_by if wants_answer else None)
    for step in actions:
        case = _after(case, step if isinstance(step, Step) else Step(step), under)
    return replace(case, due_at=due_at(case.status, wants_answer, case.respond_by, case.answer_by))


def _after(case: Case, step: Step, under: str) -> Case:
    action, number = step.action, len(case.decisions) + 1
    detail = step.detail or (Referral.SIGNPOSTED if action is Action.REFER else None)
    at = MONDAY + timedelta(minutes=number)
    lead = action in {Action.PALS_ACKNOWLEDGED, Action.PALS_REOPEN}
    status = decide(
        case.status,
        action,
        Role.LEAD if lead else Role.STAFF,
        kind=case.mention.kind,
        place=case.mention.platform,
        under_post=case.mention.under_post,
        principle=under,
        answers=[decision.action for decision in case.decisions],
        pals_before=case.pals_before,
        needs_answer=case.needs_answer,
        person=step.by.id,
        detail=detail,
        until=step.until,
        at=at,
    )
    assert isinstance(status, Status), status
    principle = under if action in {Action.HIDE, Action.REPORT} else None
    back = undoes(case.status, action)
    made = Decision(number, case.id, step.by, action, principle, back, at, detail, step.until)
    owner = step.by if action is Action.CLAIM else case.owner if status.owner else None
    return replace(
        case,
        status=status,
        version=case.version + 1,
        decisions=(*case.decisions, made),
        answer_by=step.until if action is Action.HOLD else case.answer_by,
        owner=owner,
        owned_since=at if action is Action.CLAIM else case.owned_since if owner else None,
    )


def blocks_of(case: Case, now: datetime = MONDAY) -> list[dict[str, Any]]:
    return [block.to_dict() for block in card(case, LONDON, now).blocks]


def labels(case: Case) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(case)]


def buttons_of(case: Case) -> Sequence[dict[str, Any]]:
    rows = [block["elements"] for block in blocks_of(case) if block["type"] == "actions"]
    return [element for row in rows for element in row if element["type"] == "button"]


def told(case: Case, now: datetime = MONDAY) -> str:
    return "\n".join(texts(blocks_of(case, now)))


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for item in value.values() for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []
