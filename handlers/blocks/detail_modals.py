"""Modals that ask what an action needs (a time, a reason, an outcome, a reference), and what else can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DateTimePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    RichTextElement,
    SectionBlock,
    UrlInputElement,
)
from slack_sdk.models.views import View

from handlers.blocks.buttons import action_button, block_id, evidence_button
from handlers.blocks.text import bold, contact, line, moment, plain, quote, rich, shorten
from handlers.blocks.words import LABELS
from handlers.desk import SnoozeTimes
from handlers.ids import Callback, Field
from rules.decisions import Action, Safety
from rules.escalations import escalations
from rules.mention import Case
from rules.platforms import platform
from rules.police import GROUNDS
from rules.safety import OUTCOMES

_OPTION_LIMIT = 75
"""Slack's limit on the text and on the description of an option, in characters."""

_ENDED = {
    "replied": "Somebody answered them, and named who helps.",
    "called_999": "Somebody rang the emergency services for them.",
    "safeguarding_told": "The safeguarding team looks after it now.",
    "false_alarm": "Nobody was at risk.",
}
_SUBMIT = {
    Action.HOLD: "It was sent",
    Action.CLOSE_RISK: "Close the risk",
    Action.POLICE_ASK: "Ask a team lead",
    Action.POLICE_TOLD: "It is reported",
}
"""What submits a modal, where the label of the action does not say it."""
_RIGHT_FOR_POLICE = {
    "threat": "It threatens somebody with violence or worse.",
    "harassment": "The same person is pursued again and again.",
    "grossly_offensive": "Far beyond rude: meant to cause fear or distress.",
    "called_999": "It is recorded here at once; a lead looks at it afterwards.",
}
_MEANS = {
    Action.HOLD: "You told them that you are finding out. It moves the time by which the answer is due.",
    Action.ESCALATE: "Pass it on to somebody outside the team. Nobody replies until it is back with us.",
    Action.SNOOZE: "Be reminded of it at another time.",
    Action.NO_REPLY_NEEDED: "Say that it wants no answer. Nothing is sent.",
    Action.REOPEN_RISK: "The risk to life is not over: it wants an outcome again.",
    Action.POLICE_ASK: "Ask a team lead to agree to a report to the police. What was written is kept as evidence.",
    Action.POLICE_AGREE: "Agree to the report to the police that a colleague asks for.",
    Action.PALS_ACKNOWLEDGED: "PALS has said that it has what was passed on. It leaves the list of open referrals.",
    Action.PALS_REOPEN: "PALS has not said so after all. It is among the open referrals again.",
    Action.POLICE_DECLINE: "Decline the report to the police. The evidence is kept all the same.",
    Action.POLICE_WITHDRAW: "Take back the request for a report to the police. The evidence is kept all the same.",
}
"""What the actions behind More do."""


def snooze_modal(case: Case, times: SnoozeTimes, zone: ZoneInfo, seen_version: int | None = None) -> View:
    """Ask until when nobody is to be reminded; an hour is chosen already, so that Enter is enough."""
    tomorrow = (times.next_day.astimezone(zone).date() - times.now.astimezone(zone).date()).days == 1
    next_day = "Until tomorrow" if tomorrow else "Until the next working day"
    options = [
        _time_option("For 1 working hour, until", times.hour, zone, times.now),
        _time_option(f"{next_day},", times.next_day, zone, times.now),
    ]
    return _detail_modal(
        case,
        Action.SNOOZE,
        "Snooze reminders",
        [
            _radio("Remind nobody of it", options, initial=options[0]),
            _picker("Or until another time", hint="A time given here counts instead.", optional=True),
            _note("All see that it is snoozed. It does not move the time by which it is due."),
        ],
        seen_version,
    )


def hold_modal(case: Case, answer_by: datetime, words: str | None = None, seen_version: int | None = None) -> View:
    """Ask by when the full answer follows a holding reply; `answer_by` is filled in.

    `words` is a text that promises it for that day, to be copied; None where there is none for such a message.
    """
    there = platform(case.mention.platform).there
    return _detail_modal(
        case,
        Action.HOLD,
        "Holding reply",
        [
            SectionBlock(
                text=PlainTextObject(
                    text=f"Tell them {there} that you are finding out, and by when they hear from you. Then say "
                    "here by when that is: the answer is due by then, and reminders go by it."
                )
            ),
            *([rich(line(bold("Words for it, to copy")), line(plain(words)))] if words else []),
            _picker(
                "The answer follows by",
                initial=answer_by,
                hint="If you choose another day, change it in the words too." if words else None,
            ),
        ],
        seen_version,
    )


def escalate_modal(case: Case, contacts: Mapping[str, Sequence[str]], seen_version: int | None = None) -> View:
    """Ask for which reason a mention is passed on.

    `contacts` are the Slack ids of whom each reason tells: people, user groups and channels.
    """
    options = [
        Option(value=each.key, text=each.title, description=shorten(each.says, _OPTION_LIMIT)) for each in escalations()
    ]
    return _detail_modal(
        case,
        Action.ESCALATE,
        "Escalate",
        [
            _radio("Why", options),
            rich(*_who_is_told(contacts)),
            _note("The card then says not to reply, until somebody clicks Back with us."),
        ],
        seen_version,
    )


def outcome_modal(case: Case, seen_version: int | None = None) -> View:
    """Ask how a risk to life ended."""
    options = [Option(value=key, text=title, description=_ENDED.get(key)) for key, title in OUTCOMES.items()]
    return _detail_modal(
        case,
        Action.CLOSE_RISK,
        "Outcome",
        [
            _radio("How did it end?", options),
            _note(_follows_from_closing(case)),
        ],
        seen_version,
    )


def _follows_from_closing(case: Case) -> str:
    if replace(case.status, safety=Safety.CLOSED).settled(needs_answer=case.needs_answer):
        return "It closes the risk to life, and the reminders of it end. Reopen brings it back."
    return "It closes the risk to life. What else was begun with it stays open until it is done. Reopen brings it back."


def police_modal(case: Case, emergency: str, seen_version: int | None = None) -> View:
    """Ask why the police are right for it (P9), and say first that a danger to life waits for nobody.

    `emergency` is the number to ring then.
    """
    options = [
        Option(value=key, text=shorten(title, _OPTION_LIMIT), description=_RIGHT_FOR_POLICE.get(key))
        for key, title in GROUNDS.items()
    ]
    return _detail_modal(
        case,
        Action.POLICE_ASK,
        "Report to the police",
        [
            rich(
                line(
                    bold(f"Is a life in danger? Ring {emergency or '999'} now."),
                    plain(" Nobody has to agree to that. Say here afterwards that it was done."),
                )
            ),
            _radio("Why are the police right for it?", options),
            InputBlock(
                block_id=Field.SCREENSHOT.value,
                label=PlainTextObject(text="Link to a screenshot of it"),
                element=UrlInputElement(action_id=Field.SCREENSHOT.value),
                optional=True,
            ),
            _note(
                "Only in extreme cases, and never for criticism. A team lead who is not you agrees or declines. The "
                "text, its author and the link are kept as evidence at once, so it can be hidden meanwhile."
            ),
        ],
        seen_version,
    )


def police_told_modal(case: Case, seen_version: int | None = None) -> View:
    """Ask for the reference that the police gave."""
    return _detail_modal(
        case,
        Action.POLICE_TOLD,
        "Reported to the police",
        [
            InputBlock(
                block_id=Field.REFERENCE.value,
                label=PlainTextObject(text="Reference of the police"),
                element=PlainTextInputElement(action_id=Field.REFERENCE.value, max_length=40),
                optional=True,
                hint=PlainTextObject(text="As they gave it, such as CR/1234/26. Nothing else: it stands in the log."),
            ),
        ],
        seen_version,
    )


def more_modal(case: Case, actions: Sequence[Action], *, evidence: bool = False) -> View:
    """List what else can be done now, each with what it means; `evidence` offers that for the police as a file."""
    kept = SectionBlock(
        block_id=block_id(case, "more-evidence"),
        text=PlainTextObject(text="What was kept for the police, as a file in your direct messages."),
        accessory=evidence_button(case),
    )
    return View(
        type="modal",
        callback_id=Callback.NOTICE.value,
        title=PlainTextObject(text="More"),
        close=PlainTextObject(text="Close"),
        blocks=[
            _quoted(case),
            *(
                SectionBlock(
                    block_id=block_id(case, f"more-{action.value.replace('_', '-')}"),
                    text=PlainTextObject(text=_MEANS[action]),
                    accessory=action_button(case, action),
                )
                for action in actions
            ),
            *([kept] if evidence else []),
            *([] if actions or evidence else [_note("Nothing else can be done with it now.")]),
        ],
    )


def _detail_modal(case: Case, action: Action, title: str, asked: Sequence[Block], seen_version: int | None) -> View:
    version = case.version if seen_version is None else seen_version
    return View(
        type="modal",
        callback_id=Callback.DETAIL.value,
        private_metadata=f"{action}:{case.id}:v{version}",
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=_SUBMIT.get(action, LABELS[action])),
        close=PlainTextObject(text="Cancel"),
        blocks=[_quoted(case), *asked],
    )


def _quoted(case: Case) -> Block:
    return rich(quote(shorten(case.assessment.masked_text, 300)))


def _radio(label: str, options: Sequence[Option], initial: Option | None = None) -> InputBlock:
    return InputBlock(
        block_id=Field.CHOICE.value,
        label=PlainTextObject(text=label),
        element=RadioButtonsElement(action_id=Field.CHOICE.value, options=options, initial_option=initial),
    )


def _picker(
    label: str, *, initial: datetime | None = None, hint: str | None = None, optional: bool = False
) -> InputBlock:
    at = int(initial.timestamp()) if initial else None
    return InputBlock(
        block_id=Field.UNTIL.value,
        label=PlainTextObject(text=label),
        element=DateTimePickerElement(action_id=Field.UNTIL.value, initial_date_time=at),
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )


def _time_option(words: str, at: datetime, zone: ZoneInfo, beside: datetime) -> Option:
    return Option(value=at.isoformat(timespec="seconds"), text=f"{words} {moment(at, zone, beside)}")


def _note(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])


def _who_is_told(contacts: Mapping[str, Sequence[str]]) -> Sequence[RichTextElement]:
    """Say whom each reason tells, reasons that tell the same people on one line."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for reason in escalations():
        titles.setdefault(tuple(contacts.get(reason.key, ())), []).append(reason.title)
    lines = []
    for ids, reasons in titles.items():
        parts = [plain(f"{', '.join(reasons)}: ")] if len(titles) > 1 else []
        for number, each in enumerate(ids):
            parts += [plain(", "), contact(each)] if number else [contact(each)]
        lines.append(line(*parts, *([] if ids else [plain("nobody in the settings; only the card tells it")])))
    return [line(bold("Who is told at once")), *lines]
