"""What sells, begs for followers or is only a link is advertising (P15); notices, the news and patients are not."""

import pytest

from rules import Suggestion, assess
from rules.model import load
from rules.signals import MODEL, Signal
from rules.sites import Site, site_of

ADVERT = "irrelevant_advertising"


def finds_advertising(text: str) -> bool:
    return ADVERT in {finding.principle for finding in assess(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        # followers
        "dude check out this singer nobody knows",
        "would appreciate if I got some subs, small youtuber here",
        "follow my company on twitter",
        "like comment subscribe",
        "likes plz",
        "Like this so everyone can see it",
        "If this comment gets 500 likes I get a puppy",
        "Shoutout to everyone who subs today",
        "Recorded and released a song last night, hope somebody hears it",
        "pls rate my cover",
        # songs, books and streams of one's own
        "I did a cover of it, please give it a listen",
        "I rap with meaning, getting known fast because of it",
        "my new single, out now on itunes",
        "Hey everyone, watch this trailer http://ourfilm.example.com/t?hlr=h2h",
        # money
        "Please donate bitcoins to me",
        "Please help me go to college https://www.gofundme.com/f/abcd",
        "help me get famous, share my video",
        # chain letters
        "Copy and paste this comment to 10 videos or you will have bad luck for a year",
        "send this to everyone you know",
        "Tomorrow will be the best day of your life if you paste this on 5 songs",
        # prices, and shops in Britain
        "Gutter cleaning and driveways, from £40, see brodwell.co.uk",
        "Summer dresses, half price until Sunday",
        "Hardly used pram for sale, £60 ono",
        "Fortnightly tarot readings, £10",
        "Rooms to let, bills included",
        "Private GP appointments same day £79",
        "Room to rent, £450 pcm",
        "Scrubs, 20% discount for nurses with code STAFF20 at brodwell.co.uk",
        # small advertisements: goods and an offer, neither of which is enough alone
        "Piano lessons for beginners and all abilities, from £15",
        "Garden furniture, nearly new, message for a price",
        "Our roofers are in your street, ask for a free inspection",
        "Sofa, two seater, must collect from Dawley",
        "Caravan for hire in August, book now",
        # said by themselves, and torn apart
        "sorry for the spam, I just started making beats",
        "my sister got new views from fastviews. com, get more followers there",
        # by text message
        "Txt WIN to 80800 now, 150p per msg",
        "u are a winner! call 09061234567 to claim your prize",
        "Homeowners and tenants welcome, loans for any purpose",
        # care
        "Tired of waiting? Our private clinic offers new hips from £9,999",
        "Cheap Botox, join our Facebook group",
        # several links
        "see http://one.example.com http://two.example.com http://three.example.com for the story of my life",
    ],
)
def test_selling_and_begging_is_advertising(text: str) -> None:
    assert finds_advertising(text)


@pytest.mark.parametrize(
    "text",
    [
        "Check out our new clinic video",
        "Check out the NHS website for more details",
        "You should check out the physio team, they are brilliant with patients",
        "I had to check out of the hotel and drive to the hospital",
        "Please subscribe me to the mailing list",
        "How do I subscribe to your newsletter?",
        "Could someone check this out please? The phone line is dead",
        "Watch out for the wet floor at the entrance",
        "The sofa in the family room is torn and filthy",
        "It would mean a lot if you followed up on my scan",
        "This is my first video appointment",
        "Please share, our A&E is closing",
        "£180 for new tyres after the pothole in your car park, who pays?",
        "Sold my jewellery to pay for the hip op, £9,000 it cost",
        "Televisions that work, blinds that close, curtains between the beds, a boiler that heats",
        "Raffle prizes needed for the fete: hampers, spa days, anything",
        "Sunday roast on the ward was better than mine",
        "People subscribe to her because of her voice",
        "Handmade blankets on the unit meant the world to us",
        "My friend was in a band and sang for the children",
        "Join our walking group! Every Tuesday 10am, free, all abilities",
        "Watch the video on washing hands, my kids loved it",
        "Check out the drummer at 2:10",
        "She won an award as volunteer of the year",
        "If you would like to check my records, you have my date of birth",
        "After the spell in hospital she was never the same",
        "They should get my voice heard, shouting is the only way to get noticed",
        "The chief executive on the board said half price for staff",
        "Or she will die in that corridor. Don't ignore this because you are busy",
        "I pay cash for parking, from £3 a day",
        "Thumbs up if you agree that the car park is too small",
        "I got a text saying reply STOP to cancel, is it from you?",
        "Beware of texts saying your parcel is held, it is a scam",
        "The parking costs £3 per visit, it is a rip-off",
        "I was charged 50p a minute to be on hold",
        "You are entitled to your opinion",
        "I rap my knuckles on that desk every week",
        "We are hiring! Healthcare assistants wanted, apply now at www.jobs.nhs.uk",
        "Our charity walk for the hospice is on Sunday, please join us: https://www.justgiving.com/page/walk",
        "Our fundraiser for the baby unit: https://www.gofundme.com/f/baby-unit",
        "Great article on diabetes https://bit.ly/3abcdef",
        "My friend wrote about her stay: https://anneswords.wordpress.com/2026/01/stay",
        "Please share this, our maternity unit is closing: www.facebook.com/saveourunit",
        "Please donate to the fundraiser of our ward https://www.gofundme.com/f/new-tv",
        "visit my blog about living with Crohn's",
        "I was told that a private clinic can see me next week, the hospital in 18 months",
        "Had to pay for a private scan, £400, because my referral was lost",
    ],
)
def test_patients_neighbours_and_the_health_service_itself_do_not_advertise(text: str) -> None:
    assert not finds_advertising(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.bbc.co.uk/news/health-12345678",
        "www.nhs.uk/conditions/asthma",
        "https://www.mind.org.uk/information",
        "https://www.rotherhamadvertiser.co.uk/news/1234",
        "Has anyone read this? https://www.theguardian.com/society/nhs",
        "Sign to save our A&E https://www.change.org/p/save-our-ae",
        "look at this queue https://t.co/r4Kd92hTqz",
        "Corridor at 9 this morning pic.twitter.com/r4Kd92hTqz",
        "the lift, again https://imgur.com/a/r4Kd92",
        "Read this and tell me it isn't a disgrace www.thesaltmarshpost.co.uk/news/care-home-fees-double",
        "They knew, and told nobody. https://www.saltmarsh-echo.com/uk-news/ward-closed-1234",
    ],
)
def test_a_link_to_the_news_a_public_body_or_a_picture_speaks_for_nothing(text: str) -> None:
    found = assess(text, model=load())

    assert (found.findings, found.unsure) == ((), False)


@pytest.mark.parametrize(
    "text",
    [
        "Ring PALS on 01632 960123, they were great with me",
        "0300 123 4567 is the number for the booking line",
        "Full story here https://bit.ly/3abcdEf about how my dad was treated",
    ],
)
def test_a_services_number_and_a_patients_story_do_not_read_as_advertising(text: str) -> None:
    found = assess(text, model=load())

    assert (found.findings, found.masked_text) == ((), text)


@pytest.mark.parametrize("text", ["https://cheap.example.shop/x", "bit.ly/3xYz12", "look https://nhs.uk.example.com/x"])
def test_a_link_to_who_knows_where_and_nothing_else_is_advertising(text: str) -> None:
    assert assess(text).suggestion == Suggestion.HIDE


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.leeds.nhs.uk/jobs", Site.PUBLIC),
        ("nhs.uk", Site.PUBLIC),
        ("https://nhs.uk.example.com/login", Site.UNKNOWN),
        ("https://example.com/www.nhs.uk", Site.UNKNOWN),
        ("https://nhs.uk@example.com/x", Site.UNKNOWN),
        ("http://m.soundcloud.com/somebody", Site.PROMOTING),
        ("www.bbc.co.uk/sport?x=1", Site.KNOWN),
        ("https://", Site.UNKNOWN),
    ],
)
def test_a_site_is_what_its_host_is_below(address: str, site: Site) -> None:
    assert site_of(address) is site


def test_what_only_asks_for_something_is_no_sign_of_doubt() -> None:
    found = assess("Hello everyone, please share this and vote, thanks in advance")

    assert (found.findings, found.unsure) == ((), False)


@pytest.mark.parametrize(
    ("text", "principles"),
    [
        # their own number
        ("Roofing and driveways, free quotes, call 07700 900222", [ADVERT]),
        # somebody else's date of birth
        ("Subscribe to my channel! The man next door was born 3 May 1961", ["confidential_personal", ADVERT]),
    ],
)
def test_only_the_advertisers_own_number_gives_way_to_the_advertisement(text: str, principles: list[str]) -> None:
    assert [finding.principle for finding in assess(text).findings] == principles


def test_the_sense_of_an_advertisement_alone_hides_no_personal_details() -> None:
    text = "Thank you for sharing my story on your channel, ring Ann on 07700 900222"

    found = assess(text, model=lambda _: [Signal("advertising_sense", 0, 5, 0.9, "it reads as advertising", MODEL)])

    assert {finding.principle for finding in found.findings} == {"confidential_personal", ADVERT}


@pytest.mark.parametrize(
    "text", ["ring 07700 900461 please", "hi everyone, can I book online please?", "Please order now said the letter"]
)
def test_a_polite_word_makes_no_advertisement(text: str) -> None:
    assert not finds_advertising(text)


@pytest.mark.parametrize(
    "text",
    [
        "Worth checking you can claim your travel costs back if you get universal credit, ask at the cashier's office.",
        "Please subscribe my mum to the large print letters, she can't read the normal ones.",
        "Watch the video on your channel about what to expect before the MRI, it really calmed me down.",
    ],
)
def test_patients_who_tell_each_other_what_helps_sell_nothing(text: str):
    assert not assess(text, model=load()).findings


@pytest.mark.parametrize(
    "text",
    [
        # a page, a band, a server of one's own
        "My ukulele version of it is on my page, be kind",
        'Our folk band made a cover of this, search "Three Loose Strings live"',
        "new tutorial every Tuesday, come say hi",
        "head over to my server, survival and skyblock, no lag",
        "I do FIFA montages, my latest upload is my best",
        "sub for sub? just two subs from me each",
        "I'm a small streamer, help me reach 200 followers",
        "Post this to 15 friends or your crush will never love you",
        # chain letters, codes and films for nothing
        "Type amen and good news will come before midnight",
        "psn code generator, no human verification",
        "free robux here: robux-barn.win",
        "See who has been viewing your profile >> peekers.gq",
        "Watch all the films free in HD, no sign up",
        "we both get £5 credit, use my code H4TTIE",
        "Join the great brotherhood for wealth, fame and power",
        # money and strangers
        "My students are clearing £900 a week, free signals, comment GOLD",
        "Until I met coach Darnell I lost everything, he will guide you too",
        "We offer loans from £1,000 to £90,000 at 3% interest, no credit check",
        "Text agent Silas about your grant, you do not have to pay it back",
        "Hello beautiful, nice smile on your profile. I am a US army surgeon serving in Syria",
        # looks and cures, essays and claims
        "I am widow Mrs Adela, I want to donate 3 million dollars, reply to me with your full name",
        "Composite bonding and whitening, 0% finance, DM us the word SHINE",
        "Hair transplant packages in Turkey, all inclusive, lifetime guarantee",
        "1ml lip filler £79, bring a friend, in the comfort of your own home",
        "Priest Oduya did a work and brought back my husband after 3 years",
        "This root cures diabetes, hiv and fibroids, contact him on whatsapp",
        "Doctors hate this kitchen trick, it clears tinnitus in 10 days",
        "We write your dissertations, plagiarism free, pay after you pass",
        # pages and accounts to be taken over
        "You could be owed up to £4,000, takes 60 seconds to check",
        "Your page has violated our community standards. Confirm your account at page-appeals.help",
        # small advertisements
        "Got back my hacked instagram thanks to @fix_it_fast, he is quick and legit",
        "Designer bags, mirror quality, WhatsApp for catalogue, worldwide shipping",
        "Boiler service £55, gas safe registered, no call out charge",
        "Home care company now taking on new clients, ring Maureen",
        "House clearance and man and van, licensed waste carrier",
        "Two spare Wembley tickets, face value, paypal only",
        "Cockapoo puppies ready to leave, £600 deposit secures",
        "Lost Mary and Elf Bars delivered, 600 puffs, snap: cloudbarn_tel",
        "All sports and movies £50 for the year, message me for a free trial",
        "10k real followers, page likes too, dm",
        "Free mortgage review for nurses, I'm a broker, link in bio",
        "I'm a distributor for aloe, looking for 3 motivated mums",
        "Only 12 bottles left, these gummies stopped my back pain",
        "3 bed terraced, newly refurbished, no DSS, call the office to view",
        "Nightly games and giveaways, join us in the discord",
        "Survival server just wiped, ip in my bio",
        "Every person who subs gets a drawing",
        "Invite code 5512, put my invite in and you both get a fiver",
        "Leaked album, get it before it goes",
        "Is your husband cheating? I get you into his whatsapp",
        "Drop me a heart, models needed for lashes in Walsall",
        "Self pay packages, fixed price, no referral needed",
        "Gastric balloon on finance, before and afters on our page",
        "Gold and fx signals, high win rate",
        "We wipe your CCJs, even on benefits",
        "Greetings to you in the name of our Lord, I give you my fortune",
        "your bill could not be paid, avoid a fee: tele-bills.info",
        "Only real friends will copy this. Say thanks and get yours",
        "Giving away two games to lucky subscribers, lyrics in my bio",
        "my third upload, no autotune, have a wee listen",
        "Help a fellow musician, smash that like button if you want part two",
        "Send this prayer to 9 people and you will get a miracle",
        "Repost in five minutes and your crush will ask",
        "I came across your profile, divorced with one son, do you mind being friends",
        "A late client left 14 million, reply with your full name",
        "Growing my team in Leeds, full training, inbox him",
        "Dog grooming for all nurses, 20% off, spaces available",
        "See a private GP on video for £25, book now",
        "Essays written by graduates, any deadline",
        # goods that are only named, and how to get them
        "Window cleaning in Rhyl and Prestatyn, from £8, message me",
        "Caravan with sea view to let in June, £390",
        "Removals, any distance, text Baz",
        "Mobile hairdresser covering Telford, book now",
        "Turn £150 into £1,500 in two days",
        "Finish registration to get your Tesco voucher, you have been tagged by us",
        "Shave my head if I get 500 likes",
        "see my uploads, I sing in my bathroom, honest opinions only",
        "my cooking channel needs love",
        "I help ladies drop a dress size in a month, shall I send info?",
        "Cleaning and ironing jobs, cash in hand, send CV on whatsapp",
        "kindly add me, I love your comments",
        "Live cams here: sweet-cams.live",
        # words of trade that need no phrase
        "Beginners sewing course, evenings and weekend, £8 each time",
        "Gifts to order, weekend delivery, reasonable, £8 each",
        "Your profile will be deleted tomorrow",
        "Post this as your status, I bet most won't",
        "come find me, I vlog and nobody watches",
    ],
)
def test_what_plugs_lures_or_sells_is_found_however_it_is_put(text: str):
    assert finds_advertising(text)


@pytest.mark.parametrize(
    "text",
    [
        'My physio told me to look up "knee strengthening" on the NHS site',
        'search "blue badge" on the council website',
        "Your service was so fast and reliable, thank you",
        "She helped me recover my strength after the stroke",
        "Until I met Mrs Patel nobody believed me",
        "she will help you through it",
        "got my husband home safe after the op",
        "He fixed my back in three sessions",
        "the cream cleared my rash in two days",
        "I lost two stone in ten weeks with your weight management team",
        "is home care available near me",
        "I'm putting in a medical negligence claim",
        "Had veneers in Turkey and now I need the NHS to fix it",
        "Had to pay for a private scan from £300 upwards",
        "I got a grant from the council for my ramp, I don't have to pay it back",
        "email me on my private email about the complaint",
        "Contact them if you lost your hearing aid",
        "Please accept my friend request, it is Jean from ward 4",
        "I'm a widow with two kids and no sick pay",
        "You need to confirm your identity at the desk",
        "This post violates your own community standards",
        "will there be a live stream of the board meeting",
        "come to our carers coffee group on Tuesday",
        "The doctors don't want you to know how short staffed they are",
        "They earn £200 a day to sit there",
        "Get paid to do nothing, that's managers for you",
        "Only 2 spaces left in the car park and I was in labour",
        "Need a carer for mum urgently, where do I start",
        "Kittens found behind the clinic, can anyone take them?",
        "Childminder says the baby rolled off the sofa",
        "We are raising money for the hospice, walk on Sunday, link on our page",
        "saw the consultant.today I go home",
        "I gave my games to my cousin and my hoodies to Jay",
        "Sign the petition to save our ward: saveourward.info",
        "My cancer blog is at annesblog.site if it helps anybody",
        "please find her a bed",
        "my psychiatrist will ask me about it",
        "I want my money back",
        "self pay prices are a scandal",
        "I manage without insulin now",
        "drop me a message when you can",
        "Look him up, he was struck off in Spain",
        "This coffee is cold, this tea is worse",
        "you cured my mum, thank you all",
        "link in the about section is broken",
        "Copy this if you agree with the strike",
        "Send this message to everyone on the board",
        "Divorced with two kids and on a waiting list",
        "Talk to a therapist online free, NHS Talking Therapies",
        "I came across your post and want to complain",
        "third upload of my documents, third failure",
        "growing our team, band 5 physio, apply on NHS Jobs",
        "Prescriptions are £9.90 each, so get the certificate",
        "our lawyers have written to you twice",
        "Running the half marathon in memory of my nan, link in my bio if you can spare a quid",
        "come and see us at the stall",
        "He's just dropped in the greenhouse, grey in the face",
        "nobody watches the bays at night",
    ],
)
def test_patients_who_use_the_words_of_advertisers_sell_nothing(text: str):
    assert not finds_advertising(text)


@pytest.mark.parametrize(
    "text",
    [
        "I covered this at my school talent show and forgot the words",
        "new video every week please",
        "Everyone who likes this has taste",
        "don't skip this song ever",
        "tell me I'm wrong, this is his best song",
        "We have been subscribed since you had 900 subs",
        "since they had 3k subs and a broken tripod",
        "I got the single on itunes that morning",
        "I hate people who spam the chat",
        "they have 5 million subs and counting",
        "God sent you to us, what a voice",
        "http://www.youtube.com is my second home",
        "@Broadband your account team is a disgrace",
        "Royal Mail your parcel tracking says delivered, it is not",
        "I have been due a refund of £812 since April, answer the phone",
        "new customer offers only, as always loyal ones pay double",
        "every time I get to checkout the page dies",
        "the limited edition is in the bargain bin",
        "I still check his page, I know I should not",
        "like for like replacement they said, it isn't",
        "fixed it myself, no call out charge ha",
        "Double glazing firm will not ring me back",
        "Boiler fitted in March, dead by June, no callback",
        "Broadband down three days, call centre shut, £40 a month",
        "Insurance renewal £900. Brand new customer gets £400. Shameful",
        "Face painting and cakes at the summer fete, all welcome, £1 a go",
        "Toys wanted for the playroom, nothing soft please",
        "New furniture in the waiting room, brand new chairs, very comfy",
        "Missing: girl in a yellow hoodie, please share",
        "I was happy with all areas of my care",
        "Vote for Max and you vote for the closure of our ward",
        "Buy now pay later for a pizza, we are doomed",
        "Subscribe to unlock the seats in my own car, what a century",
        "You've won a cruise says the voice on the phone, ninth time today",
        "Get rich quick bros in my mentions",
        "£30 booking, £5 delivery of an email, daylight",
        "£25 for a cottage pie, half of it plate",
        "DM us they say. I did",
    ],
)
def test_talk_under_a_video_and_fury_at_a_shop_sell_nothing(text: str):
    assert not finds_advertising(text)
