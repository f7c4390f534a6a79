"""The chart of a summary, and the same in words.

One PNG with an opaque background of its own, so that it reads as well in Slack's dark theme as in the light one.
Nothing is told by colour alone: bars have their numbers, one of two is hatched or a line, and both are named.
"""

import io
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from handlers.blocks.figures import AIMS, days, ranked, share
from handlers.blocks.text import shorten
from rules.figures import MOST_DAYS_APART, Aim, Figures, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

LONGEST_ALT_TEXT = 2000
"""Characters; Slack's limit for an image block."""
PLACES = 6
"""Platforms with bars of their own; all others share one."""

# Of the NHS identity's palette; every two that meet differ in lightness too.
_BLUE, _LIGHT_BLUE, _GROUND, _GREY, _YELLOW, _INK = "#005eb8", "#41b6e6", "#f0f4f5", "#aeb7bd", "#ffb81c", "#212b32"
_WIDTH, _DPI = 8.0, 125
"""Inches, and dots an inch: 1,000 pixels, which Slack shows at about half."""
_FONT = 14
_BAR_HEIGHT, _PANEL_BASE, _COLUMNS_HEIGHT = 0.5, 1.2, 3.8
_MARGIN = 0.12
"""Inches."""
_LABELLED_STEPS = 14
"""Columns that have room for numbers above them."""
_NAMED_STEPS = 8
"""Columns that have room for their names below them."""
_LONGEST_NAME = 20
_LAST_LATIN = "\u024f"
"""The font that comes with matplotlib has the letters up to here; a platform's name may have others."""

_drawing = threading.Lock()
"""matplotlib is not made for several threads."""


def draw_chart(summary: Summary, zone: ZoneInfo) -> bytes:
    """Return the chart as PNG: what came in, by platform or by day, and what was done within its target."""
    with _drawing:
        # Takes half a second and 60 MB, which only who asks for a summary should pay.
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

        heights = _heights(summary)
        layout = ConstrainedLayoutEngine(w_pad=_MARGIN, h_pad=_MARGIN)
        figure = Figure(figsize=(_WIDTH, sum(heights)), dpi=_DPI, facecolor=_GROUND, layout=layout)
        FigureCanvasAgg(figure)
        panels = figure.subfigures(len(heights), 1, squeeze=False, height_ratios=heights, facecolor=_GROUND)[:, 0]
        _draw_came_in(panels[0], summary, zone)
        if len(panels) > 1:
            _draw_in_time(panels[1], summary.figures)
        return _png(figure)


def alt_text(summary: Summary, zone: ZoneInfo) -> str:
    """Say what the chart shows, for who can't see it."""
    now, before = summary.figures, summary.before
    if _is_one_day(summary):
        counts = _platforms(now, before)
        came_in = ", ".join(f"{name} {this:,} ({that:,})" for name, (this, that) in counts.items()) or "nothing"
        said = f"Chart: came in {_when(summary)}, by platform ({_when_before(summary)} in brackets): {came_in}."
    else:
        steps = "; ".join(
            f"{_step_name(step.begin, summary, zone)} {step.received:,} and {step.settled:,}" for step in summary.steps
        )
        said = f"Chart: came in and settled {_when(summary)}, {_each(summary)}: {steps}."
    if now.responses:
        said += " Done within its target: " + "; ".join(
            f"{AIMS[aim]} {share(times.within, times.count)}" for aim, times in _in_order(now)
        )
        said += "."
    return shorten(said, LONGEST_ALT_TEXT)


def _heights(summary: Summary) -> list[float]:
    bars = 2 * len(_platforms(summary.figures, summary.before)) * _BAR_HEIGHT * 0.75
    first = _PANEL_BASE + max(bars, _BAR_HEIGHT) if _is_one_day(summary) else _COLUMNS_HEIGHT
    responses = len(summary.figures.responses)
    return [first, _PANEL_BASE + responses * _BAR_HEIGHT] if responses else [first]


def _draw_came_in(panel: "SubFigure", summary: Summary, zone: ZoneInfo) -> None:
    if _is_one_day(summary):
        _draw_platforms(panel, summary)
    elif len(summary.steps) <= _LABELLED_STEPS:
        _draw_pairs(panel, summary, zone)
    else:
        _draw_many(panel, summary, zone)


def _draw_platforms(panel: "SubFigure", summary: Summary) -> None:
    counts = _platforms(summary.figures, summary.before)
    axes = _titled(panel, f"Came in {_when(summary)}", f"Hatched: {_when_before(summary)}")
    longest = max([1, *(number for pair in counts.values() for number in pair)])
    for row, (this, that) in enumerate(counts.values()):
        for offset, number, look in ((-0.2, this, _solid(_BLUE)), (0.2, that, _hatched(_GREY))):
            axes.barh(row + offset, number, height=0.38, **look)
            _say(axes, number + longest * 0.015, row + offset, f"{number:,}", va="center")
    _name_rows(axes, list(counts))
    axes.set_xlim(0, longest * 1.12)


def _draw_pairs(panel: "SubFigure", summary: Summary, zone: ZoneInfo) -> None:
    axes = _titled(panel, f"Came in {_when(summary)}", "Hatched: settled")
    highest = max([1, *(max(step.received, step.settled) for step in summary.steps)])
    for column, step in enumerate(summary.steps):
        for offset, number, look in ((-0.2, step.received, _solid(_BLUE)), (0.2, step.settled, _hatched(_GREY))):
            axes.bar(column + offset, number, width=0.38, **look)
            _say(axes, column + offset, number + highest * 0.02, f"{number:,}", ha="center", size=_FONT - 2)
    axes.set_ylim(0, highest * 1.15)
    axes.set_yticks([])
    _name_columns(axes, summary, zone)


def _draw_many(panel: "SubFigure", summary: Summary, zone: ZoneInfo) -> None:
    axes = _titled(panel, f"Came in {_when(summary)}, {_each(summary)}", "Line: settled")
    columns = range(len(summary.steps))
    axes.bar(columns, [step.received for step in summary.steps], width=0.8, **_solid(_LIGHT_BLUE))
    axes.plot(columns, [step.settled for step in summary.steps], color=_INK, linewidth=2, marker="o", markersize=4)
    axes.tick_params(labelsize=_FONT - 2)
    axes.locator_params(axis="y", integer=True, nbins=6)
    _name_columns(axes, summary, zone)


def _draw_in_time(panel: "SubFigure", figures: Figures) -> None:
    axes = _titled(panel, "Done within its target", "Hatched: late")
    rows = _in_order(figures)
    for row, (_, times) in enumerate(rows):
        within = times.within / times.count
        axes.barh(row, within, height=0.5, **_solid(_BLUE))
        axes.barh(row, 1 - within, left=within, height=0.5, **_hatched(_YELLOW))
        _say(axes, 1.03, row, share(times.within, times.count), va="center")
    _name_rows(axes, [AIMS[aim] for aim, _ in rows])
    # Room for "1,204 of 1,310 (92 %)" beside a full bar.
    axes.set_xlim(0, 1.9)


def _titled(panel: "SubFigure", title: str, key: str) -> "Axes":
    words = panel.suptitle(f"{title}\n{key}", x=0.02, ha="left", fontsize=_FONT, color=_INK, linespacing=1.4)
    words.set_parse_math(False)
    return panel.subplots()


def _name_columns(axes: "Axes", summary: Summary, zone: ZoneInfo) -> None:
    shown = range(0, len(summary.steps), -(-len(summary.steps) // _NAMED_STEPS))
    names = [_step_name(summary.steps[column].begin, summary, zone) for column in shown]
    axes.set_xticks(list(shown), names, fontsize=_FONT - 2)
    _calm(axes, axis="x")


def _name_rows(axes: "Axes", names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names, fontsize=_FONT, color=_INK)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xticks([])
    _calm(axes, axis="y")


def _calm(axes: "Axes", axis: str) -> None:
    axes.set_facecolor(_GROUND)
    axes.tick_params(axis="both", length=0, colors=_INK)
    for side, spine in axes.spines.items():
        spine.set_visible(side == {"x": "bottom", "y": "left"}[axis])
        spine.set_color(_GREY)


def _say(axes: "Axes", x: float, y: float, words: str, **how: Any) -> None:
    axes.text(x, y, words, **{"fontsize": how.pop("size", _FONT), "color": _INK, "parse_math": False, **how})


def _solid(colour: str) -> dict[str, Any]:
    return {"color": colour}


def _hatched(colour: str) -> dict[str, Any]:
    return {"facecolor": colour, "edgecolor": _INK, "hatch": "///", "linewidth": 0}


def _png(figure: "Figure") -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=_GROUND)
    return out.getvalue()


def _is_one_day(summary: Summary) -> bool:
    return summary.windows.period.days == 1


def _when(summary: Summary) -> str:
    return f"on {days(summary.windows.period)}" if _is_one_day(summary) else days(summary.windows.period)


def _when_before(summary: Summary) -> str:
    return days(summary.windows.period.previous())


def _each(summary: Summary) -> str:
    return "by day" if summary.windows.period.days <= MOST_DAYS_APART else "by week"


def _step_name(begin: datetime, summary: Summary, zone: ZoneInfo) -> str:
    local = begin.astimezone(zone)
    by_week = len(summary.steps) > 1 and summary.windows.period.days > MOST_DAYS_APART
    return f"{local.day} {local:%b}" if by_week or len(summary.steps) > _LABELLED_STEPS else f"{local:%a} {local.day}"


def _platforms(now: Figures, before: Figures) -> dict[str, tuple[int, int]]:
    """Return how many came in on each platform, in this and in the like period, by names that the font can show."""
    this, that = now.by_platform(), before.by_platform()
    order = sorted(this.keys() | that.keys(), key=lambda key: (-this.get(key, 0), -that.get(key, 0), key))
    ours = ranked({key: this.get(key, 0) for key in order}, PLACES)
    theirs = ranked({key: that.get(key, 0) for key in order}, PLACES)
    return {_printable(name): (ours.get(name, 0), theirs.get(name, 0)) for name in (ours | theirs)}


def _printable(name: str) -> str:
    return "".join(
        letter if letter <= _LAST_LATIN or letter in "’…" else "?" for letter in shorten(name, _LONGEST_NAME)
    )


def _in_order(figures: Figures) -> list[tuple[Aim, Any]]:
    return [(aim, figures.responses[aim]) for aim in Aim if aim in figures.responses]
