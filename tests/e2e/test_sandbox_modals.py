import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.people import ANNA
from tests.e2e.small_app import SmallApp, button


@pytest.fixture
def form(page: Page, small_app: SmallApp) -> Locator:
    """Open the small app's modal with a click."""
    small_app.post(button("reply", "Reply"))
    page.get_by_role("button", name="Reply", exact=True).click()
    dialog = page.get_by_role("dialog", name="Reply form")
    expect(dialog).to_be_visible()
    return dialog


def test_modal_takes_the_focus_to_its_first_field(form: Locator) -> None:
    expect(form.get_by_label("Your reply")).to_be_focused()
    expect(form.get_by_label("Your reply")).to_have_accessible_description("Be kind")


def test_modal_keeps_the_focus_inside(page: Page, form: Locator) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        # The browser's own controls come between the last and the first of the dialog.
        assert form.evaluate(
            "dialog => document.activeElement === document.body || dialog.contains(document.activeElement)"
        )


def test_escape_closes_the_modal_and_gives_the_focus_back(page: Page, form: Locator) -> None:
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name="Reply", exact=True)).to_be_focused()


def test_closed_modal_stays_closed_when_the_page_is_loaded_again(page: Page, form: Locator) -> None:
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()
    page.reload()
    page.locator("body[data-live]").wait_for()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_open_modal_is_there_again_when_the_page_is_loaded_again(page: Page, form: Locator) -> None:
    page.reload()
    expect(form).to_be_visible()


def test_missing_answers_are_named_at_their_fields_and_read_out(page: Page, form: Locator) -> None:
    form.get_by_role("button", name="Send").click()
    words, why = form.get_by_label("Your reply"), form.get_by_label("Principle")
    expect(words).to_be_focused()
    expect(words).to_have_attribute("aria-invalid", "true")
    expect(words).to_have_accessible_description("Be kind Please fill this in.")
    expect(why).to_have_accessible_description("Please choose one.")
    expect(page.locator("#announcements")).to_contain_text("Please fill this in.")


def test_too_short_an_answer_is_not_sent(form: Locator) -> None:
    form.get_by_label("Your reply").press_sequentially("ab")
    form.get_by_label("Principle").select_option("Abuse")
    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text("Please write at least 3 characters.")


def test_error_that_the_app_finds_stands_at_its_field(form: Locator) -> None:
    form.get_by_label("Your reply").fill("wrong")
    form.get_by_label("Principle").select_option("Abuse")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_label("Your reply")).to_have_accessible_description("Be kind Say something else")
    expect(form.get_by_label("Your reply")).to_have_value("wrong")
    expect(form.get_by_label("Principle")).not_to_have_attribute("aria-invalid", "true")


def test_submitted_modal_closes_and_the_app_has_the_words(page: Page, form: Locator) -> None:
    form.get_by_label("Your reply").fill("We are sorry")
    form.get_by_label("Principle").select_option("Abuse")
    form.get_by_label("Your reply").press("Enter")
    expect(form).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text(f"Reply by {ANNA.id}: We are sorry")


def test_pushed_modal_lies_on_top_and_goes_back(page: Page, form: Locator) -> None:
    form.get_by_label("Your reply").fill("Half written")
    form.get_by_role("button", name="More…").click()
    second = page.get_by_role("dialog", name="Second form")
    expect(second).to_be_visible()
    expect(form).to_be_hidden()
    second.get_by_role("button", name="Back").click()
    expect(second).to_be_hidden()
    expect(form.get_by_label("Your reply")).to_have_value("Half written")


def test_updated_modal_keeps_what_was_typed(page: Page, form: Locator) -> None:
    form.get_by_label("Your reply").fill("Half written")
    form.get_by_role("button", name="Refresh").click()
    refreshed = page.get_by_role("dialog", name="Refreshed form")
    expect(refreshed).to_be_visible()
    expect(refreshed.get_by_label("Your reply")).to_have_value("Half written")
    expect(refreshed.get_by_role("button", name="Refresh")).to_be_focused()
