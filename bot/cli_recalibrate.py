"""`commsbot triage recalibrate`: thresholds by what the team decided, shown before and after; kept when asked to."""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time

import structlog
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli_review import console_of_tables, in_force
from bot.clock import Clock
from bot.database import opened
from bot.logs import set_up_logs
from bot.settings import ContactSettings
from db.review import DecidedText, read_decided
from db.team import Team
from handlers.blocks.words import principle_title
from rules.mention import BOT, Person
from rules.model import ModelMissing, load
from rules.principles import policy
from rules.recalibration import FOLLOWED, LEAST, Advice, Decided, Proposal, Share, propose
from rules.team import TeamPolicy, Threshold, principles_of
from rules.triage import Model, confidences

NEWEST = 5_000
"""Mentions judged anew: about half a minute with the language model."""
_NO_BETTER = "more than one in five are overruled, and no threshold mends that. Which: commsbot triage review"
_NOT_KEPT = "Nothing was changed. Add --write to do it."

log = structlog.get_logger(__name__)


def recalibrate(settings: ContactSettings, since: date | None, by: str | None, clock: Clock, *, as_json: bool) -> None:
    """Print what the decisions say of each threshold, and put what is proposed in force where `by` is somebody's name.

    Raises DatabaseNotReadyError, StoreError.
    """
    begin = datetime.combine(since, time(), settings.opening_hours().zone) if since else None
    with opened(settings.database_url, create=False) as engine:
        team = Team(engine, public=settings.unmasked())
        now = team.policy()
        proposals = _proposals(now, list(read_decided(engine, begin, NEWEST)))
        if not as_json:
            _show(console_of_tables(), proposals)
        changes = [Threshold(each.principle, each.after) for each in proposals if each.advice is Advice.CHANGE]
        if changes and by is not None:
            team.set_thresholds(changes, Person(BOT.id, by), clock.now())
            _log_changes(now, team.policy())
        if as_json:
            _write_json(proposals, written=by is not None)
        else:
            sys.stdout.write(f"{_outcome(len(changes), written=by is not None)}\n")


def _outcome(changes: int, *, written: bool) -> str:
    if not changes:
        return "Every threshold stays as it is."
    return f"{_count(changes)} in force from now on. To go back: --reset --write" if written else _NOT_KEPT


def _write_json(proposals: Sequence[Proposal], *, written: bool) -> None:
    for each in proposals:
        before, after = each.suggested_before, each.suggested_after
        row = {
            "principle": each.principle,
            "advice": each.advice.value,
            "decisions": each.decisions,
            "threshold": each.before,
            "proposed": each.after,
            "suggested": before.of,
            "followed": before.followed,
            "proposed_suggested": after.of,
            "proposed_followed": after.followed,
            "differently": each.differently,
            "rightly": each.rightly,
            "written": written and each.advice is Advice.CHANGE,
        }
        sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def reset_thresholds(settings: ContactSettings, by: str | None, clock: Clock) -> None:
    """Print the thresholds in force, and go back to the shipped ones where `by` is somebody's name. Raises as above."""
    with opened(settings.database_url, create=False) as engine:
        team = Team(engine)
        own, now = team.thresholds(), team.policy()
        if not own:
            sys.stdout.write("Every threshold is as it was shipped.\n")
            return
        console_of_tables().print(in_force(own, settings.opening_hours().zone))
        if by is None:
            sys.stdout.write(f"{_NOT_KEPT}\n")
            return
        team.reset_thresholds(Person(BOT.id, by), clock.now())
        _log_changes(now, team.policy())
        sys.stdout.write("Every threshold is as it was shipped again.\n")


_EXPLAINED = (
    f"Proposed is the lowest threshold at which at least {FOLLOWED:.0%} of the suggestions were followed, on these "
    "same decisions.\nDifferently: decided mentions that would be suggested no longer, or anew; rightly: as decided."
)


def _proposals(now: TeamPolicy, decided: Sequence[DecidedText]) -> Sequence[Proposal]:
    """Judge what was decided on anew, by today's words and model, and return what follows for each principle."""
    model = _model() if decided else None
    judged = [Decided(confidences(each.text, model, now), each.principle) for each in decided]
    shipped = policy().by_key
    return [propose(shipped[each.key], each.threshold, judged) for each in principles_of(now)]


def _model() -> Model | None:
    try:
        return load()
    except ModelMissing as missing:
        Console(stderr=True, highlight=False, soft_wrap=True).print(missing, style="dim", markup=False)
        return None


def _show(console: Console, proposals: Sequence[Proposal]) -> None:
    known = [each for each in proposals if each.advice is not Advice.TOO_FEW]
    if known:
        console.print(_table(known))
        console.print(_EXPLAINED, style="dim")
    for each in proposals:
        name = principle_title(each.principle, numbered=True)
        if each.advice is Advice.TOO_FEW:
            said = f"too few decisions: {each.decisions} of {LEAST}. It stays at {each.before:.2f}."
            console.print(f"{name}: {said}", markup=False)
        elif each.advice is Advice.NO_BETTER:
            console.print(f"{name}: {_NO_BETTER}", markup=False)


def _table(proposals: Sequence[Proposal]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Principle")
    for column in ("Decisions", "Threshold", "Suggested", "Followed", "Differently", "Rightly"):
        table.add_column(column, justify="right", no_wrap=True)
    for each in proposals:
        table.add_row(Text(principle_title(each.principle, numbered=True)), *_cells(each))
    return table


def _cells(of: Proposal) -> Sequence[str]:
    before, after = of.suggested_before, of.suggested_after
    if of.advice is not Advice.CHANGE:
        return f"{of.decisions:,}", f"{of.before:.2f}", f"{before.of:,}", _percent(before), "", ""
    return (
        f"{of.decisions:,}",
        f"{of.before:.2f} → {of.after:.2f}",
        f"{before.of:,} → {after.of:,}",
        f"{_percent(before)} → {_percent(after)}",
        f"{of.differently:,}",
        _percent(Share(of.rightly, of.differently)),
    )


def _percent(share: Share) -> str:
    return f"{share.followed / share.of:.0%}" if share.of else "–"


def _count(changes: int) -> str:
    return "1 threshold is" if changes == 1 else f"{changes} thresholds are"


def _log_changes(before: TeamPolicy, after: TeamPolicy) -> None:
    """Say what changed: each principle's threshold as it was, and as it is."""
    set_up_logs()
    for was, now in zip(principles_of(before), principles_of(after), strict=True):
        if was.threshold != now.threshold:
            log.info("A threshold was changed", principle=now.key, before=was.threshold, after=now.threshold)
