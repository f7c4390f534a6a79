"""What may be gathered into a digest, and what never is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rules import Kind, assess
from rules.floods import LONGEST_IN_LIST, Apart, apart, takes_more_until
from rules.mention import Mention
from rules.office_hours import OfficeHours
from tests.unit.rules.examples import BREACHES

GRUMBLE = "What a waste of money the new website is. Honestly useless."


def kept_apart(text: str, kind: Kind = Kind.COMMENT) -> Apart | None:
    return apart(Mention("facebook", "1", kind, text), assess(text, kind))


@pytest.mark.parametrize(
    "text",
    [
        GRUMBLE,
        "Thank you to everyone on Maple Ward.",
        "You should consider opening the pharmacy at weekends.",
        "Disgusting!!",
        "Lovely to meet Siân and Zoë at the café this morning 👏",
        "So proud of you all ❤️❤️❤️",
        "See https://www.anytown.nhs.uk/rota for the times, they have changed again",
    ],
)
def test_a_comment_that_breaches_nothing_and_asks_nothing_may_be_gathered(text: str):
    assert kept_apart(text) is None


@pytest.mark.parametrize("kind", [Kind.MENTION, Kind.POST, Kind.REPLY, Kind.REVIEW])
def test_what_is_said_in_public_may_be_gathered_whatever_it_is_called(kind: Kind):
    assert kept_apart(GRUMBLE, kind) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The receptionist is an idiot", Apart.FINDING),
        ("I can't go on, I want to end my life", Apart.PRESSING),
        ("What time does the walk-in clinic open on Saturday?", Apart.NEEDS_ANSWER),
        ("I want to make a formal complaint about the car park", Apart.NEEDS_ANSWER),
        ("The parking is crap and the bloody machine ate my money.", Apart.UNSURE),
        ("", Apart.NO_WORDS),
        ("  \n", Apart.NO_WORDS),
        ("👍👍", Apart.NO_WORDS),
        ("https://t.co/Ab12Cd34Ef", Apart.NO_WORDS),
        ("@our_nhs https://pic.x.com/Ab12Cd34Ef !", Apart.NO_WORDS),
        ("Ευχαριστώ πολύ για όλα", Apart.NOT_ENGLISH),
        ("شكرا جزيلا لكم", Apart.NOT_ENGLISH),
        ("谢谢你们 ok", Apart.NOT_ENGLISH),
        ("Merci – très bien, l’équipe 👏", Apart.NOT_ENGLISH),
        ("Diolch yn fawr iawn", Apart.NOT_ENGLISH),
        ("Dziekuje bardzo", Apart.NOT_ENGLISH),
        ("Super", Apart.NOT_ENGLISH),
        ("So good. " * 200, Apart.LONG),
    ],
)
def test_what_a_person_should_look_at_by_itself_has_a_card_of_its_own(text: str, why: Apart):
    assert kept_apart(text) is why


def test_a_direct_message_is_never_gathered():
    assert kept_apart("Thank you to everyone on Maple Ward.", Kind.DIRECT_MESSAGE) is Apart.DIRECT_MESSAGE


def test_what_has_masked_details_in_it_is_not_judged_in_a_list():
    mention = Mention("facebook", "1", Kind.COMMENT, "Thanks from 07700 900123")
    found = replace(assess("Thanks"), personal_details=assess(mention.text).personal_details)
    assert found.personal_details
    assert apart(mention, found) is Apart.PERSONAL_DETAILS


def test_the_longest_text_of_a_list_is_gathered_and_one_character_more_is_not():
    text = ("The staff were kind. " * LONGEST_IN_LIST)[:LONGEST_IN_LIST]
    assert kept_apart(text) is None
    assert kept_apart(text + "!") is Apart.LONG


def test_a_quoted_slur_is_unsure_though_nobody_breached_anything_by_quoting_it():
    quoted = assess("People who say all immigrants are scum should be ashamed. Our nurses are the best.")
    assert (quoted.findings, quoted.unsure) == ((), True)


@pytest.mark.parametrize("text", [text for _, text in BREACHES])
def test_no_breach_is_ever_gathered(text: str):
    assert kept_apart(text) is not None


@pytest.mark.parametrize("reason", Apart)
def test_each_reason_is_a_sentence(reason: Apart):
    assert reason.value.startswith(("It", "Something"))
    assert reason.value.endswith(".")


def test_a_digest_takes_more_until_its_first_comments_are_to_be_read():
    hours = OfficeHours.parse()
    friday_evening = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    assert takes_more_until(friday_evening, hours) == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
