import csv
import io
import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.export_file import export_decisions_csv, export_decisions_jsonl
from db.log import LoggedDecision
from rules.decisions import Action
from rules.mention import Person

HIDDEN = LoggedDecision(
    at=datetime(2026, 6, 22, 10, 30, tzinfo=ZoneInfo("Europe/London")),
    person=Person("U0ANNA", "Anna Shaw"),
    action=Action.HIDE,
    principle="abusive",
    undoes=None,
    mention_id=7,
    platform="facebook",
    external_id="123_456",
    url="https://example.org/1",
    seconds=90.5,
)
UNDONE = replace(HIDDEN, action=Action.UNDO, principle=None, undoes=Action.HIDE, url=None)


def as_csv(*decisions: LoggedDecision) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    assert export_decisions_csv(decisions, out) == len(decisions)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def as_jsonl(*decisions: LoggedDecision) -> list[dict[str, object]]:
    out = io.StringIO()
    assert export_decisions_jsonl(decisions, out) == len(decisions)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_decision_is_told_in_full() -> None:
    told = {
        "at": "2026-06-22T09:30:00Z",
        "action": "hide",
        "principle": "abusive",
        "undoes": None,
        "person_id": "U0ANNA",
        "person_name": "Anna Shaw",
        "mention_id": 7,
        "platform": "facebook",
        "external_id": "123_456",
        "url": "https://example.org/1",
        "seconds": 90.5,
        "detail": None,
        "until": None,
    }
    assert as_jsonl(HIDDEN) == [told]
    assert as_csv(HIDDEN) == [{name: "" if value is None else str(value) for name, value in told.items()}]


def test_an_undo_says_what_it_took_back() -> None:
    assert [row["undoes"] for row in as_csv(HIDDEN, UNDONE)] == ["", "hide"]
    assert [row["undoes"] for row in as_jsonl(HIDDEN, UNDONE)] == [None, "hide"]


def test_a_snooze_says_until_when_and_an_escalation_why() -> None:
    until = datetime(2026, 6, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))
    snoozed = replace(HIDDEN, action=Action.SNOOZE, principle=None, until=until)
    escalated = replace(HIDDEN, action=Action.ESCALATE, principle=None, detail="media")
    assert [(row["detail"], row["until"]) for row in as_csv(snoozed, escalated)] == [
        ("", "2026-06-23T08:00:00Z"),
        ("media", ""),
    ]


def test_a_spreadsheet_runs_nothing_of_it() -> None:
    formula = replace(HIDDEN, person=Person("U1", "=HYPERLINK(1)"), external_id="-1+2", platform="@x", url="\t=1")
    [row] = as_csv(formula)
    assert [row[name] for name in ("person_name", "external_id", "platform", "url")] == [
        "'=HYPERLINK(1)", "'-1+2", "'@x", "'\t=1",
    ]  # fmt: skip
    assert as_jsonl(formula)[0]["person_name"] == "=HYPERLINK(1)"


def test_names_come_out_as_they_are_written() -> None:
    named = replace(HIDDEN, person=Person("U1", 'Siân "Sh" O’Neill,\nlead'))
    assert as_csv(named)[0]["person_name"] == 'Siân "Sh" O’Neill,\nlead'
    assert as_jsonl(named)[0]["person_name"] == 'Siân "Sh" O’Neill,\nlead'


def test_an_empty_log_has_its_heading_alone() -> None:
    out = io.StringIO(newline="")
    assert export_decisions_csv([], out) == 0
    assert out.getvalue().startswith("at,action,principle,")
    assert as_jsonl() == []
