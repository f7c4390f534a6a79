"""A risk to life is looked at once and never hidden; ways of speaking and what is long past are no alarm."""

from collections.abc import Callable

import pytest

from rules import Route, Suggestion, Urgency, assess
from tests.evaluate.probes.templates import Probe, probes

PROBES = list(probes("risk", each=2))
LEAST_FOUND, MOST_ALARMS = 0.95, 0.1


def share(chosen: Callable[[Probe], bool]) -> float:
    """Return how many of the chosen probes are taken for a risk to life."""
    texts = [probe.text for probe in PROBES if chosen(probe)]
    return sum(assess(text).route is Route.RISK_TO_LIFE for text in texts) / len(texts)


def test_nearly_every_risk_is_found():
    assert share(lambda probe: probe.risk) >= LEAST_FOUND


def test_few_that_only_sound_like_one_are_alarms():
    assert share(lambda probe: not probe.risk) <= MOST_ALARMS


@pytest.mark.parametrize("text", [probe.text for probe in PROBES if probe.risk][::7])
def test_nobody_at_risk_is_hidden(text: str):
    assert assess(text).suggestion is not Suggestion.HIDE


def test_an_address_on_show_beside_a_risk_is_told_of_for_afterwards():
    found = assess("Nan has collapsed and is not breathing, 14 Acacia Avenue, Dudley DY1 2AB, hurry")

    assert (found.suggestion, found.urgency) == (Suggestion.REPLY, Urgency.URGENT)
    assert found.reason.index("life may be at risk") < found.reason.index("Apart from that: P14")
    assert [finding.principle for finding in found.findings] == ["confidential_personal"]


@pytest.mark.parametrize("words", ["I cant go on livin like this", "shes colapsed and barely breathin"])
def test_haste_and_phones_spell_as_they_like(words: str):
    found = assess(words)

    assert (found.route, found.urgency) == (Route.RISK_TO_LIFE, Urgency.URGENT)


@pytest.mark.parametrize("text", ["thinking about sewerslide", "I keep thinking of unaliving myself", "I want to d1e"])
def test_words_that_get_round_the_filters_of_platforms_are_known(text: str):
    assert assess(text).urgency is Urgency.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "The man beside me in the waiting room has keeled over and gone a funny colour",
        "she's shaking and confused and her words are coming out wrong",
        "Grandad is grey and sweating and clutching at his chest",
        "There's a lady in the car park who isn't moving",
        "Our boy has come out in hives and is wheezing",
        "He has pulled his drip out and is losing a lot of blood",
        "My wife is pregnant and bleeding, ambulance says four hours",
        "the baby hasn't had a wet nappy since last night and won't wake for a feed",
        "the carbon monoxide alarm is going and mum is drowsy and sick",
        "A girl by the gate has just been hit by a van",
        "gran took grandad's tablets by mistake",
        "my wife thinks the baby is possessed and hears voices telling her to run",
    ],
)
def test_an_emergency_to_somebody_else_is_known_by_how_they_look_and_what_has_happened(text: str):
    assert assess(text).urgency is Urgency.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "I think the girl upstairs is being knocked about by her stepdad",
        "my niece has burns on her back again and won't say how she got them",
        "My son says his coach touched him",
        "They lock the twins in the shed for hours",
        "the kids next door are left on their own every night",
        "I'm 14 and my mum's boyfriend keeps touching me",
        "a man my daughter met online wants pictures of her",
        "he hits them with a belt",
        "He said he'd kill me if I told anyone about the bruises",
        "How do I report a rape",
        "She is kept in a room and not fed",
        "I've seen the childminder slap the baby",
        "he broke my daughter's arm and told the hospital she fell",
        "our coach makes the girls undress",
        "they are taking my cousin abroad to be married, she's 15",
    ],
)
def test_a_child_who_may_be_abused_is_known_by_what_is_done_and_what_is_seen(text: str):
    assert assess(text).urgency is Urgency.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "My husband collapsed at Easter and your crew brought him round, he is home now",
        "Two years ago my mum had a stroke and she was found unconscious, thank you for all you did",
        "We were told 999 is for when it's an emergency",
        "Only ring if it's a life or death situation",
        "We train people to spot a child who is being neglected",
        "I am reading a memoir by a woman who was beaten by her father",
        "My grandson always beats me at draughts",
        "The nurses can't do any more than they do",
        "My brother is dying of cancer, which hospice covers Whitchurch?",
        "Losing the will to live on hold with you",
        "I'd rather die than go back to that hospital",
        "The nurse said she'd kill me if I got out of bed again, what a star",
        "Three nurses and five goes to get blood out of my arm, but they were lovely",
        "The children were left with nothing to do",
        "My brother was hit by a car in May and the rehab unit got him walking",
        "My boys were beaten in the final",
        "Patients are being neglected by this government",
        "My mum was kept in overnight and is fine",
        "The ticket machine is dying again",
        "The team does not respond to emails",
        "Records are kept in a locked cupboard",
        "I left a note at reception",
        "I can't see any reason why you shut the clinic",
        "There is no hope for the NHS",
        "My boy swallowed a coin once and you were so calm",
        "My boy was scared of the nurse at first, then she gave him a sticker",
    ],
)
def test_what_is_long_over_taught_told_or_only_a_way_of_speaking_is_no_alarm(text: str):
    assert assess(text).route is not Route.RISK_TO_LIFE


@pytest.mark.parametrize(
    "text",
    [
        "Our group for those bereaved by suicide meets on the first Monday",
        "We lost our nephew to suicide and his team is walking for the charity on Sunday",
        "I used to self harm at school, that is twelve years ago, and I am a midwife today",
        "My aunt took an overdose in 2011 and the ward never judged her",
        "Nine years ago I wanted to die. I have a garden and two cats today",
        "When I was 16 I was self harming and Nurse Jo was the first who asked",
        "My uncle beat me for years, back in 1994, and your counsellor was the first to believe it",
        "400 days without hurting myself, thanks to the group",
        "Does the trust run a course on talking about suicide?",
        "That overdose storyline last night was well acted",
        "A webinar on choking and babies would be welcome",
        "I came into hospital suicidal and left with a plan and a smile, thank you",
        "I fear what they will cut next",
        "Could you do a post on what to do about chest pain",
    ],
)
def test_what_is_mourned_overcome_taught_or_staged_is_no_alarm(text: str):
    assert assess(text).route is not Route.RISK_TO_LIFE


@pytest.mark.parametrize(
    "text",
    [
        "If we concede again I'm going to end it all",
        "Your hold music makes me want to jump off something",
        "Said goodbye to the physios today and rang the bell",
        "Goodbye everyone, I retire on Friday after thirty years at the desk",
        "My wife is trying to kill me with her cooking",
        "He snores as if he's being strangled",
        "You'd think he'd been shot, it was a splinter",
        "I'm 30 weeks and she's kicking me in the ribs all night",
        "I get suicidal headaches, are those the cluster ones?",
        "Someone will die in that car park one day",
        "No hope of getting a dentist here",
    ],
)
def test_trifles_put_in_strong_words_are_no_alarm(text: str):
    assert assess(text).route is not Route.RISK_TO_LIFE


@pytest.mark.parametrize(
    "text",
    [
        "He texted me goodbye and his phone is off",
        "I wrote letters to the girls to say goodbye",
        "I took an overdose an hour ago",
        "She is self harming again",
        "I keep thinking about suicide and nobody rings back",
        "The man I work for has my passport and I sleep in the store",
    ],
)
def test_the_same_words_of_now_are_an_alarm(text: str):
    assert assess(text).urgency is Urgency.URGENT
