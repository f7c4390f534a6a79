"""Every action, by everybody, in every state of a mention, as the signed requests that Slack sends.

What the table of decisions allows is recorded, and nothing else is, whether a card offers it or somebody forged it:
what is refused changes nothing, is told to who tried it, and is noted. A new action, or a new situation in
`tests.roles`, is tried by itself.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, CARYS, DEV, ELLA, TEAM_LEADS, Person
from bot.sandbox.server import SandboxServer
from db.store import Decided, Store
from handlers.ids import Callback, Control
from rules.assessment import Route
from rules.decisions import (
    FOR_CONTACTS,
    NEEDS_PRINCIPLE,
    NEEDS_TEXT,
    Action,
    Obstacle,
    Refusal,
    Role,
    Safety,
    Status,
    decide,
)
from rules.handling import NEEDS_DETAIL, NEEDS_TIME, any_detail
from rules.mention import Case, Reply
from rules.mention import Person as Staff
from rules.referrals import Pals, Referral
from tests.integration.delivery.waiting import until
from tests.mentions import ABUSIVE, MONDAY, new_mention
from tests.roles import SITUATIONS
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.signed import SECRET, form, send

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Json = dict[str, Any]

NOW, LATER = MONDAY + timedelta(minutes=5), MONDAY + timedelta(hours=2)
ASKED = {Obstacle.NEEDS_PRINCIPLE, Obstacle.NEEDS_DETAIL}
"""What a click is answered with a modal for."""
MODALS = {
    Callback.DETAIL: frozenset((NEEDS_DETAIL | NEEDS_TIME) - NEEDS_TEXT),
    Callback.PRINCIPLE: NEEDS_PRINCIPLE,
    Callback.REPLY: NEEDS_TEXT,
}
"""The modals in which a decision is made, and which."""


@dataclass(frozen=True)
class Somebody:
    """Who tries it, and who led the mention to where it stands."""

    person: Person
    role: Role
    began: Person = ANNA

    @property
    def agreed(self) -> Person:
        """A lead who is neither."""
        return next(lead for lead in (CARYS, DEV) if lead not in {self.person, self.began})


PEOPLE = {
    "an outsider": Somebody(ELLA, Role.OUTSIDER),
    "a contact": Somebody(ELLA, Role.CONTACT),
    "one of staff": Somebody(BEN, Role.STAFF),
    "who began it": Somebody(ANNA, Role.STAFF),
    "a lead": Somebody(DEV, Role.LEAD),
    "a lead who began it": Somebody(CARYS, Role.LEAD, began=CARYS),
}


@pytest.fixture(params=PEOPLE.values(), ids=PEOPLE)
def somebody(request: pytest.FixtureRequest) -> Somebody:
    found: Somebody = request.param
    return found


@dataclass
class Slack:
    """Sends the bot what people do, and hears what they are told."""

    bot: RunningBot
    sandbox: SandboxServer
    response_url: str
    told: list[Json]

    def click(self, by: Person, action: str, case: Case) -> Json:
        return self._send(by, "block_actions", actions=[_button(action, case)], response_url=self.response_url)

    def submit(self, by: Person, callback: str, metadata: str, values: Json) -> Json:
        view = {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": metadata, "blocks": []}
        return self._send(by, "view_submission", view=view | {"state": {"values": values}})

    def _send(self, by: Person, kind: str, **more: Any) -> Json:
        trigger = self.sandbox.sandbox.triggers.issue(by.id)
        answer = send(self.bot, form(payloads.act(kind, by) | more | {"trigger_id": trigger}))
        assert answer.status_code == 200
        said: Json = answer.json() if answer.content else {}
        return said


def _button(action: str, case: Case) -> Json:
    block_id = f"forged:{case.id}:v{case.version}"
    return {"type": "button", "action_id": action, "block_id": block_id, "value": str(case.id)}


@contextmanager
def listening() -> Iterator[tuple[str, list[Json]]]:
    """Give a response_url, and what is posted there."""
    heard: list[Json] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response_only(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", heard
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def connected(
    sandbox: SandboxServer, database_url: str, engine: Engine, somebody: Somebody
) -> Iterator[tuple[Slack, list[Any]]]:
    """Run the bot in HTTP mode, where it shows the cards as slowly as it may; give it, and what it logs."""
    settings = settings_for(
        sandbox,
        database_url,
        slack_app_token=None,
        slack_signing_secret=SECRET,
        slack_posts_per_second=0.5,
        team_leads=TEAM_LEADS.id,
        urgent_contacts=ELLA.id if somebody.role is Role.CONTACT else "",
    )
    clock = MovableClock(NOW)
    with (
        listening() as (url, told),
        running_bot(settings, engine, clock, slack_is_up=False) as bot,
        capture_logs() as logs,
    ):
        yield Slack(bot, sandbox, url, told), logs


def put(store: Store, name: str, somebody: Somebody) -> Case:
    """Add a mention and lead it into a situation."""
    start, steps = SITUATIONS[name]
    route = Route.QUESTION if start.safety is Safety.NO_RISK else Route.RISK_TO_LIFE
    [mention_id] = store.add_mentions([new_mention(route=route, findings=(ABUSIVE,))], MONDAY)
    assert mention_id is not None
    began = [start.latest] if start.latest else []
    passed_on = [Action.REFER] if start.pals is Pals.PASSED_ON else []
    for action in (*began, *passed_on, *steps):
        by = somebody.agreed if action is Action.POLICE_AGREE else somebody.began
        done = store.decide(
            mention_id,
            Staff(by.id, by.name),
            Role.LEAD,
            action,
            principle=ABUSIVE.principle,
            detail=Referral.PASSED_ON if passed_on and action is Action.REFER else any_detail(action),
            until=LATER,
            reply=Reply("Thank you for asking.") if action in NEEDS_TEXT else None,
            now=MONDAY,
        )
        assert isinstance(done, Decided), (name, action)
    return store.case(mention_id)


def outcome(case: Case, action: Action, somebody: Somebody, *, filled_in: bool) -> Status | Refusal:
    """Return what the table makes of a click, or of a modal that was filled in."""
    words = filled_in or action in NEEDS_TEXT
    wanted = decide(
        case.status,
        action,
        somebody.role,
        kind=case.mention.kind,
        place=case.mention.platform,
        under_post=case.mention.under_post,
        principle=ABUSIVE.principle,
        answers=[made.action for made in case.decisions],
        pals_before=case.pals_before,
        needs_answer=case.needs_answer,
        person=somebody.person.id,
        detail=any_detail(action) if words else None,
        until=LATER if filled_in else None,
        at=NOW,
    )
    if isinstance(wanted, Status) and action in NEEDS_TEXT and not filled_in:
        return Refusal(Obstacle.NEEDS_DETAIL, "A modal asks for the words.")
    return wanted


@dataclass(frozen=True)
class Try:
    """Something that is tried, and what has to come of it."""

    case: Case
    action: Action
    outcome: Status | Refusal
    callback: Callback | None = None
    """The modal that is submitted for it; None for a click."""

    @property
    def is_asked(self) -> bool:
        """True where a modal asks for what is still to be said."""
        return isinstance(self.outcome, Refusal) and self.outcome.obstacle in ASKED

    def is_served(self, role: Role) -> bool:
        """Tell whether it gets past the guard, behind which the table decides."""
        for_contacts = self.action in FOR_CONTACTS if self.callback is None else self.callback is Callback.DETAIL
        return role is not Role.OUTSIDER and (role is not Role.CONTACT or for_contacts)


def clicks(store: Store, somebody: Somebody) -> list[Try]:
    """Return every action in every situation; what is recorded has a mention of its own."""
    tries = []
    for name in SITUATIONS:
        shared = put(store, name, somebody)
        for action in Action:
            wanted = outcome(shared, action, somebody, filled_in=False)
            case = shared if isinstance(wanted, Refusal) else put(store, name, somebody)
            tries.append(Try(case, action, outcome(case, action, somebody, filled_in=False)))
    return tries


def submissions(store: Store, somebody: Somebody) -> list[Try]:
    """Return the modals that nobody could have been shown: what they ask for is refused in that situation."""
    tries = []
    for name in SITUATIONS:
        case = put(store, name, somebody)
        for callback, actions in MODALS.items():
            wanted = {action: outcome(case, action, somebody, filled_in=True) for action in sorted(actions)}
            tries += [Try(case, action, why, callback) for action, why in wanted.items() if isinstance(why, Refusal)]
    return tries


def decisions(store: Store) -> list[tuple[int, str, Action]]:
    return [(each.mention_id, each.person.id, each.action) for each in store.decisions()]


def refused(logs: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Return who was refused what and why, as the log has it."""
    parts = ("mention", "action", "person", "role", "obstacle")
    return [tuple(each[part] for part in parts) for each in logs if each["event"] == "A decision was refused"]


def not_served(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    served_not = [each for each in caplog.records if each.getMessage() == "Not served"]
    return [(str(vars(each)["person"]), str(vars(each)["asked"])) for each in served_not]


def check_log(
    tries: Sequence[Try], somebody: Somebody, logs: Sequence[Mapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    """See each refusal noted, once, with who was refused what and why."""
    who, role = somebody.person.id, somebody.role
    assert refused(logs) == [
        (each.case.id, each.action.value, who, role.value, each.outcome.obstacle.value)
        for each in tries
        if isinstance(each.outcome, Refusal) and not each.is_asked and each.is_served(role)
    ]
    assert not_served(caplog) == [
        (who, (each.callback or each.action).value) for each in tries if not each.is_served(role)
    ]


def test_a_click_does_what_the_table_allows_and_nothing_else(
    sandbox: SandboxServer, database_url: str, engine: Engine, somebody: Somebody, caplog: pytest.LogCaptureFixture
):
    store = Store(engine)
    tries = clicks(store, somebody)
    before = decisions(store)
    with connected(sandbox, database_url, engine, somebody) as (slack, logs):
        for each in tries:
            slack.click(somebody.person, each.action, each.case)
        declined = [each for each in tries if isinstance(each.outcome, Refusal) and not each.is_asked]
        until(lambda: len(slack.told) == len(declined))
    assert {said["response_type"] for said in slack.told} == {"ephemeral"}
    made = [each for each in tries if isinstance(each.outcome, Status)]
    assert decisions(store) == [*before, *((each.case.id, somebody.person.id, each.action) for each in made)]
    stands = {each.case.id: each.case.status for each in tries} | {each.case.id: each.outcome for each in made}
    assert {mention_id: store.case(mention_id).status for mention_id in stands} == stands
    check_log(tries, somebody, logs, caplog)


def test_a_modal_that_nobody_was_shown_changes_nothing(
    sandbox: SandboxServer, database_url: str, engine: Engine, somebody: Somebody, caplog: pytest.LogCaptureFixture
):
    store = Store(engine)
    tries = submissions(store, somebody)
    before = decisions(store)
    with connected(sandbox, database_url, engine, somebody) as (slack, logs):
        for each in tries:
            assert each.callback
            metadata = f"{each.action}:{each.case.id}:v{each.case.version}"
            answer = slack.submit(somebody.person, each.callback, metadata, filled_in(each.action))
            assert answer["response_action"] == "update", each
            assert answer["view"]["title"]["text"] == "Not done"
    assert decisions(store) == before
    for case in {each.case.id: each.case for each in tries}.values():
        assert store.case(case.id).status == case.status
    check_log(tries, somebody, logs, caplog)


def filled_in(action: Action) -> Json:
    """Return what stands in a modal that asks for what an action needs, whichever modal that is."""
    return {
        "choice": {"choice": {"selected_option": {"value": any_detail(action) or ""}}},
        "until": {"until": {"selected_date_time": int(LATER.timestamp())}},
        **({"reference": {"reference": {"value": ""}}} if action is Action.POLICE_TOLD else {}),
        "principle": {"principle": {"selected_option": {"value": ABUSIVE.principle}}},
        "text:own:1": {"text:": {"value": "Thank you for asking. We open at nine."}},
    }


@pytest.mark.parametrize("callback", MODALS)
def test_a_modal_decides_nothing_that_another_is_for(
    sandbox: SandboxServer, database_url: str, engine: Engine, caplog: pytest.LogCaptureFixture, callback: Callback
):
    lead, store = PEOPLE["a lead"], Store(engine)
    case = put(store, "just arrived", lead)
    forged = [action for action in Action if action not in MODALS[callback]]
    with connected(sandbox, database_url, engine, lead) as (slack, _):
        for action in forged:
            answer = slack.submit(lead.person, callback, f"{action}:{case.id}:v1", filled_in(action))
            assert answer["view"]["title"]["text"] == "Not done", action
    assert decisions(store) == []
    noted = [each for each in caplog.records if each.getMessage() == "A forged payload was refused"]
    assert [vars(each)["person"] for each in noted] == [lead.person.id] * len(forged)


def test_an_outsider_is_served_by_no_button_and_no_modal(
    sandbox: SandboxServer, database_url: str, engine: Engine, caplog: pytest.LogCaptureFixture
):
    outsider, store = PEOPLE["an outsider"], Store(engine)
    case = put(store, "just arrived", outsider)
    with connected(sandbox, database_url, engine, outsider) as (slack, _):
        for control in Control:
            slack.click(outsider.person, control, case)
        for callback in Callback:
            slack.submit(outsider.person, callback, "", {})
    assert not_served(caplog) == [(outsider.person.id, each.value) for each in (*Control, *Callback)]
    assert len(slack.told) == len(Control), "a modal is answered in its place"
    assert decisions(store) == []
