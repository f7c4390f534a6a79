"""The team's words: /principles words shows them, and team leads put words on the lists and take them off."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.answers import said_of
from handlers.blocks.modals import notice_modal
from handlers.blocks.team_words import (
    LIST,
    PRINCIPLE,
    WATCH,
    WHY,
    WORDS,
    WordDraft,
    take_off_modal,
    trial_modal,
    word_lists,
    word_modal,
)
from handlers.blocks.text import moment
from handlers.desk import NotRecordedError, OutcomeUnknownError
from handlers.guard import tell
from handlers.ids import Callback, Control
from handlers.requests import Body, asker, entered
from handlers.teaching import AlreadyListedError, NotALeadError, Teaching, UnknownWordError
from rules.decisions import Role
from rules.principles import policy
from rules.teaching import LONGEST_REASON, Trial, objection
from rules.team import ListedWord, TeamWord

VERB = "words"
"""After /principles: the team's words, and no search."""
NOT_A_LEAD = "Only team leads change the team’s words. /principles words shows them to everybody."
GONE = "It stands on no list any more: somebody took it off before. /principles words shows the lists."
REFUSALS = (NotALeadError, UnknownWordError, AlreadyListedError, NotRecordedError, OutcomeUnknownError)
_UNDO = "/principles words shows the lists; Take off there undoes it."
_LARGEST_ID = 2**31 - 1

_log = logging.getLogger(__name__)


def register(app: App, teaching: Teaching) -> None:
    """Listen to the buttons of the lists and to their modals; the command is registered with the others."""
    app.action(Control.ADD_WORD.value)(_ask)
    app.action(Control.TAKE_OFF_WORD.value)(_ask_to_take_off(teaching))
    app.view(Callback.TEAM_WORD.value)(_try_out(teaching))
    app.view(Callback.TEAM_WORD_SAVE.value)(_save(teaching))
    app.view(Callback.TEAM_WORD_OFF.value)(_take_off(teaching))


def command(teaching: Teaching, otherwise: Callable[..., None]) -> Callable[..., None]:
    """Return the listener to /principles: the team's words are shown here, all else is the `otherwise` listener's."""

    def listen(ack: Ack, body: Body, context: BoltContext) -> None:
        if str(body.get("text", "")).strip().lower() != VERB:
            otherwise(ack=ack, body=body)
            return
        may_change = asker(context).role is Role.LEAD
        answer = word_lists(teaching.lists(), teaching.zone, may_change=may_change)
        ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")

    return listen


def _ask(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
    ack()
    member = asker(context)
    if member.role is Role.LEAD:
        client.views_open(trigger_id=body["trigger_id"], view=word_modal())
    else:
        _log.warning("A change of the team's words was refused", extra={"person": member.person.id})
        tell(respond, NOT_A_LEAD)


def _ask_to_take_off(teaching: Teaching) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        ack()
        member = asker(context)
        try:
            listed = teaching.word(_word_id(body["actions"][0].get("value")), member)
            trial = teaching.try_out(listed.word, member, taking_off=True)
        except REFUSALS as error:
            tell(respond, _refusal(error, teaching))
        else:
            client.views_open(trigger_id=body["trigger_id"], view=take_off_modal(listed, trial, teaching.zone))

    return listen


def _try_out(teaching: Teaching) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], context: BoltContext) -> None:
        watch, chosen = entered(view, LIST) == WATCH, entered(view, PRINCIPLE)
        draft = WordDraft(
            TeamWord(_one_line(entered(view, WORDS)), chosen if watch else None), _one_line(entered(view, WHY))
        )
        if watch and chosen not in policy().by_key:
            ack(response_action="errors", errors={PRINCIPLE: "Please choose the principle that it counts for."})
            return
        if errors := _errors(draft):
            ack(response_action="errors", errors=errors)
            return
        try:
            trial = teaching.try_out(draft.word, asker(context))
        except AlreadyListedError as error:
            ack(response_action="errors", errors={WORDS: _refusal(error, teaching)})
            return
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", _refusal(error, teaching)))
            return
        if trial.too_common:
            ack(response_action="errors", errors={WORDS: _too_common(trial)})
        else:
            ack(response_action="update", view=trial_modal(draft, trial))

    return listen


def _save(teaching: Teaching) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], context: BoltContext) -> None:
        draft = WordDraft.read(str(view.get("private_metadata")))
        if _errors(draft) or draft.word.principle not in {None, *policy().by_key}:
            # No modal of ours lets that through.
            ack(response_action="update", view=notice_modal("Not done", "It was not saved. Please enter it again."))
            return
        try:
            kept = teaching.put_on(draft.word, draft.why, asker(context))
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", _refusal(error, teaching)))
            return
        ack(response_action="update", view=notice_modal("Saved", f"“{kept.word.words}” counts from now on. {_UNDO}"))

    return listen


def _take_off(teaching: Teaching) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], context: BoltContext) -> None:
        try:
            gone = teaching.take_off(_word_id(str(view.get("private_metadata"))), asker(context))
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", _refusal(error, teaching)))
            return
        said = f"“{gone.word.words}” counts no longer. That it stood there, and who took it off, stays on record."
        ack(response_action="update", view=notice_modal("Taken off", said))

    return listen


def _errors(draft: WordDraft) -> dict[str, str]:
    errors = {}
    if why := objection(draft.word.words, draft.word.principle):
        errors[WORDS] = why
    if not draft.why or len(draft.why) > LONGEST_REASON:
        errors[WHY] = "Please say why, for colleagues who wonder later."
    return errors


def _too_common(trial: Trial) -> str:
    return (
        f"{trial.holding:,} of the last {trial.against:,} mentions hold it: it is too common to tell anything. "
        "Perhaps a phrase around it can."
    )


def _refusal(error: Exception, teaching: Teaching) -> str:
    match error:
        case NotALeadError():
            return NOT_A_LEAD
        case UnknownWordError():
            return GONE
        case AlreadyListedError():
            return _there_already(error.found, teaching)
        case _:
            return said_of(error)


def _there_already(found: ListedWord, teaching: Teaching) -> str:
    where = "watch" if found.word.principle else "allow"
    when = moment(found.added_at, teaching.zone)
    return (
        f"“{found.word.words}” stands on the {where} list already: {found.added_by.name} put it there, {when}. "
        "To change it, take it off there first."
    )


def _word_id(value: str | None) -> int:
    """Return the word that a button stands for; raise UnknownWordError for what can't be an id."""
    if value is None or not (value.isascii() and value.isdigit()) or not 0 < int(value[:11]) <= _LARGEST_ID:
        raise UnknownWordError(value)
    return int(value)


def _one_line(words: str) -> str:
    return " ".join(words.split())
