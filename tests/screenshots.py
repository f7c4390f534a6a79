"""Take the README's screenshots: `make screenshots`.

The bot and the page are the real ones; the mentions are the demo's, or two invented weeks of them, on a Monday morning.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.demo import AT_ONCE
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA, CARYS, MENTIONS
from bot.sandbox.server import SandboxServer
from db.engine import connect
from db.migrate import upgrade
from handlers.manifest import manifest
from tests.ordinary_days import fill, samples
from tests.running_bot import RunningBot, running_bot, settings_for

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ABUSIVE = "Kit Marlow"
"""Who wrote the mention at the top of the picture."""
MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
SHOWN = AT_ONCE + 1
"""A card for each, and the risk to life among them is announced besides."""
TWO_WEEKS_BEFORE = date(2026, 11, 9)


def main() -> None:
    """Write the three pictures in `docs/`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        _take_mentions(browser)
        _take_summary(browser)


def _take_mentions(browser: Browser) -> None:
    with _office(lambda _: None) as (server, bot):
        address = f"{server.url}/?as={ANNA.id}&channel={MENTIONS.id}"
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(address)
        for number, sample in enumerate(samples()[:AT_ONCE]):
            said = {"external_id": str(number), "posted_at": "2026-11-23T08:52:00Z"}
            bot.post(sample | said).raise_for_status()
            # One after the other, so that they stand in their own order each time.
            expect(_cards(page).filter(has_text=sample["author_name"]).first).to_be_visible()
        expect(_cards(page)).to_have_count(SHOWN)
        _hide_one(page)
        _picture(page, DOCS / "screenshot-1280.png")
        page.set_viewport_size({"width": 400, "height": 860})
        _picture(page, DOCS / "screenshot-400.png")


def _take_summary(browser: Browser) -> None:
    with _office(lambda engine: fill(engine, TWO_WEEKS_BEFORE, MONDAY)) as (server, _):
        page = browser.new_page(viewport={"width": 1100, "height": 1500})
        page.goto(f"{server.url}/?as={CARYS.id}&app=messages")
        box = page.get_by_role("textbox", name="Message")
        box.fill("summary 2026-11-20")
        box.press("Enter")
        told = _cards(page).filter(has_text="Summary:")
        expect(told.locator("img")).to_be_visible()
        page.wait_for_function("image => image.complete", arg=told.locator("img").element_handle())
        told.screenshot(path=DOCS / "screenshot-summary.png")


@contextmanager
def _office(prepare: Callable[[Engine], None]) -> Iterator[tuple[SandboxServer, RunningBot]]:
    clock = MovableClock(MONDAY)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'commsbot.db'}"
        engine = connect(url)
        upgrade(engine)
        prepare(engine)
        with (
            SandboxServer(SandboxOptions(manifest=manifest(), rate_limit=None), clock) as server,
            running_bot(settings_for(server, url), engine, clock) as bot,
        ):
            yield server, bot


def _cards(page: Page) -> Locator:
    return page.locator("#messages > .message")


def _hide_one(page: Page) -> None:
    card = _cards(page).filter(has_text=ABUSIVE)
    card.get_by_role("button", name="Hide this").click()
    page.get_by_role("dialog").get_by_role("button", name="Hide").click()
    expect(card).to_contain_text("Anna Shaw decided: hide.")


def _picture(page: Page, path: Path) -> None:
    _cards(page).filter(has_text=ABUSIVE).evaluate("card => card.scrollIntoView()")
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=path, animations="disabled")


if __name__ == "__main__":
    main()
