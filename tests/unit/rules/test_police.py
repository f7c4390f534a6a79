"""A report to the police takes two people, and its evidence is the same file each time."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decisions import Action, Obstacle, Refusal, Role, Side, Status, Visibility, available, decide
from rules.police import GROUNDS, Police, PoliceEvidence, is_screenshot
from rules.targets import due_at

ANNA, BEN, CARYS, DEV = "U0ANNA", "U0BEN", "U0CARYS", "U0DEV"
ROLES = {ANNA: Role.STAFF, BEN: Role.STAFF, CARYS: Role.LEAD, DEV: Role.LEAD}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

EVIDENCE = PoliceEvidence(
    mention_id=7,
    platform="facebook",
    external_id="123_456",
    kind="comment",
    text="I know where you live – “soon”",
    author_name="Jo B",
    author_handle=None,
    link="https://example.org/1",
    posted_at=None,
    received_at=MONDAY,
    screenshot="https://example.org/shot.png",
    ground="threat",
    asked_by_id=ANNA,
    asked_by="Anna Shaw",
    asked_at=MONDAY + timedelta(minutes=5),
)


def tried(status: Status, action: Action, person: str, detail: str | None = None) -> Status | Refusal:
    return decide(status, action, ROLES[person], person=person, detail=detail, at=MONDAY)


def done(status: Status, action: Action, person: str, detail: str | None = None) -> Status:
    changed = tried(status, action, person, detail)
    assert isinstance(changed, Status), changed
    return changed


def refused(status: Status, action: Action, person: str, detail: str | None = None) -> Refusal:
    answer = tried(status, action, person, detail)
    assert isinstance(answer, Refusal), answer
    assert answer.reason.endswith(".")
    return answer


def asked(by: str = ANNA) -> Status:
    return done(Status(), Action.POLICE_ASK, by, "threat")


@pytest.mark.parametrize("asker", ROLES)
def test_nobody_agrees_to_or_declines_what_they_asked_for(asker: str):
    for action in (Action.POLICE_AGREE, Action.POLICE_DECLINE):
        obstacle = refused(asked(asker), action, asker).obstacle
        assert obstacle is (Obstacle.OWN_REQUEST if ROLES[asker] is Role.LEAD else Obstacle.NOT_A_LEAD)


def test_another_lead_agrees_and_then_anybody_of_staff_says_that_it_was_done():
    assert refused(asked(), Action.POLICE_AGREE, BEN).obstacle is Obstacle.NOT_A_LEAD
    assert refused(asked(), Action.POLICE_TOLD, BEN, "").obstacle is Obstacle.ALREADY_DECIDED
    agreed = done(asked(CARYS), Action.POLICE_AGREE, DEV)
    assert agreed.police is Police.AGREED
    assert done(agreed, Action.POLICE_TOLD, BEN, "CR/1234/26").police is Police.REPORTED


def test_what_was_declined_can_be_asked_for_again_by_anybody():
    declined = done(asked(), Action.POLICE_DECLINE, CARYS)
    assert declined == Status()
    assert done(declined, Action.POLICE_ASK, CARYS, "harassment").police_asker == CARYS


@pytest.mark.parametrize("asker", ROLES)
def test_who_asked_or_a_lead_withdraws_a_request_until_the_report_is_made(asker: str):
    agreed = done(asked(asker), Action.POLICE_AGREE, DEV if asker != DEV else CARYS)
    for status in (asked(asker), agreed):
        for person, role in ROLES.items():
            if person == asker or role is Role.LEAD:
                assert done(status, Action.POLICE_WITHDRAW, person) == Status()
            else:
                assert refused(status, Action.POLICE_WITHDRAW, person).obstacle is Obstacle.NOT_YOURS
    reported = done(agreed, Action.POLICE_TOLD, BEN, "")
    assert refused(reported, Action.POLICE_WITHDRAW, asker).obstacle is Obstacle.ALREADY_DECIDED


@pytest.mark.parametrize("again", ROLES)
def test_asking_again_while_it_is_open_or_made_is_refused_on_its_own_side(again: str):
    agreed = done(asked(), Action.POLICE_AGREE, CARYS)
    for status in (asked(), agreed, done(agreed, Action.POLICE_TOLD, BEN, "")):
        refusal = refused(status, Action.POLICE_ASK, again, "threat")
        assert (refusal.obstacle, refusal.side) == (Obstacle.ALREADY_DECIDED, Side.POLICE)


@pytest.mark.parametrize("detail", [None, "", "rude"])
def test_it_is_asked_for_a_listed_reason_only(detail: str | None):
    assert refused(Status(), Action.POLICE_ASK, ANNA, detail).obstacle is Obstacle.NEEDS_DETAIL


@pytest.mark.parametrize("detail", [None, "he said, and then she said", "x" * 41, "CR 1\nand more", "/"])
def test_the_log_takes_a_reference_and_no_sentences(detail: str | None):
    agreed = done(asked(), Action.POLICE_AGREE, CARYS)
    assert refused(agreed, Action.POLICE_TOLD, ANNA, detail).obstacle is Obstacle.NEEDS_DETAIL


def test_it_stays_open_until_the_report_is_made_and_no_clock_runs_for_that():
    approved = replace(asked(), visibility=Visibility.LEFT_UP, latest=Action.APPROVE)
    agreed = done(approved, Action.POLICE_AGREE, CARYS)
    for status in (approved, agreed):
        assert not status.settled(needs_answer=False)
        assert due_at(status, False, MONDAY, None) is None
    assert done(agreed, Action.POLICE_TOLD, ANNA, "").settled(needs_answer=False)
    assert done(approved, Action.POLICE_DECLINE, CARYS).settled(needs_answer=False)


def test_only_leads_are_offered_to_agree():
    both = {Action.POLICE_AGREE, Action.POLICE_DECLINE}
    assert both <= available(asked(), Role.LEAD)
    for role in set(Role) - {Role.LEAD}:
        assert not both & available(asked(), role)


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(list(ROLES)), st.sampled_from(list(GROUNDS)))))
def test_whatever_people_do_no_report_is_made_without_two_of_them(tries):
    status, asker, lead = Status(), None, None
    for action, person, ground in tries:
        changed = tried(status, action, person, ground)
        if isinstance(changed, Refusal):
            continue
        status = changed
        if action is Action.POLICE_ASK:
            asker, lead = person, None
        if action is Action.POLICE_AGREE:
            lead = person
        if status.police in {Police.AGREED, Police.REPORTED}:
            assert lead is not None
            assert ROLES[lead] is Role.LEAD
            assert lead != asker


def test_the_file_says_all_that_was_kept_and_its_hash_is_its_own():
    document = EVIDENCE.document()
    assert json.loads(document) == {
        "mention_id": 7,
        "platform": "facebook",
        "external_id": "123_456",
        "kind": "comment",
        "text": "I know where you live – “soon”",
        "author_name": "Jo B",
        "author_handle": None,
        "link": "https://example.org/1",
        "posted_at": None,
        "received_at": "2026-11-23T09:00:00+00:00",
        "screenshot": "https://example.org/shot.png",
        "ground": "threat",
        "asked_by_id": ANNA,
        "asked_by": "Anna Shaw",
        "asked_at": "2026-11-23T09:05:00+00:00",
    }
    assert hashlib.sha256(document).hexdigest() == EVIDENCE.sha256
    assert "“soon”".encode() in document, "people can read it"


@pytest.mark.parametrize("name", PoliceEvidence.__slots__)
def test_a_change_of_anything_shows_in_the_hash(name: str):
    old = getattr(EVIDENCE, name)
    new = old + timedelta(microseconds=1) if isinstance(old, datetime) else 8 if isinstance(old, int) else f"{old}."
    assert replace(EVIDENCE, **{name: new}).sha256 != EVIDENCE.sha256


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://example.org/a.png?x=ü", True),
        ("http://files.example/1", True),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/\0", False),
        ("https://example.org/" + "a" * 2_000, False),
    ],
)
def test_a_screenshot_is_an_address_on_the_web(address: str, known: bool):
    assert is_screenshot(address) is known
