"""Whatever is sent: a reason for what is refused, and an account of every item."""

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.integration.intake.senders import Intake, item

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
