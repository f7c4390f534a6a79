"""Why something is suggested, as a card says it: the words, how sure, and where a person has to read it first."""

from dataclasses import replace

import pytest

from bot.sandbox.block_kit import accept_blocks
from handlers.blocks.cases import entry_block
from handlers.blocks.reasons import how_sure
from rules import assess
from rules.assessment import Kind
from rules.decisions import Action
from rules.mention import Case
from rules.model import load
from tests.unit.handlers.drawn import (
    CLEAN,
    INSULT,
    LONDON,
    MONDAY,
    QUESTION,
    blocks_of,
    buttons_of,
    case_of,
    texts,
    told,
)

SWEARS_A_LITTLE = "The parking is crap and the bloody machine ate my money."
HOSTILE = "Every last refugee in this town makes my skin crawl, get them out of my sight"
POLISH = "Czekałam pięć godzin na izbie przyjęć i nikt nic nie powiedział"
WITH_A_NUMBER = "Proszę zadzwonić do mojej mamy, jej numer to 07700 900123, dziękuję bardzo"


def read_by_the_model(text: str) -> Case:
    return replace(case_of(text), assessment=assess(text, model=load()))


def style_of(case: Case, label: str) -> str | None:
    [button] = [each for each in buttons_of(case) if each["text"]["text"] == label]
    return button.get("style")


def test_a_finding_tells_its_words_and_how_sure_they_make_it():
    said = told(case_of(INSULT))
    assert "Suggestion: Hide" in said
    assert "Fairly sure, by the words “receptionist is an idiot”" in said


@pytest.mark.parametrize(
    ("confidence", "words"), [(1.0, "Almost certain"), (0.9, "Almost certain"), (0.8, "Fairly sure"), (0.5, "Likely")]
)
def test_how_sure_something_is_stands_in_words(confidence: float, words: str):
    assert how_sure(confidence) == words


def test_what_only_the_model_sees_is_told_by_the_words_that_matter_most():
    case = read_by_the_model(HOSTILE)
    said = told(case)
    assert "Suggestion: Hide" in said
    assert "it reads as hostile to people for what they are." in said
    assert "Almost certain, by the text as a whole, above all “" in said
    accept_blocks(blocks_of(case))


def test_where_words_can_be_pointed_at_the_sense_of_the_text_is_no_second_reason():
    said = told(read_by_the_model("Go back to your own country, nobody wants you working here."))
    assert "P10, hateful or discriminatory: it is hostile to people for what they are." in said
    assert "by the words “Go back to your own country”" in said


def test_where_something_speaks_for_a_breach_without_being_enough_a_person_is_asked_to_read_it():
    case = case_of(SWEARS_A_LITTLE)
    said = told(case)
    assert "Unsure: please read" in said
    assert "speaks for P11 (profane, offensive or violent), but not enough to suggest anything." in said
    assert "What speaks for it: the words “crap”, “bloody”" in said
    assert "Suggestion" not in said
    assert style_of(case, "Approve") is None
    assert style_of(case_of(CLEAN), "Approve") == "primary"


def test_once_it_is_decided_it_is_told_as_past():
    said = told(case_of(SWEARS_A_LITTLE, Action.APPROVE))
    assert "please read" not in said.lower()
    assert "Unsure\n · Something in it speaks for P11" in said


def test_what_is_unsure_and_asks_something_still_has_its_suggestion():
    case = case_of(f"{QUESTION} {SWEARS_A_LITTLE}")
    said = told(case)
    assert "Suggestion: Reply" in said
    assert "also speaks for P11" in said
    assert style_of(case, "Reply") == "primary"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Arhosais i am bum awr yn yr adran frys neithiwr", "Welsh"),
        (POLISH, "Polish"),
        ("ਅਸੀਂ ਪੰਜ ਘੰਟੇ ਉਡੀਕ ਕੀਤੀ ਪਰ ਕਿਸੇ ਨੇ ਕੁਝ ਨਹੀਂ ਦੱਸਿਆ", "Punjabi"),
        ("ہم نے پانچ گھنٹے انتظار کیا لیکن کسی نے کچھ نہیں بتایا", "Urdu"),
        ("আমরা পাঁচ ঘণ্টা অপেক্ষা করেছি কিন্তু কেউ কিছু বলেনি", "Bengali"),
        ("Am așteptat cinci ore la urgențe și nimeni nu mi-a spus nimic", "Romanian"),
        ("انتظرنا خمس ساعات في الطوارئ ولم يخبرنا أحد بشيء", "Arabic"),
    ],
)
def test_what_is_not_in_english_is_not_said_to_have_nothing_in_it(text: str, language: str):
    case = case_of(text)
    said = told(case)
    assert f"Not in English ({language}?): please read" in said
    assert "Nothing in it" not in said
    assert "only personal details, links and known slurs are found" in said
    assert style_of(case, "Approve") is None
    listed = "".join(texts(entry_block(case, MONDAY, LONDON).to_dict()))
    assert f"not in english ({language.lower()}?): please read" in listed.lower()
    accept_blocks(blocks_of(case))


def test_a_word_that_is_rude_in_english_alone_is_told_with_that_doubt():
    said = told(case_of("Arhosais i am bum awr yn yr adran frys neithiwr"))
    assert "What would speak for a breach in English, and may mean something else there: the word “bum”" in said
    assert "P11" not in said


def test_what_is_found_in_another_language_is_told_beside_what_was_not_understood():
    said = told(case_of(WITH_A_NUMBER))
    assert "Suggestion: Hide" in said
    assert "[phone number]" in said
    assert "07700" not in said
    assert "Not in English (Polish?): please read" in said


def test_a_direct_message_in_another_language_is_still_to_be_replied_to():
    said = told(case_of(POLISH, kind=Kind.DIRECT_MESSAGE))
    assert "Suggestion: Reply" in said
    assert "Not in English (Polish?): please read" in said
