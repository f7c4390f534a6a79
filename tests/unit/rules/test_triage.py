"""What triage makes of plain cases: the examples of examples.toml, and the promises that hold for every text."""

import json
from dataclasses import replace

import pytest

from rules import Kind, Suggestion, assess
from rules.decisions import needs_answer
from rules.detectors import DETECTORS, LOOK_FURTHER
from rules.model import load
from rules.principles import RoutePolicy, policy
from rules.reading import read
from rules.signals import MODEL, Signal
from tests.unit.rules.examples import (
    BREACHES,
    DISGUISED,
    EXAMPLES,
    NO_BREACH,
    NOT_DISGUISED,
    ROUTED,
    Example,
)

numbered = [pytest.param(example, id=f"example-{number}") for number, example in enumerate(EXAMPLES, start=1)]


@pytest.mark.parametrize("example", numbered)
def test_example_gets_the_suggestion_that_the_principles_ask_for(example: Example) -> None:
    found = assess(example.text, example.kind)

    assert [finding.principle for finding in found.findings] == list(example.principles)
    assert found.suggestion == example.suggestion
    assert example.route in {None, found.route}
    assert example.urgency in {None, found.urgency}


@pytest.mark.parametrize("example", numbered)
def test_hide_is_never_suggested_in_a_direct_message(example: Example) -> None:
    assert assess(example.text, Kind.DIRECT_MESSAGE).suggestion != "hide"


@pytest.mark.parametrize("example", numbered)
def test_reason_says_something_and_quotes_none_of_the_text(example: Example) -> None:
    found = assess(example.text, example.kind)

    assert found.reason.endswith(".")
    for finding in found.findings:
        for evidence in finding.evidence:
            assert example.text[evidence.start : evidence.end] not in found.reason
            assert evidence.reason
            assert evidence.detector


@pytest.mark.parametrize(
    ("route", "text"), [pytest.param(route, text, id=f"{route}-{n}") for n, (route, text) in enumerate(ROUTED)]
)
def test_message_takes_its_route_and_breaches_nothing(route: str, text: str) -> None:
    found = assess(text)

    assert (found.route, found.findings) == (route, ())


@pytest.mark.parametrize(
    ("principle", "text"), [pytest.param(key, text, id=f"{key}-{n}") for n, (key, text) in enumerate(BREACHES)]
)
def test_breach_is_found_under_its_principle(principle: str, text: str) -> None:
    found = assess(text)

    assert principle in {finding.principle for finding in found.findings}
    assert found.suggestion in {"hide", "report"}


@pytest.mark.parametrize("text", [pytest.param(text, id=f"no-breach-{n}") for n, text in enumerate(NO_BREACH)])
def test_anger_and_delicate_matters_are_no_breach(text: str) -> None:
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "They told my gran she was a stupid cow, what sort of nurse says that?",
        "The receptionist said I was a stupid cow and hung up",
        "A porter told us that we were stupid idiots",
        "She said that I'm a fat cow",
    ],
)
def test_whoever_tells_what_they_were_called_is_read_and_not_hidden(text: str) -> None:
    told = assess(text, model=load())

    assert (told.findings, told.unsure) == ((), True)
    assert told.suggestion != Suggestion.HIDE


@pytest.mark.parametrize("text", ["I told the receptionist she was a stupid cow", "I told them they are stupid cows"])
def test_whoever_called_somebody_names_is_not_excused(text: str) -> None:
    assert assess(text).suggestion == Suggestion.HIDE


@pytest.mark.parametrize("text", [pytest.param(text, id=f"disguise-{n}") for n, text in enumerate(DISGUISED)])
@pytest.mark.parametrize("around", ["{}", "well {} then", "So: {}, again."])
def test_word_in_disguise_is_found_with_all_of_it_as_evidence(text: str, around: str) -> None:
    whole = around.format(text)

    found = assess(whole)

    spans = {whole[evidence.start : evidence.end] for finding in found.findings for evidence in finding.evidence}
    assert text in spans


@pytest.mark.parametrize("text", NOT_DISGUISED)
def test_what_only_looks_like_a_disguise_is_left_alone(text: str) -> None:
    assert assess(f"so {text} then").findings == ()


def test_json_has_exactly_the_published_keys_and_counts_characters_of_the_text() -> None:
    text = "Ruf mich an, naïve 😀: 07700 900461 please"

    row = json.loads(assess(text).to_json())

    assert list(row) == ["suggestion", "principles", "route", "urgency", "masked_text"]
    (finding,) = row["principles"]
    assert list(finding) == ["key", "confidence", "evidence"]
    ((start, end),) = finding["evidence"]
    assert text[start:end] == "07700 900461"
    assert row["masked_text"] == "Ruf mich an, naïve 😀: [phone number] please"


def test_json_is_one_line_whatever_the_text() -> None:
    assert "\n" not in assess("one\ntwo\u2028three\ud800").to_json()


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="telegram"):
        assess("hello", "telegram")


def test_several_principles_are_all_listed_and_the_gravest_comes_first() -> None:
    text = "You are an idiot. I will come down and stab the receptionist. Ring me on 07700 900461"

    found = assess(text)

    assert [finding.principle for finding in found.findings] == [
        "abusive",
        "profane_offensive_violent",
        "confidential_personal",
    ]
    assert found.principle == "abusive"
    assert "P11 and P14" in found.reason


def test_moderation_comes_first_and_the_route_is_still_told() -> None:
    found = assess("You are an idiot. How do I make a complaint?")

    assert (found.suggestion, found.route) == ("hide", "complaint")
    assert found.reason.startswith("P12")
    assert found.reason.endswith(" It also seems to be a complaint, and wants an answer.")


def test_a_breach_that_wants_no_answer_is_told_alone() -> None:
    assert "It also seems" not in assess("What an idiot").reason


@pytest.mark.parametrize("route", policy().routes, ids=lambda route: route.route)
def test_what_wants_an_answer_says_so_beside_a_breach(route: RoutePolicy) -> None:
    assert bool(route.besides) is needs_answer(Kind.COMMENT, route.route)


def test_reason_in_a_direct_message_tells_both_what_is_wrong_and_what_is_wanted() -> None:
    found = assess("You lot, what a load of b*ll*cks. My scan was cancelled again.", "direct_message")

    assert found.suggestion == "refer"
    assert "P11" in found.reason
    assert "PALS" in found.reason


@pytest.mark.parametrize(
    "text", ["looking for underage girls", "12 year old boys are the best looking", "pics of schoolgirls to swap"]
)
def test_a_child_who_may_be_at_risk_is_reported_at_once(text: str) -> None:
    found = assess(text)

    assert (found.principle, found.suggestion, found.urgency) == ("inappropriate_illegal", "report", "urgent")


@pytest.mark.parametrize(
    ("text", "sure", "suggestion"),
    [
        ("They sit about all day and talk of leaving", 0.7, "hide"),
        ("Their nurses sit about all day and talk of leaving", 0.7, "approve"),
        ("They sit about all day while my father waits", 0.7, "approve"),
        ("Their nurses sit about all day and talk of leaving", 0.95, "hide"),
    ],
)
def test_where_a_message_tells_of_care_its_sense_must_be_surer(text: str, sure: float, suggestion: str) -> None:
    found = assess(text, model=lambda _: [Signal("hostile_sense", 0, 4, sure, "it reads as hostile", MODEL)])

    assert found.suggestion == suggestion
    assert found.unsure is (suggestion == "approve")


@pytest.mark.parametrize("text", ["@arsehole1 hello there", "thanks @bollocks_to_it for the lift"])
def test_how_somebody_calls_themselves_is_nothing_that_is_said(text: str) -> None:
    assert assess(text).findings == ()


def test_a_sign_for_a_letter_is_no_handle() -> None:
    assert assess("you @rsehole").suggestion == Suggestion.HIDE


@pytest.mark.parametrize("name", sorted(DETECTORS.keys() - LOOK_FURTHER))
def test_detector_that_looks_no_further_than_its_list_finds_nothing_without_it(name: str) -> None:
    texts = [*(example.text for example in EXAMPLES), *(text for _, text in (*BREACHES, *ROUTED))]

    assert [text for text in texts if list(DETECTORS[name](replace(read(text), hits=())))] == []
