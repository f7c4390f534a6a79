"""Every shipped template: it can be sent as it is, is easy to read, fits, and tells nobody's business."""

import re
from pathlib import Path

import pytest
import readability

from rules.assessment import Kind, Route
from rules.compose import compose, lacking
from rules.lengths import too_long_for
from rules.library import TEMPLATES, TemplatesError, load, shipped
from rules.platforms import platform
from rules.public_text import indiscretion
from rules.replies import Channel, Reading, Template
from tests.contacts import CONTACTS, examples, first_service, template

EACH = pytest.mark.parametrize("sent", shipped().templates, ids=lambda each: each.key)
YEARS_BEFORE_SCHOOL = 5
"""A reading age is a school grade and the years before it."""
OLDEST = {Reading.EVERYDAY: 11, Reading.CLINICAL: 14}
EVERYWHERE = {"own-care", "own-care-private", "staff-concern", "formal-complaint", "for-a-relative", "personal-details",
              "clinical-question", "risk-to-life", "answered-later", "media-enquiry", "information-request", "thanks",
              "suggestion-received", "principle-explained", "not-our-organisation"}  # fmt: skip
AMERICAN = re.compile(
    r"\b(?:\w+(?:iz(?:e[ds]?|ing|ation)|yz(?:e[ds]?|ing))|\w*(?:color|favor|honor|neighbor|behavior)\w*|center\w*"
    r"|program|canceled|traveling|counselor|gray|licensed?|practicing|apologize|mom|check-up|physician|toward)\b",
    re.IGNORECASE,
)
BRITISH_AS_WELL = {"size", "prize", "seize"}


def filled(sent: Template) -> str:
    return compose(sent, CONTACTS, first_service(sent), examples(sent))


def filled_each_way(sent: Template) -> list[str]:
    """Return the text with each of the services that it may point to."""
    services = CONTACTS.of_kind(sent.service) if sent.service else [None]
    return [compose(sent, CONTACTS, service, examples(sent)) for service in services]


def reading_age(text: str) -> float:
    """Return the higher of the ages by Flesch and Kincaid's formula and by the automated readability index."""
    sentences = [re.findall(r"[\w’-]+|[^\w\s]", each) for each in re.split(r"(?<=[.!?])\s+|\n+", text)]
    grades = readability.getmeasures("\n".join(map(" ".join, sentences)), lang="en")["readability grades"]
    return max(grades["Kincaid"], grades["ARI"]) + YEARS_BEFORE_SCHOOL


def test_there_is_a_template_for_each_thing_that_the_team_answers():
    assert {each.key for each in shipped().templates} >= EVERYWHERE
    # Nothing is said to a post without a route but what its principle calls for.
    assert {route for each in shipped().templates for route in each.routes} == set(Route)
    assert {kind for each in shipped().templates for kind in each.kinds} == set(Kind)


@EACH
def test_a_template_renders_with_the_example_settings_and_leaves_no_placeholder(sent: Template):
    assert lacking(sent, CONTACTS) == ()
    text = filled(sent)
    assert not re.search(r"[{}]", text)
    assert text == text.strip()


@pytest.mark.parametrize(
    "sent", [each for each in shipped().templates if each.reading is not Reading.QUOTED], ids=lambda each: each.key
)
def test_a_template_is_easy_enough_to_read(sent: Template):
    age = reading_age(filled(sent))
    assert age <= OLDEST[sent.reading], f"reading age {age:.1f}"


@EACH
def test_a_template_fits_the_platforms_that_it_names(sent: Template):
    channels = {Channel.PUBLIC, Channel.PRIVATE} if Kind.DIRECT_MESSAGE in sent.kinds else {sent.channel}
    if sent.channel is Channel.PRIVATE:
        channels = {Channel.PRIVATE}
    for text in filled_each_way(sent):
        assert [too_long_for(text, sent.platforms, channel) for channel in channels] == [()] * len(channels)


@EACH
def test_a_template_is_in_british_english(sent: Template):
    told = " ".join((sent.title, sent.use, sent.text, *(each.says for each in sent.placeholders)))
    assert {found.lower() for found in AMERICAN.findall(told)} - BRITISH_AS_WELL == set()


@EACH
def test_a_public_text_holds_no_personal_detail_and_tells_of_no_patient(sent: Template):
    if sent.channel is Channel.PUBLIC:
        assert indiscretion(filled(sent), CONTACTS.known()) is None
    else:
        assert not {kind for kind in sent.kinds if kind is not Kind.DIRECT_MESSAGE}


def test_a_hidden_post_is_explained_only_where_posts_can_be_hidden():
    sent = template("principle-explained")
    assert [platform(key).can_hide for key in sent.platforms] == [True] * len(sent.platforms)


@EACH
def test_pals_is_spelled_out_where_a_text_first_names_it(sent: Template):
    text = filled(sent)
    if "PALS" in text:
        assert text.index("Patient Advice and Liaison Service (PALS)") < text.index("PALS")


def test_a_formal_complaint_goes_to_the_complaints_team_and_not_to_pals():
    text = filled(template("formal-complaint"))
    assert "our complaints team" in text
    assert "PALS" not in text


def test_a_risk_to_life_gives_every_helpline_of_the_settings():
    text = filled(template("risk-to-life"))
    assert all(number in text for number in ("999", "111 (option 2 for mental health)", "116 123", "85258"))


@pytest.mark.parametrize(
    ("words", "first"),
    [("complaint", "formal-complaint"), ("own care", "own-care"), ("STAFF", "staff-concern"), ("foi", None)],
)
def test_search_finds_by_key_title_and_use_in_any_case(words: str, first: str | None):
    assert next((each.key for each in shipped().search(words)), None) == first


def test_search_without_words_finds_everything():
    assert shipped().search(" ") == shipped().templates


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('title = "Thanks"', "", "questions.toml: thanks: title is missing"),
        ('title = "Thanks"', 'title = " "', "thanks: title is empty"),
        ('title = "Thanks"', 'titel = "Thanks"', "thanks: titel: no such field"),
        ('key = "thanks"', 'key = "Thanks!"', "Thanks!: its key must be small letters"),
        ('key = "thanks"', 'key = "media-enquiry"', "media-enquiry: another template has that key"),
        ("kind words", "kind {words}", "thanks: {words} is in its text, and nothing says what it means"),
        ("kind words", "kind {0.__class__}", "thanks: its text has a stray {"),
        ("kind words", "kind words}", "thanks: its text has a stray }"),
        ("by {day}", "by Friday", "answered-later: {day} is not in its text"),
        ('service = "information"', "", "information-request: a service, and {service}"),
        ('routes = ["thanks"]', 'routes = ["praise"]', "'praise' is not a valid Route"),
        ('"tiktok", ', '"myspace", ', "thanks: myspace: no such platform"),
        ('source = ["P4"]', 'source = ["P40"]', "answered-later: P40: no such line is published"),
        ('source = ["P4"]', "source = []", "name the published line"),
        ("kind words", "words on your care", "“your care” tells everybody"),
        ("kind words", "call to 07700 900123", "It holds a phone number"),
        ("kind words", "words to PALS", "Please spell PALS out"),
        ('entry = "day"', 'entry = "moon"', "'moon' is not a valid Entry"),
        ('label = "Answered by"', "", "answered-later: placeholder day: label is missing"),
        ("[[template]]", "[[template", "questions.toml: "),
        ("# Replies", "letters = 1 # Replies", "questions.toml: it must hold"),
    ],
)
def test_a_mistake_in_a_file_names_the_file_and_the_template(
    tmp_path: Path, written: str, instead: str, complaint: str
):
    text = (TEMPLATES / "questions.toml").read_text(encoding="utf-8")
    assert written in text
    (tmp_path / "questions.toml").write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(TemplatesError, match=re.escape(complaint)):
        load(tmp_path)


def test_a_folder_without_templates_is_told(tmp_path: Path):
    with pytest.raises(TemplatesError, match="there is no template"):
        load(tmp_path)
