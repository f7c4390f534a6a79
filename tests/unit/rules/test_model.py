"""The language model: what only the sense of a text tells, the words behind it, and life without it."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import assess
from rules.folding import fold
from rules.model import Model, load
from rules.model.pieces import Vocabulary
from rules.readiness import prepare
from rules.signals import MODEL
from tests.unit.rules.examples import innocent_words
from tests.unit.test_repository import ROOT

SENSE = tomllib.loads(Path(__file__).with_name("sense.toml").read_text(encoding="utf-8"))
SMALLEST = 10_000_000
_NEARLY_ALL = 0.9


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(ROOT / "rules" / "model" / "vocabulary.txt")


def words(vocabulary: Vocabulary, text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return each word as it stands in the folded text, with its pieces."""
    folded = fold(text)
    return [(folded.text[word.start : word.end], word.pieces) for word in vocabulary.words(folded)]


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


@pytest.mark.parametrize("text", SENSE["hostile"][1:4:2])
def test_hostility_is_found_amid_much_that_is_harmless(text: str):
    harmless = "The waiting room is bright and the tea is warm. " * 6

    assert assess(harmless + text, model=load()).findings


def test_a_long_harmless_text_stays_harmless():
    harmless = "The waiting room is bright and the tea is warm. " * 6

    assert assess(harmless * 200, model=load()).findings == ()


@pytest.mark.parametrize(
    "text",
    ["https://example.org/picture/1", "www.bbc.co.uk/news/1234", "@our_nhs https://example.org/p 👍", "🐍"],
)
def test_a_link_or_a_picture_by_itself_is_not_judged_by_its_sense(text: str):
    assert assess(text, model=load()) == assess(text)


@pytest.mark.parametrize("text", ["Subscribed!", "Click here"])
def test_a_word_or_two_that_sell_are_advertising(text: str):
    assert not assess(text).findings

    assert assess(text, model=load()).principle == "irrelevant_advertising"


@pytest.mark.parametrize("text", ["Anytown", "Weight loss", "anytown.nhs.uk", "Free parking", "NHS app", "Thank you"])
def test_a_word_or_two_that_name_something_are_no_advertising(text: str):
    assert assess(text, model=load()) == assess(text)


def test_words_are_cut_into_the_longest_pieces_known(vocabulary: Vocabulary):
    lines = (ROOT / "rules" / "model" / "vocabulary.txt").read_text(encoding="utf-8").split("\n")

    [(word, pieces)] = words(vocabulary, "Gastroenterology")

    assert word == "gastroenterology"
    assert "".join(lines[piece].removeprefix("##") for piece in pieces) == "gastroenterology"
    assert len(pieces) < len(word) / 2


def test_letters_drawn_out_at_the_end_are_no_ending(vocabulary: Vocabulary):
    assert words(vocabulary, "liessss")[0][1] == words(vocabulary, "lies")[0][1]


def test_links_names_and_pictures_are_read_for_what_they_are(vocabulary: Vocabulary):
    known = dict(words(vocabulary, "url user snake"))

    assert words(vocabulary, "https://example.org/a @ann_1 🐍") == [
        ("https://example.org/a", known["url"]),
        ("@ann_1", known["user"]),
        ("🐍", known["snake"]),
    ]


@pytest.mark.parametrize(
    "written", ["p30pl3", "pe0ple", "p€opl3", "peooople", "peeeople", "p e o p l e", "p.e.o.p.l.e", "p*e*o*p*l*e"]
)
def test_a_word_in_disguise_is_read_as_what_it_is(vocabulary: Vocabulary, written: str):
    before, people, after = words(vocabulary, "The people came")

    assert words(vocabulary, f"The {written} came") == [before, (written, people[1]), after]


@pytest.mark.parametrize(
    "written",
    [
        "poeple",
        "peolpe",
        "peple",
        "peopple",
        "peoplle",
        "peiple",
        "p e o p l e",
        "p  e  o  p  l  e",
        "peo*le",
        "p30plle",
    ],
)
def test_a_misspelt_word_is_read_as_what_it_is(vocabulary: Vocabulary, written: str):
    before, people, after = words(vocabulary, "The people came")

    assert words(vocabulary, f"The {written} came") == [before, (written, people[1]), after]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sendthemhome", "send them home"),
        ("Isawthem", "i saw them"),
        ("#sendthemhome", "# send them home"),
        ("#brighterfuture", "# brighter future"),
        ("s e n d t h e m", "send them"),
        ("a k i n d w o m a n", "a kind woman"),
        ("everyoneofthemshouldgo", "everyone of them should go"),
        (
            "TheNursesOnMyWardAreVeryKindAndTheTeaIsWarm",
            "the nurses on my ward are very kind and the tea is warm",
        ),
        ("theydon'twanttoseeus", "they dont want to see us"),
        ("Ihaveneverseensuchkindness", "i have never seen such kindness"),
        ("s3ndth3mh0m3", "send them home"),
        ("mynursewaskowalczykandshewaskind", "my nurse was kowalczyk and she was kind"),
    ],
)
def test_words_run_together_are_read_one_by_one(vocabulary: Vocabulary, written: str, meant: str):
    [(whole, pieces)] = words(vocabulary, written)

    assert whole == written.lower()
    assert pieces == tuple(piece for _, one in words(vocabulary, meant) for piece in one)


@pytest.mark.parametrize(
    "written",
    # Conditions, medicines, names and places that are one letter from another word, or are made of others.
    [
        "herpes",
        "semen",
        "atrial",
        "scalds",
        "weaning",
        "metformin",
        "amlodipine",
        "wetherby",
        "winterbottom",
        "hiscocks",
        "southmead",
        "llandudno",
        "aneurin",
        "kowalczyk",
        "phlebotomist",
        "receptionists",
        "lockdown",
        "crohns",
        "mami",
        "whistleblower",
        "immunocompromised",
        "staphylococcus",
        "willcock",
        "pennycomequick",
        "killingworth",
        "krankenversicherung",
        "donaudampfschifffahrtsgesellschaft",
        "gweithgareddau",
        "internationalists",
    ],
)
def test_words_that_are_only_rare_are_read_as_they_stand(vocabulary: Vocabulary, written: str):
    lines = (ROOT / "rules" / "model" / "vocabulary.txt").read_text(encoding="utf-8").split("\n")

    [(_, pieces)] = words(vocabulary, written)

    assert "".join(lines[piece].removeprefix("##") for piece in pieces) == written


@given(text=st.text(max_size=200) | st.text(alphabet="aehilmnoprst *.-#", max_size=120))
def test_every_word_that_is_read_stands_in_the_text(vocabulary: Vocabulary, text: str):
    folded = fold(text)
    end = 0
    for word in vocabulary.words(folded):
        assert end <= word.start < word.end <= len(folded.text)
        assert word.pieces
        end = word.end


@given(st.lists(st.sampled_from(["the", "people", "who", "came", "were", "kind", "nurses"]), min_size=1).map(" ".join))
def test_plain_words_are_read_one_by_one(vocabulary: Vocabulary, text: str):
    assert [word for word, _ in words(vocabulary, text)] == text.split()


@pytest.mark.parametrize("written", ["4x4", "b12", "covid19", "24th", "wait!please", "i.e. e.g."])
def test_what_is_no_disguise_is_read_as_it_stands(vocabulary: Vocabulary, written: str):
    apart = [
        pieces for part in re.findall(r"[a-z0-9]+|.", written.replace(" ", "")) for _, pieces in words(vocabulary, part)
    ]

    assert [piece for _, pieces in words(vocabulary, written) for piece in pieces] == [
        piece for pieces in apart for piece in pieces
    ]


@pytest.mark.parametrize("text", SENSE["hostile"])
def test_hostility_is_found_when_its_words_are_run_together(text: str):
    assert assess(text.replace(" ", ""), model=load()).findings


@pytest.mark.parametrize("text", SENSE["allowed"])
def test_what_is_allowed_stays_so_when_its_words_are_run_together(text: str):
    assert not assess(text.replace(" ", ""), model=load()).findings


@given(
    st.lists(
        st.sampled_from(["the", "inter", "national", "as", "asis", "ist", "in", "q", "s", "ers"]), max_size=60
    ).map("".join)
)
def test_a_run_is_taken_apart_into_all_its_letters(vocabulary: Vocabulary, run: str):
    apart = vocabulary.spelling.apart(run)

    assert not apart or "".join(apart) == run


@pytest.mark.parametrize("unit", ["asisinthe", "internationalers", "qzxvw", "a", "theirs1", "0ne$"])
def test_long_runs_take_no_longer_than_their_letters_allow(vocabulary: Vocabulary, unit: str):
    def seconds(letters: int) -> float:
        text = " ".join((unit * letters)[place : place + letters] for place in range(20))
        start = process_time()
        list(vocabulary.words(fold(text)))
        return process_time() - start

    seconds(30)

    assert seconds(120) < 0.1
    assert seconds(5_000) < 0.1


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
