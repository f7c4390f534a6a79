"""Take the README's screenshots: `make screenshots`.

The bot and the page are the real ones; the mentions are the demo's, on a Monday morning.
"""

import shutil
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect, sync_playwright

from bot.clock import MovableClock
from bot.demo import AT_ONCE
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.server import SandboxServer
from db.engine import connect
from db.migrate import upgrade
from handlers.manifest import manifest
from tests.running_bot import running_bot, settings_for

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ABUSIVE = "Kit Marlow"
"""Who wrote the mention at the top of the picture."""
MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def main() -> None:
    """Write `docs/screenshot-1280.png` and `docs/screenshot-400.png`."""
    clock = MovableClock(MONDAY)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'commsbot.db'}"
        engine = connect(url)
        upgrade(engine)
        with (
            SandboxServer(SandboxOptions(manifest=manifest(), rate_limit=None), clock) as server,
            running_bot(settings_for(server, url), engine, clock) as bot,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for number, sample in enumerate(_samples()[:AT_ONCE]):
                said = {"external_id": str(number), "posted_at": "2026-11-23T08:52:00Z"}
                bot.post(sample | said).raise_for_status()
            address = f"{server.url}/?as={ANNA.id}&channel={MENTIONS.id}"
            wide = browser.new_page(viewport={"width": 1280, "height": 860})
            wide.goto(address)
            expect(_cards(wide)).to_have_count(AT_ONCE)
            _hide_one(wide)
            _picture(wide, DOCS / "screenshot-1280.png")
            narrow = browser.new_page(viewport={"width": 400, "height": 860})
            narrow.goto(address)
            expect(_cards(narrow)).to_have_count(AT_ONCE)
            _picture(narrow, DOCS / "screenshot-400.png")


def _samples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "bot" / "samples.toml").read_text(encoding="utf-8"))["mentions"]
    return found


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
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
