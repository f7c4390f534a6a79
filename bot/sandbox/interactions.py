"""What people do in the workspace: each act becomes the payload that Slack would send the app."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.block_kit import find_element
from bot.sandbox.element_state import merged_state, state_of
from bot.sandbox.errors import BadRequest
from bot.sandbox.escaping import typed_by_a_person
from bot.sandbox.messages import Channel, Message
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.socket_mode import EnvelopeType, NotDelivered
from bot.sandbox.views import View

Json = dict[str, Any]


class Result(StrEnum):
    """How an act ended."""

    OK = "ok"
    FAILED = "failed"
    """The app did not take it: the person sees a notice that something went wrong."""
    CLOSED = "closed"
    ERRORS = "errors"
    UPDATED = "updated"
    PUSHED = "pushed"


NOTICES = {
    "dispatch_failed": "The app is not connected, so nothing reached it.",
    "operation_timeout": "The app did not respond in time. Please try again.",
    "invalid_command": "The app has no such command.",
    "invalid_command_response": "The app's answer could not be shown.",
}
"""What the person reads, by Slack's word for what went wrong."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person who acted gets to see."""

    result: Result
    error: str | None = None
    """Slack's word for what went wrong, a key of NOTICES, or what was wrong with the app's answer."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """By block_id, what is wrong with what was filled in."""

    def as_json(self) -> Json:
        """Return it for the people's side."""
        body: Json = {"outcome": self.result.value}
        if self.error:
            body |= {"error": self.error, "notice": NOTICES.get(self.error, "Something went wrong. Please try again.")}
        return body | ({"errors": dict(self.errors)} if self.errors else {})


OK = Outcome(Result.OK)


@dataclass(frozen=True, slots=True)
class Act:
    """A person's use of one element."""

    person: Person
    action_id: str
    block_id: str | None = None
    """None when the action_id says enough."""
    value: Any = None
    """What they chose: see `element_state.state_of`."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What stands in the other inputs beside it, in the form of `state.values`."""


async def act_on_message(sandbox: Sandbox, message: Message, act: Act) -> Outcome:
    """Let a person use an element of a message; return once the app acknowledged it, or did not."""
    channel = sandbox.workspace.channels[message.channel]
    block_id, element = _element(message.blocks, act)
    chosen = _chosen(element, act.value)
    values = merged_state(message.blocks, message.state.get(act.person.id, {}), act.state)
    _put(values, block_id, element, chosen)
    message.state[act.person.id] = values
    payload = payloads.act("block_actions", act.person)
    payload |= payloads.on_message(sandbox.workspace, channel, message, values)
    payload |= {
        "trigger_id": sandbox.triggers.issue(act.person.id),
        "response_url": sandbox.response_urls.issue(act.person.id, channel, message),
        "actions": [payloads.action(element, block_id, chosen, sandbox.workspace.next_ts())],
    }
    return await _send(sandbox, payload)


async def act_in_view(sandbox: Sandbox, view: View, act: Act) -> Outcome:
    """Let a person use an element of a modal or of the Home; return once the app acknowledged it, or did not."""
    block_id, element = _element(view.blocks, act)
    chosen = _chosen(element, act.value)
    view.values = merged_state(view.blocks, view.values, act.state)
    _put(view.values, block_id, element, chosen)
    payload = payloads.act("block_actions", act.person) | payloads.in_view(view)
    payload |= {
        "trigger_id": sandbox.triggers.issue(act.person.id),
        "actions": [payloads.action(element, block_id, chosen, sandbox.workspace.next_ts())],
    }
    return await _send(sandbox, payload)


def say(sandbox: Sandbox, person: Person, channel: Channel, text: str, thread_ts: str | None) -> Message:
    """Let a person write in a channel or a thread."""
    handles = {known.handle: known.id for known in sandbox.workspace.people.values()}
    return sandbox.workspace.post(channel, person.id, typed_by_a_person(text, handles), thread_ts=thread_ts)


def _element(blocks: list[Json], act: Act) -> tuple[str, Json]:
    for block in blocks:
        if act.block_id in (None, block["block_id"]):
            element = find_element([block], block["block_id"], act.action_id)
            if element:
                return block["block_id"], element
    raise BadRequest(f"There is no element {act.action_id} here.", 404)


def _chosen(element: Json, given: Any) -> Json:
    return {} if element["type"] == "button" else state_of(element, given)


def _put(values: dict[str, dict[str, Json]], block_id: str, element: Json, chosen: Json) -> None:
    if element["action_id"] in values.get(block_id, {}):
        values[block_id][element["action_id"]] = chosen


async def _send(sandbox: Sandbox, payload: Json) -> Outcome:
    try:
        await sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, payload)
    except NotDelivered as failure:
        return Outcome(Result.FAILED, failure.error)
    return OK
