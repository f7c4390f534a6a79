"""A report to the police, by the ways that people click, and against those who forge."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, BOT_TOKEN, CARYS, DEV, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from db.store import Store
from rules.decisions import Action, Role
from rules.mention import Person as Staff
from tests.cards import buttons, card_of, choose_behind_more, decided, opened, redrawn, told_only
from tests.forging import submit_forged
from tests.integration.delivery.waiting import drained
from tests.mentions import new_mention
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import MONDAY, Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Json = dict[str, Any]

THREAT = "I know where the receptionist lives. I will be waiting for her, ring me on 07700 900123"
SEEN = "I know where the receptionist lives."


@pytest.fixture
def card(bot: RunningBot, workspace: Workspace) -> Json:
    bot.receive(THREAT)
    return card_of(workspace, SEEN)


def ask(workspace: Workspace, person: Person, card: Json, why: str = "threat", **values: str) -> Json:
    choose_behind_more(workspace, person, card, "police_ask", "Report to the police")
    return workspace.submit(person, {"choice": why, **values})


def direct(sandbox: SandboxServer, person: Person) -> str:
    return str(web_client(sandbox).conversations_open(users=person.id)["channel"]["id"])


def asked_of(workspace: Workspace, sandbox: SandboxServer, lead: Person, who: str = "Anna Shaw") -> Json:
    """Return the direct message that asks a lead to agree."""
    return workspace.wait_for_message(lead, direct(sandbox, lead), f"{who} asks for a report to the police")


def told_in_modal(workspace: Workspace, person: Person, title: str) -> str:
    return told_by({"text": "", "blocks": opened(workspace, person, title)["blocks"]})


def test_one_asks_a_lead_agrees_in_their_direct_messages_and_somebody_reports_it(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, card: Json
):
    assert not {"Report to the police", "Agree", "Decline"} & set(buttons(card))
    assert ask(workspace, ANNA, card, screenshot="https://example.org/shot.png")["outcome"] == "closed"
    redrawn(workspace, card, "Report to the police? Asked for (a threat)")
    said = asked_of(workspace, sandbox, DEV)
    assert buttons(said) == ["Agree", "Decline", "Send me the evidence"]
    assert "07700" not in told_by(said)
    workspace.click(DEV, said, "police_agree")
    told_only(workspace, DEV, "You agreed to the report to the police.", direct(sandbox, DEV))
    agreed = redrawn(workspace, card, "To be reported to the police: agreed")
    workspace.click(BEN, agreed, "police_told")
    opened(workspace, BEN, "Reported to the police")
    assert list(workspace.submit(BEN, {"reference": "they said, well, yes"})["errors"]) == ["reference"]
    assert workspace.submit(BEN, {"reference": "CR/1234/26"})["outcome"] == "closed"
    redrawn(workspace, card, " by Ben Okafor · Mon 23 Nov, 09:05, reference CR/1234/26")
    assert decided(engine) == [
        ("Anna Shaw", "police_ask"),
        ("Dev Patel", "police_agree"),
        ("Ben Okafor", "police_told"),
    ]
    assert Store(engine).evidence(1)[0].screenshot == "https://example.org/shot.png"


def test_a_lead_can_not_agree_to_what_they_asked_for_and_another_lead_can(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, card: Json
):
    ask(workspace, CARYS, card)
    asked = redrawn(workspace, card, "Asked for (a threat)")
    workspace.click(CARYS, asked, "more")
    workspace.click(CARYS, opened(workspace, CARYS, "More"), "police_agree")
    assert "It takes two people" in told_in_modal(workspace, CARYS, "Not done")
    said = asked_of(workspace, sandbox, DEV, "Carys Evans")
    assert not [each for each in workspace.messages(CARYS, direct(sandbox, CARYS)) if "police" in told_by(each)]
    workspace.click(DEV, said, "police_decline")
    redrawn(workspace, card, "No report to the police: declined")
    assert decided(engine) == [("Carys Evans", "police_ask"), ("Dev Patel", "police_decline")]


def test_an_answer_to_an_earlier_request_is_no_answer_to_a_later_one(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, card: Json
):
    ask(workspace, ANNA, card)
    earlier = asked_of(workspace, sandbox, DEV)
    workspace.click(CARYS, asked_of(workspace, sandbox, CARYS), "police_decline")
    ask(workspace, BEN, redrawn(workspace, card, "No report to the police: declined"), "harassment")
    later = asked_of(workspace, sandbox, DEV, "Ben Okafor")
    workspace.click(DEV, as_it_was(workspace, sandbox, earlier), "police_agree")
    told_only(workspace, DEV, "Ben Okafor was first: Ben Okafor asked for a report")
    workspace.click(DEV, later, "police_agree")
    workspace.wait_for(lambda: decided(engine)[-1] == ("Dev Patel", "police_agree"))


def as_it_was(workspace: Workspace, sandbox: SandboxServer, message: Json) -> Json:
    """Return a message that still shows the buttons of one that was drawn anew since, as a slow screen does."""
    web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text="As it was", blocks=message["blocks"])
    return workspace.wait_for_message(DEV, MENTIONS, "asks for a report to the police")


def test_who_asks_second_is_told_who_asked(workspace: Workspace, engine: Engine, card: Json):
    choose_behind_more(workspace, BEN, card, "police_ask", "Report to the police")
    ask(workspace, ANNA, card)
    assert workspace.submit(BEN, {"choice": "harassment"})["outcome"] == "updated"
    said = told_in_modal(workspace, BEN, "Not done")
    assert "Anna Shaw was first: Anna Shaw asked for a report to the police (a threat)" in said
    assert decided(engine) == [("Anna Shaw", "police_ask")]


def test_the_modal_says_first_that_danger_to_life_waits_for_nobody(workspace: Workspace, card: Json):
    choose_behind_more(workspace, ANNA, card, "police_ask", "Report to the police")
    view = workspace.modal(ANNA)
    first = told_by({"text": "", "blocks": view["blocks"][1:2]})
    assert first.split("\n")[1:] == [
        "Is a life in danger? Ring 999 now.",
        " Nobody has to agree to that. Say here afterwards that it was done.",
    ]
    assert workspace.submit(ANNA, {"choice": "called_999"})["outcome"] == "closed"
    redrawn(workspace, card, "Asked for (danger to life, 999 was rung already)")


@pytest.mark.usefixtures("card")
def test_a_screenshot_that_is_no_address_is_said_beside_its_field(sandbox: SandboxServer, engine: Engine):
    choice = {"choice": {"choice": {"selected_option": {"value": "threat"}}}}
    forged = choice | {"screenshot": {"screenshot": {"value": "javascript:alert(1)"}}}
    assert list(submit_forged(sandbox, "police_ask:1:v1", forged, "detail")["errors"]) == ["screenshot"]
    assert decided(engine) == []


def test_a_lead_gets_the_evidence_as_a_file_whose_hash_is_told(
    workspace: Workspace, sandbox: SandboxServer, card: Json
):
    ask(workspace, ANNA, card)
    workspace.click(CARYS, redrawn(workspace, card, "Asked for"), "more")
    workspace.click(CARYS, opened(workspace, CARYS, "More"), "police_evidence")
    assert "in your direct messages" in told_in_modal(workspace, CARYS, "Sent")
    sent = workspace.wait_for_message(CARYS, direct(sandbox, CARYS), "Evidence for the police")
    [file] = sent["files"]
    assert file["name"] == "evidence-1.json"
    content = httpx.get(file["url_private"], headers={"Authorization": f"Bearer {BOT_TOKEN}"}).content
    assert json.loads(content)["text"] == THREAT
    assert hashlib.sha256(content).hexdigest() in told_by(sent)


def test_a_lead_gets_the_evidence_of_every_request_the_newest_first(
    workspace: Workspace, sandbox: SandboxServer, card: Json
):
    ask(workspace, ANNA, card)
    more_of(workspace, ANNA, redrawn(workspace, card, "Asked for"), "police_withdraw")
    ask(workspace, BEN, redrawn(workspace, card, "No report to the police: withdrawn"), "harassment")
    more_of(workspace, CARYS, redrawn(workspace, card, "Asked for"), "police_evidence")
    sent = workspace.wait_for_message(CARYS, direct(sandbox, CARYS), "Evidence for the police")
    assert [file["name"] for file in sent["files"]] == ["evidence-1-2.json", "evidence-1.json"]
    assert told_by(sent).index("Ben Okafor asked for a report (request 2 of 2)") < told_by(sent).index("Anna Shaw")


def more_of(workspace: Workspace, person: Person, card: Json, action: str) -> None:
    """Open More on a card, and click something there."""
    workspace.click(person, card, "more")
    workspace.click(person, opened(workspace, person, "More"), action)


def test_who_asked_withdraws_it_and_an_agreement_comes_too_late(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, card: Json
):
    ask(workspace, ANNA, card)
    said = asked_of(workspace, sandbox, DEV)
    shown = redrawn(workspace, card, "Asked for")
    workspace.click(BEN, shown, "more")
    assert "Take back the request" not in str(opened(workspace, BEN, "More"))
    more_of(workspace, ANNA, shown, "police_withdraw")
    assert "You withdrew the report to the police." in told_in_modal(workspace, ANNA, "Done")
    redrawn(workspace, card, "No report to the police: withdrawn")
    told = workspace.wait_for(lambda: news_of(workspace, sandbox, DEV, "Anna Shaw withdrew the request"), as_=DEV)[0]
    assert (SEEN in told_by(told), buttons(told)) == (True, [])
    workspace.click(DEV, as_it_was(workspace, sandbox, said), "police_agree")
    told_only(workspace, DEV, "Anna Shaw withdrew the report to the police")
    assert decided(engine) == [("Anna Shaw", "police_ask"), ("Anna Shaw", "police_withdraw")]


def test_the_other_leads_hear_that_one_of_them_answered(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, card: Json
):
    ask(workspace, ANNA, card)
    asked_of(workspace, sandbox, DEV)
    workspace.click(CARYS, asked_of(workspace, sandbox, CARYS), "police_agree")
    workspace.wait_for(
        lambda: news_of(workspace, sandbox, DEV, "Carys Evans agreed to it, Mon 23 Nov, 09:05."), as_=DEV
    )
    drained(engine)
    assert news_of(workspace, sandbox, CARYS, "agreed to it") == [], "who did it knows"


def test_what_was_asked_has_no_buttons_left_that_can_do_nothing(
    workspace: Workspace, sandbox: SandboxServer, clock: MovableClock, card: Json
):
    ask(workspace, ANNA, card)
    asked_of(workspace, sandbox, DEV)
    clock.advance(timedelta(hours=1, minutes=55))
    again = [
        workspace.wait_for_message(lead, direct(sandbox, lead), "Still unanswered: Anna Shaw asks")
        for lead in (DEV, CARYS)
    ]
    workspace.click(CARYS, again[1], "police_decline")

    def answered(lead: Person) -> bool:
        asked = requests(workspace, sandbox, lead)
        said = " Carys Evans declined it, Mon 23 Nov, 11:00."
        return len(asked) == 2 and all(
            buttons(each) == ["Send me the evidence"] and said in told_by(each) for each in asked
        )

    for lead in (DEV, CARYS):
        workspace.wait_for(lambda lead=lead: answered(lead), as_=lead)
    ask(workspace, BEN, redrawn(workspace, card, "No report to the police: declined"), "harassment")
    assert buttons(asked_of(workspace, sandbox, DEV, "Ben Okafor")) == ["Agree", "Decline", "Send me the evidence"]


def test_leads_are_asked_again_until_one_of_them_answers(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, clock: MovableClock, card: Json
):
    ask(workspace, CARYS, card)
    asked_of(workspace, sandbox, DEV, "Carys Evans")
    clock.advance(timedelta(hours=1, minutes=55))
    again = workspace.wait_for_message(DEV, direct(sandbox, DEV), "Still unanswered: Carys Evans asks for a report")
    assert buttons(again) == ["Agree", "Decline", "Send me the evidence"]
    workspace.click(DEV, again, "police_decline")
    redrawn(workspace, card, "No report to the police: declined")
    clock.advance(timedelta(hours=2))
    drained(engine)
    assert len(requests(workspace, sandbox, DEV)) == 2, "at once, and once again"
    assert requests(workspace, sandbox, CARYS) == [], "who asked is not asked"


def news_of(workspace: Workspace, sandbox: SandboxServer, lead: Person, words: str) -> list[Json]:
    """Return what a lead was told besides the requests themselves."""
    asked = requests(workspace, sandbox, lead)
    said = workspace.messages(lead, direct(sandbox, lead))
    return [each for each in said if each not in asked and words in told_by(each)]


def requests(workspace: Workspace, sandbox: SandboxServer, lead: Person) -> list[Json]:
    return [each for each in workspace.messages(lead, direct(sandbox, lead)) if "asks for a report" in told_by(each)]


def test_nobody_but_a_lead_gets_the_evidence(workspace: Workspace, sandbox: SandboxServer, card: Json):
    ask(workspace, ANNA, card)
    workspace.click(ANNA, redrawn(workspace, card, "Asked for"), "more")
    more = opened(workspace, ANNA, "More")
    assert "Send me the evidence" not in str(more)
    with capture_logs() as logs:
        workspace.click(ANNA, forge(workspace, sandbox, "police_evidence"), "police_evidence")
        told_only(workspace, ANNA, "Only team leads get the evidence for the police")
    assert {"mention": 1, "person": ANNA.id}.items() <= logs[0].items()


def forge(workspace: Workspace, sandbox: SandboxServer, action: str) -> Json:
    """Post a button that no card of this mention shows, and return the message."""
    label = {"type": "plain_text", "text": action}
    block = {
        "type": "actions",
        "block_id": "police:1:v9",
        "elements": [{"type": "button", "action_id": action, "value": "1", "text": label}],
    }
    text = f"forged {action}"
    web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text=text, blocks=[block])
    return card_of(workspace, action)


@pytest.mark.parametrize("action", ["police_agree", "police_decline", "police_told"])
def test_a_forged_click_is_refused_and_logged(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, card: Json, action: str
):
    ask(workspace, ANNA, card)
    redrawn(workspace, card, "Asked for")
    with capture_logs() as logs:
        answer = workspace.click(BEN, forge(workspace, sandbox, action), action)
        assert answer["outcome"] == "ok"
        workspace.wait_for(lambda: [each for each in logs if each["event"] == "A decision was refused"])
    [refused] = [each for each in logs if each["event"] == "A decision was refused"]
    told = {"mention": 1, "action": action, "person": BEN.id, "role": "staff"}
    assert told.items() <= refused.items()
    assert THREAT not in str(logs)
    assert decided(engine) == [("Anna Shaw", "police_ask")]


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize(
    ("metadata", "value", "answered"),
    [
        ("police_ask:1:v1", "rude", "errors"),
        ("police_agree:1:v1", "threat", "update"),
        ("police_told:1:v1", "CR/1", "update"),
        ("police_ask:9:v1", "threat", "update"),
    ],
)
def test_a_forged_modal_changes_nothing(
    sandbox: SandboxServer, engine: Engine, metadata: str, value: str, answered: str
):
    values = {"choice": {"choice": {"selected_option": {"value": value}}}}
    assert submit_forged(sandbox, metadata, values, "detail")["response_action"] == answered
    assert decided(engine) == []


def test_without_another_lead_the_channel_is_told(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine, clock: MovableClock
):
    with running_bot(settings_for(sandbox, database_url, team_leads=CARYS.id), engine, clock) as bot:
        bot.receive(THREAT)
        ask(workspace, CARYS, card_of(workspace, SEEN))
        card_of(workspace, "Carys Evans asks for a report to the police (a threat).")


def test_a_lead_who_can_not_be_told_does_not_keep_it_from_the_team(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine, clock: MovableClock
):
    with running_bot(settings_for(sandbox, database_url, team_leads="U0NOBODY"), engine, clock) as bot:
        bot.receive(THREAT)
        ask(workspace, ANNA, card_of(workspace, SEEN))
        card_of(workspace, "Anna Shaw asks for a report to the police (a threat).")


def test_a_request_that_was_answered_before_it_was_told_is_not_told(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine, clock: MovableClock
):
    store = Store(engine)
    store.add_mentions([new_mention()], MONDAY)
    for action, detail, by in ((Action.POLICE_ASK, "threat", ANNA), (Action.POLICE_DECLINE, None, CARYS)):
        store.decide(
            1, Staff(by.id, by.name), Role.LEAD, action, detail=detail, notify=[DEV.id] if detail else [], now=MONDAY
        )
    with running_bot(settings_for(sandbox, database_url), engine, clock):
        card_of(workspace, "No report to the police: declined")
        drained(engine)
        assert workspace.messages(DEV, direct(sandbox, DEV)) == []
