"""Modals and App Homes: at most three modals stacked for a person, and one Home each."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.element_state import merged_state
from bot.sandbox.errors import SlackRefusal

Json = dict[str, Any]

STACK_LIMIT = 3
"""Most modals that can be open on top of each other, as views.push documents."""


@dataclass(slots=True)
class View:
    """A modal or a Home as one person sees it."""

    id: str
    person: str
    definition: Json
    """What the app sent, with the ids that Slack fills in."""
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    """What the person chose and typed, in the form of `state.values`."""

    @property
    def blocks(self) -> list[Json]:
        """Return its blocks."""
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def kind(self) -> str:
        """Return `modal` or `home`."""
        return str(self.definition["type"])

    def redefine(self, definition: Json) -> None:
        """Take a new definition; elements that keep their ids keep what the person gave them."""
        self.definition = definition
        self.values = merged_state(self.blocks, self.values)
        self.hash = f"{int(time.time())}.{secrets.token_hex(4)}"


class Views:
    """Every view that is open."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, person: str) -> tuple[View, ...]:
        """Return a person's open modals, the one on top last."""
        return tuple(self._stacks.get(person, ()))

    def home(self, person: str) -> View | None:
        """Return a person's App Home, None until the app published one."""
        return self._homes.get(person)

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Return an open view by its id or the app's own id for it."""
        for view in self._all():
            if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
                return view
        return None

    def open(self, person: str, definition: Json) -> View:
        """Open a modal; any that the person had open is closed."""
        self._refuse_used_external_id(definition)
        view = self._new(person, definition)
        self._stacks[person] = [view]
        return view

    def push(self, person: str, definition: Json) -> View:
        """Open a modal on top of the person's others; raise SlackRefusal (`push_limit_reached`) above three."""
        stack = self._stacks.get(person)
        if not stack:
            raise SlackRefusal("invalid_trigger_id", ["a view can only be pushed onto an open modal"])
        if len(stack) >= STACK_LIMIT:
            raise SlackRefusal("push_limit_reached")
        self._refuse_used_external_id(definition)
        view = self._new(person, definition, under=stack[-1])
        stack.append(view)
        return view

    def publish(self, person: str, definition: Json, expected_hash: str | None) -> View:
        """Set a person's Home; raise SlackRefusal (`hash_conflict`) if it is not the one that `expected_hash` names."""
        view = self._homes.get(person)
        if view is None:
            if expected_hash:
                raise SlackRefusal("hash_conflict")
            self._homes[person] = self._new(person, definition)
            return self._homes[person]
        self.update(view, definition, expected_hash)
        return view

    def update(self, view: View, definition: Json, expected_hash: str | None = None) -> None:
        """Replace what a view shows; raise SlackRefusal (`hash_conflict`) if it changed since `expected_hash`."""
        if expected_hash and expected_hash != view.hash:
            raise SlackRefusal("hash_conflict")
        if definition.get("external_id") != view.definition.get("external_id"):
            self._refuse_used_external_id(definition)
        view.redefine(definition)

    def close(self, view: View) -> None:
        """Close one modal; what is under it is seen again."""
        stack = self._stacks.get(view.person, [])
        if view in stack:
            stack.remove(view)

    def clear(self, person: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(person, None)

    def _all(self) -> Iterator[View]:
        for stack in self._stacks.values():
            yield from stack
        yield from self._homes.values()

    def _new(self, person: str, definition: Json, under: View | None = None) -> View:
        view_id = f"V{secrets.token_hex(5).upper()}"
        view = View(view_id, person, definition, under.root_id if under else view_id, under.id if under else None)
        view.redefine(definition)
        return view

    def _refuse_used_external_id(self, definition: Json) -> None:
        external_id = definition.get("external_id")
        if external_id and self.find(external_id=external_id):
            raise SlackRefusal("duplicate_external_id")
