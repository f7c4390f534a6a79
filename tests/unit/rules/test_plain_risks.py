"""What is plainly said of a danger now is an alarm however it is typed; what only sounds like it is none."""

import pytest

from rules import Route, Suggestion, Urgency, assess

DEATH = [
    "i really wnt to die",
    "im gonna end it tonite. im gonna do it properly",
    "Tonight I end it, nobody has to know",
    "feel suicidal again and the line is busy",
    "I wish you had let me die in January",
    "ive took a whole box of my mams tablets",
    "taken the lot. dont send anyone",
    "He is on the footbridge now and won't come in",
    "there is a woman on the wrong side of the railings by the weir",
    "she jumped in front of a lorry this morning and they let her home",
    "off to join my Norman at last",
    "I cut myself again, much worse",
    "He has stopped taking his insulin and says that's that",
    "my sons voices are telling him about the river",
    "I won't be around to read your answer",
    "I don't think I'll make it to Friday",
    "My daughter has been saving up her tablets in a sock",
    "I was hurt as a child and I want to die",
]

EMERGENCY = [
    "her lips have gone blue",
    "grandads gone a funny colour",
    "he cant finish a sentence for breath",
    "my sats are 84 on the clip",
    "pulse is at 165 and I'm only sat here",
    "throat is closing after the prawns",
    "the side of her mouth has dropped",
    "he can't find his words and one arm is limp",
    "went blind in one eye at dinner",
    "passing blood and clots since noon",
    "soaked through three towels and still bleeding",
    "my stitches have come open",
    "baby hasnt moved since last night",
    "33 weeks, bleeding and my belly is rock hard",
    "there's a cord hanging out",
    "meter says HI and I keep being sick",
    "we ran out of insulin on Sunday",
    "co alarm is going off and we have headaches",
    "toddler swallowed a button battery",
    "gave her the insulin twice by mistake",
    "mum took her heart tablets twice, she's so sleepy",
    "on chemo with a temperature of 39",
    "dad fell and hit his head, he is on warfarin",
    "one pupil is huge and he keeps being sick",
    "newborn won't wake for a feed, all floppy",
    "cant feel anything when i wipe, numb round my bottom",
    "havent been able to pass water since yesterday",
    "where is the ambulance",
    "i can hear him groaning through the letterbox",
]

ABUSE = [
    "he put his hands round my neck last night",
    "my ex is outside my flat again",
    "im hiding in the bathroom with the kids",
    "he's got a knife",
    "my brother has the kitchen knife and won't put it down",
    "he says he will burn the house down with us in",
    "shes 13 and her boyfriend is 26",
    "my uncle says its our secret game",
    "I'm not allowed to leave the house",
    "they lock the fridge when they go out",
    "there is a lock on the outside of her bedroom",
    "they are sending her to Pakistan to be married",
    "mum hasn't come home since Thursday and I'm 9",
    "dad is drunk and driving us home",
    "I shook him and he's gone quiet",
    "I'm frightened I'll hurt her",
    "a little lad is out in the street in just a nappy",
    "round burns on his arm like cigarette burns",
    "my mother in law won't let me see a doctor",
    "boss says no hospital",
]

MISSING = [
    "Dad has dementia and he's gone missing",
    "an old lady is walking down the road in her nightie",
    "my son is missing",
    "she walked out of the ward an hour ago in just her slippers",
    "he drove off without his phone",
]


@pytest.mark.parametrize("text", [*DEATH, *EMERGENCY, *ABUSE, *MISSING])
def test_a_plain_danger_is_looked_at_at_once(text: str):
    found = assess(text)

    assert found.urgency is Urgency.URGENT
    assert found.suggestion is not Suggestion.HIDE


@pytest.mark.parametrize(
    "text",
    [
        "The ward sister wouldn't let me die of thirst, tea every hour",
        "Tonight I do my first shift on Ward 2",
        "I won't be around on Friday, could we move the scan",
        "I won't make it to Friday's clinic, the car is in the garage",
        "We walked over the bridge to the new entrance",
        "I was on the roof terrace with my dad, lovely spot",
        "Join my walking group, we meet by the chapel",
        "She cut my hair on the ward, what a kindness",
        "I took the lot of leaflets back to the desk",
        "Your website says Hi and then closes",
        "My blood pressure was 128 over 80, thank you",
        "Heart rate monitor returned to reception",
        "He is a heavy sleeper and snores",
        "My baby moved to solids early, is that all right",
        "I lost my glasses in bay 4",
        "The lift door was kicked in again",
        "The nurse held my hand and found the words",
        "How do I get a replacement EpiPen",
        "Do you run a course on blood thinners",
        "Chemotherapy day unit, lovely staff, long wait",
        "Waiting room was freezing, I sat in my coat",
        "I couldn't speak highly enough of Ward 9",
        "I can't talk about this clinic without smiling",
        "My son is missing his school lunch for this appointment",
        "The knife in the canteen was filthy",
        "Under the knife on Monday, wish me luck",
        "Has anyone seen my brother's blue bag, left on the bus",
        "Nobody answered the phone all day",
        "Staff did not answer the door at the clinic for twenty minutes",
        "I was strapped into the scanner and it was fine",
        "Mum's tablets came in the wrong box, the chemist changed them",
        "Was it a marked change? No, but my arm is better",
        "I had to sleep in the chair beside my husband for two nights",
        "I was not allowed visitors after eight",
        "My daughter is getting married in June, thank you for the new hip",
        "The pads ran out on the ward and nobody cared",
        "I had a nosebleed in March that took an hour to stop, kind nurse",
    ],
)
def test_what_only_sounds_like_one_is_left_alone(text: str):
    assert assess(text).route is not Route.RISK_TO_LIFE
