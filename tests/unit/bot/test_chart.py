"""The chart of a summary, and the same in words."""

import io
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from bot.chart import LONGEST_ALT_TEXT, alt_text, draw_chart
from rules.assessment import Kind
from rules.figures import CameIn, Summary
from rules.periods import Period
from tests.unit.summaries import BUSY, FRIDAY, LONDON, QUIET, WEEK, summary

YEAR = Period(date(2025, 11, 23), date(2026, 11, 22))
MONTH = Period(date(2026, 10, 1), date(2026, 10, 31))
PALE_GREY = (0xF0, 0xF4, 0xF5)


def picture(told: Summary) -> Image.Image:
    return Image.open(io.BytesIO(draw_chart(told, LONDON)))


@pytest.mark.parametrize("period", [FRIDAY, WEEK, MONTH, YEAR])
def test_it_has_a_calm_opaque_background_of_its_own_and_most_of_it_is_that(period: Period):
    drawn = picture(summary(period=period)).convert("RGBA")
    assert drawn.width == 1000
    assert {alpha for *_, alpha in (colour for _, colour in drawn.getcolors(1 << 24) or [])} == {255}
    edge = [drawn.getpixel((x, y))[:3] for x in (0, 999) for y in (0, drawn.height // 2, drawn.height - 1)]
    assert set(edge) == {PALE_GREY}


def test_a_longer_bar_is_drawn_longer():
    few, many = (
        replace(BUSY, came_in=(CameIn("x", Kind.POST, count), CameIn("google", Kind.POST, 20))) for count in (5, 15)
    )

    def blue(told: Summary) -> int:
        return Counter(picture(told).convert("RGB").get_flattened_data())[(0x00, 0x5E, 0xB8)]

    assert blue(summary(many)) > 1.2 * blue(summary(few))


def test_one_day_is_told_by_platform_beside_the_like_day():
    told = alt_text(summary(before=replace(QUIET, came_in=(CameIn("x", Kind.POST, 4),))), LONDON)
    assert told == (
        "Chart: came in on Fri 20 Nov 2026, by platform (Fri 13 Nov 2026 in brackets): Facebook 18 (0), X 1 (4). "
        "Done within its target: Suspected breaches decided 2 of 3 (67 %); The rest read 15 of 15 (100 %)."
    )


def test_a_week_is_told_by_day():
    told = alt_text(summary(period=WEEK), LONDON)
    assert told.startswith(
        "Chart: came in and settled Mon 16 to Sun 22 Nov 2026, by day: Mon 16 0 and 0; Tue 17 1 and 1;"
    )


def test_a_year_is_told_by_week_within_slacks_limit():
    told = alt_text(summary(period=YEAR), LONDON)
    assert "by week: 23 Nov 0 and 0; 30 Nov 1 and 1;" in told
    assert told.endswith("The rest read 15 of 15 (100 %).")
    assert len(told) <= LONGEST_ALT_TEXT


def test_a_platforms_name_is_neither_a_formula_nor_a_letter_that_can_t_be_drawn():
    odd = replace(BUSY, came_in=(CameIn(r"a$\frac{x}$ 漢字 \N{PILE OF POO}", Kind.POST, 3), CameIn("$$", Kind.POST, 1)))
    assert picture(summary(odd)).width == 1000


def test_nothing_of_matplotlib_is_loaded_before_a_chart_is_drawn():
    looked = "import sys, bot.chart, bot.app, bot.cli_summary; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert done.stdout.strip() == "False"
