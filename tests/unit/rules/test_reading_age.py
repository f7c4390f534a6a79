"""How old a reader should be for a text."""

import pytest

from rules.reading_age import reading_age

HARD = "Individuals experiencing considerable dissatisfaction may communicate their representations to us accordingly."


@pytest.mark.parametrize(
    ("text", "youngest", "oldest"),
    [
        ("The cat sat on the mat. It was a fat cat. The dog ran to it and sat by it too.", 5, 5),
        ("Thank you for telling us. We can’t talk about anyone’s care here, but we want to help.", 6, 11),
        (HARD, 20, 40),
    ],
)
def test_longer_words_and_sentences_want_an_older_reader(text: str, youngest: int, oldest: int):
    age = reading_age(text)
    assert age
    assert youngest <= age <= oldest


@pytest.mark.parametrize("text", ["", "Thank you.", "…!"])
def test_of_a_few_words_nothing_is_told(text: str):
    assert reading_age(text) is None
