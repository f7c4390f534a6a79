"""What the team has taught: words that it allows or watches for, however they are written, and its thresholds."""

from dataclasses import replace

import pytest

from rules import assess
from rules.endings import with_endings
from rules.reading import Reading
from rules.signals import MODEL, Signal
from rules.team import SHIPPED, TeamPolicy, TeamWord, Threshold, found_in
from rules.triage import confidences

ABUSIVE = "abusive"
PROFANE = "profane_offensive_violent"


def allowing(*words: str) -> TeamPolicy:
    return TeamPolicy(tuple(TeamWord(each) for each in words))


def watching(*words: str, principle: str = ABUSIVE) -> TeamPolicy:
    return TeamPolicy(tuple(TeamWord(each, principle) for each in words))


@pytest.mark.parametrize(
    "text",
    [
        "Doughnut!",
        "what a DOUGHNUTS",
        "d o u g h n u t",
        "you doughnuuut",
        "d0ughnut",
        "that doughnut's back",
        "döughnut",
    ],
)
def test_a_watched_word_counts_for_its_principle_however_it_is_written(text: str) -> None:
    assert not assess(text).findings

    found = assess(text, team=watching("doughnut"))

    assert (found.suggestion, found.principle) == ("hide", ABUSIVE)
    assert found.reason == "P12, abusive towards staff or the public: it uses words that the team watches for."
    [evidence] = found.findings[0].evidence
    assert (evidence.detector, evidence.reason) == ("team", "a word that the team watches for")


def test_a_watched_name_is_not_found_in_a_name_like_it() -> None:
    assert assess("Dr Thomson was away", team=watching("Thompson")) == assess("Dr Thomson was away")


@pytest.mark.parametrize("text", ["doughnutty", "A shambles. Nobody rang me back.", "dough nut allergy"])
def test_a_text_without_the_word_is_judged_as_before(text: str) -> None:
    assert assess(text, team=watching("doughnut")) == assess(text)


def test_a_watched_phrase_is_found_as_a_whole_with_signs_and_an_ending() -> None:
    team = watching("clip-board warrior")

    assert assess("Another clip board, warriors everywhere", team=team).principle == ABUSIVE
    assert assess("A warrior with a clip board", team=team) == assess("A warrior with a clip board")


def test_a_watched_word_of_a_risk_to_life_never_suggests_hide() -> None:
    found = assess("I want to end my life, you doughnut", team=watching("doughnut"))

    assert (found.suggestion, found.route) == ("reply", "risk_to_life")


@pytest.mark.parametrize("text", ["What bollocks", "What b o l l o c k s", "b*llocks!", "bollokcs"])
def test_an_allowed_word_makes_no_finding_however_it_is_written(text: str) -> None:
    assert assess(text).principle == PROFANE

    found = assess(text, team=allowing("bollocks"))

    assert (found.findings, found.suggestion, found.unsure) == ((), "approve", False)


@pytest.mark.parametrize(
    ("allowed", "text"),
    [
        ("kill you", "I will kill you"),
        ("I will kill you", "I will kill you"),
        ("07700 900461", "Ring Kim on 07700 900461"),
        ("end my life", "I want to end my life"),
        ("bloody", "you bloody idiot"),
    ],
)
def test_no_allowed_word_silences_what_is_urgent_or_personal_or_a_longer_phrase(allowed: str, text: str) -> None:
    assert assess(text, team=allowing(allowed)) == assess(text)


def test_only_the_allowed_phrase_is_excused() -> None:
    found = assess("Never mind the bollocks is on. What bollocks!", team=allowing("never mind the bollocks"))

    assert [(each.start, each.end) for each in found.findings[0].evidence] == [(36, 44)]


@pytest.mark.parametrize(("allowed", "left"), [("rotten lot", False), ("rotten", True)])
def test_what_the_model_sees_in_allowed_words_alone_is_left_out(allowed: str, *, left: bool) -> None:
    def model(reading: Reading) -> list[Signal]:
        start = reading.text.index("rotten")
        seen = Signal("hostile_sense", start, start + 6, 0.9, "its sense", MODEL)
        return [seen, replace(seen, start=start + 7, end=start + 10, weight=0.0)]

    found = assess("That rotten lot again", model=model, team=allowing(allowed))

    assert bool(found.findings) is left


def test_a_threshold_of_the_team_silences_nothing_urgent() -> None:
    raised = TeamPolicy(thresholds=(Threshold(ABUSIVE, 0.75), Threshold("profane_offensive_violent", 0.75)))

    assert assess("I know where the receptionist lives", team=raised) == assess(
        "I know where the receptionist lives", team=SHIPPED
    )
    assert assess("I know where the receptionist lives", team=raised).urgency == "urgent"


def test_a_threshold_of_the_team_replaces_the_shipped_one() -> None:
    text = "You idiot"
    sure = assess(text).findings[0].confidence

    assert confidences(text)[ABUSIVE] == pytest.approx(sure, abs=0.001)
    assert assess(text, team=TeamPolicy(thresholds=(Threshold(ABUSIVE, sure + 0.01),))).findings == ()
    assert assess(text, team=TeamPolicy(thresholds=(Threshold(ABUSIVE, sure - 0.01),))) == assess(text, team=SHIPPED)


def test_several_words_are_looked_for_together() -> None:
    team = TeamPolicy(
        (TeamWord("idiot"), TeamWord("doughnut", ABUSIVE), TeamWord("hogwash", "profane_offensive_violent"))
    )

    found = assess("What an idiot, what a doughnut, what hogwash", team=team)

    assert [each.principle for each in found.findings] == [ABUSIVE, PROFANE]
    assert found_in("Hogwash!", team.words[2])
    assert not found_in("Hogwash!", team.words[1])


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("muppet", "muppets muppeted muppeting"),
        ("rat", "rats ratted ratting"),
        ("travel", "travels travelled travelling"),
        ("fuss", "fusses fussed fussing"),
        ("carry", "carries carried carrying"),
        ("skive", "skives skived skiving"),
        ("agree", "agrees agreed agreeing"),
        ("lie", "lies lied lying"),
        ("gp", ""),
        ("999", ""),
    ],
)
def test_endings_are_spelt_as_in_britain(word: str, forms: str) -> None:
    assert with_endings(word) == (word, *forms.split())
