"""`POST /mentions` over real HTTP, into a real database."""

import json
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import structlog
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session
from standardwebhooks import Webhook
from starlette.applications import Starlette

from bot.intake import LONGEST_BODY, Receipt
from bot.intake_routes import mentions_route
from bot.token_bucket import TokenBucket
from db.engine import connect
from db.models import AssessmentRow, MentionRow, OutboxEntry
from db.store import Store
from rules.mention import Mention
from tests.integration.serving import serving
from tests.mentions import MONDAY, new_mention

TOKEN = "an-intake-token-for-tests"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Intake:
    """The route in front of a database, as its senders see it."""

    http: httpx.Client
    engine: Engine

    def post(self, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.post("/mentions", content=content, headers=BEARER if headers is None else headers)

    def kept(self) -> int:
        """Return how many mentions are stored, each with its assessment and the order to show it."""
        with Session(self.engine) as session:
            counts = {session.scalar(select(func.count()).select_from(table)) for table in _TABLES}
        (count,) = counts
        assert count is not None
        return count


_TABLES = (MentionRow, AssessmentRow, OutboxEntry)


@contextmanager
def intake_into(engine: Engine, *, seconds: float = 5.0, limit: TokenBucket | None = None) -> Iterator[Intake]:
    store = Store(engine)

    def receive(mentions: Sequence[Mention]) -> Receipt:
        ids = store.add_mentions([new_mention(each) for each in mentions], MONDAY, time.monotonic() + seconds)
        added = sum(each is not None for each in ids)
        return Receipt(added, len(ids) - added)

    app = Starlette(routes=[mentions_route(receive, token=TOKEN, secret=SECRET, limit=limit)])
    limits = httpx.Limits(max_connections=100)
    with serving(app) as address, httpx.Client(base_url=address, limits=limits, timeout=60) as http:
        yield Intake(http, engine)


@pytest.fixture
def intake(engine: Engine) -> Iterator[Intake]:
    with intake_into(engine) as intake:
        yield intake


@pytest.fixture(scope="module")
def lasting_intake(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    """One database for all examples of a property, and for what tells nothing about databases."""
    path = tmp_path_factory.mktemp("intake") / "commsbot.db"
    shutil.copy(migrated_sqlite, path)
    engine = connect(f"sqlite:///{path}")
    with intake_into(engine) as intake:
        yield intake
    engine.dispose()


def item(number: int = 1, **fields: object) -> dict[str, object]:
    return {"platform": "facebook", "external_id": f"id-{number}", "kind": "comment", "text": "Thank you!"} | fields


def signed(body: bytes, *, id_: str = "msg_1", at: datetime | None = None, secret: str = SECRET) -> dict[str, str]:
    at = at or datetime.now(UTC)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id_, at, body.decode()),
    }


def test_one_mention_is_on_disk_once_it_is_answered(intake: Intake) -> None:
    answer = intake.post(item())
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "duplicates": 0, "rejected": []})
    assert intake.kept() == 1


def test_the_same_mention_a_second_time_is_a_duplicate(intake: Intake) -> None:
    intake.post(item(1))
    answer = intake.post([item(1), item(2), item(2)])
    assert answer.json() == {"accepted": 1, "duplicates": 2, "rejected": []}
    assert intake.kept() == 2


def test_the_same_mention_posted_100_times_at_once_is_one(intake: Intake) -> None:
    with ThreadPoolExecutor(100) as senders:
        answers = list(senders.map(lambda _: intake.post(item()), range(100)))
    assert {answer.status_code for answer in answers} == {202}
    assert sum(answer.json()["accepted"] for answer in answers) == 1
    assert sum(answer.json()["duplicates"] for answer in answers) == 99
    assert intake.kept() == 1


def test_an_item_that_is_wrong_is_told_by_its_place_and_costs_only_itself(intake: Intake) -> None:
    answer = intake.post([item(1), item(2, kind="coment"), item(3)])
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 2
    assert [each["index"] for each in answer.json()["rejected"]] == [1]
    assert answer.json()["rejected"][0]["error"].startswith("kind must be one of")
    assert intake.kept() == 2


def test_1000_items_are_taken_and_one_more_is_not(intake: Intake) -> None:
    refused = intake.post([item(n) for n in range(1_001)])
    assert refused.status_code == 413
    assert "1,000" in refused.json()["error"]
    assert intake.kept() == 0
    assert intake.post([item(n) for n in range(1_000)]).json()["accepted"] == 1_000
    assert intake.kept() == 1_000


def test_what_no_database_can_keep_is_kept_in_a_form_that_it_can(intake: Intake) -> None:
    answer = intake.post(
        b'{"platform": "x", "external_id": "1", "kind": "post", "text": "a\\u0000b\\ud800c \\ud83d\\udc99"}'
    )
    assert answer.status_code == 202
    with Session(intake.engine) as session:
        assert session.scalar(select(MentionRow.text)) == "a�b�c 💙"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_a_locked_database_answers_503_and_keeps_nothing_until_it_is_sent_again(engine: Engine) -> None:
    with intake_into(engine, seconds=0.2) as intake:
        with engine.execution_options(commsbot_begin="IMMEDIATE").connect() as other, other.begin():
            other.execute(text("SELECT 1"))
            refused = intake.post([item(1), item(2)])
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert "could be stored" in refused.json()["error"]
        assert intake.kept() == 0
        assert intake.post([item(1), item(2)]).json()["accepted"] == 2


def test_an_unforeseen_failure_answers_503_with_a_reference_that_the_log_has_without_the_words() -> None:
    def receive(mentions: Sequence[Mention]) -> Receipt:
        raise RuntimeError(mentions[0].text)

    app = Starlette(routes=[mentions_route(receive, token=TOKEN, secret=None)])
    with structlog.testing.capture_logs() as logs, serving(app) as address:
        answer = httpx.post(f"{address}/mentions", json=item(text="private words"), headers=BEARER)
    assert answer.status_code == 503
    assert answer.json()["error"].endswith(f"Reference: {logs[0]['reference']}")
    assert "private words" not in str(logs)
    assert "private words" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": TOKEN},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}é".encode().decode("latin-1")},
    ],
    ids=["nothing", "wrong", "empty", "no scheme", "other scheme", "not ascii"],
)
def test_who_does_not_have_the_token_is_refused(lasting_intake: Intake, headers: dict[str, str]) -> None:
    before = lasting_intake.kept()
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = lasting_intake.http.post("/mentions", content=b"{}", headers=raw)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "INTAKE_TOKEN" in answer.json()["error"]
    assert lasting_intake.kept() == before


def test_a_signed_request_is_taken_without_the_token(lasting_intake: Intake) -> None:
    body = json.dumps(item(text="Grüße 💙", external_id="signed")).encode()
    assert lasting_intake.post(body, signed(body, id_="msg_signed")).status_code == 202


def test_a_signed_request_sent_again_word_for_word_is_refused(lasting_intake: Intake) -> None:
    body = json.dumps(item(external_id="replayed")).encode()
    headers = signed(body, id_="msg_replayed")
    assert lasting_intake.post(body, headers).status_code == 202
    again = lasting_intake.post(body, headers)
    assert again.status_code == 401
    assert "taken before" in again.json()["error"]


def test_a_sender_may_try_a_message_again_with_a_new_timestamp(lasting_intake: Intake) -> None:
    body = json.dumps(item(external_id="retried")).encode()
    a_minute_ago = datetime.now(UTC) - timedelta(minutes=1)
    lasting_intake.post(body, signed(body, id_="msg_retried", at=a_minute_ago))
    again = lasting_intake.post(body, signed(body, id_="msg_retried"))
    assert again.json() == {"accepted": 0, "duplicates": 1, "rejected": []}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_a_signed_request_that_could_not_be_stored_may_come_again(engine: Engine) -> None:
    body = json.dumps(item()).encode()
    headers = signed(body)
    with intake_into(engine, seconds=0.2) as intake:
        with engine.execution_options(commsbot_begin="IMMEDIATE").connect() as other, other.begin():
            other.execute(text("SELECT 1"))
            assert intake.post(body, headers).status_code == 503
        assert intake.post(body, headers).status_code == 202


@pytest.mark.parametrize(
    ("minutes", "said"), [(-6, "too old"), (6, "too new")], ids=["stale timestamp", "timestamp in the future"]
)
def test_a_timestamp_that_is_off_is_refused(lasting_intake: Intake, minutes: int, said: str) -> None:
    body = json.dumps(item()).encode()
    answer = lasting_intake.post(body, signed(body, at=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert answer.status_code == 401
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "nonsense"},
        {"webhook-signature": "v1,é".encode().decode("latin-1")},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
    ],
)
def test_a_signature_that_does_not_fit_is_refused(lasting_intake: Intake, change: dict[str, str]) -> None:
    body = json.dumps(item()).encode()
    headers = {**signed(body), **change}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    assert lasting_intake.http.post("/mentions", content=body, headers=raw).status_code == 401


def test_a_signature_by_another_secret_or_for_another_body_is_refused(lasting_intake: Intake) -> None:
    body = json.dumps(item()).encode()
    other = signed(body, secret="whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY")
    assert lasting_intake.post(body, other).status_code == 401
    assert lasting_intake.post(body + b" ", signed(body)).status_code == 401
    assert lasting_intake.post(b"\xff", signed(body)).status_code == 401


def test_nobody_is_admitted_while_neither_token_nor_secret_is_set() -> None:
    app = Starlette(routes=[mentions_route(lambda _: Receipt(0, 0), token=None, secret=None)])
    with serving(app) as address:
        for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer None"}, signed(b"{}")):
            assert httpx.post(f"{address}/mentions", content=b"{}", headers=headers).status_code == 401


def test_a_secret_that_cannot_be_used_is_named_without_being_shown() -> None:
    with pytest.raises(ValueError, match="INTAKE_SECRET must be base64") as error:
        mentions_route(lambda _: Receipt(0, 0), token=None, secret="gehéim")
    assert "gehéim" not in str(error.value)


def padded(length: int, number: int) -> bytes:
    return json.dumps(item(number)).encode().ljust(length)


def test_a_body_of_1_mib_is_taken_and_a_byte_more_is_not(lasting_intake: Intake) -> None:
    assert lasting_intake.post(padded(LONGEST_BODY, 1)).status_code == 202
    refused = lasting_intake.post(padded(LONGEST_BODY + 1, 2))
    assert refused.status_code == 413
    assert "1,048,576 bytes" in refused.json()["error"]


def test_a_body_that_does_not_tell_its_length_is_measured(lasting_intake: Intake) -> None:
    chunk = b" " * 65_536
    for chunks, status in ((15, 202), (16, 413), (64, 413)):
        body = iter([json.dumps(item()).encode(), *[chunk] * chunks])
        assert lasting_intake.http.post("/mentions", content=body, headers=BEARER).status_code == status


def test_a_sender_that_leaves_half_way_leaves_nothing_behind(lasting_intake: Intake) -> None:
    before = lasting_intake.kept()
    place = urlsplit(str(lasting_intake.http.base_url))
    body = json.dumps(item(external_id="cut short")).encode()
    with socket.create_connection((place.hostname, place.port)) as sender:
        head = [
            "POST /mentions HTTP/1.1",
            "Host: x",
            f"Authorization: Bearer {TOKEN}",
            f"Content-Length: {len(body) + 1}",
        ]
        sender.sendall("\r\n".join([*head, "", ""]).encode() + body)
    assert lasting_intake.post([]).status_code == 202
    assert lasting_intake.kept() == before


def test_a_compressed_body_is_refused_with_the_reason(lasting_intake: Intake) -> None:
    answer = lasting_intake.post(b"\x1f\x8b", BEARER | {"Content-Encoding": "gzip"})
    assert answer.status_code == 400
    assert "Content-Encoding" in answer.json()["error"]


def test_only_posting_is_allowed(lasting_intake: Intake) -> None:
    assert lasting_intake.http.get("/mentions", headers=BEARER).status_code == 405


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_a_sender_that_loops_is_told_to_wait_and_a_stranger_uses_up_nothing(engine: Engine) -> None:
    with intake_into(engine, limit=TokenBucket(capacity=2, per_second=0.1)) as intake:
        for _ in range(3):
            assert intake.post(item(), {"Authorization": "Bearer wrong"}).status_code == 401
        assert [intake.post(item()).status_code for _ in range(3)] == [202, 202, 429]
        refused = intake.post(item())
        assert 1 <= int(refused.headers["Retry-After"]) <= 10
        assert refused.json()["error"]


def test_a_thousand_posts_one_after_the_other_are_all_taken() -> None:
    app = Starlette(routes=[mentions_route(lambda mentions: Receipt(len(mentions), 0), token=TOKEN, secret=None)])
    with serving(app) as address, httpx.Client(base_url=address, headers=BEARER) as http:
        assert {http.post("/mentions", content=b"[]").status_code for _ in range(1_000)} == {202}


WHOLE = json.dumps([item(n, author_name="Jo", url="https://example.org") for n in range(2)]).encode()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(["platform", "external_id", "kind", "text", "author_name", "url", "posted_at", "in_reply_to"])
not_a_value = st.booleans() | st.lists(json_values, max_size=2) | st.dictionaries(st.text(), json_values)
broken_items = st.builds(lambda name, value: item() | {name: value}, names, not_a_value) | st.builds(
    lambda name: {key: value for key, value in item().items() if key != name}, st.sampled_from(list(item()))
)
malformed = st.one_of(
    st.binary(),
    st.text().map(str.encode),
    st.sampled_from([float("nan"), float("inf")]).map(lambda value: json.dumps(item(likes=value)).encode()),
    json_values.map(lambda value: json.dumps(value).encode()),
    broken_items.map(lambda value: json.dumps(value).encode()),
    st.lists(broken_items | json_values, min_size=1, max_size=5).map(lambda value: json.dumps(value).encode()),
    st.integers(0, len(WHOLE) - 1).map(lambda end: WHOLE[:end]),
    st.integers(1, 30_000).map(lambda depth: b'{"text": ' + b"[" * depth),
    st.integers(1, 30_000).map(lambda depth: b"[" * depth + b"]" * depth),
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(malformed)
def test_every_malformed_body_is_refused_with_a_reason_and_nothing_of_it_is_kept(
    lasting_intake: Intake, body: bytes
) -> None:
    assume(body.strip() != b"[]")
    before = lasting_intake.kept()
    answer = lasting_intake.post(body)
    assert answer.status_code == 400, answer.text
    assert len(answer.json()["error"]) > 10
    assert lasting_intake.kept() == before


@settings(deadline=None, max_examples=50)
@given(st.lists(st.booleans() | broken_items, min_size=1, max_size=8))
def test_every_item_is_accounted_for(lasting_intake: Intake, drawn: list[Any]) -> None:
    good = [isinstance(each, bool) for each in drawn]
    assume(any(good))
    before = lasting_intake.kept()
    answer = lasting_intake.post([item(n) if fine else drawn[n] for n, fine in enumerate(good)])
    assert answer.status_code == 202
    told = answer.json()
    assert [each["index"] for each in told["rejected"]] == [n for n, fine in enumerate(good) if not fine]
    assert told["accepted"] + told["duplicates"] == sum(good)
    assert lasting_intake.kept() == before + told["accepted"]
