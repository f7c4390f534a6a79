"""What language a comment is in, told well enough that none but English ones are gathered."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rules.language import language, other_language, surely_english

COMMENTS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
OTHERS = COMMENTS.pop("others")
ENGLISH = COMMENTS.pop("en")


@pytest.mark.parametrize("text", [*(text for texts in COMMENTS.values() for text in texts), *OTHERS])
def test_a_comment_in_another_language_is_never_taken_for_english(text: str):
    assert not surely_english(text)
    assert not surely_english(text.upper())


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in COMMENTS.items() for text in texts])
def test_the_languages_of_the_area_are_told(code: str, text: str):
    assert language(text) == code


def test_english_comments_are_known_but_for_one_in_twenty():
    unknown = [text for text in ENGLISH if not surely_english(text)]
    assert len(unknown) <= len(ENGLISH) / 20, unknown


@pytest.mark.parametrize(
    "text",
    ["Thank you so much", "Well done everyone", "What a shambles", "Disgusting!!", "SHAME ON YOU ALL"],
)
def test_what_people_say_most_in_a_few_words_is_known_for_english(text: str):
    assert surely_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Well done Agnieszka and Siân, see https://example.pl/dziekujemy-bardzo",
        "Congratulations Siân",
        "Thank you @dziekuje",
    ],
)
def test_a_name_a_link_or_a_handle_makes_no_comment_foreign(text: str):
    assert surely_english(text)


@pytest.mark.parametrize("text", ["", "12345", "👏👏", "https://example.org", "\x00 \x85", "Super", "xkcd"])
def test_it_is_not_told_where_there_is_too_little_to_tell_it_by(text: str):
    assert language(text) is None


@pytest.mark.parametrize("text", ["\ud800 hi there", "\x00", "\U0010ffff", "a" * 10_000, "ਤੁ" * 5_000])
def test_any_text_can_be_asked_about(text: str):
    assert language(text) in {None, *COMMENTS} or not surely_english(text)


def test_english_beside_as_much_in_other_letters_is_not_taken_for_english():
    assert not surely_english("Thank you σας ευχαριστώ πολύ")


def test_nothing_is_read_until_it_is_asked_for():
    check = "import sys, rules.floods; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0  # noqa: S603 - our own line


def test_a_plain_english_sentence_needs_no_model():
    check = (
        "import sys; from rules.language import other_language\n"
        "sys.exit(bool(other_language('They were kind to my mum and me')) or 'py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0  # noqa: S603 - our own lines


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mijn been is gebroken en de dokter was er niet, we wachten al uren", "nl"),
        ("Das Wetter war so schlecht, was soll ich in der Stadt", "de"),
        ("Ni är så trevliga på avdelningen, vi har väntat men det var bra", "sv"),
    ],
)
def test_words_that_english_shares_with_another_language_make_it_no_english(text: str, code: str):
    assert other_language(text) == code
