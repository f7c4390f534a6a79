"""The language model: what only the sense of a text tells, the words behind it, and life without it."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import assess
from rules.model import Model, load
from rules.readiness import prepare
from rules.signals import MODEL
from tests.unit.rules.examples import innocent_words
from tests.unit.test_repository import ROOT

SENSE = tomllib.loads(Path(__file__).with_name("sense.toml").read_text(encoding="utf-8"))
SMALLEST = 10_000_000
_NEARLY_ALL = 0.9
A_VISIT = """The waiting room is bright and there is a box of toys. We parked by the door, the machine took cards,
and they called us ten minutes early. The tea at the kiosk was hot, the bus back came on time, and the physio knew all
about my knee."""
"""What is harmless, and some forty words long."""


@pytest.mark.parametrize("text", SENSE["hostile"])
def test_hostility_that_no_list_has_is_found_by_its_sense(text: str):
    assert not assess(text).findings

    found = assess(text, model=load())

    assert found.principle == "hateful_discriminatory"
    assert found.suggestion == "hide"


@pytest.mark.parametrize("text", SENSE["allowed"])
def test_what_is_allowed_stays_so(text: str):
    assert assess(text, model=load()) == assess(text)


@pytest.mark.parametrize("text", SENSE["offensive"])
def test_a_slur_without_hatred_is_offensive_language(text: str):
    found = assess(text, model=load())

    assert [finding.principle for finding in found.findings] == ["profane_offensive_violent"]
    assert found.suggestion == "hide"


@pytest.mark.parametrize("text", SENSE["told"])
def test_a_slur_that_somebody_tells_of_is_only_pointed_at(text: str):
    found = assess(text, model=load())

    assert found.suggestion == "approve"
    assert [hint.principle for hint in found.hints] == ["hateful_discriminatory"]


@pytest.mark.parametrize("text", SENSE["nobody_named"])
def test_harsh_words_that_name_no_group_are_no_hatred(text: str):
    assert not assess(text, model=load()).findings


def test_hostility_is_found_to_whichever_people():
    peoples = innocent_words("people_by_faith_and_origin")

    said = {people: f"I hate every single {people} in this town, scum, all of them" for people in peoples}
    hateful = {
        people for people, text in said.items() if assess(text, model=load()).principle == "hateful_discriminatory"
    }

    assert len(hateful) > _NEARLY_ALL * len(peoples), set(peoples) - hateful


@pytest.mark.parametrize("text", SENSE["at_risk"])
def test_a_risk_to_life_that_no_list_has_is_seen_by_its_sense(text: str):
    assert assess(text).route != "risk_to_life"

    found = assess(text, model=load())

    assert (found.route, found.urgency, found.suggestion) == ("risk_to_life", "urgent", "reply")


@pytest.mark.parametrize("text", SENSE["reachable"])
def test_whoever_says_how_to_reach_them_advertises_nothing(text: str):
    found = assess(text, model=load())

    assert [finding.principle for finding in found.findings] == ["confidential_personal"]
    assert found == assess(text)


def test_an_advertisement_with_a_number_stays_one():
    found = assess("Earn money from home, whatsapp 07700 900142", model=load())

    assert [finding.principle for finding in found.findings] == ["irrelevant_advertising"]


@pytest.mark.parametrize("text", SENSE["hostile"])
def test_evidence_is_words_of_the_text(text: str):
    found = assess(text, model=load())

    for finding in found.findings:
        for evidence in finding.evidence:
            assert evidence.detector == MODEL
            assert text[evidence.start : evidence.end].strip() == text[evidence.start : evidence.end] != ""


@pytest.mark.parametrize("text", SENSE["hostile"])
def test_words_side_by_side_are_quoted_as_one(text: str):
    quoted = [
        evidence
        for finding in assess(text, model=load()).findings
        for evidence in finding.evidence
        if evidence.detector == MODEL
    ]

    assert quoted
    assert not {each.end + 1 for each in quoted} & {each.start for each in quoted}


def test_where_something_happened_is_not_what_speaks_for_a_breach():
    text = "Why is every bed on this ward taken by filthy migrants, send the vermin home"
    quoted = {text[each.start : each.end] for found in assess(text, model=load()).findings for each in found.evidence}

    assert quoted
    assert quoted.isdisjoint({"ward", "bed", "every"})


@pytest.fixture(scope="module")
def model() -> Model:
    """Return the model, read before an example is timed, and the word lists with it."""
    prepare()
    return load()


@given(text=st.text(max_size=400))
def test_any_text_is_judged_and_pointed_at_inside(model: Model, text: str):
    for finding in assess(text, model=model).findings:
        for evidence in finding.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)


@pytest.mark.parametrize("text", SENSE["sounds_at_risk"])
def test_words_of_danger_in_a_text_by_nobody_at_risk_are_no_alarm(text: str):
    assert assess(text).route == "risk_to_life"

    assert assess(text, model=load()).route != "risk_to_life"


def test_what_a_list_finds_of_a_danger_stays_where_the_model_has_not_read_to_the_end():
    long = "The car park was full, so we walked from the station in the rain. " * 15

    assert assess(f"{long} Nan has collapsed and is not breathing.", model=load()).route == "risk_to_life"


@pytest.mark.parametrize("text", SENSE["hostile"][1:4:2])
def test_hostility_is_found_amid_much_that_is_harmless(text: str):
    assert assess(f"{A_VISIT} {text}", model=load()).findings


def test_a_long_harmless_text_stays_harmless():
    assert assess(A_VISIT * 200, model=load()).findings == ()


@pytest.mark.parametrize(
    "text",
    ["https://example.org/picture/1", "www.bbc.co.uk/news/1234", "@our_nhs https://example.org/p 👍", "🐍"],
)
def test_a_link_or_a_picture_by_itself_is_not_judged_by_its_sense(text: str):
    assert assess(text, model=load()) == assess(text)


@pytest.mark.parametrize("text", ["My new channel", "Followers cheap"])
def test_a_word_or_two_that_sell_are_advertising(text: str):
    assert not assess(text).findings

    assert assess(text, model=load()).principle == "irrelevant_advertising"


@pytest.mark.parametrize("text", ["Anytown", "Weight loss", "anytown.nhs.uk", "Free parking", "NHS app", "Thank you"])
def test_a_word_or_two_that_name_something_are_no_advertising(text: str):
    assert assess(text, model=load()) == assess(text)


@pytest.mark.parametrize("text", SENSE["hostile"])
def test_hostility_is_found_when_its_words_are_run_together(text: str):
    assert assess(text.replace(" ", ""), model=load()).findings


@pytest.mark.parametrize("text", SENSE["allowed"])
def test_what_is_allowed_stays_so_when_its_words_are_run_together(text: str):
    assert not assess(text.replace(" ", ""), model=load()).findings


def test_without_its_library_the_model_says_what_to_install():
    program = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from rules.model import ModelMissing, load\n"
        "try: load()\n"
        "except ModelMissing as missing: print(missing)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pip install 'commsbot[model]'" in done.stdout


def test_the_models_library_reports_to_nobody(tmp_path: Path):
    # Where it does, it leaves the id there by which its makers know the machine again.
    program = "from rules import assess\nfrom rules.model import load\nassess('Where is it?', model=load())"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, env=environment | {"TMPDIR": str(tmp_path)}, check=True
    )
    assert list(tmp_path.iterdir()) == []


def test_importing_the_rules_loads_no_model():
    program = "import sys, rules, rules.model\nprint('onnxruntime' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_what_ships_with_the_model_stays_under_thirty_megabytes():
    sizes = [path.stat().st_size for path in (ROOT / "rules" / "model").iterdir() if path.is_file()]

    assert SMALLEST < sum(sizes) < 30_000_000
