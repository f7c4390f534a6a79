"""The published text, P1 to P17, word for word, and how a reply quotes it."""

import pytest

from rules.published import forbidden, published, published_contact

LINES = {each.number: each for each in published("hello@anytown.example")}


def test_every_numbered_line_is_there_in_its_order():
    assert list(LINES) == [f"P{number}" for number in range(1, 18)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("P3", "Our communications team updates and monitors our social media pages during office hours Monday to "
               "Friday. We will:"),
        ("P7", "We believe people are entitled to share their views and we won't remove a post simply because it's "
               "negative."),
        ("P8", "However, if we believe a contribution goes against our principles we may hide or remove it."),
        ("P12", "Is abusive towards members of staff* or the public;"),
    ],
)  # fmt: skip
def test_a_line_stands_as_it_was_published(number: str, words: str):
    assert LINES[number].words == words


@pytest.mark.parametrize(
    ("number", "shared"),
    [
        ("P5", "We will read all mentions, posts and direct messages sent to us. We can't always reply individually "
               "but we do listen to your comments and suggestions."),
        ("P12", "We will take action when a post is abusive towards members of staff or the public."),
        ("P17", "We take concerns about our staff very seriously. If you have an issue or concern about an individual, "
                "please contact our Patient Advice and Liaison Service (PALS)."),
    ],
)  # fmt: skip
def test_a_line_is_shared_as_a_whole_sentence(number: str, shared: str):
    assert LINES[number].shared == f"From our social media principles: “{shared}”"


def test_the_contact_address_is_the_one_of_the_settings():
    assert LINES["P2"].words.endswith("at hello@anytown.example.")
    assert LINES["P16"].shared.endswith("hello@anytown.example.”")
    assert {each.words.count("{") for each in published(published_contact())} == {0}
    assert published_contact() == "shrccg.communicationsteam@nhs.net"


def test_what_a_post_does_stands_after_when_a_post():
    assert forbidden("irrelevant_advertising") == "contains irrelevant advertising"


def test_lines_are_found_by_all_the_words_that_are_looked_for():
    def found(words: str) -> list[str]:
        return [each.number for each in published("comms@anytown.example") if each.has(words)]

    assert found("P7") == ["P7"]
    assert found("PERSONAL") == ["P14"]
    assert found("personal advertising") == []
    assert len(found("")) == len(published("comms@anytown.example"))
