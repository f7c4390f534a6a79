"""How the language model reads words: in pieces, with disguises, slips and runs undone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.folding import fold
from rules.model.pieces import Vocabulary
from tests.unit.test_repository import ROOT


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(ROOT / "rules" / "model" / "vocabulary.txt")


def words(vocabulary: Vocabulary, text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return each word as it stands in the folded text, with its pieces."""
    folded = fold(text)
    return [(folded.text[word.start : word.end], word.pieces) for word in vocabulary.words(folded)]


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


@given(
    st.lists(
        st.sampled_from(["the", "inter", "national", "as", "asis", "ist", "in", "q", "s", "ers"]), max_size=60
    ).map("".join)
)
def test_a_run_is_taken_apart_into_all_its_letters(vocabulary: Vocabulary, run: str):
    apart = vocabulary.spelling.apart(run)

    assert not apart or "".join(apart) == run


def test_of_a_run_no_more_letters_are_read_than_a_sentence_has(vocabulary: Vocabulary):
    sentence = "theyshouldnothavetowaitherefor"

    assert vocabulary.spelling.apart(sentence * 4)[:4] == ("they", "should", "not", "have")
    assert not vocabulary.spelling.apart(sentence * 5), "time would grow with what somebody sends"
