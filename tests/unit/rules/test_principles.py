"""principles.toml holds the organisation's words as published, and mistakes in such a file are told."""

from pathlib import Path

import pytest

from rules import Suggestion, Urgency, principle, principles
from rules.detectors import DETECTORS
from rules.principles import PRINCIPLES, PrinciplesError, load, policy
from rules.signals import CUSTOMER, HARMLESS, NO_ADVERT, NO_GROUP, NO_RISK, NOTICE, OF_THE_VIDEO, ONLY_A_SUM
from rules.wordlists import LEXICONS, lexicon

PUBLISHED = {
    "hateful_discriminatory": ("P10", "Contains hateful or discriminatory comments;"),
    "profane_offensive_violent": ("P11", "Contains profane, offensive or violent language;"),
    "abusive": ("P12", "Is abusive towards members of staff* or the public;"),
    "inappropriate_illegal": ("P13", "Refers to inappropriate or illegal material or activity;"),
    "confidential_personal": ("P14", "Relates to confidential or personal information;"),
    "irrelevant_advertising": ("P15", "Contains irrelevant advertising."),
}


def test_principles_are_the_six_published_ones_word_for_word() -> None:
    assert {one.key: (one.number, one.published) for one in principles()} == PUBLISHED
    assert {one.source for one in principles()} == {"We will take action when a post:"}


def test_principle_is_found_by_its_key() -> None:
    assert principle("abusive").title == "Abusive towards staff or the public"
    with pytest.raises(KeyError):
        principle("rude")


def test_every_principle_names_detectors_that_exist_and_suggests_hiding_or_reporting() -> None:
    for one in principles():
        assert set(one.detectors) <= DETECTORS.keys()
        assert one.suggestion in {Suggestion.HIDE, Suggestion.REPORT}


def test_every_kind_of_evidence_in_the_word_lists_counts_for_something() -> None:
    counted = {kind for one in principles() for kind in one.evidence} | {one.route for one in policy().routes}
    weighed = [*(each for one in principles() for each in one.evidence.values()), *policy().routes]
    beside = {kind for each in weighed for kind, _ in each.share_beside}
    found = {rule.kind for entries in lexicon().index.values() for rule, _ in entries}

    of_the_model = {HARMLESS, NO_RISK, NO_GROUP, NO_ADVERT, "hostile_sense", "advertising_sense"}
    assert beside - found == {*of_the_model, NOTICE, ONLY_A_SUM}
    speaks_against = {"ignore", "community", "care", "appeal", "about_care", "about_service", "reproach"}
    speaks_against |= {CUSTOMER, OF_THE_VIDEO, "of_who_watches"}
    speaks_against |= {"told", "child_told", "rhetorical", "play"}
    counts_together = {"drug_name", "paper_name", "sexual_name", "weapon_name", "trade", "small_advert", "goods"}
    counts_together |= {"account"}
    assert found - counted == speaks_against | counts_together
    lists = {path.stem for path in LEXICONS.glob("*.toml")}
    assert lists - DETECTORS.keys() == {"groups", "guards", "haste", "left_out"}


def test_risk_to_life_is_urgent_and_never_hidden() -> None:
    (route,) = (one for one in policy().routes if one.route == "risk_to_life")

    assert route.urgency is Urgency.URGENT
    assert Suggestion.HIDE in route.overrides


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('key = "abusive"', 'key = "profane_offensive_violent"', "a key of its own"),
        ('suggestion = "hide"', 'suggestion = "burn"', "'burn' is not a valid Suggestion"),
        ("threshold = 0.5", "threshold = 5", "threshold 5 is not between 0 and 1"),
        ('urgency = "high"', "", "'urgency' is missing"),
        ('title = "Abusive towards staff or the public"', 'title = " "', "abusive: title is empty"),
        ('gives_way_to = ["irrelevant_advertising"', 'gives_way_to = ["politics"', "politics: no such principle"),
        ('told_all_the_same = ["', 'told_all_the_same = ["politics", "', "told_all_the_same: no principle politics"),
        ('key = "thanks"', 'key = "question"', "no route thanks"),
        ("threshold = 0.0", "threshold = 0.1", "the last route must take whatever is left"),
        ("[[principle]]", "[[principle", "principles.toml"),
    ],
)
def test_mistake_in_the_file_is_told_by_name(tmp_path: Path, written: str, instead: str, complaint: str) -> None:
    file = tmp_path / "principles.toml"
    file.write_text(PRINCIPLES.read_text(encoding="utf-8").replace(written, instead, 1), encoding="utf-8")

    with pytest.raises(PrinciplesError, match=complaint):
        load(file)
