"""What a person has chosen or typed in an element, in the form of Slack's `state.values`."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.block_kit import elements_in
from bot.sandbox.errors import BadRequest

Json = dict[str, Any]

_FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "multi_static_select": "selected_options",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_INITIAL = {field: field.replace("selected", "initial") for field in _FIELDS.values()} | {"value": "initial_value"}


def state_of(element: Json, given: Any) -> Json:
    """Return the state of an element after a person gave `given`, or raise BadRequest.

    `given` is either in Slack's form (`{"selected_option": {…}}`), or just the value: a string for a text input, the
    option's value for a select, a list of them where several can be chosen, None for nothing.
    """
    kind = element["type"]
    field = _FIELDS.get(kind)
    if field is None:
        raise BadRequest(f"An element of type {kind} takes no value.")
    if isinstance(given, Mapping) and ("type" in given or field in given):
        given = given.get(field)
    if field == "selected_option":
        given = _option(element, given) if given is not None else None
    elif field == "selected_options":
        given = [_option(element, item) for item in _listed(given, element)]
    elif field.endswith("s"):
        given = _listed(given, element)
    elif field == "selected_date_time":
        given = None if given is None else _whole_number(given)
    elif given is not None and not isinstance(given, str):
        raise BadRequest(f"The value of {element['action_id']} must be a string.")
    return {"type": kind, field: given or None if field == "value" else given}


def initial_state(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """Return `state.values` of blocks that nobody has touched."""
    values: dict[str, dict[str, Json]] = {}
    for block_id, element in stateful_elements(blocks):
        field = _FIELDS[element["type"]]
        initial = element.get(_INITIAL[field])
        empty: Any = [] if field.endswith("s") else None
        values.setdefault(block_id, {})[element["action_id"]] = {
            "type": element["type"],
            field: empty if initial is None else initial,
        }
    return values


def stateful_elements(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Yield block id and element of everything that is part of `state.values`; buttons and overflow menus are not."""
    for block in blocks:
        for element in elements_in(block):
            if element["type"] in _FIELDS and element["type"] != "overflow":
                yield block["block_id"], element


def merged_state(
    blocks: list[Json], before: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Json]]:
    """Return `state.values` of the blocks: what was there `before`, and over it what a person has `given` now.

    What was before is dropped where its element is gone or is another now. Raise BadRequest for a given value whose
    element is not there, or that it cannot have.
    """
    values = initial_state(blocks)
    elements = {(block_id, element["action_id"]): element for block_id, element in stateful_elements(blocks)}
    for block_id, action_id, value in _entries(before):
        element = elements.get((block_id, action_id))
        if element is not None and element["type"] == value.get("type") and _can_have(element, value):
            values[block_id][action_id] = state_of(element, value)
    for block_id, action_id, value in _entries(given or {}):
        if (block_id, action_id) not in elements:
            raise BadRequest(f"There is no element {action_id} that takes a value in block {block_id}.")
        values[block_id][action_id] = state_of(elements[block_id, action_id], value)
    return values


def is_empty(state: Mapping[str, Any]) -> bool:
    """Tell whether an element holds no value, as Slack judges a required input."""
    return not any(value for name, value in state.items() if name != "type")


def options_of(element: Json) -> list[Json]:
    """Return all options of an element, those in groups included."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def _entries(values: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for block_id, actions in values.items():
        if not isinstance(actions, Mapping):
            raise BadRequest("Values are given as {block_id: {action_id: value}}.")
        for action_id, value in actions.items():
            yield block_id, action_id, value


def _can_have(element: Json, value: Json) -> bool:
    try:
        state_of(element, value)
    except BadRequest:
        return False
    return True


def _option(element: Json, given: Any) -> Json:
    value = given.get("value") if isinstance(given, Mapping) else given
    for option in options_of(element):
        if option["value"] == value:
            return option
    raise BadRequest(f"{element['action_id']} has no option with the value {value!r}.")


def _listed(given: Any, element: Json) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise BadRequest(f"The value of {element['action_id']} must be a list.")
    return given


def _whole_number(given: Any) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    raise BadRequest("A date and time is given in whole seconds since 1970.")
