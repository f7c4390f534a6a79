"""What people do with a modal: fill it in and submit it, or close it."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.block_kit import accept_view
from bot.sandbox.element_state import is_empty, merged_state
from bot.sandbox.errors import BadRequest, SlackRefusal
from bot.sandbox.interactions import Outcome, Result
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.shapes import view_json
from bot.sandbox.socket_mode import EnvelopeType, NotDelivered
from bot.sandbox.uploads import check_images
from bot.sandbox.views import View

Json = dict[str, Any]

_REQUIRED = "Please complete this required field."
_FORMS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Please enter a valid email address."),
    "url_text_input": (re.compile(r"https?://\S+"), "Please enter a valid web address."),
    "number_input": (re.compile(r"-?\d+(\.\d+)?"), "Please enter a number."),
}


async def submit(sandbox: Sandbox, view: View, values: Mapping[str, Any]) -> Outcome:
    """Let the person submit a modal with what they filled in; return what they see next.

    Slack's own checks come first: with a required field left empty nothing is sent to the app. An answer of the app
    that Slack would not take counts as a failure, with the reason in `error`.
    """
    if view.kind != "modal" or "submit" not in view.definition:
        raise BadRequest("This view has nothing to submit.")
    if sandbox.workspace.views.stack(view.person)[-1] is not view:
        raise BadRequest("Only the modal on top can be submitted.", 409)
    view.values = merged_state(view.blocks, view.values, values)
    errors = _check_inputs(view)
    if errors:
        return Outcome(Result.ERRORS, errors=errors)
    payload = payloads.act("view_submission", sandbox.workspace.person(view.person))
    payload |= {"trigger_id": sandbox.triggers.issue(view.person), "view": view_json(view), "response_urls": []}
    try:
        answer = await sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True)
        return _carry_out(sandbox, view, answer or {})
    except NotDelivered as failure:
        return Outcome(Result.FAILED, failure.error)
    except SlackRefusal as refusal:
        return Outcome(Result.FAILED, "; ".join([refusal.error, *refusal.messages]))


def close(sandbox: Sandbox, view: View, *, everything: bool) -> None:
    """Let the person close a modal, or with `everything` all that are under it too.

    The app is told of each that has `notify_on_close`; nobody waits for its acknowledgement.
    """
    views = sandbox.workspace.views
    everything = everything or bool(view.definition.get("clear_on_close"))
    for closed in views.stack(view.person) if everything else (view,):
        views.close(closed)
        if closed.definition.get("notify_on_close"):
            payload = payloads.act("view_closed", sandbox.workspace.person(view.person))
            payload |= {"view": view_json(closed), "is_cleared": everything}
            sandbox.start(_tell(sandbox, payload))
    sandbox.workspace.view_changed(view)


async def _tell(sandbox: Sandbox, payload: Json) -> None:
    try:
        await sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, payload)
    except NotDelivered:
        return  # the modal is closed all the same


def _carry_out(sandbox: Sandbox, view: View, answer: Json) -> Outcome:
    views = sandbox.workspace.views
    match answer.get("response_action"):
        case None:
            views.close(view)
            outcome = Outcome(Result.CLOSED)
        case "clear":
            views.clear(view.person)
            outcome = Outcome(Result.CLOSED)
        case "errors":
            return Outcome(Result.ERRORS, errors=_accept_errors(view, answer.get("errors")))
        case "update":
            views.update(view, _accept(sandbox, answer))
            outcome = Outcome(Result.UPDATED)
        case "push":
            views.push(view.person, _accept(sandbox, answer))
            outcome = Outcome(Result.PUSHED)
        case other:
            raise SlackRefusal("invalid_response_action", [f"response_action must not be {other!r}"])
    sandbox.workspace.view_changed(view)
    return outcome


def _accept(sandbox: Sandbox, answer: Json) -> Json:
    definition = accept_view(answer.get("view"), "modal")
    check_images(sandbox.workspace, definition["blocks"])
    return definition


def _accept_errors(view: View, errors: Any) -> dict[str, str]:
    """Return the app's errors, each for an input block of the view; raise SlackRefusal for any other."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, Mapping) or not errors or not set(errors) <= inputs:
        raise SlackRefusal("invalid_response_action", ["errors must name input blocks of the view"])
    return {str(block_id): str(message) for block_id, message in errors.items()}


def _check_inputs(view: View) -> dict[str, str]:
    """Return what Slack itself finds wrong before it asks the app, by block_id."""
    errors = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            problem = _problem(
                element, view.values[block["block_id"]][element["action_id"]], bool(block.get("optional"))
            )
            if problem:
                errors[block["block_id"]] = problem
    return errors


def _problem(element: Json, state: Json, optional: bool) -> str | None:
    if is_empty(state):
        return None if optional else _REQUIRED
    value = state.get("value")
    if not isinstance(value, str):
        return _too_many(element, state)
    if not value.strip() and not optional:
        return _REQUIRED
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    form, sentence = _FORMS.get(element["type"], (None, None))
    return sentence if form and not form.fullmatch(value) else None


def _too_many(element: Json, state: Json) -> str | None:
    most = element.get("max_selected_items")
    chosen = next((value for value in state.values() if isinstance(value, list)), [])
    return f"Please choose at most {most}." if most and len(chosen) > most else None
