"""Slack under strain: rate limits, and the faults that tests and the page can switch on."""

import time

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.rate_limits import RateLimits, Tier
from bot.sandbox.server import SandboxServer
from tests.sandbox import Refused, StartSandbox, Workspace, driving, web_client


def post(server: SandboxServer, text: str = "x", channel: str = MENTIONS.id) -> None:
    web_client(server).chat_postMessage(channel=channel, text=text)


def limited(server: SandboxServer, text: str = "x", channel: str = MENTIONS.id) -> int:
    """Post where Slack refuses it for the rate, and return the seconds it asks to wait."""
    with pytest.raises(SlackApiError) as refused:
        post(server, text, channel)
    response = refused.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


def test_posting_is_limited_in_each_channel_by_itself(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(rate_limit=0.1)
    post(server)
    assert 9 <= limited(server, "too soon") <= 10
    post(server, channel=ANNA.id)
    with driving(server) as workspace:
        assert [message["text"] for message in workspace.messages(ANNA)] == ["x"]


def test_client_that_waits_as_told_posts_one_a_second(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(rate_limit=1.0)
    patient = web_client(server)
    patient.retry_handlers.append(RateLimitErrorRetryHandler())
    started = time.monotonic()
    numbers = [str(number) for number in range(Tier.POSTING.burst + 2)]
    for number in numbers:
        patient.chat_postMessage(channel=MENTIONS.id, text=number)
    assert time.monotonic() - started > 1.9
    with driving(server) as workspace:
        assert [message["text"] for message in workspace.messages(ANNA)] == numbers


def test_limit_can_be_raised_and_lifted() -> None:
    raised, lifted = RateLimits(5.0), RateLimits(None)
    calls = 5 * Tier.TIER_2.burst + 1
    assert [raised.seconds_to_wait("x", Tier.TIER_2) for _ in range(calls)].count(None) == calls - 1
    assert [lifted.seconds_to_wait("x", Tier.TIER_2) for _ in range(calls)].count(None) == calls


@pytest.mark.parametrize(
    ("tier", "a_minute"), [(Tier.TIER_1, 1), (Tier.TIER_2, 20), (Tier.TIER_3, 50), (Tier.TIER_4, 100)]
)
def test_each_tier_allows_its_documented_rate(tier: Tier, a_minute: int) -> None:
    limits = RateLimits(1.0)
    waits = [limits.seconds_to_wait("some.method", tier) for _ in range(tier.burst + 1)]
    assert waits[:-1] == [None] * tier.burst
    assert waits[-1] == pytest.approx(60 / a_minute, abs=1)
    assert limits.seconds_to_wait("another.method", tier) is None


def test_rate_limit_fault_strikes_as_often_as_it_was_told(sandbox: SandboxServer, workspace: Workspace) -> None:
    workspace.set_faults(chat_postMessage={"kind": "429", "times": 2, "seconds": 7})
    assert [limited(sandbox), limited(sandbox)] == [7, 7]
    post(sandbox)
    assert workspace.get("/sandbox/faults") == {}


def test_server_error_answers_500(sandbox: SandboxServer, workspace: Workspace) -> None:
    workspace.set_faults(every={"kind": "500"})
    with pytest.raises(SlackApiError) as refused:
        web_client(sandbox).auth_test()
    assert refused.value.response.status_code == 500
    workspace.set_faults()
    assert web_client(sandbox).auth_test()["ok"]


def test_slow_call_is_done_late(sandbox: SandboxServer, workspace: Workspace) -> None:
    workspace.set_faults(chat_postMessage={"kind": "slow", "seconds": 0.3, "times": 1})
    started = time.monotonic()
    post(sandbox)
    assert time.monotonic() - started >= 0.3
    assert len(workspace.messages(ANNA)) == 1


@pytest.mark.parametrize(("kind", "posted"), [("drop", 0), ("lose_answer", 1)])
def test_dropped_connection_answers_nothing(
    sandbox: SandboxServer, workspace: Workspace, kind: str, posted: int
) -> None:
    workspace.set_faults(chat_postMessage={"kind": kind, "times": 1})
    with pytest.raises(OSError, match=r"closed|reset|aborted"):
        post(sandbox)
    assert len(workspace.messages(ANNA)) == posted
    post(sandbox)


def test_sdk_with_its_default_retries_posts_twice_when_the_answer_is_lost(
    sandbox: SandboxServer, workspace: Workspace
) -> None:
    workspace.set_faults(chat_postMessage={"kind": "lose_answer", "times": 1})
    client = WebClient(sandbox.options.bot_token, base_url=sandbox.api_url)
    client.chat_postMessage(channel=MENTIONS.id, text="x")
    assert len(workspace.messages(ANNA)) == 2


@pytest.mark.parametrize(
    "faults",
    [
        {"chat.postMessage": "500"},
        {"chat.postMessage": {}},
        {"chat.postMessage": {"kind": "gremlins"}},
        {"chat.postMessage": {"kind": ["500"]}},
        {"chat.postMessage": {"kind": "500", "times": -1}},
        {"chat.postMessage": {"kind": "500", "times": "many"}},
        {"chat.postMessage": {"kind": "slow", "seconds": -1}},
        {"chat.postMessage": {"kind": "slow", "seconds": "long"}},
    ],
)
def test_malformed_fault_is_refused_and_changes_nothing(workspace: Workspace, faults: object) -> None:
    workspace.set_faults(chat_update={"kind": "500"})
    with pytest.raises(Refused, match="400"):
        workspace.put("/sandbox/faults", faults)
    assert list(workspace.get("/sandbox/faults")) == ["chat.update"]
