"""The figures of a summary once more, slowly: from every row of the tables, in plain Python, without `db.reports`."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Engine, text

from rules.assessment import Kind, Route
from rules.decisions import Action
from rules.figures import COUNTED, Aim, Figures, ResponseTimes, StillOpen, Summary

Row = dict[str, Any]

NEWEST = 50
"""Of what was heard, how many may be quoted; what says the same as a newer one is not."""
SIDES = ({"approve", "hide", "report"}, {"reply", "refer", "no_reply_needed"})
TIMES = (
    "received_at", "respond_by", "answer_by", "due_at", "moderated_at", "answered_at", "settled_at", "at",
)  # fmt: skip


class SlowFigures:
    """All rows, read once."""

    def __init__(self, engine: Engine) -> None:
        with engine.connect() as connection:
            self.mentions = [
                _with_times(row)
                for row in connection.execute(
                    text("SELECT * FROM mentions JOIN assessments ON assessments.mention_id = mentions.id")
                ).mappings()
            ]
            log = connection.execute(text("SELECT * FROM decisions ORDER BY id")).mappings()
            self.decisions: dict[int, list[Row]] = {row["id"]: [] for row in self.mentions}
            for row in log:
                self.decisions[row["mention_id"]].append(_with_times(row))

    def check(self, summary: Summary) -> None:
        """Compare all that a summary tells with what the rows say."""
        self.check_figures(summary.figures)
        self.check_figures(summary.before)
        if summary.since:
            self.check_figures(summary.since)
        self.check_open(summary.open, summary.windows.now)
        self.check_steps(summary)

    def check_figures(self, told: Figures) -> None:
        came_in = [row for row in self.mentions if told.begin <= row["received_at"] < told.end]
        assert {(each.platform, each.kind): each.count for each in told.came_in} == Counter(
            (row["platform"], Kind(row["kind"])) for row in came_in
        )
        assert told.received == len(came_in)
        self.check_decisions(told)
        self.check_suggestions(told)
        for aim in Aim:
            assert told.responses.get(aim) == self.times(aim, told.begin, told.end), aim
        self.check_risks(told, came_in)
        for heard, route in ((told.suggestions, "suggestion"), (told.thanks, "thanks")):
            said = [row for row in came_in if row["route"] == route]
            assert heard.count == len(said)
            harmless = sorted((row for row in said if "abusive" not in str(row["findings"])), key=_newest_first)
            differing: dict[str, Row] = {}
            for row in harmless[:NEWEST]:
                differing.setdefault(" ".join(row["masked_text"].casefold().split()), row)
            quoted = list(differing.values())[:2]
            assert [each.mention_id for each in heard.quotations] == [row["id"] for row in quoted]
            assert [each.masked_text for each in heard.quotations] == [row["masked_text"] for row in quoted]

    def check_decisions(self, told: Figures) -> None:
        counted = {action.value for action in COUNTED}
        made = Counter(
            (Action(row["action"]), row["principle"], row["detail"] if row["action"] == "refer" else None)
            for log in self.decisions.values()
            for row in standing(log)
            if row["action"] in counted and told.begin <= row["at"] < told.end
        )
        assert {(each.action, each.principle, each.referral): each.count for each in told.decisions} == made

    def check_suggestions(self, told: Figures) -> None:
        followed = overruled = 0
        for mention in self.mentions:
            side = next(side for side in SIDES if mention["suggestion"] in side)
            first = next((row for row in standing(self.decisions[mention["id"]]) if row["action"] in side), None)
            if first and told.begin <= first["at"] < told.end:
                followed += first["action"] == mention["suggestion"]
                overruled += first["action"] != mention["suggestion"]
        assert (told.followed, told.overruled) == (followed, overruled)

    def times(self, aim: Aim, begin: datetime, end: datetime) -> ResponseTimes | None:
        side, due = ("answer", "answer_by") if aim is Aim.ANSWERED else ("moderation", "respond_by")
        at = {"answer": "answered_at", "moderation": "moderated_at"}[side]
        rows = [
            row
            for row in self.mentions
            if row[at] and begin <= row[at] < end and row[f"{side}_seconds"] is not None and aim in _aims(row)
        ]
        if not rows:
            return None
        seconds = sorted(row[f"{side}_seconds"] for row in rows)
        nine_in_ten = next(each for each in seconds if sum(other <= each for other in seconds) * 10 >= 9 * len(rows))
        return ResponseTimes(
            count=len(rows),
            median=timedelta(seconds=median(seconds)),
            ninetieth=timedelta(seconds=nine_in_ten),
            within=sum(1 for row in rows if row[due] and row[at] <= row[due]),
        )

    def check_risks(self, told: Figures, came_in: list[Row]) -> None:
        risks = [row for row in came_in if row["route"] == "risk_to_life"]
        waits = []
        for row in risks:
            log = self.decisions[row["id"]]
            seen = [made["at"] for made in log if made["action"] in {"acknowledge_risk", "close_risk"}]
            waits += [min(seen) - row["received_at"]] if seen else []
        assert (told.risks.count, told.risks.acknowledged) == (len(risks), len(waits))
        assert told.risks.slowest == max(waits, default=None)

    def check_open(self, told: StillOpen, now: datetime) -> None:
        waiting = [row for row in self.mentions if row["settled_at"] is None]
        overdue = [row for row in waiting if row["due_at"] and row["due_at"] < now]
        assert (told.count, told.overdue) == (len(waiting), len(overdue))
        assert told.with_pals == sum(row["pals"] == "passed_on" for row in self.mentions)
        first = min(waiting, key=lambda row: (row["received_at"], row["id"]), default=None)
        assert (told.oldest.mention_id if told.oldest else None) == (first["id"] if first else None)

    def check_steps(self, summary: Summary) -> None:
        begin, end = summary.windows.this
        for step, until in zip(summary.steps, summary.windows.edges[1:], strict=True):
            for number, key in ((step.received, "received_at"), (step.settled, "settled_at")):
                times = [row[key] for row in self.mentions if row[key]]
                assert number == sum(1 for at in times if step.begin <= at < until and begin <= at < end)


def standing(log: list[Row]) -> list[Row]:
    """Return the decisions of one mention that were not taken back: each undo strikes out the latest of its sort."""
    left: list[Row] = []
    for row in log:
        taken_back = row["undoes"] or ("close_risk" if row["action"] == "reopen_risk" else None)
        if taken_back:
            latest = max((n for n, made in enumerate(left) if made["action"] == taken_back), default=None)
            if latest is not None:
                del left[latest]
        else:
            left.append(row)
    return left


def _aims(row: Row) -> set[Aim]:
    if row["route"] == Route.RISK_TO_LIFE:
        return set()
    answer = row["kind"] == "direct_message" or row["route"] in {"question", "complaint", "own_care", "staff_concern"}
    breach = bool(_findings(row))
    return (
        ({Aim.ANSWERED} if answer else set())
        | ({Aim.DECIDED} if breach else set())
        | (set() if answer or breach else {Aim.READ})
    )


def _findings(row: Row) -> bool:
    found = row["findings"]
    return found not in ("[]", [])


def _newest_first(row: Row) -> tuple[float, int]:
    return -row["received_at"].timestamp(), -row["id"]


def _with_times(row: Any) -> Row:
    values = dict(row)
    for name in TIMES:
        at = values.get(name)
        if isinstance(at, str):
            at = datetime.fromisoformat(at)
        if at is not None:
            values[name] = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return values
