"""What a message wants besides: who was harmed, failed or insulted is told whom to turn to, and is never hidden."""

import pytest

from rules import Route, Suggestion, assess


@pytest.mark.parametrize(
    "text",
    [
        "You killed my father by sending him home",
        "Your hospital murdered my nan",
        "The ward nearly killed me, they gave me the wrong dose",
        "You left my husband to die on a trolley",
        "My mum would still be alive if you had scanned her",
        "misdiagnosed my son and now look",
        "Still no results from my biopsy",
        "Ten weeks and still no letter about my operation",
        "Still nothing about my scan",
        "Nobody came when I pressed the buzzer",
        "They gave her someone else's tablets",
        "Mum left on a trolley for 19 hours without a drink",
        "That surgeon butchered me",
        "Three months I've waited and the letter went to the wrong house",
        "Miscarried in your toilets after four hours in the queue",
    ],
)
def test_harm_and_waiting_are_about_somebodys_own_care_however_bitterly_told(text: str):
    found = assess(text)
    assert (found.route, found.suggestion, found.findings) == (Route.OWN_CARE, Suggestion.REFER, ())


@pytest.mark.parametrize(
    "text",
    [
        "The consultant smelt of drink",
        "your surgeon reeked of whisky",
        "The doctor was clearly drunk",
        "told me it was all in my head",
        "He said the pain was all in my mind",
        "The nurse told me to stop being dramatic",
        "Doctor said I was making it up",
        "Your receptionist put the phone down on me",
        "Staff were gossiping at the desk while my gran cried",
        "The night staff were drinking on shift, I saw it",
        "The nurse on ward 9 stole my mother's rings",
        "My wife was spoken to like a child by the nurse in charge",
        "The security guard was a massive bully",
        "Somebody on ward 3 is posting pictures of patients on Snapchat",
        "Your nurse put my son's diagnosis on Facebook",
        "My ex works on reception and is looking at my records",
    ],
)
def test_what_staff_did_or_said_to_somebody_is_a_concern_about_staff(text: str):
    found = assess(text)
    assert (found.route, found.suggestion, found.findings) == (Route.STAFF_CONCERN, Suggestion.REFER, ())


@pytest.mark.parametrize(
    "text",
    [
        "Cancer killed my dad, please give to the hospice",
        "The stairs to the clinic nearly killed me",
        "My mum told me it was all in my head, so I nearly stayed away",
        "The nurse told me to stop smoking and I did, thank you",
        "The porter laughed at my jokes all the way, lovely man",
        "A drunk was shouting in the waiting room",
        "The doctor was looking at my notes and told me what they meant",
        "My mother in law was looking at her notes with the doctor, all is fine now",
        "You posted photos of the garden party on Facebook, how lovely",
        "The nurses were drinking tea for the first time in twelve hours",
        "Somebody stole my bike from outside ward 9",
        "No news is good news",
        "Thank you for your kindness before my husband's death",
    ],
)
def test_an_illness_kin_and_a_joke_accuse_nobody(text: str):
    assert assess(text).route not in {Route.OWN_CARE, Route.STAFF_CONCERN, Route.COMPLAINT}


@pytest.mark.parametrize("text", ["Could you not open on Saturdays?", "Can you put more chairs in the waiting room"])
def test_a_suggestion_put_as_a_question_is_a_suggestion(text: str):
    assert assess(text).route is Route.SUGGESTION


@pytest.mark.parametrize("text", ["The cleaner on ward 4 deserves a medal", "Thank you for not giving up on me"])
def test_thanks_are_known_without_a_word_of_thanks_and_beside_a_not(text: str):
    assert assess(text).route is Route.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "Cheers for nothing",
        "Thank you so much for cancelling my appointment again",
        "Well done for losing my letter",
        "I deserve a medal for sitting here since six",
    ],
)
def test_bitter_thanks_are_none(text: str):
    assert assess(text).route is not Route.THANKS
