"""Personal details are masked, and are a breach where they point at somebody; what is public is left alone."""

import pytest

from rules import assess

MASKED = [
    ("my NHS number is 999 000 0018", "my NHS number is [NHS number]"),
    ("NHS no: 9990000018.", "NHS no: [NHS number]."),
    ("patient 999-000-0018 here", "patient [NHS number] here"),
    ("NHS number 999 123 4567 mistyped", "NHS number [NHS number] mistyped"),
    ("ring 07700 900461 please", "ring [phone number] please"),
    ("ring +44 7700 900461 please", "ring [phone number] please"),
    ("ring 0044 7700 900 461.", "ring [phone number]."),
    ("ring (020) 7946 0958 now", "ring [phone number] now"),
    ("07700900461", "[phone number]"),
    ("０７７００ ９００４６１", "[phone number]"),
    ("0\u200b7700 900461", "[phone number]"),
    ("write to ann.lee+x@example.co.uk.", "write to [email address]."),
    ("write to ann dot lee at example dot com", "write to [email address]"),
    ("I live at 14 Larch Close, SY3 8XQ", "I live at [address], [postcode]"),
    ("we live at 14 larch close", "we live at [address]"),
    ("she lives at Flat 3, 22b High Street", "she lives at [address]"),
    ("my postcode is sy38xq", "my postcode is [postcode]"),
    ("NI is QQ 12 34 56 C", "NI is [National Insurance number]"),
    ("ni QQ123456C", "ni [National Insurance number]"),
    ("DOB 12/03/1961", "DOB [date of birth]"),
    ("born on 12th March 1961 in town", "born on [date of birth] in town"),
    ("date of birth: March 12, 1961", "date of birth: [date of birth]"),
    ("card 4111 1111 1111 1111 thanks", "card [card number] thanks"),
    ("sort code 20-00-00 account number 12345678", "sort code [sort code] account number [bank account number]"),
    ("pay 20-00-00 12345678", "pay [sort code] [bank account number]"),
    ("hospital number X1234567", "hospital number [hospital number]"),
    ("IBAN GB82 WEST 1234 5698 7654 32 ok", "IBAN [bank account number] ok"),
    ("mistyped 07700 063 966", "mistyped [phone number]"),
    ("my name is Ann Lee and", "my name is [name] and"),
    ("my mum Ann Lee waited", "my mum [name] waited"),
    ("text o7700 9oo461", "text [phone number]"),
    ("ring oh seven seven double zero nine double zero four six one", "ring [phone number]"),
    ("a.lee [at] example [dot] co [dot] uk", "[email address]"),
    ("my email is a.lee @ example.com", "my email is [email address]"),
    ("write to a.lee @example.com", "write to [email address]"),
    ("my email is annlee @example.com", "my email is [email address]"),
    ("annlee @gmail.com", "[email address]"),
    ("dob the third of May nineteen sixty-one", "dob the [date of birth]"),
    ("March 12, 1961 is my date of birth", "[date of birth] is my date of birth"),
    ("My address:\n14 Larch Close\nShrewsbury\nSY3 8XQ", "My address:\n[address]\nShrewsbury\n[postcode]"),
    ("nobody came to 14 larch close", "nobody came to [address]"),
    ("I am Ann Lee, seen on Tuesday", "I am [name], seen on Tuesday"),
    ("Mrs F in bed 4 has dementia", "[name] in bed 4 has dementia"),
    ("Mr T A has prostate cancer", "[name] has prostate cancer"),
    ("Mr T. A. Lee in bay 2 had a stroke", "[name] in bay 2 had a stroke"),
    ("my neighbour Ann Lee at number 12 has HIV", "my neighbour [name] at number 12 has HIV"),
    ("Ann Lee (my neighbour) has HIV", "[name] (my neighbour) has HIV"),
    ("Ann Lee from the chip shop is pregnant", "[name] from the chip shop is pregnant"),
    ("Ann Lee who works in the bakery is bipolar", "[name] who works in the bakery is bipolar"),
    ("Ann Lee from ward 4 is having an affair", "[name] from ward 4 is having an affair"),
    ("Ann at number 14 has got HIV", "[name] at number 14 has got HIV"),
    ("Ann Lee next door has HIV", "[name] next door has HIV"),
    ("The receptionist Ann Lee shouted at me", "The receptionist [name] shouted at me"),
    ("MRN X1234567", "MRN [hospital number]"),
    ("pay 20 00 00 12345678", "pay [sort code] [bank account number]"),
    ("We live opposite the surgery, 12 Station Road", "We live opposite the surgery, [address]"),
    ("It is next to the surgery, 12 Station Road", "It is next to the surgery, [address]"),
    ("They sent the hospital letter to 4 Oak Road", "They sent the hospital letter to [address]"),
    ("The surgery has my number, 01743 261000", "The surgery has my number, [phone number]"),
    ("My home number is 01743 261000 the surgery has it", "My home number is [phone number] the surgery has it"),
    ("Ring me at work 01743 261000, reception knows", "Ring me at work [phone number], reception knows"),
    ("Call 01743 261000. Reception never rang back", "Call [phone number]. Reception never rang back"),
    ("The surgery will not ring 07700 900461", "The surgery will not ring [phone number]"),
    ("jo.lee@anytown.example and team.lee@gmail.com", "[email address] and [email address]"),
]

LEFT_ALONE = [
    "Slower than @example.com support, and three calls to @Example.co.uk",
    "The kitchen firm @example.com has not rung back",
    "Everybody at number 14 has covid",
    "Order 4111 1111 1111 1112 is no card",
    "999 000 0019 has a wrong check digit",
    "Call 111 or 999, or Samaritans on 116 123",
    "The helpline is 0800 1111 or 0300 123 4567",
    "Email shrccg.communicationsteam@nhs.net please",
    "Email SHRCCG.communicationsteam@NHS.net please",
    "It took 20 minutes to drive 12 miles",
    "24 hour care home, 10 minute walk, 2 weeks holiday drive",
    "We came on the 12/03/2026 at 10:30 to ward B12 2nd floor",
    "bay C1 4th bed",
    "It cost £1,234,567,890 last year",
    "My name is mud",
    "https://shop.example.com/p/4111111111111111 is the stool you want",
    "https://www.nhs.uk/leaflets/07700900461",
    "Mrs F was so patient, my dad has dementia",
    "Miss Lee in clinic was great with my son who is autistic",
    "Cancer Research UK in town has cancer nurses",
    "my mum waited hours",
    "Nurse Sarah and Dr Patel were great",
    "Thank you Nurse Ann Lee",
    "See you at www.nhs.uk or at the desk",
    "The Royal Hospital has cancer nurses",
    "I am Black British and Deaf",
    "20 mile road closure, 3 car pile up, 2 lane road",
    "Log of 2026-03-12 10:30:00",
    "the population is 1234567890123",
    "version 1.2.3.4.5.6.7.8.9.0.1",
    "Ring the surgery on 01743 261000, or the hospital switchboard: 01743 261001",
    "01743 261000 is the ward",
    "Write to enquiries@anytown.example or press.office@nhs.net",
    "Royal Anytown Hospital, Mill Road, Anytown SY3 8XQ",
    "Bring the form to the library, 7 Castle Street, SY1 2AS",
    "The clinic has moved to 14 Larch Close",
    "Potholes outside 12 Station Road surgery",
    "Vaccines at Ice House Surgery, 12 Station Road, book online",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_detail_is_masked_by_what_it_is(text: str, masked: str) -> None:
    assert assess(text).masked_text == masked


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_public_or_no_detail_is_neither_masked_nor_a_breach(text: str) -> None:
    found = assess(text)

    assert found.masked_text == text
    assert found.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "ring 07700 900461",
        "NHS no: 9990000018.",
        "I live at 14 Larch Close",
        "Did you know that Ann Lee has dementia?",
        "The waiter from the cafe lives at 14 Larch Close",
        "That waitress? 27 Bridge Street, go and find her",
    ],
)
def test_detail_shown_to_everyone_is_a_breach_told_in_kind_words(text: str) -> None:
    found = assess(text)

    assert found.principle == "confidential_personal"
    assert found.suggestion == "hide"
    assert "send the details privately" in found.reason


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_own_details_in_a_direct_message_are_masked_and_no_breach(text: str, masked: str) -> None:
    found = assess(text, "direct_message")

    assert found.masked_text == masked
    assert found.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Is there a walk-in centre near SY3 8XQ?",
        "The office is on 01743 261000",
        "Your Ludlow branch gave my husband the wrong cake and argued. 22 Park Street, at noon",
        "Stood outside 9 Albert Terrace for an hour, where is your agent?",
        "27 Bridge Street: table sticky, the bill wrong twice",
    ],
)
def test_a_detail_that_may_be_anybodys_or_a_firms_is_masked_and_no_breach(text: str) -> None:
    found = assess(text)

    assert found.personal_details
    assert found.findings == ()


def test_name_of_staff_beside_criticism_is_masked_and_the_criticism_stands():
    found = assess("Your receptionist Ann Lee was rude to my dad")

    assert found.masked_text == "Your receptionist [name] was rude to my dad"
    assert (found.findings, found.suggestion) == ((), "refer")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://wa.me/07700900461", "https://wa.me/[phone number]"),
        ("https://shop.example.com/contact?phone=07700900461", "https://shop.example.com/contact?phone=[phone number]"),
        (
            "07700 900461 or https://shop.example.com/p/07700900461",
            "[phone number] or https://shop.example.com/p/07700900461",
        ),
        ("https://shop.example.com/p/07700900461", "https://shop.example.com/p/07700900461"),
    ],
)
def test_a_figure_in_a_link_is_of_a_thing_unless_the_link_says_that_it_is_somebodys(text: str, masked: str):
    assert assess(text).masked_text == masked


@pytest.mark.parametrize(
    "text", ["My mum Ann Lee died of covid on your ward", "my late nan Ann Lee died of cancer here"]
)
def test_a_family_that_names_whom_it_lost_is_masked_and_not_hidden(text: str):
    found = assess(text)

    assert "[name]" in found.masked_text
    assert not found.findings


def test_whom_a_neighbour_lost_is_theirs_to_tell():
    found = assess("My neighbour Ann Lee died of AIDS")

    assert found.suggestion == "hide"


@pytest.mark.parametrize(
    "text",
    [
        "The number they give, 0161 496 0100, just plays a tune",
        "020 7946 0311 is their office line",
        "I rang 020 7946 0311, as the poster says, and got a fax",
        "Six calls today from 020 7946 0311 about a prize",
        "Letter says call 020 7946 0311, website says email",
        "The number on the back of the card, 020 7946 0311, is no use",
        '+1 (312) 555-0144 is the "priority" line',
        "Rang the airline on 020 7946 0402 nine times",
        "The complaints line (0131 496 0555) is closed on my days off",
        "Tried 0161 496 0301, on hold for fifty minutes",
        "The number on the bill is 0114 496 0221 and it rings out",
        "The insurer gave me 0141 496 0123 to ring and it is a fax machine",
        "Council switchboard's 0117 496 0220, be polite",
        "Ring ward 14 on 01632 960218",
    ],
)
def test_the_line_of_a_firm_or_a_public_body_is_nobodys_detail(text: str):
    assert assess(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ring Dave on 01632 960333",
        "Her number is 01632 960222, ask her why",
        "I have been on hold all day, please ring me back on 0161 496 0301",
        "Ring her at the shop on 01632 960222",
        "Ring my husband at the depot on 01632 960333",
        "01632 960222 is her office line",
        "My neighbour keeps calling from 01632 960222",
        "01632 960222 is my landline",
        "The complaints line is Karen, 07700 900461",
    ],
)
def test_the_number_of_a_person_is_theirs_wherever_they_are_rung(text: str):
    assert [finding.principle for finding in assess(text).findings] == ["confidential_personal"]
