"""The directory of services: mistakes are told by file and service, and PALS is spelled out."""

import re
from pathlib import Path

import pytest

from rules.services import PALS_IN_FULL, Service, ServiceKind, ServicesError, load_services, with_fallback
from tests.contacts import CONTACTS, EXAMPLE

PALS = Service(
    "pals", ServiceKind.PALS, "our PALS", phone="01632 960001", email="pals@anytown.example", url="https://a"
)


def test_the_example_has_every_kind_of_service_and_only_invented_contacts():
    assert {each.kind for each in CONTACTS.services} == set(ServiceKind)
    for each in CONTACTS.services:
        # Numbers and domains that are set aside for examples: Ofcom's for drama, and RFC 2606.
        assert not each.phone or each.phone.startswith("01632 960")
        assert all(
            given.split("/")[2 if "//" in given else 0].endswith(".example")
            for given in (each.email, each.url)
            if given
        )


def test_pals_is_spelled_out_whatever_the_directory_calls_it():
    assert PALS.in_full == f"our {PALS_IN_FULL}"
    assert Service("x", ServiceKind.PALS, f"the {PALS_IN_FULL} at Anytown").in_full == f"the {PALS_IN_FULL} at Anytown"


def test_a_public_reply_gives_two_ways_and_a_message_gives_all():
    assert PALS.contact == "01632 960001 or pals@anytown.example"
    assert PALS.details == "Phone: 01632 960001\nEmail: pals@anytown.example\nWeb: https://a"


def test_the_pals_of_the_settings_is_used_only_where_the_directory_has_none():
    complaints = Service("c", ServiceKind.COMPLAINTS, "our complaints team", phone="01632 960002")
    assert with_fallback((complaints,), PALS) == (PALS, complaints)
    assert with_fallback((complaints,), None) == (complaints,)
    assert PALS not in with_fallback(CONTACTS.services, PALS)


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('kind = "pals"', 'kind = "friends"', "service 1 (our-pals): kind 'friends' is none of pals, complaints"),
        ('key = "our-pals"', "", "service 1 (without a key): key is missing"),
        ('key = "our-pals"', 'key = "hospitals"', "hospitals: each service needs a key of its own"),
        ('key = "our-pals"', 'key = "Our PALS"', "key 'Our PALS' must be small letters"),
        ('phone = "01632 960001"', 'phone = "ring us"', "service 1 (our-pals): 'ring us' is no phone number"),
        ('phone = "01632 960001"', "phone = 1632960001", "the phone must be one line"),
        ('phone = "01632 960001"', 'fax = "01632 960001"', "service 1 (our-pals): fax: no such field"),
        ('email = "pals@anytown.example"', 'email = "pals"', "'pals' is no email address"),
        ('url = "https://anytown.example/pals"', 'url = "anytown"', "'anytown' is no address that starts with https://"),
        ('name = "our complaints team"', 'name = "our {x} team"', "service 3 (our-complaints): the name must be"),
        ('name = "our complaints team"', 'name = " "', "service 3 (our-complaints): name is empty"),
        ("[[service]]", "[[services]]", "it must hold [[service]] entries, and nothing else"),
        ("[[service]]", "[[service", "services.toml: "),
    ],
)  # fmt: skip
def test_a_mistake_names_the_file_and_the_service(tmp_path: Path, written: str, instead: str, complaint: str):
    file = tmp_path / "services.toml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(
        ServicesError, match=rf"^services\.toml: .*{re.escape(complaint.removeprefix('services.toml: '))}"
    ):
        load_services(file)


def test_more_services_of_a_kind_than_slack_offers_are_told(tmp_path: Path):
    entry = '[[service]]\nkey = "s{}"\nkind = "other"\nname = "X"\nphone = "999"\n'
    file = tmp_path / "services.toml"
    file.write_text("".join(map(entry.format, range(101))), encoding="utf-8")
    with pytest.raises(ServicesError, match="there are more than 100 services of the kind other"):
        load_services(file)


def test_a_service_that_cannot_be_reached_is_not_taken(tmp_path: Path):
    file = tmp_path / "services.toml"
    file.write_text('[[service]]\nkey = "x"\nkind = "other"\nname = "X"\nhours = "always"\n', encoding="utf-8")
    with pytest.raises(ServicesError, match="it needs a phone, an email or a url"):
        load_services(file)
