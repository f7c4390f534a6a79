import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from bot.sandbox.people import ANNA, BEN, ELLA
from tests.e2e.small_app import APPROVE, CONFIRM, HIDE, OPTIONS, OVERFLOW, SELECT, SEVERAL, SmallApp, button

OpenAs = Callable[..., Page]


def last(page: Page) -> Locator:
    """Return the channel's newest message."""
    return page.locator("#messages > .message").last


def said(page: Page, text: str) -> Locator:
    """Return what says this in the channel's list; the announcements say it too."""
    return page.locator("#messages").get_by_text(text, exact=True)


def test_click_redraws_the_one_message_and_leaves_focus_there(page: Page, small_app: SmallApp) -> None:
    small_app.post(text="An older one")
    small_app.post(APPROVE)
    untouched = said(page, "An older one").element_handle()
    page.get_by_role("button", name="Approve: leave this up").click()
    expect(last(page)).to_contain_text(f"Decided: approve by {ANNA.id}")
    assert untouched.evaluate("element => element.isConnected")
    expect(last(page).locator("article")).to_be_focused()


def test_pending_button_cannot_be_clicked_twice_and_can_be_again_afterwards(page: Page, small_app: SmallApp) -> None:
    small_app.post(button("slow", "Wait"))
    wait = page.get_by_role("button", name="Wait")
    wait.dblclick()
    expect(wait).to_have_attribute("aria-disabled", "true")
    small_app.gate.set()
    expect(wait).not_to_have_attribute("aria-disabled", "true")
    assert small_app.times["slow"] == 1
    wait.click()
    expect(wait).not_to_have_attribute("aria-disabled", "true")
    assert small_app.times["slow"] == 2


def test_button_drawn_anew_while_it_waits_is_still_busy(page: Page, small_app: SmallApp) -> None:
    ts = small_app.post(button("slow", "Wait"))
    page.get_by_role("button", name="Wait").click()
    blocks = [{"type": "actions", "block_id": "row", "elements": [button("slow", "Still waiting")]}]
    small_app.client.chat_update(channel="C0MENTIONS", ts=ts, text="Changed", blocks=blocks)
    expect(page.get_by_role("button", name="Still waiting")).to_have_attribute("aria-disabled", "true")
    small_app.gate.set()
    expect(page.get_by_role("button", name="Still waiting")).not_to_have_attribute("aria-disabled", "true")


def test_click_without_acknowledgement_says_so_beside_the_button(page: Page, small_app: SmallApp) -> None:
    small_app.post(button("never", "Nobody hears"))
    page.get_by_role("button", name="Nobody hears").click()
    expect(last(page).get_by_role("alert")).to_have_text("commsbot did not respond in time. Try again.")
    expect(page.get_by_role("button", name="Nobody hears")).to_be_enabled()


def test_confirm_dialog_asks_before_the_app_hears_anything(page: Page, small_app: SmallApp) -> None:
    small_app.post(HIDE)
    page.get_by_role("button", name="Hide").click()
    dialog = page.get_by_role("dialog", name="Hide it?")
    expect(dialog).to_contain_text("Only its author still sees it.")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Hide")).to_be_focused()
    assert small_app.told == []
    page.get_by_role("button", name="Hide").click()
    dialog.get_by_role("button", name="Yes, hide").click()
    expect(last(page)).to_contain_text(f"Decided: hide by {ANNA.id}")


def test_overflow_menu_is_worked_with_arrow_keys(page: Page, small_app: SmallApp) -> None:
    small_app.post(OVERFLOW)
    opener = page.get_by_role("button", name="More choices")
    opener.press("Enter")
    expect(page.get_by_role("menuitem", name="Claim")).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    opener.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Snooze")).to_be_focused()
    page.keyboard.press("Enter")
    expect(last(page)).to_contain_text("You chose: snooze")


def test_select_tells_the_app_what_was_chosen(page: Page, small_app: SmallApp) -> None:
    small_app.post(SELECT)
    page.get_by_role("combobox", name="Principle").select_option("Adverts")
    expect(last(page)).to_contain_text("You chose: adverts")


def test_menu_of_several_tells_the_app_once_when_it_is_closed(page: Page, small_app: SmallApp) -> None:
    small_app.post(SEVERAL)
    menu = page.locator("details.multi")
    menu.locator("summary").press("Enter")
    menu.get_by_role("checkbox", name="Abuse").check()
    menu.get_by_role("checkbox", name="Adverts").check()
    expect(menu.locator("summary")).to_contain_text("Abuse, Adverts")
    page.keyboard.press("Escape")
    expect(page.locator(".message.ephemeral")).to_have_count(1)
    expect(last(page)).to_contain_text("You chose: abuse, adverts")


def test_date_typed_by_keyboard_is_told_once_it_is_whole(page: Page, small_app: SmallApp) -> None:
    small_app.post({"type": "datepicker", "action_id": "choose"})
    page.get_by_label("Choose a date").press_sequentially("11242026")
    page.keyboard.press("Enter")
    expect(last(page)).to_contain_text("You chose: 2026-11-24")
    expect(page.locator(".message.ephemeral")).to_have_count(1)


def test_date_and_time_is_told_as_london_time(page: Page, small_app: SmallApp) -> None:
    small_app.post({"type": "datetimepicker", "action_id": "choose"})
    picker = page.get_by_label("Choose a date and time")
    picker.fill("2026-07-01T09:30")
    # British Summer Time: 08:30 UTC.
    expect(last(page)).to_contain_text("You chose: 1782894600")


def test_declined_choice_is_put_back(page: Page, small_app: SmallApp) -> None:
    small_app.post({**SELECT, "initial_option": OPTIONS[0], "confirm": CONFIRM})
    select = page.get_by_role("combobox", name="Principle")
    select.select_option("Adverts")
    page.get_by_role("button", name="Keep it").click()
    expect(select.locator("option:checked")).to_have_text("Abuse")
    expect(page.locator(".message.ephemeral")).to_have_count(0)


def test_choice_is_still_shown_when_the_page_is_loaded_again(page: Page, small_app: SmallApp) -> None:
    small_app.post(SELECT)
    page.get_by_role("combobox", name="Principle").select_option("Adverts")
    expect(last(page)).to_contain_text("You chose")
    page.reload()
    expect(page.get_by_role("combobox", name="Principle").locator("option:checked")).to_have_text("Adverts")


def test_text_sent_without_markup_shows_its_marks(page: Page, small_app: SmallApp) -> None:
    small_app.post(text="*not bold*", mrkdwn=False)
    expect(last(page).locator(".content")).to_have_text("*not bold*")


def test_input_with_dispatch_tells_the_app_on_enter(page: Page, small_app: SmallApp) -> None:
    note = {"type": "plain_text_input", "action_id": "note"}
    block = {"type": "input", "label": {"type": "plain_text", "text": "Note"}, "dispatch_action": True, "element": note}
    small_app.post(blocks=[block])
    page.get_by_label("Note").fill("Seen")
    page.get_by_label("Note").press("Enter")
    expect(last(page)).to_contain_text("You chose: Seen")


def test_ephemeral_message_is_seen_by_one_person_alone(open_as: OpenAs, small_app: SmallApp) -> None:
    anna, ben = open_as(ANNA), open_as(BEN)
    small_app.client.chat_postEphemeral(channel="C0MENTIONS", user=BEN.id, text="For Ben")
    small_app.post(text="For all")
    expect(last(anna)).to_contain_text("For all")
    expect(said(anna, "For Ben")).to_have_count(0)
    expect(ben.locator(".message.ephemeral")).to_contain_text("Only visible to you")
    expect(said(ben, "For Ben")).to_be_visible()


def test_second_person_sees_what_the_first_did(open_as: OpenAs, small_app: SmallApp) -> None:
    anna, ben = open_as(ANNA), open_as(BEN)
    small_app.post(APPROVE)
    anna.get_by_role("button", name="Approve: leave this up").click()
    expect(last(ben)).to_contain_text(f"Decided: approve by {ANNA.id}")


def test_message_typed_by_a_person_reaches_the_others(open_as: OpenAs) -> None:
    anna, ben = open_as(ANNA), open_as(BEN)
    anna.get_by_label("Message #social-mentions").fill("Good morning <b>all</b>")
    anna.keyboard.press("Enter")
    expect(last(ben)).to_contain_text("Good morning <b>all</b>")
    expect(anna.get_by_label("Message #social-mentions")).to_have_value("")


def test_thread_opens_at_the_side_counts_replies_and_closes_back_to_its_opener(page: Page, small_app: SmallApp) -> None:
    ts = small_app.post(text="A question")
    small_app.post(text="A first answer", thread_ts=ts)
    replies = page.get_by_role("button", name=re.compile("1 reply"))
    replies.click()
    side = page.get_by_role("complementary", name="Thread")
    expect(side).to_contain_text("A first answer")
    side.get_by_label("Reply…").fill("A second")
    page.keyboard.press("Enter")
    expect(side.locator(".message")).to_have_count(3)
    expect(side).to_contain_text("2 replies")
    expect(page.get_by_role("button", name=re.compile("2 replies"))).to_be_visible()
    expect(page.locator("#messages")).not_to_contain_text("A second")
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("2 replies"))).to_be_focused()


def test_deleted_message_goes(page: Page, small_app: SmallApp) -> None:
    ts = small_app.post(text="Soon gone")
    expect(said(page, "Soon gone")).to_be_visible()
    small_app.client.chat_delete(channel="C0MENTIONS", ts=ts)
    expect(said(page, "Soon gone")).to_have_count(0)


def test_home_is_asked_for_when_opened_and_its_buttons_work(open_as: OpenAs) -> None:
    page = open_as(app="home")
    expect(page.get_by_role("heading", name="Open mentions, seen 1")).to_be_visible()
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_role("dialog", name="Reply form")).to_be_visible()


def test_messages_tab_holds_what_the_app_told_one_person(open_as: OpenAs, small_app: SmallApp) -> None:
    page = open_as(app="messages")
    small_app.post(text="Just for you", channel=ANNA.id)
    expect(last(page)).to_contain_text("Just for you")


def test_slash_command_is_completed_sent_and_answered(page: Page) -> None:
    box = page.get_by_label("Message #social-mentions")
    box.press_sequentially("/e")
    commands = page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(commands).to_have_count(2)
    expect(commands.first).to_contain_text("Says it again")
    box.press("ArrowDown")
    expect(commands.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    box.press("Tab")
    expect(box).to_have_value("/echo ")
    box.press_sequentially("hello there")
    box.press("Enter")
    expect(last(page)).to_contain_text("You said: hello there")
    expect(last(page)).to_contain_text("Only visible to you")


def test_slash_command_without_answer_says_so_and_keeps_what_was_typed(page: Page) -> None:
    box = page.get_by_label("Message #social-mentions")
    box.fill("/silent please")
    box.press("Enter")
    expect(page.locator("main .composer").get_by_role("alert")).to_contain_text("/silent failed")
    expect(box).to_have_value("/silent please")


def test_message_shortcut_is_in_the_message_menu(page: Page, small_app: SmallApp) -> None:
    small_app.post(text="Worth keeping")
    last(page).hover()
    last(page).get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=re.compile("Log as a mention")).press("Enter")
    expect(last(page)).to_contain_text("Logged: Worth keeping")


def test_acting_as_somebody_else_shows_what_they_may_see(page: Page, small_app: SmallApp) -> None:
    small_app.post(text="Team only")
    page.get_by_label("Acting as").select_option(ELLA.name)
    expect(page.get_by_role("heading", name="#general")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("social-mentions"))).to_have_count(0)
    expect(said(page, "Team only")).to_have_count(0)


def test_message_elsewhere_counts_on_its_channel(page: Page, open_as: OpenAs) -> None:
    ben = open_as(BEN, channel="C0GENERAL0")
    ben.get_by_label("Message #general").fill("Lunch?")
    ben.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("general"))).to_contain_text("1")
