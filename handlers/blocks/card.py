"""The card: one mention in the channel, what the principles suggest, what can be decided and what was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InteractiveElement,
    PlainTextObject,
    RichTextSectionElement,
)

from handlers.blocks.buttons import action_button, control_button, link_button, other_principle_menu, row
from handlers.blocks.message import Message
from handlers.blocks.text import (
    bold,
    duration,
    escape,
    excerpt,
    line,
    link,
    listed,
    moment,
    plain,
    quote,
    rich,
    shorten,
)
from handlers.blocks.words import LABELS, SUGGESTED, author, past, what_and_where
from handlers.ids import Control
from rules.assessment import Evidence, Kind
from rules.decisions import NEEDS_PRINCIPLE, Action, Answering, Reporting, Role, Visibility, available
from rules.mention import Case, Decision
from rules.platforms import platform
from rules.principles import principle

QUOTE_LIMIT = 600
"""Characters of a mention on its card; the rest is a click away, so that a channel can be read at a glance."""
EVIDENCE_LIMIT = 5
"""Words shown for one principle: enough to see why."""
NOTIFICATION_LIMIT = 200
"""Characters of a mention in the notification text."""

_MODERATION = (Action.APPROVE, Action.HIDE, Action.REPORT)
_ANSWERS = (Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED)


def card(case: Case, zone: ZoneInfo, failure: str | None = None) -> Message:
    """Return the card of a mention as it stands now.

    `failure` is Slack's word for why it refused the card as it should be: this one says so, and has no links.
    """
    if failure:
        case = replace(case, mention=replace(case.mention, url=None))
    blocks: list[Block] = [_heading(case, zone), *_assessment(case, zone)]
    sides = [_moderation(case, zone), _answering(case, zone)]
    if SUGGESTED[case.assessment.suggestion] in _ANSWERS:
        sides.reverse()
    for side in sides:
        blocks += side
    looks = _looks(case)
    if looks and isinstance(blocks[-1], ActionsBlock):
        blocks[-1].elements.extend(looks)
    elif looks:
        blocks.append(row(case, "looks", *looks))
    if failure:
        said = f"Slack refused this card as it should be ({failure}), so it is shown without links."
        blocks.append(ContextBlock(elements=[PlainTextObject(text=said, emoji=False)]))
    return Message(text=_notification(case), blocks=blocks)


def _heading(case: Case, zone: ZoneInfo) -> Block:
    said = case.mention.posted_at or case.received_at
    return rich(
        line(
            bold(what_and_where(case.mention)),
            plain(" from "),
            bold(shorten(author(case.mention), 120)),
            plain(f" · {moment(said, zone)}"),
        ),
        quote(shorten(case.assessment.masked_text, QUOTE_LIMIT)),
    )


def _assessment(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    assessment = case.assessment
    lines = [
        line(
            bold(f"Suggestion: {LABELS[SUGGESTED[assessment.suggestion]]}"),
            plain(f" · {assessment.reason}"),
        )
    ]
    for finding in assessment.findings:
        words = listed(
            excerpt(case.mention.text, found.start, found.end, assessment.personal_details)
            for found in _widest(finding.evidence)[:EVIDENCE_LIMIT]
        )
        named = principle(finding.principle)
        # The reason names the first principle already.
        lead = "The words" if finding is assessment.findings[0] else f"Also {named.title.lower()} ({named.number})"
        lines.append(line(plain(f"{lead}: {words}")))
    notes = []
    if case.respond_by and not case.settled:
        notes.append(f"Respond by {moment(case.respond_by, zone)}")
    if Action.APPROVE in available(case.status, Role.STAFF, case.mention.kind):
        private = case.mention.kind is Kind.DIRECT_MESSAGE
        notes.append("Approve = nothing against it" if private else "Approve = leave up, which is not agreement")
    context = [ContextBlock(elements=[PlainTextObject(text=" · ".join(notes), emoji=False)])] if notes else []
    return [rich(*lines), *context]


def _moderation(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    tracks = [*_visibility(case, zone), *_reporting(case, zone)]
    allowed = available(case.status, Role.STAFF, case.mention.kind)
    open_choices = [action for action in _suggested_first(case, _MODERATION) if action in allowed]
    if Action.UNDO in allowed:
        open_choices.append(Action.UNDO)
    buttons: list[InteractiveElement] = [action_button(case, action) for action in open_choices]
    elsewhere = [action for action in open_choices if action in NEEDS_PRINCIPLE]
    if elsewhere and case.assessment.principle:
        buttons.append(other_principle_menu(case, elsewhere))
    return _side(case, "moderation", tracks, buttons)


def _answering(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    allowed = available(case.status, Role.STAFF, case.mention.kind)
    if not case.needs_answer:
        allowed -= {Action.NO_REPLY_NEEDED}
    open_choices = [action for action in _suggested_first(case, _ANSWERS) if action in allowed]
    if Action.ANSWER_UNDO in allowed:
        open_choices.append(Action.ANSWER_UNDO)
    return _side(case, "answer", _answer(case, zone), [action_button(case, action) for action in open_choices])


@dataclass(frozen=True, slots=True)
class _Track:
    """What was decided, in a line, and the button that says it was carried out, while it was not."""

    said: RichTextSectionElement
    done: Action | None = None


def _widest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out what stands inside other evidence, so that no word is shown twice."""
    return [
        each
        for each in evidence
        if not any(
            other.start <= each.start and each.end <= other.end and (other.end - other.start > each.end - each.start)
            for other in evidence
        )
    ]


def _visibility(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    match case.status.visibility:
        case Visibility.LEFT_UP:
            return [_Track(_stands(case, Action.APPROVE, "Approved by {name}: left up", zone))]
        case Visibility.HIDE_PENDING:
            return [_Track(_to_do(case, Action.HIDE, "Do it", zone), Action.HIDE_DONE)]
        case Visibility.HIDDEN:
            return [_Track(_stands(case, Action.HIDE_DONE, "Hidden by {name}", zone))]
        case Visibility.UNHIDE_PENDING:
            return [_Track(_to_do(case, Action.UNDO, "Show it again", zone, undoes=Action.HIDE), Action.UNHIDE_DONE)]
        case Visibility.UNDECIDED:
            return []


def _reporting(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    match case.status.reporting:
        case Reporting.REPORT_PENDING:
            return [_Track(_to_do(case, Action.REPORT, "Do it", zone), Action.REPORT_DONE)]
        case Reporting.REPORTED:
            return [_Track(_stands(case, Action.REPORT_DONE, "Reported by {name}", zone))]
        case Reporting.NOT_REPORTED:
            return []


def _answer(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    match case.status.answering:
        case Answering.REPLY_PENDING:
            return [_Track(_to_do(case, Action.REPLY, "Do it", zone), Action.REPLY_DONE)]
        case Answering.REFER_PENDING:
            return [_Track(_to_do(case, Action.REFER, "Tell them", zone), Action.REFER_DONE)]
        case Answering.REPLIED:
            return [_Track(_stands(case, Action.REPLY_DONE, "Replied by {name}", zone))]
        case Answering.REFERRED:
            return [_Track(_stands(case, Action.REFER_DONE, "Referred to PALS by {name}", zone))]
        case Answering.NOT_NEEDED:
            return [_Track(_stands(case, Action.NO_REPLY_NEEDED, "No reply needed, said {name}", zone))]
        case Answering.UNANSWERED:
            return []


def _side(case: Case, name: str, tracks: Sequence[_Track], choices: Sequence[InteractiveElement]) -> Sequence[Block]:
    """Lay out one side of a mention: what was decided, with Done where it is still to be done, then what can be."""
    blocks: list[Block] = []
    waiting: list[InteractiveElement] = []
    for number, track in enumerate(tracks):
        if waiting:
            blocks.append(row(case, f"{name}-{number}", *waiting))
        blocks.append(rich(track.said))
        waiting = [action_button(case, track.done)] if track.done else []
    waiting += choices
    if waiting:
        blocks.append(row(case, name, *waiting))
    return blocks


def _stands(case: Case, action: Action, words: str, zone: ZoneInfo) -> RichTextSectionElement:
    """Say what is so, who made it so, when, and how long after the mention came in."""
    decision = _last(case, action)
    return line(bold(words.format(name=decision.person.name)), plain(_when(case, decision, zone)))


def _to_do(
    case: Case, action: Action, ask: str, zone: ZoneInfo, undoes: Action | None = None
) -> RichTextSectionElement:
    """Say what somebody decided and where it is now to be done: a wish is not told as a fact."""
    decision = _last(case, action, undoes)
    where = platform(case.mention.platform).name
    said = past(action, decision.undoes, case.mention)
    parts = [bold(f"{decision.person.name} {said}."), plain(f" {ask} on {where}")]
    if case.mention.url:
        parts += [plain(": "), link(case.mention.url, "open it there")]
    return line(*parts, plain(", then click Done."), plain(_when(case, decision, zone)))


def _when(case: Case, decision: Decision, zone: ZoneInfo) -> str:
    under = f" · {principle(decision.principle).title}" if decision.principle else ""
    took = duration(decision.at - case.received_at)
    return f"{under} · {moment(decision.at, zone)}, {took} after it came in"


def _last(case: Case, action: Action, undoes: Action | None = None) -> Decision:
    """Return the newest decision of that kind; the status says that there is one."""
    return next(made for made in reversed(case.decisions) if made.action is action and made.undoes is undoes)


def _suggested_first(case: Case, actions: Sequence[Action]) -> list[Action]:
    suggested = SUGGESTED[case.assessment.suggestion]
    return sorted(actions, key=lambda action: action is not suggested)


def _looks(case: Case) -> Sequence[ButtonElement]:
    """Offer what shows more and decides nothing."""
    buttons = []
    if case.mention.url:
        buttons.append(link_button(case, case.mention.url))
    if len(case.assessment.masked_text) > QUOTE_LIMIT:
        buttons.append(control_button(case, Control.SHOW_TEXT, "Show all of it"))
    if case.assessment.personal_details:
        buttons.append(action_button(case, Action.SHOW_PERSONAL_DETAILS))
    return buttons


def _notification(case: Case) -> str:
    said = shorten(" ".join(case.assessment.masked_text.split()), NOTIFICATION_LIMIT)
    label = LABELS[SUGGESTED[case.assessment.suggestion]]
    return escape(
        f"{what_and_where(case.mention)} from {author(case.mention)}: {said} – Suggestion: {label}.{_standing(case)}"
    )


def _standing(case: Case) -> str:
    """Say the last decision, so that a screen reader hears what a redrawn card says."""
    decided = [decision for decision in case.decisions if decision.action is not Action.SHOW_PERSONAL_DETAILS]
    if not decided:
        return ""
    last = decided[-1]
    return f" {last.person.name} {past(last.action, last.undoes, case.mention)}."
