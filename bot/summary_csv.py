"""The rows behind a summary, for spreadsheets: its figures, and its mentions.

Ids, keys and times: no stranger's words, and nobody's name. What a spreadsheet might run as a formula is guarded.
Instants are UTC in ISO 8601, lengths of time are seconds.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from bot.spreadsheet import guarded
from db.records import MadeDecision, MentionRecord
from rules.figures import COUNTED, Aim, Figures, Summary

FIGURE_COLUMNS = ("figure", "of", "period", "previous_period")
MENTION_COLUMNS = (
    "mention_id", "platform", "kind", "route", "urgency", "suggestion", "principles_found", "received_at", "respond_by",
    "answer_by", "moderated_at", "moderation_working_seconds", "answered_at", "answer_working_seconds", "settled_at",
    "decisions",
)  # fmt: skip
"""`decisions` has all of them, oldest first: "2026-11-20T09:31:00Z hide abusive; 2026-11-20T09:40:00Z hide_done"."""

Value = str | int | float | None
_Row = tuple[Value, ...]


def figures_csv(summary: Summary) -> str:
    """Return the figures of the period and of the like period before it, one a line."""
    now, before = dict(_figures(summary.figures)), dict(_figures(summary.before))
    names = [*now, *(name for name in before if name not in now)]
    rows: list[_Row] = [(*name, now.get(name, 0), before.get(name, 0)) for name in names]
    oldest = summary.open.oldest
    rows += [
        ("still_open", "now", summary.open.count, None),
        ("still_open", "overdue", summary.open.overdue, None),
        ("with_pals", "now", summary.open.with_pals, None),
        ("still_open", "oldest_received_at", _iso(oldest.received_at) if oldest else None, None),
    ]
    return _csv(FIGURE_COLUMNS, rows)


def mentions_csv(records: Iterable[MentionRecord]) -> str:
    """Return one line for each mention."""
    return _csv(MENTION_COLUMNS, map(_mention, records))


def _figures(figures: Figures) -> Iterator[tuple[tuple[str, str], Value]]:
    yield ("from", "inclusive"), _iso(figures.begin)
    yield ("until", "exclusive"), _iso(figures.end)
    yield ("came_in", "all"), figures.received
    for each in figures.came_in:
        yield ("came_in", f"{each.platform} {each.kind}"), each.count
    yield ("decided", "all"), figures.decided
    for action in COUNTED:
        for made in figures.decisions:
            if made.action is action:
                yield ("decided", " ".join(filter(None, [action, made.principle, made.referral]))), made.count
    yield ("suggestions", "followed"), figures.followed
    yield ("suggestions", "overruled"), figures.overruled
    for aim in Aim:
        if times := figures.responses.get(aim):
            yield (f"response_{aim}", "count"), times.count
            yield (f"response_{aim}", "within_target"), times.within
            yield (f"response_{aim}", "median_working_seconds"), times.median.total_seconds()
            yield (f"response_{aim}", "90th_centile_working_seconds"), times.ninetieth.total_seconds()
    yield ("risk_to_life", "came_in"), figures.risks.count
    yield ("risk_to_life", "acknowledged"), figures.risks.acknowledged
    slowest = figures.risks.slowest
    yield ("risk_to_life", "slowest_seconds"), slowest.total_seconds() if slowest is not None else None
    yield ("heard", "suggestions"), figures.suggestions.count
    yield ("heard", "thanks"), figures.thanks.count


def _mention(record: MentionRecord) -> _Row:
    return (
        record.mention_id, record.platform, record.kind, record.route, record.urgency, record.suggestion,
        " ".join(record.principles), _iso(record.received_at), _iso(record.respond_by), _iso(record.answer_by),
        _iso(record.moderated_at), record.moderation_seconds, _iso(record.answered_at), record.answer_seconds,
        _iso(record.settled_at),
        "; ".join(map(_decision, record.decisions)),
    )  # fmt: skip


def _decision(made: MadeDecision) -> str:
    return " ".join(filter(None, [_iso(made.at), made.action, made.principle, made.undoes]))


def _csv(columns: tuple[str, ...], rows: Iterable[_Row]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([guarded(value) if isinstance(value, str) else value for value in row] for row in rows)
    return out.getvalue()


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
