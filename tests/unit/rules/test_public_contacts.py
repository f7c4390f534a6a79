"""What an organisation publishes stays readable in what people write; what is a stranger's does not."""

import pytest

from rules import assess
from rules.personal.public import check_public, public
from rules.team import TeamPolicy

OURS = TeamPolicy(
    public=public(
        [
            "01632 960001",
            "patientline@anytown.example",
            "https://anytown.example/pals?id=4505577104",
            "M1 1AE",
            "1 Station Road",
        ]
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960001 and ask.",
        "Ring (01632) 960001.",
        "Ring +44 1632 960001!",
        "Ring 00441632960001",
        "Ring +44 (0)1632-960001",
        "Write to PatientLine@anytown.example, they answer.",
        "It is at 1 Station Road, M1 1AE.",
        "What they ask for and what they do with it is on www.anytown.example/pals?id=4505577104.",
    ],
)
def test_the_organisations_own_contacts_stay_readable(text: str):
    assert assess(text).masked_text != text

    found = assess(text, team=OURS)

    assert found.masked_text == text
    assert found.findings == ()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Not 01632 960001 but 01632 960002", "Not 01632 960001 but [phone number]"),
        ("My number is 07700 900123", "My number is [phone number]"),
        ("Write to ann@anytown.example", "Write to [email address]"),
        ("I live at 11 Station Road", "I live at [address]"),
        ("I live in M1 1AF", "I live in [postcode]"),
    ],
)
def test_a_strangers_are_masked_beside_them(text: str, masked: str):
    assert assess(text, team=OURS).masked_text == masked


@pytest.mark.parametrize("contact", ["ring us", "12", "4111 1111 1111 1111", "pals@anytown", "Station Road", ""])
def test_what_is_no_contact_is_refused(contact: str):
    with pytest.raises(ValueError, match="is no phone number"):
        check_public(contact)
