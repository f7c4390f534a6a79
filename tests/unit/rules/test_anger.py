"""Anger is no breach (P7), however loud, sarcastic or unfair."""

import pytest

from rules import Suggestion, assess
from rules.model import load
from tests.evaluate.probes.templates import probes


def test_swear_free_anger_is_never_hidden_or_reported():
    texts = [probe.text for probe in probes("angry", each=4)]

    assert texts
    assert [text for text in texts if assess(text).suggestion in {Suggestion.HIDE, Suggestion.REPORT}] == []


@pytest.mark.parametrize(
    "text", ["Absolute muppets. Rang again", "you people are useless", "what a bunch of clowns", "you lot are a joke"]
)
def test_a_rude_word_for_a_service_is_for_somebody_to_read(text: str):
    found = assess(text)

    assert (found.findings, found.unsure) == ((), True)


@pytest.mark.parametrize(
    "text",
    [
        "My dog is a fat pig and your diet sheet has not helped",
        "The government are lying scumbags and nurses pay for it",
        "Estate agents, lying scum",
        "Utter scum, this company",
        "A dirty pig of a hotel room",
        "That robot voice, a stupid cow of a machine",
        "Silly cow that I am, I believed your website",
        "What moron designed a form that you can't go back in",
        "Don't treat me like an idiot, and I'm about to start a riot at gate 22",
    ],
)
def test_a_thing_a_firm_a_government_oneself_or_nobody_known_is_nobody_to_abuse(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "The government lied. You lot are scumbags",
        "Your bank clerk is a fat pig",
        "The nurse at your company is a stupid cow",
        "That receptionist at the Elms surgery is a right cow",
        "Old bat on reception told me to come back tomorrow",
        "She is thick as two short planks, that one on the desk",
    ],
)
def test_whoever_is_insulted_beside_a_thing_or_a_firm_is_insulted(text: str):
    assert "abusive" in {finding.principle for finding in assess(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Rot in hell, parking apps",
        "Burn in hell hold music",
        "I hope you die out like the dinosaurs",
        "You'd kill yourself laughing",
    ],
)
def test_what_is_wished_on_a_thing_or_meant_as_a_joke_is_wished_on_nobody(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    ["Stupid idiots cancelled my scan", "a bunch of idiots runs this council", "Complete morons dug up our road again"],
)
def test_a_rude_word_for_those_who_run_something_is_for_somebody_to_read(text: str):
    found = assess(text)

    assert (found.findings, found.unsure) == ((), True)


@pytest.mark.parametrize(
    "text", ["Absolute moron of a doctor", "You're all idiots", "the receptionists are complete idiots"]
)
def test_a_rude_word_for_a_person_or_to_their_face_is_abuse(text: str):
    assert assess(text).suggestion is Suggestion.HIDE


@pytest.mark.parametrize(
    "text",
    [
        "That self-checkout shouted at me in front of everyone",
        "Payday loan firms are vultures",
        "@skyplod please follow me so I can DM you the booking, three hours now",
        "@skyplod follow me please so that I can DM my record locator",
        "@skyplod please RT: my daughter's wheelchair was lost by these people",
        "check out your own gate, nobody there for an hour",
        "Check out this queue at Gatwick, what a joke",
        "check out what your crew did to my guitar",
        "I won a refund at last, after 14 months of lies",
        "You've won the prize for worst airline",
        "A get rich quick scheme, that is what your parking is",
        "Passive income for landlords, active misery for us",
        "Full story here https://www.shropshirestar.com/news/2026/ward",
    ],
)
def test_an_angry_customer_sells_nothing(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "You should be ashamed, my dad died because of you",
        "My mum passed away alone and nobody even rang us",
        "You let my brother die and then lied about it",
        "You people are useless, worst airline ever",
        "You are all a bunch of thieves, give me my refund",
        "The chief executive should be fired, he is a liar",
        "You have blood on your hands",
        "Your drivers are a danger to children",
        "Give our nurses a pay rise you cowards",
        "You should be ashamed of yourselves",
        "You are all liars",
        "you people are useless",
        "Shame on you",
        "TSB you absolute clowns, where is my money",
        "Where is my parcel you utter muppets",
    ],
)
def test_the_model_takes_no_bereavement_and_no_cheated_customer_for_abuse(text: str):
    assert assess(text, model=load()).suggestion not in {Suggestion.HIDE, Suggestion.REPORT}


@pytest.mark.parametrize(
    "text",
    [
        "The foreign doctor could not understand my mum",
        "Young people get no help with mental health at all",
        "My nurse was Polish and could not understand me, shocking",
        "Trans patients wait seven years, it is a scandal",
    ],
)
def test_the_model_takes_nobody_who_names_a_group_and_tells_of_care_for_hostile(text: str):
    assert assess(text, model=load()).suggestion not in {Suggestion.HIDE, Suggestion.REPORT}


@pytest.mark.parametrize("text", ["So f***ing tired of waiting", "sh** service", "What a pack of w***ers"])
def test_a_starred_swear_word_is_profane_and_no_slur(text: str):
    assert "hateful_discriminatory" not in {finding.principle for finding in assess(text).findings}
    assert "profane_offensive_violent" in {finding.principle for finding in assess(text).findings}


@pytest.mark.parametrize("text", ["B****y hell, nine hours", "I'm p***ed off with the lot of you"])
def test_a_starred_mild_word_is_no_breach(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Maternity care for gay people is useless",
        "Your services for trans people are disgusting",
        "To the council disabled people are a burden, or so it seems from how they are housed",
        "The carer said travellers are cheats. I am one and sat right there",
        "The papers make out that foreigners are a disease and then people get hurt",
        "A country where gay people should be hanged gets a World Cup",
    ],
)
def test_who_complains_for_a_group_is_not_hostile_to_it(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Gay people are disgusting and you care for them",
        "Why care for them? Muslims are vermin",
        "Foreigners are a disease",
    ],
)
def test_who_is_hostile_to_a_group_is_not_excused_by_words_of_care(text: str):
    assert "hateful_discriminatory" in {finding.principle for finding in assess(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "follow me back so I grow",
        "follow me and dm me for prices",
        "check out my new video about it",
        "you've won a prize, claim your gift card",
    ],
)
def test_what_only_begins_like_a_customer_is_advertising_still(text: str):
    assert "irrelevant_advertising" in {finding.principle for finding in assess(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Slugs, I'm coming for you with a torch and a bucket",
        "Wasps at my picnic, I'm going to get you for this",
        "Printer, I'm coming for you",
        "I could murder someone for a bacon sandwich",
        "I'd kill somebody for another slice of that cake",
        "To the absolute toerag who stole the charity tin",
        "Some toerag has nicked my hanging basket",
        "I'm an idiot, I clicked on it. Idiot idiot idiot",
        "Queued an hour for my passport and an hour more for the stamp, ring them and you get a robot",
        "Your girl is in my snapchat saying hello",
    ],
)
def test_fury_at_pests_hunger_thieves_unknown_and_oneself_is_no_breach(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Receptionist, I'm coming for you with a torch and a bat",
        "I could murder the receptionist",
        "I could murder that doctor for a sandwich",
        "You toerag",
        "The nurse is a toerag who stole my ring",
        "That toerag of a receptionist",
        "I'm an idiot but you're a moron",
        "Your little girl is so pretty on snapchat",
        "Fake passports in two hours, cash only, dm me",
    ],
)
def test_what_is_put_like_that_to_a_person_stays_a_breach(text: str):
    assert assess(text).suggestion in {Suggestion.HIDE, Suggestion.REPORT}
