"""Block Kit: each of Slack's documented limits, taken at its edge and refused one beyond."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.block_kit import accept_blocks, accept_view
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import MENTIONS
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import (
    Json,
    actions,
    button,
    home,
    modal,
    option,
    plain,
    refusal,
    section,
    text_input,
)
from tests.sandbox import web_client

IMAGE = {"type": "image", "image_url": "https://x.uk/a.png", "alt_text": "A chart"}


def words(count: int) -> str:
    return "x" * count


def many(make: Any, count: int) -> list[Any]:
    return [make(f"n{number}") for number in range(count)]


def select(options: int = 1, **fields: Any) -> Json:
    return {"type": "static_select", "action_id": "choose", "options": many(option, options)} | fields


def overflow(options: int) -> Json:
    return {"type": "overflow", "action_id": "more", "options": many(option, options)}


def confirm(**fields: Any) -> Json:
    return {name: plain("Sure") for name in ("title", "text", "confirm", "deny")} | fields


def rich(*pieces: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(pieces)}]}


def field_input(element: Json) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element}


def sized_option(text: int = 1, value: int = 1) -> Json:
    return {"text": plain(words(text)), "value": words(value)}


# What makes a block of a given size, the smallest and the largest size that Slack takes.
LIMITS: list[Any] = [
    pytest.param(lambda n: section(words(n)), 1, 3000, id="section text"),
    pytest.param(lambda n: {"type": "section", "fields": many(plain, n)}, 1, 10, id="section fields"),
    pytest.param(lambda n: {"type": "section", "fields": [plain(words(n))]}, 1, 2000, id="field text"),
    pytest.param(lambda n: {"type": "header", "text": plain(words(n))}, 1, 150, id="header text"),
    pytest.param(lambda n: section("x", block_id=words(n)), 1, 255, id="block_id"),
    pytest.param(lambda n: actions(*many(button, n)), 1, 25, id="actions elements"),
    pytest.param(lambda n: {"type": "context", "elements": many(plain, n)}, 1, 10, id="context elements"),
    pytest.param(lambda n: actions(button(text=words(n))), 1, 75, id="button text"),
    pytest.param(lambda n: actions(button(words(n))), 1, 255, id="action_id"),
    pytest.param(lambda n: actions(button(value=words(n))), 1, 2000, id="button value"),
    pytest.param(lambda n: actions(button(url=words(n))), 1, 3000, id="button url"),
    pytest.param(lambda n: actions(button(accessibility_label=words(n))), 1, 75, id="accessibility label"),
    pytest.param(lambda n: actions(overflow(n)), 1, 5, id="overflow options"),
    pytest.param(lambda n: actions(select(n)), 1, 100, id="select options"),
    pytest.param(lambda n: actions(select(options=1) | {"options": [sized_option(text=n)]}), 1, 75, id="option text"),
    pytest.param(
        lambda n: actions(select(options=1) | {"options": [sized_option(value=n)]}), 1, 150, id="option value"
    ),
    pytest.param(lambda n: actions(select(placeholder=plain(words(n)))), 1, 150, id="placeholder"),
    pytest.param(lambda n: actions(button(confirm=confirm(title=plain(words(n))))), 1, 100, id="confirm title"),
    pytest.param(lambda n: actions(button(confirm=confirm(text=plain(words(n))))), 1, 300, id="confirm text"),
    pytest.param(lambda n: actions(button(confirm=confirm(confirm=plain(words(n))))), 1, 30, id="confirm button"),
    pytest.param(lambda n: actions(button(confirm=confirm(deny=plain(words(n))))), 1, 30, id="deny button"),
    pytest.param(lambda n: IMAGE | {"alt_text": words(n)}, 1, 2000, id="image alt_text"),
    pytest.param(lambda n: IMAGE | {"image_url": words(n)}, 1, 3000, id="image url"),
    pytest.param(lambda n: IMAGE | {"title": plain(words(n))}, 1, 2000, id="image title"),
    pytest.param(lambda n: text_input() | {"label": plain(words(n))}, 1, 2000, id="input label"),
    pytest.param(lambda n: text_input(hint=plain(words(n))), 1, 2000, id="input hint"),
    pytest.param(
        lambda n: field_input({"type": "checkboxes", "options": many(option, n)}), 1, 10, id="checkboxes options"
    ),
    pytest.param(
        lambda n: field_input({"type": "radio_buttons", "options": many(option, n)}), 1, 10, id="radio options"
    ),
    pytest.param(lambda n: text_input(element={"max_length": n}), 1, 3000, id="max_length"),
    pytest.param(lambda n: text_input(element={"min_length": n}), 0, 3000, id="min_length"),
]


@pytest.mark.parametrize(("make", "least", "most"), LIMITS)
def test_block_is_taken_at_its_limits_and_refused_beyond(make: Any, least: int, most: int) -> None:
    accept_blocks([make(least)])
    accept_blocks([make(most)])
    for size in {least - 1, most + 1} - {-1}:
        with pytest.raises(SlackRefusal, match="invalid_blocks"):
            accept_blocks([make(size)])


VIEW_LIMITS: list[Any] = [
    pytest.param(lambda n: modal(section("x"), title=plain(words(n))), 1, 24, id="title"),
    pytest.param(lambda n: modal(section("x"), submit=plain(words(n))), 1, 24, id="submit"),
    pytest.param(lambda n: modal(section("x"), close=plain(words(n))), 1, 24, id="close"),
    pytest.param(lambda n: modal(section("x"), private_metadata=words(n)), 0, 3000, id="private_metadata"),
    pytest.param(lambda n: modal(section("x"), callback_id=words(n)), 0, 255, id="callback_id"),
    pytest.param(lambda n: modal(section("x"), external_id=words(n)), 0, 255, id="external_id"),
    pytest.param(lambda n: modal(*many(section, n)), 0, 100, id="modal blocks"),
    pytest.param(lambda n: home(*many(section, n)), 0, 100, id="home blocks"),
]


@pytest.mark.parametrize(("make", "least", "most"), VIEW_LIMITS)
def test_view_is_taken_at_its_limits_and_refused_beyond(make: Any, least: int, most: int) -> None:
    accept_view(make(least), "modal", "home")
    accept_view(make(most), "modal", "home")
    for size in {least - 1, most + 1} - {-1}:
        with pytest.raises(SlackRefusal, match="invalid_arguments"):
            accept_view(make(size), "modal", "home")


WRONG: list[Any] = [
    pytest.param([{"text": plain("x")}], "missing required field: type", id="no type"),
    pytest.param([{"type": "banner"}], "unsupported type: banner", id="unknown block"),
    pytest.param([{"type": "section"}], "must define either `fields` or `text`", id="empty section"),
    pytest.param(
        [{"type": "section", "text": {"type": "html", "text": "x"}}], "must be a valid enum value", id="text type"
    ),
    pytest.param([section("x", colour="red")], "invalid additional property: colour", id="unknown field"),
    pytest.param(
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be a valid enum value", id="mrkdwn"
    ),
    pytest.param(
        [section("x", accessory=text_input()["element"])], "unsupported type: plain_text_input", id="accessory"
    ),
    pytest.param([actions({"type": "dial", "action_id": "a"})], "unsupported type: dial", id="unknown element"),
    pytest.param([actions(button(style="warning"))], "must be a valid enum value", id="style"),
    pytest.param([actions(button("a"), button("a"))], "action_id `a` already exists", id="action_id twice"),
    pytest.param(
        [section("x", block_id="b"), section("y", block_id="b")], "block_id `b` already exists", id="block_id twice"
    ),
    pytest.param([actions(button(confirm={"title": plain("x")}))], "missing required field: deny", id="half a confirm"),
    pytest.param(
        [{"type": "image", "image_url": "https://x.uk/a.png"}], "missing required field: alt_text", id="alt_text"
    ),
    pytest.param(
        [{"type": "image", "alt_text": "x"}], "must define exactly one of: image_url, slack_file", id="no image"
    ),
    pytest.param([actions(select() | {"options": None})], "must define exactly one of", id="no options"),
    pytest.param(
        [actions(select(initial_option=option("other")))], "initial option must exactly match", id="initial option"
    ),
    pytest.param(
        [{"type": "input", "label": plain("x")}], "missing required field: element", id="input without element"
    ),
    pytest.param([field_input(button())], "unsupported type: button", id="button as input"),
    pytest.param([rich({"type": "text", "text": ""})], "must be more than 0 characters", id="empty rich text"),
    pytest.param(
        [rich({"type": "text", "text": "x", "style": {"loud": True}})], "additional property: loud", id="rich style"
    ),
    pytest.param([rich({"type": "marquee"})], "unsupported type: marquee", id="rich piece"),
    pytest.param(
        [{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}], "unsupported type: text", id="bare text"
    ),
    pytest.param(
        [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}], "field: style", id="list"
    ),
    pytest.param([text_input(element={"min_length": 9, "max_length": 3})], "min_length must not be more", id="lengths"),
    pytest.param([7], "must be an object", id="not an object"),
    pytest.param({"type": "section"}, "must be an array", id="not a list"),
]


@pytest.mark.parametrize(("blocks", "problem"), WRONG)
def test_malformed_block_is_refused_with_what_is_wrong(blocks: Any, problem: str) -> None:
    with pytest.raises(SlackRefusal) as refused:
        accept_blocks(blocks)
    assert any(problem in message for message in refused.value.messages)


GOOD: list[Any] = [
    pytest.param({"type": "divider"}, id="divider"),
    pytest.param(section("x", accessory=button()), id="accessory"),
    pytest.param(section("x", accessory=IMAGE), id="image beside text"),
    pytest.param({"type": "context", "elements": [IMAGE, {"type": "mrkdwn", "text": "*x*"}]}, id="context"),
    pytest.param(actions(button("a", confirm=confirm(style="danger"), style="danger"), overflow(2)), id="actions"),
    pytest.param(actions({"type": "datepicker", "initial_date": "2026-11-22"}, {"type": "users_select"}), id="pickers"),
    pytest.param(
        actions(select() | {"options": None, "option_groups": [{"label": plain("A"), "options": [option("a")]}]}),
        id="groups",
    ),
    pytest.param(
        field_input({"type": "multi_static_select", "options": [option("a")], "max_selected_items": 1}), id="multi"
    ),
    pytest.param(field_input({"type": "number_input", "is_decimal_allowed": False, "initial_value": "3"}), id="number"),
    pytest.param(
        rich(
            {"type": "text", "text": "x", "style": {"bold": True}},
            {"type": "link", "url": "https://x.uk"},
            {"type": "user", "user_id": "U1"},
            {"type": "emoji", "name": "wave"},
            {"type": "broadcast", "range": "here"},
        ),
        id="rich text",
    ),
    pytest.param(
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]},
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
                },
            ],
        },
        id="rich blocks",
    ),
]


@pytest.mark.parametrize("block", GOOD)
def test_well_formed_block_is_taken(block: Json) -> None:
    assert accept_blocks([block])[0]["block_id"]


def test_modal_with_an_input_needs_a_submit_button() -> None:
    without = modal(text_input())
    del without["submit"]
    with pytest.raises(SlackRefusal, match="invalid_arguments"):
        accept_view(without, "modal")
    accept_view(modal(text_input()), "modal")


@pytest.fixture(scope="module")
def client() -> Iterator[WebClient]:
    with SandboxServer(SandboxOptions(rate_limit=None)) as server:
        yield web_client(server)


def test_message_may_have_50_blocks_and_no_more(client: WebClient) -> None:
    client.chat_postMessage(channel=MENTIONS.id, text="x", blocks=many(section, 50))
    body = refusal(lambda: client.chat_postMessage(channel=MENTIONS.id, text="x", blocks=many(section, 51)))
    assert body["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_blocks_of_a_message_may_not_hold_too_much_text_together(client: WebClient) -> None:
    long, call = section(words(3000)), {"channel": MENTIONS.id, "text": "x"}
    client.chat_postMessage(**call, blocks=[long] * 3)
    assert refusal(client.chat_postMessage, **call, blocks=[long] * 4)["error"] == "msg_blocks_too_long"


@pytest.mark.parametrize("method", ["chat.update", "chat.postEphemeral", "chat.postMessage"])
def test_every_way_of_writing_checks_the_blocks(client: WebClient, method: str) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"]
    call = {"channel": MENTIONS.id, "text": "x", "blocks": [section("")], "ts": ts, "user": "U0ANNASHAW"}
    assert refusal(lambda: client.api_call(method, json=call))["error"] == "invalid_blocks"


def test_blocks_that_are_not_json_are_refused(client: WebClient) -> None:
    call = {"channel": MENTIONS.id, "text": "x", "blocks": "[{"}
    assert refusal(lambda: client.api_call("chat.postMessage", data=call))["error"] == "invalid_blocks_format"
