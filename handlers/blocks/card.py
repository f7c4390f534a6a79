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

from handlers.blocks.buttons import action_button, link_button, other_principle_menu, row, show_text_button
from handlers.blocks.message import Message
from handlers.blocks.steps import due, next_step, suggested, suggestion_open
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
from handlers.blocks.words import LABELS, author, past, principle_title, what_and_where
from rules.assessment import Evidence, Kind, Urgency
from rules.decisions import ANSWERS_GIVEN, NEEDS_PRINCIPLE, Action, Reporting, Role, Visibility
from rules.mention import Case, Decision
from rules.platforms import platform

QUOTE_LIMIT = 600
"""Characters of a mention on its card; the rest is a click away, so that a channel can be read at a glance."""
EVIDENCE_LIMIT = 5
"""Words shown for one principle: enough to see why."""
NOTIFICATION_LIMIT = 200
"""Characters of a mention in the notification text."""

_MODERATION = (Action.APPROVE, Action.HIDE, Action.REPORT)
_URGENCIES = {Urgency.URGENT: "Urgent · ", Urgency.HIGH: "High · "}
_ANSWERS = (Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED)


def card(case: Case, zone: ZoneInfo, failure: str | None = None) -> Message:
    """Return the card of a mention as it stands now.

    `failure` is Slack's word for why it refused the card as it should be: this one says so, and has no links.
    """
    if failure:
        case = replace(case, mention=replace(case.mention, url=None))
    blocks: list[Block] = [_heading(case, zone), *_assessment(case, zone)]
    sides = [_moderation(case, zone), _answering(case, zone)]
    if suggested(case) in _ANSWERS:
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
            plain(f" · {moment(said, zone, case.received_at)}"),
        ),
        quote(shorten(case.assessment.masked_text, QUOTE_LIMIT)),
    )


def _assessment(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    assessment = case.assessment
    emphasis = bold if suggestion_open(case) else plain
    lines = [line(emphasis(_lead(case)), plain(f" · {assessment.reason}"))]
    for finding in assessment.findings:
        words = listed(
            excerpt(case.mention.text, found.start, found.end, assessment.personal_details)
            for found in _widest(finding.evidence)[:EVIDENCE_LIMIT]
        )
        # The reason names the first principle already.
        also = _lower_first(principle_title(finding.principle, numbered=True))
        lead = "The words" if finding is assessment.findings[0] else f"Also {also}"
        lines.append(line(plain(f"{lead}: {words}")))
    notes = []
    if by := due(case, zone):
        notes.append(by)
    if Action.APPROVE in case.available(Role.STAFF):
        private = case.mention.kind is Kind.DIRECT_MESSAGE
        notes.append("Approve = nothing against it" if private else "Approve = leave up, which is not agreement")
    context = [ContextBlock(elements=[PlainTextObject(text=" · ".join(notes), emoji=False)])] if notes else []
    return [rich(*lines), *context]


def _lead(case: Case) -> str:
    """Say what is suggested and how much it presses while that is open to decide, and as past afterwards."""
    label = LABELS[suggested(case)]
    if not suggestion_open(case):
        return f"Suggested: {_lower_first(label)}"
    return f"{_URGENCIES.get(case.assessment.urgency, '')}Suggestion: {label}"


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def _moderation(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    tracks = [*_visibility(case, zone), *_reporting(case, zone)]
    allowed = case.available(Role.STAFF)
    open_choices = [action for action in _suggested_first(case, _MODERATION) if action in allowed]
    if Action.UNDO in allowed:
        open_choices.append(Action.UNDO)
    buttons: list[InteractiveElement] = [action_button(case, action) for action in open_choices]
    elsewhere = [action for action in open_choices if action in NEEDS_PRINCIPLE]
    if elsewhere and case.assessment.principle:
        buttons.append(other_principle_menu(case, elsewhere))
    return _side(case, "moderation", tracks, buttons)


def _answering(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    allowed = case.available(Role.STAFF)
    if not case.needs_answer:
        allowed -= {Action.NO_REPLY_NEEDED}
    open_choices = [action for action in _suggested_first(case, _ANSWERS) if action in allowed]
    if Action.ANSWER_UNDO in allowed:
        open_choices.append(Action.ANSWER_UNDO)
    return _side(case, "answer", _answers(case, zone), [action_button(case, action) for action in open_choices])


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
            private = case.mention.kind is Kind.DIRECT_MESSAGE
            found = "{name} found nothing against it" if private else "Approved by {name}: left up"
            return [_Track(_stands(case, _last(case, Action.APPROVE), found, zone))]
        case Visibility.HIDE_PENDING:
            return [_Track(_to_do(case, _last(case, Action.HIDE), "Do it", zone), Action.HIDE_DONE)]
        case Visibility.HIDDEN:
            return [_Track(_stands(case, _last(case, Action.HIDE_DONE), "Hidden by {name}", zone))]
        case Visibility.UNHIDE_PENDING:
            return [
                _Track(
                    _to_do(case, _last(case, Action.UNDO, undoes=Action.HIDE), "Show it again", zone),
                    Action.UNHIDE_DONE,
                )
            ]
        case Visibility.UNDECIDED:
            return []


def _reporting(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    match case.status.reporting:
        case Reporting.REPORT_PENDING:
            return [_Track(_to_do(case, _last(case, Action.REPORT), "Do it", zone), Action.REPORT_DONE)]
        case Reporting.REPORTED:
            return [_Track(_stands(case, _last(case, Action.REPORT_DONE), "Reported by {name}", zone))]
        case Reporting.NOT_REPORTED:
            return []


def _answers(case: Case, zone: ZoneInfo) -> Sequence[_Track]:
    """Say how it was answered, and what is still to be done; a reply stays told when a referral follows it."""
    given = {made.action: made for made in case.answers if made.action in ANSWERS_GIVEN}
    latest = [made for made in case.answers[-1:] if made.action not in ANSWERS_GIVEN]
    return [_answer(case, made, zone) for made in (*given.values(), *latest)]


def _answer(case: Case, made: Decision, zone: ZoneInfo) -> _Track:
    match made.action:
        case Action.REPLY:
            return _Track(_to_do(case, made, "Do it", zone), Action.REPLY_DONE)
        case Action.REFER:
            return _Track(_to_do(case, made, "Tell them", zone), Action.REFER_DONE)
        case Action.REPLY_DONE:
            return _Track(_stands(case, made, "Replied by {name}", zone))
        case Action.REFER_DONE:
            return _Track(_stands(case, made, "Referred to PALS by {name}", zone))
        case _:
            return _Track(_stands(case, made, "No reply needed, said {name}", zone))


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


def _last(case: Case, action: Action, undoes: Action | None = None) -> Decision:
    """Return the newest decision of that kind; the status says that there is one."""
    return next(made for made in reversed(case.decisions) if made.action is action and made.undoes is undoes)


def _suggested_first(case: Case, actions: Sequence[Action]) -> list[Action]:
    first = suggested(case) if suggestion_open(case) else next_step(case)
    return sorted(actions, key=lambda action: action is not first)


def _looks(case: Case) -> Sequence[ButtonElement]:
    """Offer what shows more and decides nothing."""
    buttons = []
    if case.mention.url:
        buttons.append(link_button(case, case.mention.url))
    if len(case.assessment.masked_text) > QUOTE_LIMIT:
        buttons.append(show_text_button(case))
    if case.assessment.personal_details:
        buttons.append(action_button(case, Action.SHOW_PERSONAL_DETAILS))
    return buttons


def _notification(case: Case) -> str:
    said = shorten(" ".join(case.assessment.masked_text.split()), NOTIFICATION_LIMIT)
    heard = f"{what_and_where(case.mention)} from {author(case.mention)}: {said} – {_lead(case)}.{_standing(case)}"
    return escape(heard)


def _standing(case: Case) -> str:
    """Say the last decision, so that a screen reader hears what a redrawn card says."""
    decided = [decision for decision in case.decisions if decision.action is not Action.SHOW_PERSONAL_DETAILS]
    if not decided:
        return ""
    last = decided[-1]
    return f" {last.person.name} {past(last.action, last.undoes, case.mention)}."
