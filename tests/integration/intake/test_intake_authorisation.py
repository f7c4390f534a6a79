"""Who may hand mentions in."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import Engine, text
from starlette.applications import Starlette

from bot.intake import Receipt
from bot.intake_routes import mentions_route
from tests.integration.intake.senders import TOKEN, Intake, intake_into, item, signed
from tests.integration.serving import serving


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
