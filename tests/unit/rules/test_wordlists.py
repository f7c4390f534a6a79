"""The word lists can be read, hold together with better-profanity's, and a slip in one is told by file and entry."""

import random
import re
import tomllib
from pathlib import Path

import better_profanity
import pytest

from rules import assess
from rules.folding import fold
from rules.phrases import PhraseError, compile_rest, expand_groups, split_heads
from rules.reading import look_up
from rules.wordlists import LEXICONS, WordListError, lexicon, load

ENTRY = """
[[entry]]
kind = "insult"
weight = 0.5
what = "a test"
match = ["{phrase}"]
"""


def better_profanity_words() -> set[str]:
    listed = Path(better_profanity.__file__).with_name("profanity_wordlist.txt")
    return {word.strip().lower() for word in listed.read_text(encoding="utf-8").splitlines() if word.strip()}


def left_out() -> dict[str, str]:
    groups = tomllib.loads((LEXICONS / "left_out.toml").read_text(encoding="utf-8"))["left_out"]
    return {word: group["why"] for group in groups for word in group["words"].split()}


def test_every_phrase_of_every_list_can_be_read() -> None:
    for entries in lexicon().index.values():
        for _, rest in entries:
            compile_rest(rest)


def test_every_phrase_is_found_where_it_stands() -> None:
    draw = random.Random(1)  # noqa: S311 - nothing to guess

    def said(rest: str) -> str:
        while "(" in rest:
            rest = re.sub(r"\(([^()]*)\)", lambda found: draw.choice(found[1].split("|")), rest)
        return re.sub(r" ?\.{2,3} ?", " at last ", rest).replace("#", "12").replace("*", "").rstrip()

    missed = [
        (text, rule)
        for head, entries in lexicon().index.items()
        for rule, rest in entries
        if compile_rest(rest).match(text := f"{head}{said(rest)}", len(head))
        and rule not in {hit.rule for hit in look_up(fold(text), lexicon())}
    ]

    assert missed == []


def test_each_word_of_better_profanity_is_found_or_left_out_for_a_reason() -> None:
    reasons = left_out()
    forgotten = {
        word
        for word in better_profanity_words()
        if not assess(word).findings and word not in reasons and word.split()[0] not in reasons
    }

    assert forgotten == set()
    assert all(reasons.values())


def test_word_that_is_left_out_is_never_flagged_alone() -> None:
    assert {word for word in left_out() if assess(word).findings} == set()


@pytest.mark.parametrize(
    ("phrase", "matches", "differs"),
    [
        (
            "you (|utter )(fool|clown)(|s)",
            ["you fool", "you utter clowns", "you, fool"],
            ["you utters", "you. fool", "you foolish"],
        ),
        ("live at .. street", ["live at street", "live at one two three street"], ["live at 1 2 3 4 street"]),
        ("see my (.. |)dog", ["see my dog", "see my big old dog"], ["see my dogs", "see my very big old brown dog"]),
        ("threat threaten*", ["threat threatening", "threat threaten"], ["threat threa"]),
        ("wait # weeks", ["wait 3 weeks", "wait 1,000 weeks"], ["wait three weeks"]),
    ],
)
def test_phrase_means_what_it_says(phrase: str, matches: list[str], differs: list[str]) -> None:
    def found(text: str) -> bool:
        head, _, _ = text.partition(" ")
        head = head.rstrip(",.")
        return any(first == head and compile_rest(later).match(text, len(head)) for first, later in split_heads(phrase))

    assert [text for text in matches if not found(text)] == []
    assert [text for text in differs if found(text)] == []


def test_groups_stand_for_their_words_even_inside_each_other() -> None:
    assert expand_groups("<a> x", {"a": "<b>|y", "b": "z"}) == "((z)|y) x"


@pytest.mark.parametrize(
    ("phrase", "groups"), [("<none> x", {}), ("<a>", {"a": "<a>"}), ("(a|b", {}), (".. a", {}), ("(|a) b", {})]
)
def test_phrase_that_cannot_be_read_is_refused(phrase: str, groups: dict[str, str]) -> None:
    with pytest.raises(PhraseError):
        split_heads(expand_groups(phrase, groups))


def test_rest_of_a_phrase_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(PhraseError, match="cannot read"):
        compile_rest(" a?b")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[[entry", "bad.toml"),
        (ENTRY.format(phrase="<nobody> x"), "bad.toml: no group is called"),
        (ENTRY.format(phrase="x").replace("0.5", "7"), "entry 1: weight 7.0"),
        (ENTRY.format(phrase="x") + 'colour = "red"', "entry 1: unknown colour"),
        (ENTRY.format(phrase="x").replace('kind = "insult"', ""), "bad.toml: 'kind'"),
        (ENTRY.format(phrase="x").replace('match = ["x"]', ""), "entry 1: has neither match nor words"),
        (ENTRY.format(phrase="x") + 'guards = ["unheard_of"]', "no guard is called unheard_of"),
    ],
)
def test_slip_in_a_list_is_told_by_file_and_entry(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")

    with pytest.raises(WordListError, match=complaint):
        load(tmp_path)


def test_what_stands_anywhere_in_a_text_can_speak_against_a_find(tmp_path: Path) -> None:
    (tmp_path / "calm.toml").write_text('[[guard]]\nname = "over"\nanywhere = ["# years ago"]', encoding="utf-8")
    over = load(tmp_path).guards["over"]

    assert over.applies("a wasp. it was long gone, some 7 years ago", 2, 6)
    assert not over.applies("a wasp. it is here", 2, 6)
