import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from bot.sandbox.people import ANNA, BEN, MENTIONS
from bot.sandbox.scene import LONDON
from bot.sandbox.server import SandboxServer
from tests.e2e.conftest import OPTIONS, Running, serving
from tests.e2e.small_app import SmallApp, button, plain

OpenAs = Callable[..., Page]


def fill_channel(small_app: SmallApp, count: int = 20) -> None:
    for number in range(count):
        small_app.post(text=f"Message {number}")


def scrolled(page: Page) -> float:
    """Return how far the channel is from its end, in pixels."""
    return float(page.locator("#scroll").evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight"))


def test_new_message_appears_at_the_end_and_is_said_once(page: Page, small_app: SmallApp) -> None:
    fill_channel(small_app)
    expect(page.locator("#messages > .message")).to_have_count(20)
    small_app.post(button("approve", "Approve"), text="New comment on <https://x.org|Facebook> &amp; more")
    expect(page.locator("#messages > .message")).to_have_count(21)
    assert scrolled(page) < 5
    expect(page.locator("#announcements p").last).to_have_text("commsbot: New comment on Facebook & more")
    expect(page.locator("#announcements")).to_have_attribute("aria-live", "polite")


def test_reader_who_scrolled_up_stays_there_and_is_told_of_new_messages(page: Page, small_app: SmallApp) -> None:
    fill_channel(small_app, 40)
    expect(page.locator("#messages > .message")).to_have_count(40)
    page.locator("#scroll").evaluate("box => { box.scrollTop = 0; }")
    small_app.post(text="Newest")
    small_app.post(text="Newer still")
    pill = page.get_by_role("button", name=re.compile("2 new messages"))
    expect(pill).to_be_visible()
    assert page.locator("#scroll").evaluate("box => box.scrollTop") == 0
    pill.click()
    expect(page.locator("#messages").get_by_text("Newer still")).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_message_of_many_at_once_are_all_there_in_order(page: Page, small_app: SmallApp) -> None:
    fill_channel(small_app, 50)
    expect(page.locator("#messages > .message")).to_have_count(50)
    texts = page.locator("#messages > .message .text").all_inner_texts()
    assert texts == [f"Message {number}" for number in range(50)]


def test_earlier_messages_come_when_asked_for(page: Page, small_app: SmallApp) -> None:
    fill_channel(small_app, 70)
    page.reload()
    expect(page.locator("#messages > .message")).to_have_count(60)
    page.get_by_role("button", name="Show earlier messages").click()
    expect(page.locator("#messages > .message")).to_have_count(70)
    expect(page.get_by_role("button", name="Show earlier messages")).to_have_count(0)
    expect(page.get_by_role("heading", name="Today")).to_have_count(1)


def test_change_elsewhere_leaves_focus_and_typed_words_where_they_are(page: Page, small_app: SmallApp) -> None:
    ts = small_app.post(text="Soon other")
    box = page.get_by_label("Message #social-mentions")
    box.press_sequentially("Half a th")
    small_app.client.chat_update(channel=MENTIONS.id, ts=ts, text="Other now")
    expect(page.locator("#messages")).to_contain_text("Other now")
    box.press_sequentially("ought")
    expect(box).to_have_value("Half a thought")


def test_focused_button_keeps_the_focus_when_its_message_changes(page: Page, small_app: SmallApp) -> None:
    ts = small_app.post(button("approve", "Approve"))
    page.get_by_role("button", name="Approve").focus()
    blocks = [{"type": "actions", "block_id": "row", "elements": [button("approve", "Approve it")]}]
    small_app.client.chat_update(channel=MENTIONS.id, ts=ts, text="Changed", blocks=blocks)
    expect(page.get_by_role("button", name="Approve it")).to_be_focused()


def test_words_typed_into_a_message_stay_when_it_changes(page: Page, small_app: SmallApp) -> None:
    element = {"type": "plain_text_input", "action_id": "note"}
    note = {"type": "input", "block_id": "note", "label": plain("Note"), "dispatch_action": True, "element": element}
    ts = small_app.post(blocks=[note])
    page.get_by_label("Note").press_sequentially("Half a")
    heading = {"type": "header", "text": plain("Changed")}
    small_app.client.chat_update(channel=MENTIONS.id, ts=ts, text="Changed", blocks=[heading, note])
    expect(page.get_by_role("heading", name="Changed")).to_be_visible()
    page.keyboard.type(" thought")
    expect(page.get_by_label("Note")).to_have_value("Half a thought")


def test_app_that_is_not_there_is_said_to_be_not_connected(browser: Browser) -> None:
    page = browser.new_page()
    with SandboxServer(OPTIONS) as server:
        page.goto(server.url)
        expect(page.get_by_role("link", name=re.compile("commsbot"))).to_contain_text("not connected")
        page.close()


def test_page_goes_on_when_the_workspace_is_started_again(browser: Browser) -> None:
    page = browser.new_page()
    with serving(OPTIONS) as first:
        port = int(first.server.url.rpartition(":")[2])
        first.app.post(text="Before")
        page.goto(f"{first.server.url}/?as={ANNA.id}")
        expect(page.locator("#messages")).to_contain_text("Before")
    expect(page.get_by_role("status")).to_contain_text("Connection lost")
    with serving(replace(OPTIONS, port=port)) as second:
        expect(page.get_by_role("status")).to_have_count(0)
        expect(page.locator("#messages > .message")).to_have_count(0)
        second.app.post(text="After")
        expect(page.locator("#messages")).to_contain_text("After")
        page.close()


def test_clock_is_moved_on_for_everybody(open_as: OpenAs) -> None:
    anna, ben = open_as(ANNA), open_as(BEN)
    anna.get_by_role("button", name=re.compile("London time")).click()
    before = ben.evaluate("document.querySelector('[data-long]').textContent")
    anna.get_by_role("button", name="Next morning 9:00").click()
    expect(anna.locator("#clock-panel")).to_contain_text("09:00:")
    expect(ben.get_by_role("button", name=re.compile("London time"))).to_contain_text("09:00")
    assert ben.evaluate("document.querySelector('[data-long]').textContent") != before


def test_what_was_said_before_the_clock_moved_on_is_no_longer_today(page: Page, small_app: SmallApp) -> None:
    small_app.post(text="Said before")
    expect(page.locator("#messages h3")).to_have_text("Today")
    page.get_by_role("button", name=re.compile("London time")).click()
    page.get_by_role("button", name="Next morning 9:00").click()
    page.keyboard.press("Escape")
    small_app.post(text="Said after")
    expect(page.locator("#messages h3")).to_have_count(2)
    expect(page.locator("#messages h3").last).to_have_text("Today")
    expect(page.locator("#messages h3").first).not_to_have_text("Today")


def test_clock_is_moved_on_by_hours_and_minutes(page: Page, running: Running) -> None:
    before = running.server.sandbox.clock.now()
    page.get_by_role("button", name=re.compile("London time")).click()
    page.get_by_label("Hours").fill("2")
    page.get_by_label("Minutes").fill("5")
    page.get_by_role("button", name="Move on").click()
    aim = (before + timedelta(hours=2, minutes=5)).astimezone(LONDON)
    expect(page.locator("#clock-panel time")).to_contain_text(
        re.compile(f"{aim:%H:%M}|{aim + timedelta(minutes=1):%H:%M}")
    )


def test_faults_are_switched_on_listed_and_cleared(page: Page) -> None:
    page.get_by_role("button", name="Sandbox…").click()
    panel = page.locator("#sandbox-panel")
    expect(panel).to_contain_text("a local stand-in for Slack")
    panel.get_by_label("Method").fill("chat.postMessage")
    panel.get_by_label("Fault").select_option("500")
    panel.get_by_label("Times").fill("3")
    panel.get_by_role("button", name="Switch on").click()
    expect(panel.get_by_role("listitem")).to_contain_text("chat.postMessage: 500, server error")
    panel.get_by_role("button", name="Clear all").click()
    expect(panel.get_by_role("listitem")).to_contain_text("None")


def test_permalink_leads_back_to_an_old_message(page: Page, small_app: SmallApp) -> None:
    fill_channel(small_app, 80)
    oldest = min(message["ts"] for message in small_app.client.conversations_history(channel=MENTIONS.id)["messages"])
    address = small_app.client.chat_getPermalink(channel=MENTIONS.id, message_ts=oldest)["permalink"]
    small_app.post(text=f"<{address}|The first card>")
    page.reload()
    expect(page.locator("#messages").get_by_text("Message 0", exact=True)).to_have_count(0)
    page.get_by_role("link", name="The first card").click()
    expect(page.locator("#messages").get_by_text("Message 0", exact=True)).to_be_in_viewport()
    expect(page.locator("#messages > .message").first.locator("article")).to_be_focused()
