"""The two sides of a mention on its card: what was decided on each, what is to be done, and what can be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InteractiveElement, RichTextSectionElement

from handlers.blocks.buttons import action_button, other_principle_menu, row, show_reply_button
from handlers.blocks.offers import ANSWERING, MODERATION, offered
from handlers.blocks.steps import latest, next_step, suggested, suggestion_open
from handlers.blocks.text import bold, duration, line, link, moment, plain, rich
from handlers.blocks.words import past, principle_title, to_acknowledge
from rules.assessment import Kind
from rules.decisions import ANSWERS_GIVEN, NEEDS_PRINCIPLE, Action, Answering, Reporting, Visibility
from rules.mention import Case, Decision, Posting
from rules.platforms import platform
from rules.referrals import Pals, Referral

_REFERRED: dict[str | None, str] = {
    None: "Referred to PALS",
    Referral.SIGNPOSTED: "Signposted to PALS",
    Referral.PASSED_ON: "Passed on to PALS",
}
"""What came of a referral; an earlier version kept no detail of it."""


def moderation(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    """Return what was decided about leaving it up, hiding and reporting, and the buttons for what can be."""
    tracks = [*_visibility(case, zone), *_reporting(case, zone)]
    open_choices = offered(case, (*_suggested_first(case, MODERATION), Action.UNDO))
    buttons: list[InteractiveElement] = [action_button(case, action) for action in open_choices]
    elsewhere = [action for action in open_choices if action in NEEDS_PRINCIPLE]
    if elsewhere and case.assessment.principle:
        buttons.append(other_principle_menu(case, elsewhere))
    return _side(case, "moderation", tracks, buttons)


def answering(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    """Return how its author was answered, and the buttons for how they can be."""
    answers = [*_holding(case, zone), *_answers(case, zone), *_complaint(case, zone)]
    tracks = [*answers, *_email(case, zone), *_with_pals(case, zone)]
    open_choices = offered(case, (*_suggested_first(case, ANSWERING), Action.ANSWER_UNDO))
    return _side(case, "answer", tracks, [action_button(case, action) for action in open_choices])


@dataclass(frozen=True, slots=True)
class _Track:
    """What was decided, in a line, and the button that says it was carried out, while it was not."""

    said: RichTextSectionElement
    done: Action | None = None
    to_copy: bool = False
    """True where what they are told is to be copied."""


def _visibility(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    match case.status.visibility:
        case Visibility.LEFT_UP:
            private = case.mention.kind is Kind.DIRECT_MESSAGE
            found = "{name} found nothing against it" if private else "Approved by {name}: left up"
            return [_Track(_stands(case, latest(case, Action.APPROVE), found, zone))]
        case Visibility.HIDE_PENDING:
            return [_Track(_to_do(case, latest(case, Action.HIDE), "Do it", zone), Action.HIDE_DONE)]
        case Visibility.HIDDEN:
            return [_Track(_stands(case, latest(case, Action.HIDE_DONE), "Hidden by {name}", zone))]
        case Visibility.UNHIDE_PENDING:
            return [
                _Track(
                    _to_do(case, latest(case, Action.UNDO, undoes=Action.HIDE), "Show it again", zone),
                    Action.UNHIDE_DONE,
                )
            ]
        case Visibility.UNDECIDED:
            return []


def _reporting(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    match case.status.reporting:
        case Reporting.REPORT_PENDING:
            return [_Track(_to_do(case, latest(case, Action.REPORT), "Do it", zone), Action.REPORT_DONE)]
        case Reporting.REPORTED:
            return [_Track(_stands(case, latest(case, Action.REPORT_DONE), "Reported by {name}", zone))]
        case Reporting.NOT_REPORTED:
            return []


def _holding(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    """Tell of the newest holding reply for as long as the answer that it promised is still to come."""
    sent = [(made, made.until) for made in case.decisions if made.action is Action.HOLD and made.until]
    if not sent or case.status.answered:
        return []
    newest, until = sent[-1]
    promised = f"Holding reply sent by {{name}}: the answer follows by {moment(until, zone, case.received_at)}"
    return [_Track(_stands(case, newest, promised, zone))]


def _answers(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    """Say how it was answered, and what is still to be done; a reply stays told when a referral follows it."""
    given = {made.action: made for made in case.answers if made.action in ANSWERS_GIVEN}
    latest = [made for made in case.answers[-1:] if made.action not in ANSWERS_GIVEN]
    return [_answer(case, made, zone) for made in (*given.values(), *latest)]


def _complaint(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    """Say by when it must be acknowledged where they were told how to make a formal complaint."""
    told = [made.until for made in case.answers if made.until]
    if not told:
        return []
    said = to_acknowledge(told[-1], zone)
    return [_Track(line(plain(f"{said[0].upper()}{said[1:]}: within 3 working days after the day it came in.")))]


def _with_pals(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    """Say whether PALS has what was passed on to it."""
    match case.status.pals:
        case Pals.ACKNOWLEDGED:
            noted = latest(case, Action.PALS_ACKNOWLEDGED)
            return [_Track(_stands(case, noted, "Acknowledged by PALS, noted by {name}", zone))]
        case Pals.PASSED_ON if case.status.answering is not Answering.REFER_PENDING:
            return [_Track(line(plain("Not acknowledged by PALS yet. Once it is, a team lead notes it under More…")))]
        case _:
            return []


def _email(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    """Say how far the e-mail to PALS has come; the reason may hold a server's words, so it is never markup."""
    state = case.email
    match state and state.posting:
        case None:
            return []
        case Posting.SENT:
            at = moment(state.sent_at, zone, case.received_at) if state and state.sent_at else "some time"
            said = f"E-mailed to PALS on {at}"
        case Posting.FAILED:
            said = f"The e-mail to PALS failed: {state.error if state else ''}. Please pass it on yourself."
        case _:
            why = state.error if state else None
            said = f"E-mail to PALS waits: {why}" if why else "E-mail to PALS is on its way"
    return [_Track(line(plain(said)))]


def _answer(case: Case, made: Decision, zone: ZoneInfo) -> _Track:
    match made.action:
        case Action.REPLY:
            return _Track(_to_do(case, made, _copied(case), zone), Action.REPLY_DONE, to_copy=True)
        case Action.REFER:
            passed_on = made.detail == Referral.PASSED_ON
            by_hand = passed_on and (case.email is None or case.email.decision_id != made.id)
            ask = f"{'Pass it on to PALS. ' if by_hand else ''}{_copied(case)}"
            return _Track(_to_do(case, made, ask, zone), Action.REFER_DONE, to_copy=True)
        case Action.REPLY_DONE:
            return _Track(_stands(case, made, "Replied by {name}", zone))
        case Action.REFER_DONE:
            return _Track(_stands(case, made, f"{_REFERRED[_latest_referral(case)]} by {{name}}", zone))
        case _:
            return _Track(_stands(case, made, "No reply needed, said {name}", zone))


def _copied(case: Case) -> str:
    private = case.mention.kind is Kind.DIRECT_MESSAGE
    return "Copy the reply and send it" if private else "Copy the reply and post it"


def _latest_referral(case: Case) -> str | None:
    return next((made.detail for made in reversed(case.answers) if made.action is Action.REFER), None)


def _side(case: Case, name: str, tracks: Sequence[_Track], choices: Sequence[InteractiveElement]) -> Sequence[Block]:
    """Lay out one side of a mention: what was decided, with Done where it is still to be done, then what can be."""
    blocks: list[Block] = []
    waiting: list[InteractiveElement] = []
    for number, track in enumerate(tracks):
        if waiting:
            blocks.append(row(case, f"{name}-{number}", *waiting))
        blocks.append(rich(track.said))
        waiting = [action_button(case, track.done)] if track.done else []
        if track.to_copy:
            waiting.append(show_reply_button(case))
    waiting += choices
    if waiting:
        blocks.append(row(case, name, *waiting))
    return blocks


def _stands(case: Case, decision: Decision, words: str, zone: ZoneInfo) -> RichTextSectionElement:
    """Say what is so, who made it so, when, and how long after the mention came in."""
    return line(bold(words.format(name=decision.person.name)), plain(_when(case, decision, zone)))


def _to_do(case: Case, decision: Decision, ask: str, zone: ZoneInfo) -> RichTextSectionElement:
    """Say what somebody decided and where it is now to be done: a wish is not told as a fact."""
    said = past(decision.action, decision.undoes, case.mention)
    parts = [bold(f"{decision.person.name} {said}."), plain(f" {ask} {platform(case.mention.platform).there}")]
    if case.mention.url:
        parts += [plain(": "), link(case.mention.url, "open it there")]
    under = f" Under “{principle_title(decision.principle)}”" if decision.principle else ""
    return line(*parts, plain(f", then click Done.{under}{_when(case, decision, zone)}"))


def _when(case: Case, decision: Decision, zone: ZoneInfo) -> str:
    took = duration(decision.at - case.received_at)
    return f" · {moment(decision.at, zone, case.received_at)}, {took} after it came in"


def _suggested_first(case: Case, actions: Sequence[Action]) -> list[Action]:
    first = suggested(case) if suggestion_open(case) else next_step(case)
    return sorted(actions, key=lambda action: action is not first)
