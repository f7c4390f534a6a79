"""Modals and the Home: opened by a trigger, stacked, changed, filled in, submitted and closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.people import ANNA, BEN, GENERAL, MENTIONS
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import (
    Json,
    RecordingApp,
    actions,
    button,
    error,
    home,
    modal,
    option,
    plain,
    recording,
    refusal,
    section,
    text_input,
)
from tests.sandbox import Refused, StartSandbox, Workspace, driving, web_client

PRINCIPLE = {
    "type": "input",
    "block_id": "principle",
    "label": plain("Principle"),
    "element": {"type": "static_select", "action_id": "key", "options": [option("abusive"), option("profane")]},
}


@pytest.fixture
def app(sandbox: SandboxServer) -> Iterator[RecordingApp]:
    with recording(sandbox) as running:
        yield running


def trigger(workspace: Workspace, app: RecordingApp, person: Any = ANNA) -> str:
    """Let a person send a command, and return the trigger id that comes with it."""
    workspace.command(person, "/mentions", GENERAL)
    trigger_id: str = app.next()["trigger_id"]
    return trigger_id


def open_modal(workspace: Workspace, app: RecordingApp, view: Json) -> Json:
    opened: Json = app.client.views_open(trigger_id=trigger(workspace, app), view=view)["view"]
    return opened


def test_trigger_works_once(workspace: Workspace, app: RecordingApp) -> None:
    trigger_id = trigger(workspace, app)
    view = app.client.views_open(trigger_id=trigger_id, view=modal(section("x"), callback_id="hide"))["view"]
    assert (view["callback_id"], view["state"], view["root_view_id"]) == ("hide", {"values": {}}, view["id"])
    again = {"trigger_id": trigger_id, "view": modal(section("x"))}
    assert error(app.client.views_open, **again) == "exchanged_trigger_id"
    assert workspace.modal(ANNA)["id"] == view["id"]
    assert workspace.modals(BEN) == []


def test_trigger_is_not_spent_by_a_view_that_is_refused(workspace: Workspace, app: RecordingApp) -> None:
    trigger_id = trigger(workspace, app)
    body = refusal(
        lambda: app.client.views_open(trigger_id=trigger_id, view=modal(section("x"), title=plain("x" * 25)))
    )
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    app.client.views_open(trigger_id=trigger_id, view=modal(section("x")))


def test_trigger_expires(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(trigger_seconds=0.0)
    with recording(server) as app, driving(server) as workspace:
        trigger_id = trigger(workspace, app)
        assert (
            error(lambda: app.client.views_open(trigger_id=trigger_id, view=modal(section("x"))))
            == "expired_trigger_id"
        )


def test_invented_trigger_is_refused(sandbox: SandboxServer) -> None:
    client = web_client(sandbox)
    assert error(lambda: client.views_open(trigger_id="1.2.x", view=modal(section("x")))) == "invalid_trigger_id"


def test_three_modals_can_be_stacked_and_no_more(workspace: Workspace, app: RecordingApp) -> None:
    root = open_modal(workspace, app, modal(section("1")))
    for _ in range(2):
        view = app.client.views_push(trigger_id=trigger(workspace, app), view=modal(section("x")))["view"]
    assert len(workspace.modals(ANNA)) == 3
    assert view["root_view_id"] == root["id"]
    assert view["previous_view_id"] == workspace.modals(ANNA)[1]["id"]
    push = {"trigger_id": trigger(workspace, app), "view": modal(section("x"))}
    assert error(app.client.views_push, **push) == "push_limit_reached"


def test_modal_cannot_be_pushed_onto_nothing(workspace: Workspace, app: RecordingApp) -> None:
    push = {"trigger_id": trigger(workspace, app), "view": modal(section("x"))}
    assert error(app.client.views_push, **push) == "invalid_trigger_id"


def test_update_keeps_what_was_filled_in_and_the_hash_guards_it(workspace: Workspace, app: RecordingApp) -> None:
    view = open_modal(workspace, app, modal(text_input("reason"), actions(button("more")), external_id="mine"))
    workspace.click(ANNA, view, "more", state={"reason": {"text": "rude"}})
    assert app.next()["view"]["state"]["values"]["reason"]["text"]["value"] == "rude"
    wider = modal(text_input("reason"), text_input("note", optional=True))
    changed = app.client.views_update(view_id=view["id"], hash=view["hash"], view=wider)["view"]
    assert changed["hash"] != view["hash"]
    assert workspace.modal(ANNA)["state"]["values"]["reason"]["text"]["value"] == "rude"
    update = app.client.views_update
    assert error(lambda: update(view_id=view["id"], hash=view["hash"], view=wider)) == "hash_conflict"
    assert error(lambda: update(view_id="V0NOTHING0", view=wider)) == "not_found"
    assert error(lambda: app.client.api_call("views.update", json={"view": wider})) == "invalid_arguments"


def test_external_id_names_a_view_and_is_used_once(workspace: Workspace, app: RecordingApp) -> None:
    view = open_modal(workspace, app, modal(section("x"), external_id="mine"))
    again = modal(section("y"), external_id="mine")
    assert app.client.views_update(external_id="mine", view=again)["view"]["id"] == view["id"]
    push = {"trigger_id": trigger(workspace, app), "view": again}
    assert error(app.client.views_push, **push) == "duplicate_external_id"


def test_view_over_250_kb_is_too_large(workspace: Workspace, app: RecordingApp) -> None:
    large = modal(*(section("x" * 3000) for _ in range(90)))
    assert error(lambda: open_modal(workspace, app, large)) == "view_too_large"


def test_submission_reaches_the_app_with_what_was_filled_in(workspace: Workspace, app: RecordingApp) -> None:
    open_modal(workspace, app, modal(PRINCIPLE, text_input("reason"), callback_id="hide", private_metadata="7"))
    assert workspace.submit(ANNA, {"principle": "abusive", "reason": "rude"}) == {"outcome": "closed"}
    body = app.next()
    assert (body["type"], body["user"]["id"]) == ("view_submission", ANNA.id)
    assert (body["view"]["callback_id"], body["view"]["private_metadata"]) == ("hide", "7")
    values = body["view"]["state"]["values"]
    assert values["principle"]["key"]["selected_option"]["value"] == "abusive"
    assert values["reason"]["text"] == {"type": "plain_text_input", "value": "rude"}
    assert body["trigger_id"]
    assert body["response_urls"] == []
    assert workspace.modals(ANNA) == []


def test_required_field_left_empty_is_refused_before_the_app_is_asked(workspace: Workspace, app: RecordingApp) -> None:
    open_modal(workspace, app, modal(PRINCIPLE, text_input("reason"), text_input("note", optional=True)))
    outcome = workspace.submit(ANNA, {"reason": "  "})
    assert outcome["outcome"] == "errors"
    assert set(outcome["errors"]) == {"principle", "reason"}
    assert app.received.empty()


@pytest.mark.parametrize(
    ("element", "bad", "good"),
    [
        ({"min_length": 3}, "ab", "abc"),
        ({"max_length": 3}, "abcd", "abc"),
        ({"type": "email_text_input"}, "anna", "anna@nhs.uk"),
        ({"type": "url_text_input"}, "nhs.uk", "https://nhs.uk"),
        ({"type": "number_input", "is_decimal_allowed": True}, "three", "3.5"),
    ],
)
def test_field_that_breaks_its_own_rule_is_refused(
    workspace: Workspace, app: RecordingApp, element: Json, bad: str, good: str
) -> None:
    open_modal(workspace, app, modal(text_input("field", element=element)))
    assert list(workspace.submit(ANNA, {"field": bad})["errors"]) == ["field"]
    assert workspace.submit(ANNA, {"field": good})["outcome"] == "closed"


def test_app_can_show_errors_and_the_modal_stays(workspace: Workspace, app: RecordingApp) -> None:
    open_modal(workspace, app, modal(text_input("reason")))
    app.answer = lambda _body, _client: {"response_action": "errors", "errors": {"reason": "Say more."}}
    assert workspace.submit(ANNA, {"reason": "x"}) == {"outcome": "errors", "errors": {"reason": "Say more."}}
    assert workspace.modals(ANNA)


def test_app_can_update_push_and_clear(workspace: Workspace, app: RecordingApp) -> None:
    open_modal(workspace, app, modal(text_input("reason")))
    second = modal(text_input("note"), title=plain("Second"))
    app.answer = lambda _body, _client: {"response_action": "update", "view": second}
    assert workspace.submit(ANNA, {"reason": "x"})["outcome"] == "updated"
    assert [view["title"]["text"] for view in workspace.modals(ANNA)] == ["Second"]
    app.answer = lambda _body, _client: {
        "response_action": "push",
        "view": modal(text_input("x"), title=plain("Third")),
    }
    assert workspace.submit(ANNA, {"note": "x"})["outcome"] == "pushed"
    assert [view["title"]["text"] for view in workspace.modals(ANNA)] == ["Second", "Third"]
    app.answer = lambda _body, _client: {"response_action": "clear"}
    assert workspace.submit(ANNA, {"x": "x"})["outcome"] == "closed"
    assert workspace.modals(ANNA) == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"response_action": "errors", "errors": {"elsewhere": "x"}}, "errors must name input blocks"),
        ({"response_action": "update", "view": modal(section(""))}, "json-pointer:/view/blocks/0/text/text"),
        ({"response_action": "push", "view": home()}, "unsupported type: home"),
        ({"response_action": "explode"}, "explode"),
    ],
)
def test_answer_that_slack_would_not_take_shows_as_a_failure(
    workspace: Workspace, app: RecordingApp, answer: Json, why: str
) -> None:
    open_modal(workspace, app, modal(text_input("reason")))
    app.answer = lambda _body, _client: answer
    outcome = workspace.submit(ANNA, {"reason": "x"})
    assert outcome["outcome"] == "failed"
    assert why in outcome["error"]
    assert len(workspace.modals(ANNA)) == 1


def test_submission_fails_when_the_app_went_away(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        open_modal(workspace, app, modal(text_input("reason")))
    assert workspace.submit(ANNA, {"reason": "x"})["error"] == "dispatch_failed"
    assert workspace.modals(ANNA)


def test_app_hears_of_a_closed_modal_if_it_wants_to(workspace: Workspace, app: RecordingApp) -> None:
    open_modal(workspace, app, modal(section("1"), notify_on_close=True, callback_id="one"))
    app.client.views_push(
        trigger_id=trigger(workspace, app), view=modal(section("2"), notify_on_close=True, callback_id="two")
    )
    assert workspace.close_modal(ANNA) == {"outcome": "closed"}
    body = app.next()
    assert (body["type"], body["view"]["callback_id"], body["is_cleared"]) == ("view_closed", "two", False)
    app.client.views_push(trigger_id=trigger(workspace, app), view=modal(section("3")))
    workspace.close_modal(ANNA, everything=True)
    body = app.next()
    assert (body["view"]["callback_id"], body["is_cleared"]) == ("one", True)
    assert workspace.modals(ANNA) == []


def test_only_the_modal_on_top_can_be_submitted_and_only_by_its_person(workspace: Workspace, app: RecordingApp) -> None:
    under = open_modal(workspace, app, modal(text_input("reason")))
    app.client.views_push(trigger_id=trigger(workspace, app), view=modal(section("x"), submit=None))
    for person, view_id, status in [
        (ANNA, under["id"], 409),
        (BEN, under["id"], 404),
        (ANNA, workspace.modal(ANNA)["id"], 400),
        (ANNA, "V0NOTHING0", 404),
    ]:
        with pytest.raises(Refused) as refused:
            workspace.post(f"/sandbox/views/{view_id}/submit", {"as": person.id, "values": {"reason": {"text": "x"}}})
        assert refused.value.status == status


def test_home_is_each_persons_own_and_its_hash_guards_it(sandbox: SandboxServer, workspace: Workspace) -> None:
    client = web_client(sandbox)
    assert workspace.home(ANNA) is None
    first = client.views_publish(user_id=ANNA.id, view=home(section("Hello Anna")))["view"]
    assert workspace.home(BEN) is None
    shown = workspace.home(ANNA)
    assert shown
    assert shown["blocks"][0]["text"]["text"] == "Hello Anna"
    second = client.views_publish(user_id=ANNA.id, view=home(section("Again")), hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    publish = client.views_publish
    assert error(lambda: publish(user_id=ANNA.id, view=home(), hash=first["hash"])) == "hash_conflict"
    assert error(lambda: publish(user_id="U0NOBODY00", view=home())) == "user_not_found"
    assert error(lambda: publish(user_id=ANNA.id, view=modal(section("x")))) == "invalid_arguments"


def test_home_is_refused_where_the_manifest_has_none(start_sandbox: StartSandbox) -> None:
    client: WebClient = web_client(start_sandbox(manifest={"features": {"app_home": {"home_tab_enabled": False}}}))
    assert error(lambda: client.views_publish(user_id=ANNA.id, view=home())) == "not_enabled"


def test_modal_opens_over_the_channel_where_the_click_was(workspace: Workspace, app: RecordingApp) -> None:
    app.client.chat_postMessage(channel=MENTIONS.id, text="x", blocks=[actions(button("hide"))])
    app.answer = lambda body, client: (
        client.views_open(trigger_id=body["trigger_id"], view=modal(section("x"))) and None
    )
    workspace.click(ANNA, workspace.messages(ANNA)[0], "hide")
    assert workspace.modal(ANNA)
