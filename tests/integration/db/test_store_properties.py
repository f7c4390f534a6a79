"""Whatever words and times Hypothesis can make."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import Unstorable
from db.store import NewMention, Store
from rules.assessment import Assessment, Evidence, Finding, Kind, PersonalDetail, Route, Suggestion, Urgency
from rules.mention import Mention
from tests.mentions import MONDAY, mention, new_mention

# The database is shared by the examples: each adds its own mention.
on_one_database = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
anything = st.text(st.characters(exclude_categories=[]) | st.sampled_from(["\0", "\ud800", "\udfff"]))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001 - the zone is drawn
offsets = st.integers(0, 10_000)

mentions = st.builds(
    Mention,
    platform=texts,
    external_id=texts,
    kind=st.sampled_from(Kind),
    text=texts,
    author_name=st.none() | texts,
    author_handle=st.none() | texts,
    url=st.none() | texts,
    posted_at=st.none() | instants,
    in_reply_to=st.none() | texts,
)
assessments = st.builds(
    Assessment,
    suggestion=st.sampled_from(Suggestion),
    reason=texts,
    findings=st.lists(
        st.builds(
            Finding,
            principle=texts,
            confidence=st.floats(0, 1),
            evidence=st.lists(st.builds(Evidence, offsets, offsets, texts, texts), max_size=3).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    route=st.sampled_from(Route),
    urgency=st.sampled_from(Urgency),
    personal_details=st.lists(st.builds(PersonalDetail, offsets, offsets, texts), max_size=3).map(tuple),
    masked_text=texts,
)


@on_one_database
@given(item=st.builds(NewMention, mentions, assessments, st.none() | instants), now=instants)
def test_any_mention_comes_back_as_it_went_in(store: Store, item: NewMention, now: datetime) -> None:
    # The examples share a database, and Hypothesis repeats itself.
    item = replace(item, mention=replace(item.mention, external_id=f"{item.mention.external_id}{uuid4()}"))

    [mention_id] = store.add_mentions([item], now)

    assert mention_id is not None
    case = store.case(mention_id)
    assert (case.mention, case.assessment) == (item.mention, item.assessment)
    assert (case.received_at, case.respond_by) == (now, item.respond_by)
    times = (case.received_at, case.respond_by, case.mention.posted_at)
    assert all(time.tzinfo is UTC for time in times if time is not None)


@on_one_database
@given(words=anything)
def test_any_text_is_kept_exactly_or_refused_whole(store: Store, words: str) -> None:
    item = new_mention(mention(text=words))
    before = store.counts().open

    try:
        [mention_id] = store.add_mentions([item], MONDAY)
    except Unstorable:
        assert "\0" in words or any("\ud800" <= character <= "\udfff" for character in words)
        assert store.counts().open == before
    else:
        assert store.case(mention_id or 0).mention.text == words


@on_one_database
@given(said=st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), min_size=1), other=st.booleans())
def test_any_word_is_found_in_either_case(store: Store, said: str, other: bool) -> None:
    item = new_mention(mention(text=f"before {said} after"))
    [mention_id] = store.add_mentions([item], MONDAY + timedelta(days=1))

    page = store.search(said.swapcase() if other else said, limit=1000)

    assert mention_id in [case.id for case in page.cases]


@on_one_database
@given(words=anything)
def test_any_search_is_answered(store: Store, words: str) -> None:
    assert store.search(words, limit=1).total >= 0
