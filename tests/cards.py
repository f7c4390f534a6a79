"""What people do with a card in the local workspace, and what they then see: for tests of the whole bot."""

from typing import Any

from sqlalchemy import Engine

from bot.sandbox.people import ANNA, MENTIONS, ChannelPlan, Person
from db.store import Store
from tests.sandbox import Workspace, told_by

REDRAWS_ARE_SLOW = {"chat_update": {"kind": "slow", "seconds": 2}}
"""So that a second person still sees the card as it was."""


def card_of(workspace: Workspace, said: str) -> dict:
    return workspace.wait_for_message(ANNA, MENTIONS, said)


def buttons(card: dict) -> list[str]:
    return [
        element["text"]["text"]
        for block in card["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def log_of(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [(row.person.name, row.action.value, row.principle) for row in Store(engine).decisions()]


def redrawn(workspace: Workspace, card: dict, words: str) -> dict:
    """Return the card once it says these words."""
    return workspace.wait_for(
        lambda: next(
            (
                message
                for message in workspace.messages(ANNA)
                if message["ts"] == card["ts"] and words in told_by(message)
            ),
            None,
        )
    )


def told_only(workspace: Workspace, person: Person, words: str, channel: ChannelPlan = MENTIONS) -> dict:
    """Return what only that person sees, once it says these words."""
    return workspace.wait_for(
        lambda: next(
            (
                message
                for message in workspace.messages(person, channel)
                if message["is_ephemeral"] and words in told_by(message)
            ),
            None,
        ),
        as_=person,
    )


def text_block(view: dict) -> dict:
    """Return the input of a modal that holds what people will read."""
    return next(block for block in view["blocks"] if block["block_id"].startswith("text:"))


def tell(workspace: Workspace, person: Person, card: dict, action: str, words: str | None = None) -> dict:
    """Click Reply or Refer to PALS and submit its modal, with these words or with those that are filled in."""
    workspace.click(person, card, action)
    [view] = workspace.wait_for(lambda: workspace.modals(person), as_=person)
    return workspace.submit(person, {text_block(view)["block_id"]: words} if words else {})


def decided(engine: Engine) -> list[tuple[str, str]]:
    return [(row.person.name, row.action.value) for row in Store(engine).decisions()]


def opened(workspace: Workspace, person: Person, title: str) -> dict[str, Any]:
    """Return the topmost modal once it has that title."""
    return workspace.wait_for(
        lambda: next((view for view in workspace.modals(person)[-1:] if view["title"]["text"] == title), None),
        as_=person,
    )


def choose_behind_more(workspace: Workspace, person: Person, card: dict[str, Any], action: str, title: str) -> None:
    workspace.click(person, card, "more")
    workspace.click(person, opened(workspace, person, "More"), action)
    opened(workspace, person, title)


def escalate(workspace: Workspace, person: Person, card: dict[str, Any], reason: str) -> dict[str, Any]:
    choose_behind_more(workspace, person, card, "escalate", "Escalate")
    return workspace.submit(person, {"choice": reason})


def asked(workspace: Workspace, person: Person, card: dict[str, Any], action: str) -> dict[str, Any]:
    """Click Reply or Refer to PALS and return the modal that it opens."""
    workspace.click(person, card, action)
    [view] = workspace.wait_for(lambda: workspace.modals(person), as_=person)
    return dict(view)


def filled_in(view: dict[str, Any]) -> str:
    return str(text_block(view)["element"].get("initial_value", ""))


def texts_in(view: dict[str, Any]) -> str:
    return told_by({"text": "", "blocks": view["blocks"]})


def log_with_details(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [(row.person.name, row.action.value, row.detail) for row in Store(engine).decisions()]
