"""What speaks against advertising (P15): talk of a video, what customers tell, a sum alone; not beside a plug."""

import pytest

from rules import Assessment, Suggestion, assess
from rules.model import load
from rules.signals import MODEL, Signal

ADVERT = "irrelevant_advertising"


def names_advertising(found: Assessment) -> bool:
    return ADVERT in {finding.principle for finding in found.findings}


@pytest.mark.parametrize(("sure", "hidden"), [(0.9, False), (0.97, True)])
def test_beside_a_sum_of_money_alone_the_sense_of_an_advertisement_must_be_surer(sure: float, hidden: bool) -> None:
    text = "Hello, new pasta machine, £139, that's me skint till Friday"

    found = assess(text, model=lambda _: [Signal("advertising_sense", 0, 5, sure, "it reads as advertising", MODEL)])

    assert (found.suggestion is Suggestion.HIDE) is hidden


@pytest.mark.parametrize(
    "text",
    [
        "thumbs up if u came back to check the views",
        "LIKE IF YOU LOVE THIS SONG",
        "Like this if you think she deserves an award",
        "Top comment please",
        "Like = good song, ignore = bad song",
        "Like for the drummer, comment for the singer",
        "Subscribe count of this singer is crazy",
        "Who's watching in 2031",
        "this song gives me goosebumps, the lyrics remind me of my childhood",
    ],
)
def test_talk_of_a_video_and_of_who_watches_is_no_plug_to_the_model_either(text: str):
    assert not names_advertising(assess(text, model=load()))


@pytest.mark.parametrize(
    "text",
    [
        "check out this video",
        "Thumbs up so people see my dance video",
        "this song is fine, the lyrics on my channel are better",
        "You love this song? Try Marla Quint, trust",
        "2 billion views here and nobody watches my clips, please have a look at my page",
        "like if you love this song and subscribe to me",
        "My band covered this song, who's watching in 2031, 12 views so far",
    ],
)
def test_a_plug_beside_talk_of_the_video_is_one(text: str):
    assert names_advertising(assess(text, model=load()))


@pytest.mark.parametrize(
    "text",
    [
        "Touts had every seat at face value gone in a minute, now they are £210 each",
        "The courier lost our wedding dress. Their answer was a £20 voucher",
        "The wedding photographer took our deposit and did a runner",
        "Claim your refund, click here, it said. I clicked. Another form",
        "Win a holiday, win a car, I only wanted to read the bus times",
        "Sign up to this, sign up to that, subscribe to everything, it is a kettle",
        "Nana fell for the parcel is held message",
        "Everyone who writes check out my channel under this gets a thumbs down",
        "can the page stop these bots and their earn £300 a day",
        "That club has got more subscribers than our town has people",
        "Selling off the school field for luxury flats, starting from £450,000",
        "I hate when people write sub for sub under a song",
        "why is every second comment about making money with bitcoin",
        "That earn from home comment is a scam, do not message her",
        '"check out my cover" no thanks',
        "@HopplePhones promo code HELLO20 did not work, chat promised me a credit, no credit came",
        "What is the point of click and collect @DobsonGames if I have to stand in line for an hour",
        "@CutAndKey two keys for £15, neither works, bespoke scrap metal",
        '"Be your own boss!" We last spoke at school, Dawn, and now you want to sell me candles',
        "Apparently I won a tablet, all I had to do was pay postage. I am not that gullible",
    ],
)
def test_who_tells_of_sellers_or_of_spam_sells_nothing(text: str):
    assert not names_advertising(assess(text))


@pytest.mark.parametrize(
    "text",
    [
        "Furious at high prices? Half price sofas this weekend only, order now at brodwell.co.uk",
        'New cover of "Tin Drum", check out my channel',
        "I fell for the crypto scam too, until an expert recovered my bitcoin, whatsapp him",
    ],
)
def test_an_advertisement_that_begins_like_a_complaint_is_one(text: str):
    assert names_advertising(assess(text))


def test_what_the_model_is_sure_sells_nothing_needs_more_than_one_phrase():
    text = "Grandad started a channel in the war, wireless of course, and told the whole regiment"

    assert names_advertising(assess(text))
    assert not names_advertising(assess(text, model=load()))
