"""Filling a template in: what is blank, hostile, too long or somebody's business is refused by name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compose import LONGEST_LINE, NotFilledInError, compose, lacking, objection, signed
from rules.library import shipped
from rules.published import published, published_contact
from rules.replies import PLACEHOLDER, Channel, Entry, Placeholder, Template
from rules.services import PALS_IN_FULL, Contacts, Service, ServiceKind
from tests.contacts import CONTACTS, examples, first_service, template

SUGGESTION = template("suggestion-received")
NAME = Placeholder("signed", "Who signs it", "Your first name", "Sam")
LETTER = replace(
    template("own-care-private"), text="Hello {signed}, and {signed} again.", placeholders=(NAME,), service=None
)


def refused(sent: Template, service: Service | None = None, **entered: str) -> dict[str, str]:
    with pytest.raises(NotFilledInError) as error:
        compose(sent, CONTACTS, service, entered)
    return dict(error.value.problems)


@pytest.mark.parametrize("blank", ["", " ", "\n\t ", "\u200b", "\u202e \u2066"])
def test_a_blank_is_asked_for_by_its_label(blank: str):
    told = refused(SUGGESTION, team=blank)["team"]
    assert told == (
        "“Passed on to” is blank. Please fill it in: "
        "the team that has it now, as it should read after “passed this one on to”."
    )


def test_all_that_is_blank_is_told_at_once():
    assert set(refused(template("own-care-private"))) == {"service", "signed"}


@pytest.mark.parametrize("name", ["Anna", "Anna Shaw", "Shaw, Anna", "SHAW, Anna (Communications)", "Dr. Anna Shaw"])
def test_a_reply_is_signed_with_the_first_name_alone(name: str):
    assert signed(template("own-care-private"), name) == {"signed": "Anna, communications team"}


@pytest.mark.parametrize("name", ["", " ", ",", "Dr"])
def test_nobody_signs_where_no_name_is_known(name: str):
    assert signed(template("own-care-private"), name) == {}


def test_nothing_is_signed_where_a_template_asks_for_no_signature():
    assert signed(SUGGESTION, "Anna Shaw") == {}


def test_a_service_of_another_kind_is_not_taken():
    complaints = CONTACTS.of_kind(ServiceKind.COMPLAINTS)[0]
    assert refused(template("own-care"), complaints) == {"service": "Please choose a service."}


def test_a_day_is_said_as_people_say_it():
    text = compose(template("answered-later"), CONTACTS, None, {"day": "2026-12-01"})
    assert "here by Tuesday 1 December." in text
    assert "must be a day" in refused(template("answered-later"), day="tomorrow")["day"]


def test_a_principle_is_quoted_in_its_published_words():
    text = compose(template("principle-explained"), CONTACTS, None, {"principle": "abusive"})
    assert "“We will take action when a post is abusive towards members of staff or the public.”" in text
    told = refused(template("principle-explained"), principle="being_negative")["principle"]
    assert told == "“The principle” must be one of the published principles."


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        ("Kim on 07700 900461", "“Passed on to”: It holds a phone number. A public reply never repeats personal"),
        ("the ward, for your appointment", "“your appointment” tells everybody that somebody is, or is not, a patient"),
        ("PALS", "Please spell PALS out where it first stands"),
        ("the {team}", "“Passed on to” has {team} in it"),
        ("x" * (LONGEST_LINE + 1), "“Passed on to” is too long: at most 150 characters, and these are 151."),
    ],
)
def test_what_the_public_must_not_read_is_refused_by_its_label(entered: str, problem: str):
    assert problem in refused(SUGGESTION, team=entered)["team"]


def test_the_organisations_own_contacts_are_no_personal_details():
    assert CONTACTS.contact_email in compose(SUGGESTION, CONTACTS, None, {"team": CONTACTS.contact_email})


HOSTILE = st.one_of(
    st.text(max_size=LONGEST_LINE * 2),
    st.text(alphabet="{}_.![]<>@#|*`\\\r\n\u2028\x00 signed", max_size=60),
    st.builds(
        lambda part, times: part * times, st.sampled_from(["{signed}", "{", "<!channel>", "a\n"]), st.integers(1, 9_999)
    ),
)


@given(HOSTILE)
def test_whatever_is_entered_stands_in_the_text_as_one_plain_line_or_is_refused(entered: str):
    try:
        text = compose(LETTER, CONTACTS, None, {"signed": entered})
    except NotFilledInError:
        return
    value = text.removeprefix("Hello ").partition(", and ")[0]
    assert text == f"Hello {value}, and {value} again."
    assert not PLACEHOLDER.search(text)
    assert len(text.splitlines()) == 1
    assert value.isprintable() or not value.isascii()
    assert set(value) <= set(entered) | {" "}
    assert 0 < len(value) <= LONGEST_LINE


@given(st.text(alphabet="{}ab_09A. \n", max_size=40))
def test_any_text_of_a_template_keeps_all_but_its_placeholders(text: str):
    names = set(PLACEHOLDER.findall(text))
    sent = Template(
        key="x", title="x", use="x", channel=Channel.PRIVATE, kinds=(), routes=(), platforms=(), source=(), text=text,
        placeholders=tuple(Placeholder(name, name, name, "x", Entry.LINE) for name in names),
    )  # fmt: skip
    assert compose(sent, CONTACTS, None, dict.fromkeys(names, "!")) == PLACEHOLDER.sub("!", text)


@pytest.mark.parametrize("setting", ["organisation", "contact_email"])
def test_a_template_whose_setting_is_missing_says_which(setting: str):
    contacts = replace(CONTACTS, **{setting: ""})
    short = [each for each in shipped().templates if lacking(each, contacts)]
    assert short
    for each in short:
        assert lacking(each, contacts) == (setting.upper(),)
        with pytest.raises(NotFilledInError, match=f"{setting.upper()} is not set"):
            compose(each, contacts, first_service(each), examples(each))


def test_without_services_a_template_that_points_to_one_says_where_to_give_it():
    bare = Contacts("hello@anytown.example", "Anytown Care Board")
    missing = {each.key: lacking(each, bare) for each in shipped().templates if each.service}
    assert "PALS_PHONE, PALS_EMAIL or PALS_URL" in missing["own-care"][0]
    assert missing["formal-complaint"] == ("a service of the kind complaints in SERVICES_FILE",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n ", "There is no text."),
        ("Please call {service_contact}.", "{service_contact} is still in the text."),
        ("Hello {First name},", "{First name} is still in the text."),
        ("Ring Kim on 07700 900461.", "It holds a phone number."),
        # Its end, or its middle, is a helpline's.
        ("Ring Kim on 07700 900999.", "It holds a phone number."),
        ("Ring Kim on 07700 999 111.", "It holds a phone number."),
        ("Write to kim.pals@anytown.example.", "It holds an email address."),
        ("We have moved your operation.", "“your operation” tells everybody"),
        ("You are not our patient.", "tells everybody"),
        ("Please ask PALS.", f"Please spell PALS out where it first stands: {PALS_IN_FULL}."),
    ],
)
def test_an_edited_reply_is_refused_with_the_reason(text: str, problem: str):
    assert problem in (objection(text, Channel.PUBLIC, CONTACTS) or "")


@pytest.mark.parametrize("text", ["Ring 01632960001, or write to PALS@Anytown.example.", "Call 999, or 116 123."])
def test_the_organisations_contacts_may_be_written_another_way(text: str):
    assert objection(text, Channel.PUBLIC, CONTACTS) is None


def test_a_direct_message_may_speak_of_a_persons_care():
    assert objection("We can pass on what you said about your care.", Channel.PRIVATE, CONTACTS) is None


def test_every_published_line_may_be_shared_as_it_is():
    for each in published(published_contact()):
        contacts = Contacts(published_contact())
        assert objection(each.shared, Channel.PUBLIC, contacts) is None, each.number
