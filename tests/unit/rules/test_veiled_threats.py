"""What frightens staff without naming a deed is found (P12); what only sounds like it is not."""

import pytest

from rules import Suggestion, assess


@pytest.mark.parametrize(
    "text",
    [
        "I know where the receptionist lives",
        "we know where your staff live",
        "Watch your back, doctor",
        "you'll get what's coming",
        "somebody should teach that doctor a lesson",
        "I'll be waiting outside when you finish your shift",
        "I will be waiting for the receptionist in the car park tonight",
        "Just wait till I get my hands on that doctor",
        "I'll get you for this",
        "it would be a shame if something happened to your nice new surgery",
        "you'll be looking over your shoulder from now on",
        "I've got your home address",
        "I'd be careful walking home if I was you",
        "I know which school your kids go to",
        "I know which school that receptionist's kids go to",
        "I know where that nurse lives, at the top of my road",
        "I'll be waiting for you in the car park at nine tonight",
        "I'll see you outside the surgery when you finish",
        "watch your back when you leave tonight",
        "You lot will be looking over your shoulders from now on",
        "your windows are going in tonight",
        "Everyone turn up at the CEO's house and let him know what you think",
        "Tempted to chuck a brick through the surgery window",
        "Someone needs to give that receptionist a slap",
        "You'll all hang for what you've done",
        "Wait till I see that consultant in the car park. He won't be walking home.",
        "if she dies, you die",
        "We're coming for you with a bat and your lawyer can watch",
        "I'll hit someone with a hammer on Monday",
        "your blood will be spilled on the floor",
    ],
)
def test_a_veiled_threat_is_urgent_and_to_be_reported(text: str) -> None:
    found = assess(text)

    assert (found.suggestion, found.urgency) == (Suggestion.REPORT, "urgent")


@pytest.mark.parametrize(
    "text",
    [
        "If you cancel again I'll stab you",
        "I'm not joking, I know where you live",
        "not even kidding I will slap that nurse",
        "Don't test me, I'll burn your surgery down",
        "no more chances, I'm coming for you with a bat",
        "nobody helps so I'm bringing a knife to reception",
    ],
)
def test_a_condition_or_another_not_before_a_threat_excuses_nothing(text: str) -> None:
    found = assess(text)

    assert (found.suggestion, found.urgency) == (Suggestion.REPORT, "urgent")


@pytest.mark.parametrize("text", ["I w1ll k1ll y0u", "I'm g01ng to st4b that nurse", "I know wh3re you l1ve"])
def test_a_threat_is_read_through_figures_for_letters(text: str) -> None:
    assert assess(text).urgency == "urgent"


@pytest.mark.parametrize(
    "text", ["I'm not saying I'll hit the doctor", "It's not like I'm going to punch someone", "not gonna hurt anyone"]
)
def test_a_threat_that_is_denied_is_none(text: str) -> None:
    assert assess(text).suggestion is not Suggestion.REPORT


@pytest.mark.parametrize(
    "text",
    [
        "you will regret this",
        "I know your face",
        "your days are numbered",
        "you'd better watch out",
        "I'll see you outside at five",
        "You'd better hope my MP never hears of it",
        "don't make me come down there",
    ],
)
def test_what_may_be_a_threat_is_for_somebody_to_read(text: str) -> None:
    assert assess(text).unsure


@pytest.mark.parametrize(
    "text",
    [
        "I know where the clinic is",
        "Watch your back when lifting",
        "watch your back pain video on YouTube, very useful",
        "The physio taught me a lesson in patience",
        "Someone should teach that receptionist a lesson in manners",
        "You will be sorry to hear that my mum died",
        "I'll be waiting outside for my husband, is that all right?",
        "I will wait outside until the doctor is ready",
        "I'll be there when she finishes her scan",
        "I'll see you outside the clinic at ten, love",
        "Wait until I see the doctor",
        "We will get you for this one, you said",
        "You better watch out for the step at the door",
        "I hope I never need you again",
        "The doctors told us he won't get home now",
        "he won't make it home for Christmas, thank you for your kindness",
        "Bad things will happen to the NHS",
        "I'll be paying you a visit soon with cakes for the ward",
        "By the time you get an appointment you're dead",
        "I'll come for you at 4, mum, wait by the doors",
        "The nurse said watch your back as you get older",
        "This printer deserves a good kicking",
        "You're dead right about the parking",
        "you are dead slow and you're dead to me, phone company",
        "They'll all hang in the foyer from Friday, come and see the paintings",
        "Wait till I see the doctor in the morning, then we will know",
        "Somebody should give the staff a slap on the back",
        "Somebody put a brick through the clinic window last night, so sad",
    ],
)
def test_what_only_sounds_like_a_threat_is_none(text: str) -> None:
    found = assess(text)

    assert (found.findings, found.unsure) == ((), False)


@pytest.mark.parametrize(
    "text",
    [
        "We're coming for you with a petition of 40,000 names",
        "We're coming for you, neighbours, with cake",
        "I could hit someone with my trolley in there, it is that packed",
        "Whoever is in charge of boarding needs shooting out of a cannon",
        "I will end you (in small claims)",
        "We will finish you at the ballot box",
        "They'll get what's coming, a massive fine",
        "Blood will be spilled on that junction",
        "You'd better hope I don't find my receipt",
    ],
)
def test_a_threat_in_jest_or_with_the_law_is_for_somebody_to_read_and_never_urgent(text: str) -> None:
    found = assess(text)

    assert (found.findings, found.unsure, found.urgency) == ((), True, "normal")


@pytest.mark.parametrize(
    "text",
    [
        "We'll destroy them in the derby, bring it on",
        "gonna kill you at FIFA tonight",
        "We are going to smash them on Sunday, three points",
        "I'll beat him at darts one of these days",
        "Third respawn. I'm going to end him",
        "They deserve a good hiding in the cup final",
        "We're coming for you Chelsea, the title is ours",
        "Whoever drew up this junction wants shooting",
    ],
)
def test_what_is_done_to_a_rival_in_sport_and_games_is_no_threat(text: str):
    found = assess(text)

    assert (found.findings, found.urgency) == ((), "normal")


@pytest.mark.parametrize(
    "text",
    [
        "That consultant laughed at me, I'm going to end him",
        "I'll batter her when the match is over, that receptionist",
        "I will destroy you",
        "I'm going to kill him",
        "Your staff are playing games with my life, somebody should crush them",
        "Your doctors want shooting",
    ],
)
def test_the_same_deed_to_staff_or_without_a_game_stays_a_threat(text: str):
    found = assess(text)

    assert (found.suggestion, found.urgency) == (Suggestion.REPORT, "urgent")


@pytest.mark.parametrize(
    "text",
    [
        "Embarrass them and send them home crying, come on Scotland",
        "Bury them and send them back down the M1 with nothing",
    ],
)
def test_a_team_that_is_sent_home_beaten_is_no_people_sent_home(text: str):
    assert assess(text).findings == ()
