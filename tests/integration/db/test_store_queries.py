from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, event, update

from db.models import MentionRow
from db.store import CardPlace, Counts, Store
from rules.assessment import Kind, PersonalDetail, Route, Urgency
from rules.decisions import Action, Answering, Reporting, Role, Status, Visibility
from tests.mentions import ABUSIVE, ANNA, BEN, MONDAY, mention, new_mention

HOUR = timedelta(hours=1)


def add(store: Store, *items: object) -> list[int]:
    ids = store.add_mentions(list(items), MONDAY)  # type: ignore[arg-type]
    return [id_ for id_ in ids if id_ is not None]


@contextmanager
def counted_queries(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_a_risk_to_life_stands_first_then_what_is_due_first_then_what_came_first(store: Store) -> None:
    later, soon, never, high, risk = add(
        store,
        new_mention(respond_by=MONDAY + 2 * HOUR),
        new_mention(respond_by=MONDAY + HOUR),
        new_mention(),
        new_mention(urgency=Urgency.HIGH, respond_by=MONDAY + 3 * HOUR),
        new_mention(route=Route.RISK_TO_LIFE, respond_by=MONDAY + 9 * HOUR),
    )
    [earlier] = [id_ for id_ in store.add_mentions([new_mention(respond_by=MONDAY + HOUR)], MONDAY - HOUR) if id_]

    page = store.open_cases(limit=10)

    assert [case.id for case in page.cases] == [risk, earlier, soon, later, high, never]
    assert page.total == 6


def test_of_what_is_due_at_the_same_minute_the_urgent_stands_first(store: Store) -> None:
    normal, high, urgent, another = add(
        store,
        *(
            new_mention(urgency=urgency, respond_by=MONDAY + HOUR)
            for urgency in (Urgency.NORMAL, Urgency.HIGH, Urgency.URGENT, Urgency.NORMAL)
        ),
    )

    assert [case.id for case in store.open_cases(limit=10).cases] == [urgent, high, normal, another]


def test_a_queue_holds_what_one_person_claimed_or_what_is_overdue(store: Store) -> None:
    overdue, due_now, unclaimed = add(
        store,
        new_mention(respond_by=MONDAY - HOUR),
        new_mention(respond_by=MONDAY),
        new_mention(respond_by=MONDAY + HOUR),
    )
    for mention_id, person in ((overdue, BEN), (due_now, ANNA)):
        store.decide(mention_id, person, Role.STAFF, Action.CLAIM, now=MONDAY)

    assert [case.id for case in store.open_cases(10, owner=ANNA.id).cases] == [due_now]
    assert [case.id for case in store.open_cases(10, due_before=MONDAY).cases] == [overdue]
    assert store.open_cases(10, owner=ANNA.id, due_before=MONDAY).total == 0
    assert store.open_cases(10).cases[-1].id == unclaimed


def test_what_is_settled_is_in_nobodys_queue(store: Store) -> None:
    [mention_id] = add(store, new_mention(respond_by=MONDAY - HOUR))
    store.decide(mention_id, ANNA, Role.STAFF, Action.CLAIM, now=MONDAY)
    store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)

    assert store.open_cases(10, owner=ANNA.id).total == 0
    assert store.open_cases(10, due_before=MONDAY).total == 0


def test_pages_show_every_open_case_once(store: Store) -> None:
    ids = add(store, *(new_mention() for _ in range(7)))

    pages = [store.open_cases(limit=3, offset=offset) for offset in (0, 3, 6, 9)]

    assert [case.id for page in pages for case in page.cases] == ids
    assert {page.total for page in pages} == {7}


def test_settled_case_is_no_longer_open(store: Store) -> None:
    plain, question = add(store, new_mention(), new_mention(route=Route.QUESTION))
    for mention_id in (plain, question):
        store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)

    assert [case.id for case in store.open_cases(10).cases] == [question]

    store.decide(question, ANNA, Role.STAFF, Action.NO_REPLY_NEEDED, now=MONDAY)
    assert store.open_cases(10).total == 0

    store.decide(plain, ANNA, Role.STAFF, Action.UNDO, now=MONDAY)
    assert [case.id for case in store.open_cases(10).cases] == [plain]


def test_page_takes_as_many_queries_as_one_case(store: Store, engine: Engine) -> None:
    ids = add(store, *(new_mention(findings=(ABUSIVE,), route=Route.QUESTION) for _ in range(30)))
    for mention_id, person in product(ids, (ANNA, BEN)):
        store.decide(mention_id, person, Role.STAFF, Action.SHOW_PERSONAL_DETAILS, now=MONDAY)

    with counted_queries(engine) as for_one:
        store.open_cases(limit=1)
    with counted_queries(engine) as for_all:
        page = store.open_cases(limit=30)

    assert len(for_all) == len(for_one) == 4
    assert sum(len(case.decisions) for case in page.cases) == 60


def test_search_finds_words_in_any_case_and_order(store: Store) -> None:
    [mention_id] = add(store, new_mention(mention(text="The ÉCLAIR at Whitby Clinic was grand")))
    add(store, new_mention(mention(text="Whitby is lovely")))

    for words in ("clinic whitby", "WHITBY éclair", "CLIN"):
        page = store.search(words, limit=10)
        assert [case.id for case in page.cases] == [mention_id]
        assert page.total == 1


def test_search_finds_the_author(store: Store) -> None:
    [mention_id] = add(store, new_mention(mention(author_name="Siân Rees", author_handle="sianr")))
    add(store, new_mention())

    for words in ("siân", "REES", "@sianr", "sianr"):
        assert [case.id for case in store.search(words, 10).cases] == [mention_id]


@pytest.mark.parametrize("words", ["%", "_", "50%_", "\\", "100%"])
def test_search_takes_wildcards_for_themselves(store: Store, words: str) -> None:
    [mention_id] = add(store, new_mention(mention(text="50%_off \\ 100% sure")))
    add(store, new_mention(mention(text="nothing of the kind")))

    assert [case.id for case in store.search(words, 10).cases] == [mention_id]


@pytest.mark.parametrize("words", ["", "  \n", "nowhere", "a\0b", "a\ud800"])
def test_search_for_what_is_nowhere_finds_nothing(store: Store, words: str) -> None:
    add(store, new_mention())

    page = store.search(words, 10)

    assert (page.cases, page.total) == ((), 0)


def test_search_never_looks_through_personal_details(store: Store) -> None:
    said = mention(text="Ring 020 7946 0000 please")
    masked = "Ring [phone number] please"
    add(store, new_mention(said, masked_text=masked, personal_details=(PersonalDetail(5, 18, "phone number"),)))

    assert store.search("7946", 10).total == 0
    assert store.search("[phone number]", 10).total == 1


def test_search_shows_the_newest_first_settled_ones_too(store: Store) -> None:
    [old] = add(store, new_mention())
    [new] = [id_ for id_ in store.add_mentions([new_mention()], MONDAY + HOUR) if id_]
    store.decide(new, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)

    page = store.search("clinic", limit=1)

    assert [case.id for case in page.cases] == [new]
    assert page.total == 2
    assert [case.id for case in store.search("clinic", limit=1, offset=1).cases] == [old]


def test_search_past_the_end_tells_how_many_there_are(store: Store) -> None:
    add(store, new_mention(), new_mention())

    page = store.search("clinic", limit=8, offset=8)

    assert (page.cases, page.total) == ((), 2)


def test_empty_database_counts_nothing(store: Store) -> None:
    assert store.counts() == Counts(0, 0, 0, dict.fromkeys(Urgency, 0))


def test_counts_agree_with_the_rules_for_every_status(store: Store, engine: Engine) -> None:
    statuses = [Status(*sides) for sides in product(Visibility, Reporting, Answering)]
    ids = add(store, *(new_mention(urgency=urgency) for urgency, _ in product(Urgency, statuses)))
    with engine.begin() as connection:
        for mention_id, (_, status) in zip(ids, product(Urgency, statuses), strict=True):
            values = {
                "visibility": status.visibility,
                "reporting": status.reporting,
                "answering": status.answering,
                "settled_at": MONDAY if status.settled(needs_answer=False) else None,
            }
            connection.execute(update(MentionRow).where(MentionRow.id == mention_id).values(values))

    counts = store.counts()

    unsettled = [status for status in statuses if not status.settled(needs_answer=False)]
    assert counts.by_urgency == dict.fromkeys(Urgency, len(unsettled))
    assert counts.open == len(unsettled) * len(Urgency)
    assert counts.undecided == sum(not status.moderated for status in unsettled) * len(Urgency)
    assert counts.to_do == sum(status.to_do for status in unsettled) * len(Urgency)


def test_card_stands_where_it_was_placed(store: Store) -> None:
    [mention_id] = add(store, new_mention())
    assert store.card(mention_id) is None

    store.place_card(mention_id, CardPlace("C1", "1763.001"))

    assert store.card(mention_id) == CardPlace("C1", "1763.001")


def test_page_tells_where_its_cards_stand(store: Store) -> None:
    shown, waiting = add(store, new_mention(), new_mention())
    store.place_card(shown, CardPlace("C1", "1763.001"))

    for page in (store.open_cases(10), store.search("clinic", 10)):
        assert {case.id for case in page.cases} == {shown, waiting}
        assert page.cards == {shown: CardPlace("C1", "1763.001")}


def test_log_is_exported_oldest_first_for_the_time_asked(store: Store) -> None:
    said = mention(url="https://facebook.example/9", kind=Kind.POST)
    [mention_id] = add(store, new_mention(said))
    for hours, action in enumerate([Action.APPROVE, Action.UNDO, Action.APPROVE]):
        store.decide(mention_id, ANNA, Role.STAFF, action, now=MONDAY + hours * HOUR)

    assert [row.seconds for row in store.decisions()] == [0, 3600, 7200]
    assert [row.action for row in store.decisions(since=MONDAY + HOUR)] == [Action.UNDO, Action.APPROVE]
    [undo] = store.decisions(since=MONDAY + HOUR, until=MONDAY + 2 * HOUR)
    assert (undo.undoes, undo.mention_id, undo.platform) == (Action.APPROVE, mention_id, said.platform)
    assert (undo.external_id, undo.url) == (said.external_id, said.url)


def test_log_can_be_read_while_people_decide(store: Store) -> None:
    ids = add(store, new_mention(), new_mention(), new_mention())
    for mention_id in ids[:2]:
        store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)

    rows = store.decisions()
    first = next(rows)
    store.decide(ids[2], ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)

    assert [first.mention_id, *(row.mention_id for row in rows)] == ids[:2]
