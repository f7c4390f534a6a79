import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.people import ANNA
from tests.e2e.small_app import APPROVE, HIDE, OPTIONS, OVERFLOW, SELECT, SEVERAL, SmallApp, button, plain

OpenAs = Callable[..., Page]
HOSTILE = (
    """<!channel> <@U0ANNASHAW> *bold* <https://x|y> <img src=x onerror="alert(1)"> <script>alert('1')</script> &amp;"""
)
ITALIC = {"type": "text", "text": HOSTILE, "style": {"italic": True}}
CONTROLS = ("button", "link", "textbox", "combobox", "checkbox", "radio", "menuitem", "dialog", "img", "Date")


def last(page: Page) -> Locator:
    return page.locator("#messages > .message").last


def unnamed(page: Page) -> list[str]:
    """Return the roles of controls and pictures that a screen reader would find no name for."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        node["role"]["value"]
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in CONTROLS and not node.get("name", {}).get("value")
    ]


def all_elements(small_app: SmallApp) -> None:
    choices = {"type": "radio_buttons", "action_id": "radio", "options": OPTIONS}
    ticks = {"type": "checkboxes", "action_id": "ticks", "options": OPTIONS}
    pickers = [
        {"type": "datepicker", "action_id": "date"},
        {"type": "timepicker", "action_id": "time"},
        {"type": "datetimepicker", "action_id": "both"},
        {"type": "users_select", "action_id": "user", "placeholder": plain("Who")},
    ]
    small_app.post(APPROVE, HIDE, OVERFLOW, SELECT, {**SEVERAL, "action_id": "several"}, choices, ticks, *pickers)


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "header", "text": plain(HOSTILE)}],
        [{"type": "section", "text": plain(HOSTILE)}],
        [{"type": "context", "elements": [plain(HOSTILE)]}],
        [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [ITALIC]}]}],
    ],
    ids=["header", "section", "context", "rich text"],
)
def test_hostile_text_shows_exactly_its_characters(page: Page, small_app: SmallApp, blocks: list[object]) -> None:
    small_app.post(blocks=blocks)
    expect(last(page).locator(".content")).to_have_text(HOSTILE)
    assert last(page).locator(".content :is(a, img, script, strong, .mention)").count() == 0


def test_hostile_text_in_a_plain_message_runs_nothing(page: Page, small_app: SmallApp) -> None:
    small_app.post(text='<script>alert(1)</script><img src=x onerror="alert(1)"> <javascript:alert(1)|x>')
    expect(last(page)).to_contain_text("<script>alert(1)</script>")
    assert last(page).locator(".content :is(a, img, script)").count() == 0


def test_policy_lets_nothing_written_in_the_page_run(page: Page) -> None:
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_every_control_has_a_name(page: Page, small_app: SmallApp) -> None:
    all_elements(small_app)
    ts = small_app.post(button("reply", "Reply"))
    small_app.post(text="An answer", thread_ts=ts)
    page.get_by_role("button", name=re.compile("1 reply")).click()
    expect(page.get_by_role("complementary", name="Thread")).to_be_visible()
    assert unnamed(page) == []
    page.locator("#messages").get_by_role("button", name="Reply", exact=True).click()
    expect(page.get_by_role("dialog", name="Reply form")).to_be_visible()
    assert unnamed(page) == []


def test_page_has_landmarks_and_one_main_heading(page: Page) -> None:
    for role in ("banner", "main"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Workspace")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("#social-mentions")


def test_message_is_an_article_named_by_who_and_when(page: Page, small_app: SmallApp) -> None:
    small_app.post(text="Hello")
    expect(page.get_by_role("article", name=re.compile(r"commsbot \d\d:\d\d"))).to_have_count(1)


def test_deciding_takes_nothing_but_a_keyboard(page: Page, small_app: SmallApp) -> None:
    small_app.post(HIDE, APPROVE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
    page.keyboard.press("Enter")
    hide = page.get_by_role("button", name="Hide")
    for _ in range(8):
        page.keyboard.press("Tab")
        if hide.evaluate("element => element === document.activeElement"):
            break
    expect(hide).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Yes, hide")).to_be_focused()
    page.keyboard.press("Enter")
    expect(last(page)).to_contain_text(f"Decided: hide by {ANNA.id}")


def test_focus_can_be_seen(page: Page, small_app: SmallApp) -> None:
    small_app.post(APPROVE)
    page.get_by_label("Message #social-mentions").focus()
    page.keyboard.press("Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_window_needs_no_sideways_scrolling(open_as: OpenAs, small_app: SmallApp, scheme: str) -> None:
    all_elements(small_app)
    small_app.post(text="https://nhs.uk/" + "long" * 60)
    page = open_as(viewport={"width": 400, "height": 800}, color_scheme=scheme)
    expect(last(page)).to_contain_text("longlong")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator("#scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_sidebar_is_a_drawer_in_a_narrow_window(open_as: OpenAs) -> None:
    page = open_as(viewport={"width": 400, "height": 800})
    channels = page.get_by_role("navigation", name="Workspace")
    drawer = page.get_by_role("button", name="Channels and people")
    expect(channels).to_be_hidden()
    drawer.press("Enter")
    expect(drawer).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name=re.compile("social-mentions"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(channels).to_be_hidden()
    expect(drawer).to_be_focused()


def test_thread_over_a_narrow_channel_keeps_the_keyboard_to_itself(open_as: OpenAs, small_app: SmallApp) -> None:
    ts = small_app.post(text="A question")
    small_app.post(text="An answer", thread_ts=ts)
    page = open_as(viewport={"width": 400, "height": 800})
    page.get_by_role("button", name=re.compile("1 reply")).click()
    expect(page.get_by_role("complementary", name="Thread")).to_contain_text("An answer")
    expect(page.locator("main")).to_have_js_property("inert", True)
    page.get_by_role("button", name="Close the thread").click()
    expect(page.locator("main")).to_have_js_property("inert", False)
    expect(page.get_by_role("button", name=re.compile("1 reply"))).to_be_focused()


def test_modal_fits_a_narrow_window(open_as: OpenAs, small_app: SmallApp) -> None:
    small_app.post(button("reply", "Reply"))
    page = open_as(viewport={"width": 400, "height": 600})
    page.get_by_role("button", name="Reply", exact=True).click()
    dialog = page.get_by_role("dialog", name="Reply form")
    expect(dialog.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
