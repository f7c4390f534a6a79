from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.render import blocks, file
from bot.sandbox.scene import Attachment, Picture, Scene
from tests.unit.sandbox.reading import Reading, read

SCENE = Scene(
    now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    people={"U1": "Anna Shaw", "U2": "Ben Okafor"},
    channels={"C1": "general"},
    user_groups={"S1": "team-leads"},
    pictures={"F1": Picture("/page/files/F1", "A chart")},
    attachments={"F2": Attachment("/page/files/F2?as=U1", "rows.csv", "<b>Rows</b>")},
)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)
HOSTILE = "<!channel> <@U1> *bold* <https://x|y> <script>alert(\"1\")</script> ' onload='x &amp; :tada: </textarea>"
Block = dict[str, Any]


def plain(text: str, *, emoji: bool = False) -> Block:
    return {"type": "plain_text", "text": text, "emoji": emoji}


def option(text: str, value: str = "1") -> Block:
    return {"text": plain(text), "value": value, "description": plain(text)}


def confirm(text: str) -> Block:
    return {"title": plain(text), "text": plain(text), "confirm": plain(text), "deny": plain(text), "style": "danger"}


def everywhere(text: str) -> list[Block]:
    """Return blocks with the text wherever an app can put text that is not markup."""
    options = [option(text), option(text, "2")]
    elements = [
        {"type": "button", "text": plain(text), "accessibility_label": text, "value": text, "confirm": confirm(text)},
        {"type": "overflow", "options": options},
        {"type": "static_select", "placeholder": plain(text), "options": options, "initial_option": options[0]},
        {"type": "multi_static_select", "placeholder": plain(text), "options": options},
        {"type": "radio_buttons", "options": options},
        {"type": "checkboxes", "options": options, "initial_options": options},
        {"type": "plain_text_input", "placeholder": plain(text), "initial_value": text},
        {"type": "plain_text_input", "multiline": True, "initial_value": text},
    ]
    for number, element in enumerate(elements):
        element["action_id"] = f"{text}{number}"
    return [
        {"type": "header", "block_id": text, "text": plain(text)},
        {"type": "section", "block_id": text, "text": plain(text), "fields": [plain(text)], "accessory": elements[0]},
        {"type": "context", "block_id": text, "elements": [plain(text)]},
        {"type": "image", "block_id": text, "alt_text": text, "title": plain(text), "slack_file": {"id": "F1"}},
        {"type": "image", "block_id": text, "alt_text": text, "image_url": text},
        {"type": "rich_text", "block_id": text, "elements": [rich(text)]},
        {"type": "actions", "block_id": text, "elements": elements},
        *(
            {"type": "input", "block_id": text, "label": plain(text), "hint": plain(text), "element": e}
            for e in elements
        ),
        {"type": text, "block_id": text},
    ]


def rich(text: str) -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text, "style": {"bold": True}}]}


def drawn(*given_blocks: Block) -> Reading:
    return read(blocks(given_blocks, SCENE))


@settings(deadline=None)
@given(ANY_TEXT)
def test_plain_text_shows_exactly_its_characters(text: str) -> None:
    assert drawn({"type": "header", "text": plain(text)}).text == text


@settings(deadline=None)
@given(ANY_TEXT)
def test_rich_text_shows_exactly_its_characters(text: str) -> None:
    assert drawn({"type": "rich_text", "elements": [rich(text)]}).text == text


@pytest.mark.parametrize("kind", ["rich_text_section", "rich_text_quote", "rich_text_preformatted"])
def test_hostile_text_in_rich_text_shows_exactly_its_characters(kind: str) -> None:
    part = {"type": kind, "elements": [{"type": "text", "text": HOSTILE}]}
    assert drawn({"type": "rich_text", "elements": [part]}).text == HOSTILE


@settings(deadline=None)
@given(ANY_TEXT | st.just(HOSTILE))
def test_no_text_anywhere_becomes_an_element_or_an_attribute(text: str) -> None:
    reading = drawn(*everywhere(text))
    expected = drawn(*everywhere("x"))
    assert [tag.name for tag in reading.tags] == [tag.name for tag in expected.tags]
    assert [set(tag.attributes) for tag in reading.tags] == [set(tag.attributes) for tag in expected.tags]


@settings(deadline=None)
@given(ANY_TEXT)
def test_accessible_name_of_a_button_is_exactly_what_the_app_gave(text: str) -> None:
    button = {"type": "button", "action_id": "a", "text": plain("Hide"), "accessibility_label": text}
    (shown,) = drawn({"type": "actions", "elements": [button]}).named("button")
    assert shown.attributes["aria-label"] == text


def test_emoji_is_drawn_only_where_the_app_asks_for_it() -> None:
    with_emoji = drawn({"type": "header", "text": plain("Done :tada:", emoji=True)})
    assert with_emoji.text == "Done 🎉"
    assert drawn({"type": "header", "text": plain("Done :tada:")}).text == "Done :tada:"


def test_rich_text_draws_every_element() -> None:
    elements = [
        {"type": "link", "url": "https://nhs.uk", "text": "site"},
        {"type": "emoji", "name": "tada"},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 1795424400, "format": "{time}", "fallback": "then"},
        {"type": "color", "value": "#ff0000"},
    ]
    part = {"type": "rich_text_section", "elements": elements}
    assert (
        drawn({"type": "rich_text", "elements": [part]}).text == "site🎉@Anna Shaw#general@team-leads@here09:00#ff0000"
    )


def test_rich_text_link_to_a_script_is_no_link() -> None:
    part = {"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:alert(1)", "text": "site"}]}
    assert drawn({"type": "rich_text", "elements": [part]}).named("a") == []


def test_ordered_list_goes_on_from_its_offset() -> None:
    items = {"type": "rich_text_list", "style": "ordered", "offset": 2, "indent": 1, "elements": [rich("third")]}
    (shown,) = drawn({"type": "rich_text", "elements": [items]}).named("ol")
    assert shown.attributes["start"] == "3"


def test_styles_of_rich_text_are_elements_of_their_own() -> None:
    style = {"bold": True, "italic": True, "strike": True, "code": True}
    part = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": style}]}
    names = {tag.name for tag in drawn({"type": "rich_text", "elements": [part]}).tags}
    assert {"strong", "em", "s", "code"} <= names


@pytest.mark.parametrize(
    "block",
    [
        {"type": "video", "title": plain("x")},
        {"type": "actions", "elements": [{"type": "workflow_button"}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "team"}]}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_table"}]},
    ],
)
def test_what_is_not_known_leaves_a_visible_note(block: Block) -> None:
    assert "cannot show" in drawn(block).text


def test_button_with_an_address_is_a_link_that_still_reports() -> None:
    button = {"type": "button", "action_id": "open", "text": plain("Open"), "url": "https://nhs.uk"}
    (link,) = drawn({"type": "actions", "block_id": "b", "elements": [button]}).named("a")
    assert link.attributes["href"] == "https://nhs.uk"
    assert link.attributes["data-action"] == "open"


def test_button_with_an_unsafe_address_is_a_plain_button() -> None:
    button = {"type": "button", "action_id": "open", "text": plain("Open"), "url": "javascript:alert(1)"}
    reading = drawn({"type": "actions", "elements": [button]})
    assert not reading.named("a")
    assert reading.named("button")


def test_image_elsewhere_is_not_loaded_but_named() -> None:
    reading = drawn({"type": "image", "alt_text": "A bar chart", "image_url": "https://example.org/a.png"})
    assert not reading.named("img")
    assert "A bar chart" in reading.text


def test_uploaded_image_is_loaded_from_here_with_its_description() -> None:
    (image,) = drawn({"type": "image", "alt_text": "A bar chart", "slack_file": {"id": "F1"}}).named("img")
    assert image.attributes["src"] == "/page/files/F1"
    assert image.attributes["alt"] == "A bar chart"


def test_file_that_is_no_image_is_a_link_to_save_it() -> None:
    (link,) = read(file("F2", SCENE)).named("a")
    assert (link.attributes["href"], link.attributes["download"]) == ("/page/files/F2?as=U1", "rows.csv")
    assert "<b>Rows</b> (rows.csv)" in read(file("F2", SCENE)).text


@pytest.mark.parametrize("kind", ["users_select", "channels_select", "conversations_select"])
def test_select_of_people_or_channels_offers_those_there_are(kind: str) -> None:
    select = {"type": kind, "action_id": "s", "placeholder": plain("Choose")}
    text = drawn({"type": "actions", "elements": [select]}).text
    assert ("Anna Shaw" in text) is (kind != "channels_select")
    assert ("#general" in text) is (kind != "users_select")


def test_select_shows_groups_and_what_is_chosen() -> None:
    groups = [{"label": plain("Breaches"), "options": [option("Abuse", "a"), option("Adverts", "b")]}]
    select = {
        "type": "static_select",
        "action_id": "s",
        "option_groups": groups,
        "initial_option": option("Adverts", "b"),
    }
    reading = drawn({"type": "actions", "elements": [select]})
    assert [group.attributes["label"] for group in reading.named("optgroup")] == ["Breaches"]
    chosen = [tag for tag in reading.named("option") if "selected" in tag.attributes]
    assert '"value":"b"' in str(chosen[-1].attributes["value"])


def test_date_and_time_input_shows_london_time() -> None:
    picker = {"type": "datetimepicker", "action_id": "d", "initial_date_time": 1782948600}
    (shown,) = drawn({"type": "actions", "elements": [picker]}).named("input")
    assert shown.attributes["value"] == "2026-07-02T00:30"


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        ({"type": "email_text_input"}, "email"),
        ({"type": "url_text_input"}, "url"),
        ({"type": "number_input", "is_decimal_allowed": False}, "number"),
        ({"type": "datepicker"}, "date"),
        ({"type": "timepicker"}, "time"),
    ],
)
def test_input_has_its_label_hint_and_place_for_an_error(element: Block, kind: str) -> None:
    block = {"type": "input", "block_id": "b", "label": plain("Name"), "hint": plain("In full"), "element": element}
    reading = drawn(block)
    (shown,) = reading.named("input")
    (label,) = reading.named("label")
    described = str(shown.attributes["aria-describedby"]).split()
    assert shown.attributes["type"] == kind
    assert label.attributes["for"] == shown.attributes["id"]
    assert [tag.attributes["class"] for tag in reading.named("p") if tag.attributes.get("id") in described] == [
        "hint",
        "error",
    ]
    assert "required" in shown.attributes


def test_optional_input_says_so_and_is_not_required() -> None:
    element = {"type": "plain_text_input", "multiline": True}
    reading = drawn({"type": "input", "label": plain("Note"), "optional": True, "element": element})
    assert "(optional)" in reading.text
    assert "required" not in reading.named("textarea")[0].attributes


def test_ids_are_unique_however_often_a_block_stands_there() -> None:
    reading = drawn(*everywhere("x"), *everywhere("x"))
    ids = [tag.attributes["id"] for tag in reading.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
