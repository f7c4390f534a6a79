"""The rows behind a summary, for spreadsheets."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from bot.summary_csv import figures_csv, mentions_csv
from db.records import MadeDecision, MentionRecord
from rules.assessment import Kind, Route, Suggestion, Urgency
from rules.decisions import Action
from rules.figures import CameIn
from tests.unit.summaries import BUSY, QUIET, summary

AT = datetime(2026, 11, 20, 9, 31, tzinfo=UTC)
RECORD = MentionRecord(
    mention_id=7,
    platform="facebook",
    kind=Kind.COMMENT,
    route=Route.NONE,
    urgency=Urgency.HIGH,
    suggestion=Suggestion.HIDE,
    principles=("abusive", "profane_offensive_violent"),
    received_at=AT,
    respond_by=AT,
    answer_by=None,
    moderated_at=None,
    moderation_seconds=None,
    answered_at=None,
    answer_seconds=None,
    settled_at=None,
    decisions=(
        MadeDecision(AT, Action.HIDE, "abusive", None),
        MadeDecision(AT, Action.UNDO, None, Action.HIDE),
    ),
)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_each_figure_stands_beside_the_one_of_the_like_period():
    told = rows(figures_csv(summary(before=replace(QUIET, came_in=(CameIn("google", Kind.REVIEW, 4),)))))
    assert told[0] == ["figure", "of", "period", "previous_period"]
    for row in (
        ["from", "inclusive", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"],
        ["came_in", "all", "19", "4"],
        ["came_in", "google review", "0", "4"],
        ["decided", "hide abusive", "3", "0"],
        ["response_decided", "median_working_seconds", "1320.0", "0"],
        ["still_open", "overdue", "2", ""],
        ["still_open", "oldest_received_at", "2026-11-16T09:20:00Z", ""],
    ):
        assert row in told, row


def test_a_mention_is_one_line_with_all_its_decisions():
    heading, row = rows(mentions_csv([RECORD]))
    told = dict(zip(heading, row, strict=True))
    assert told["mention_id"] == "7"
    assert told["principles_found"] == "abusive profane_offensive_violent"
    assert told["decisions"] == "2026-11-20T09:31:00Z hide abusive; 2026-11-20T09:31:00Z undo hide"
    assert told["answer_by"] == ""


def test_what_a_spreadsheet_might_run_is_guarded():
    formula = replace(BUSY, came_in=(CameIn("=cmd|' /C calc'!A0", Kind.POST, 1),))
    assert ["came_in", "'=cmd|' /C calc'!A0 post", "1", "0"] in rows(figures_csv(summary(formula)))
    _, row = rows(mentions_csv([replace(RECORD, platform="@SUM(1)")]))
    assert row[1] == "'@SUM(1)"
