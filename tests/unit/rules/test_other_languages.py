"""What is found in a text that is not in English: personal details, links that sell, slurs; and that it is not."""

import pytest

from rules import assess
from rules.assessment import Kind, Suggestion, Urgency
from rules.language import ENGLISH, NAMES, UNKNOWN, other_language
from rules.model import load
from rules.wordlists import lexicon
from tests.unit.rules.test_language import COMMENTS
from tests.unit.rules.test_language import ENGLISH as ENGLISH_COMMENTS

SLUR = next(
    word for word, entries in lexicon().index.items() for rule, rest in entries if rule.kind == "slur" and not rest
)
"""The first of the word list, whichever that is."""


@pytest.mark.parametrize(
    ("text", "code", "masked"),
    [
        ("Ffoniwch fi ar 07700 900123 os gwelwch yn dda", "cy", "[phone number]"),
        ("Fy rhif GIG yw 999 000 0018, diolch yn fawr iawn", "cy", "[NHS number]"),
        ("Mój numer NHS to 999 000 0018, proszę o telefon", "pl", "[NHS number]"),
        ("Proszę napisać na adres jan.przyklad@example.org", "pl", "[email address]"),
        ("Mój adres to 12 Klonowa Road, LS1 4AP, proszę przyjść", "pl", "[postcode]"),
        ("Numărul meu NHS este 999 000 0018, vă rog sunați", "ro", "[NHS number]"),
        ("ਮੈਨੂੰ 07700 900123 ਤੇ ਫ਼ੋਨ ਕਰੋ ਜੀ", "pa", "[phone number]"),
        ("مجھے 07700 900123 پر فون کریں، شکریہ", "ur", "[phone number]"),
        ("مجھے ۰۷۷۰۰ ۹۰۰۱۲۳ پر فون کریں", "ur", "[phone number]"),
        ("আমাকে ০৭৭০০ ৯০০১২৩ নম্বরে ফোন করুন", "bn", "[phone number]"),
        ("اتصلوا بي على ٠٧٧٠٠ ٩٠٠١٢٣ من فضلكم", "ar", "[phone number]"),
        ("راسلوني على noor@example.org لو سمحتم", "ar", "[email address]"),
        ("रेखा को ०७७०० ९००१२३ पर फोन करें", "hi", "[phone number]"),
    ],
)
def test_personal_details_are_masked_in_any_language_and_in_its_own_figures(text: str, code: str, masked: str):
    found = assess(text)
    assert masked in found.masked_text
    assert found.suggestion is Suggestion.HIDE
    assert other_language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        f"Ten człowiek z recepcji to zwykły {SLUR}, nie wracam tam",
        f"Omul de la recepție este un {SLUR} și nu mai vin",
        f"استقبال المستشفى {SLUR} جدا",
    ],
)
def test_a_known_slur_counts_in_any_language(text: str):
    found = assess(text)
    assert "hateful_discriminatory" in {each.principle for each in (*found.findings, *found.hints)}


@pytest.mark.parametrize(
    "text", ["Kup teraz tanie tabletki https://bit.ly/xyz promocja -50%", "Câștigă bani rapid, click aici bit.ly/abc"]
)
def test_a_link_that_sells_speaks_for_advertising_in_any_language(text: str):
    found = assess(text)
    assert "irrelevant_advertising" in {each.principle for each in (*found.findings, *found.hints)}


@pytest.mark.parametrize("text", ENGLISH_COMMENTS)
def test_no_english_comment_is_said_to_be_in_another_language(text: str):
    assert other_language(text) is None


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in COMMENTS.items() for text in texts])
def test_the_languages_of_the_area_are_named_from_three_words_on(code: str, text: str):
    told = other_language(text)
    assert told == code or (told is None and len(text.split()) <= 4)


ROMANISED = {
    "ur": [
        "Aap ka bahut shukriya",
        "mujhe appointment chahiye",
        "Doctor sahab bohat acha hai, shukriya",
        "char ghante intezar kiya, kisi ne nahi pucha",
        "aap logon ne meri walida ka bohat khayal rakha",
        "Mujhe dawai nahi mili abhi tak",
        "hamein parking nahi mili",
        "please mujhe appointment chahiye",
        "Please kab milega mera result",
        "sorry doctor sahab mujhe nahi pata tha",
        "thank you aap ka bahut shukriya",
    ],
    "pa": [
        "tuhada dhanvaad",
        "tuhada bahut dhanvaad",
        "mainu doctor di appointment chahidi hai",
        "Tusi bahut changa kam karde ho",
        "kinne ghante hor lagne ne",
        "saanu koi nahi puchda",
        "mainu doctor di appointment chahidi hai please",
    ],
    "bn": [
        "Apnader onek dhonnobad",
        "amar appointment lagbe",
        "ami daktar dekhate chai kintu keu phone dhore na",
        "koto ghonta opekkha korte hobe",
        "keu kotha shone na",
        "please amar appointment lagbe",
    ],
    "ar": [
        "shukran jazilan lakum jamian",
        "ana ureed mawid ma tabib",
        "law samaht wayn al mustashfa",
        "alhamdulillah shukran ya doctora",
        "mafi mutarjim hon",
    ],
}
"""Mild comments in languages with letters of their own, written in Latin ones."""


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ROMANISED.items() for text in texts])
def test_a_language_written_in_letters_not_its_own_is_told(code: str, text: str):
    assert other_language(text) == code
    assert other_language(text.upper()) == code


@pytest.mark.parametrize(
    "text",
    [
        "Shukriya to the whole team, you looked after my dad so well",
        "Alhamdulillah my operation went well, the nurses were great",
        "My ammi and abbu were seen within an hour",
        "Mashallah, what a ward",
        "Dr Sahib and Sister Bibi on the ward were kind",
        "Habibi funk night in aid of the scanner",
        "bahut shukriya, thank you",
        "please pass the dal and roti to ward 4",
        "Please thank sister ji and bhai on reception",
        "Sorry, inshallah I will be there at ten",
        "The canteen does naan, dal and aloo on Fridays now",
    ],
)
def test_a_greeting_a_name_or_a_word_of_it_in_english_makes_no_text_foreign(text: str):
    assert other_language(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Dr Okonkwo and Siân were lovely",
        "Thank you Łukasz, Agnieszka and Zoë",
        "PSY - GANGNAM STYLE (강남스타일)",
        "𝓣𝓱𝓪𝓷𝓴 𝔂𝓸𝓾 𝓼𝓸 𝓶𝓾𝓬𝓱 everyone",
        "Diolch and thank you to all the staff on the ward",
        "",
        "👏👏👏",
        "https://example.pl/dziekujemy-bardzo-za-wszystko",
        "Super",
        "Merci",
    ],
)
def test_names_pretty_letters_links_and_a_word_or_two_make_no_text_foreign(text: str):
    assert other_language(text) is None


def test_another_script_is_not_english_whatever_it_says():
    assert other_language("ᏣᎳᎩ") == UNKNOWN
    assert other_language("شكرا") == "ar"


def test_what_may_be_named_has_a_name():
    assert ENGLISH not in NAMES
    assert all(name[:1].isupper() for name in NAMES.values())


def test_a_message_in_another_language_is_answered_as_any():
    assert assess("Czekałam pięć godzin na izbie przyjęć", Kind.DIRECT_MESSAGE).suggestion is Suggestion.REPLY


@pytest.mark.parametrize(
    "text",
    ["Guten Tag, wann öffnet die Klinik morgen?", "Szukam pomocy, moja córka jest chora i nie mogę umówić wizyty"],
)
def test_the_model_which_reads_english_says_nothing_of_another_language(text: str):
    found = assess(text, model=load())

    assert (found.findings, found.unsure) == ((), False)


@pytest.mark.parametrize("text", ["chcę umrzeć, nie dam już rady", "nu mai vreau să trăiesc", "Main marna chahti hoon"])
def test_a_risk_to_life_is_urgent_in_some_languages_too(text: str):
    assert assess(text).urgency is Urgency.URGENT
