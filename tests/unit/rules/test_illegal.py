"""Offers, requests and calls that go against P13 are found; patients, news, campaigns and jokes beside them are not."""

import tomllib
from pathlib import Path

import pytest

from rules import assess

TEXTS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("illegal.toml").read_text(encoding="utf-8"))
HARMLESS = TEXTS.pop("harmless")
PRINCIPLE = "inappropriate_illegal"


@pytest.mark.parametrize("text", [text for texts in TEXTS.values() for text in texts])
def test_what_is_offered_sought_or_urged_against_the_law_is_found(text: str):
    found = assess(text)

    assert PRINCIPLE in {each.principle for each in found.findings}
    assert found.suggestion in {"hide", "report"}


@pytest.mark.parametrize("text", HARMLESS)
def test_what_patients_neighbours_and_the_news_say_of_it_is_not(text: str):
    assert PRINCIPLE not in {each.principle for each in assess(text).findings}


@pytest.mark.parametrize("text", TEXTS["children"])
def test_a_child_who_may_be_approached_is_looked_at_first(text: str):
    assert assess(text).urgency == "urgent"


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Zopiclone 7.5mg, £20 a strip, local drop off", {"Zopiclone", "£20", "a strip", "local drop"}),
        ("Blue badge for sale, valid till 2028", {"Blue badge", "for sale", "valid till"}),
    ],
)
def test_the_thing_and_the_words_of_trade_are_the_evidence(text: str, evidence: set[str]):
    (finding,) = (each for each in assess(text).findings if each.principle == PRINCIPLE)

    assert {text[each.start : each.end] for each in finding.evidence} == evidence


def test_neither_a_thing_nor_words_of_trade_say_anything_alone():
    assert assess("Mounjaro").findings == ()
    assert PRINCIPLE not in {each.principle for each in assess("For sale, dm me, cash only, collect tonight").hints}


def test_a_thing_and_words_of_trade_far_apart_have_nothing_to_do_with_each_other():
    between = "The new car park is lovely and the cafe has very good soup. " * 5

    assert assess(f"I take diazepam. {between} My neighbour has a pram for sale").findings == ()
