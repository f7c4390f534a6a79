"""What a sender of mentions is told, and what is then on disk."""

import json
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
import structlog
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from bot.intake import LONGEST_BODY, Receipt
from bot.intake_routes import mentions_route
from bot.token_bucket import TokenBucket
from db.models import MentionRow
from rules.mention import Mention
from tests.integration.intake.senders import BEARER, TOKEN, Intake, intake_into, item
from tests.integration.serving import serving


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


def test_a_sender_that_dribbles_is_not_waited_for() -> None:
    app = Starlette(routes=[mentions_route(lambda _: Receipt(0, 0), token=TOKEN, secret=None, body_within=0.1)])
    with serving(app) as address, socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)) as sender:
        head = ["POST /mentions HTTP/1.1", "Host: x", f"Authorization: Bearer {TOKEN}", "Content-Length: 100"]
        sender.sendall("\r\n".join([*head, "", ""]).encode() + b"{")
        answer = sender.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 400")
    assert "longer than 0.1 seconds" in answer


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
