"""`commsbot triage`: what the published principles make of a text, for people or as JSON lines for programs."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bot.settings import ContactSettings
from handlers.blocks.reasons import OF_OTHER_LANGUAGES, how_sure, in_other_language
from handlers.blocks.words import LABELS, SUGGESTED
from rules import assess
from rules.assessment import Assessment, Finding, Kind, Route, Suggestion
from rules.language import other_language
from rules.model import ModelMissing, load
from rules.principles import principle
from rules.team import TeamPolicy

READ_INPUT = "-"
"""Given for the text: read one text a line from standard input."""
EVIDENCE = "bold black on yellow"
DETAIL = "underline cyan"

_ABOUT = {
    Route.QUESTION: "a question",
    Route.OWN_CARE: "somebody’s own care",
    Route.STAFF_CONCERN: "a concern about a member of staff",
    Route.COMPLAINT: "a complaint",
    Route.SUGGESTION: "a suggestion",
    Route.THANKS: "thanks",
    Route.RISK_TO_LIFE: "a risk to life",
}
# A terminal obeys control characters, and shows text backwards where it is told to; each is one character before and
# after, so that offsets stand.
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def triage(text: str, kind: Kind, team: TeamPolicy, *, as_json: bool) -> None:
    """Write what is made of `text`, or of each line of standard input for "-", as soon as it is read.

    `team` has what a team has taught, and the contacts that are not masked.
    """
    # An argument's bytes that are not UTF-8 arrive as half surrogate pairs.
    texts = _lines() if text == READ_INPUT else [text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")]
    judge = partial(_judge(), kind=kind, team=team)
    if as_json:
        for each in texts:
            sys.stdout.write(judge(each).to_json() + "\n")
            sys.stdout.flush()
    else:
        _show(texts, judge)


def teams_own(settings: ContactSettings) -> TeamPolicy:
    """Return what the team of the settings' database has taught; raise DatabaseNotReadyError, Unreachable."""
    # Imported only for a team: they would be a quarter of the time that a text takes without one.
    from bot.database import opened  # noqa: PLC0415
    from db.team import Team  # noqa: PLC0415

    with opened(settings.database_url, create=False) as engine:
        return Team(engine, public=settings.unmasked()).policy()


def _judge() -> Callable[..., Assessment]:
    """Return the rules with the language model, or say that it is missing and return the rules alone."""
    try:
        return partial(assess, model=load())
    except ModelMissing as missing:
        Console(stderr=True, highlight=False, soft_wrap=True).print(missing, style="dim", markup=False)
        return assess


def _lines() -> Iterator[str]:
    """Yield the lines of standard input as they come, whatever bytes they hold; a blank line is a text too."""
    for line in iter(sys.stdin.buffer.readline, b""):
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def _show(texts: Iterable[str], judge: Callable[[str], Assessment]) -> None:
    console = Console(highlight=False, soft_wrap=False)
    for number, text in enumerate(texts):
        if number:
            console.rule(style="dim")
        console.print(_told(text, judge(text)))
        console.file.flush()


def _told(text: str, assessment: Assessment) -> Group:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    foreign = other_language(text)
    in_doubt = assessment.suggestion is Suggestion.APPROVE and (assessment.unsure or foreign is not None)
    if in_doubt:
        table.add_row("Suggestion", Text("None: please read", style="bold yellow"))
    else:
        table.add_row("Suggestion", Text(LABELS[SUGGESTED[assessment.suggestion]], style="bold green"))
    if not (foreign and in_doubt):
        table.add_row("Why", Text(assessment.reason))
    if foreign:
        table.add_row("Language", Text(f"{in_other_language(foreign)}. {OF_OTHER_LANGUAGES}"))
    for found in assessment.findings:
        table.add_row(principle(found.principle).number, _evidence(text, found, how_sure(found.confidence)))
    for hint in assessment.hints:
        table.add_row(principle(hint.principle).number, _evidence(text, hint, "Unsure"))
    if assessment.route in _ABOUT:
        table.add_row("It is", Text(_ABOUT[assessment.route]))
    table.add_row("Urgency", Text(assessment.urgency.value))
    if assessment.personal_details:
        table.add_row("Shown as", Text(_harmless(assessment.masked_text)))
    return Group(_highlighted(text, assessment), Text(), table)


def _highlighted(text: str, assessment: Assessment) -> Text:
    shown = Text(_harmless(text))
    for detail in assessment.personal_details:
        shown.stylize(DETAIL, detail.start, detail.end)
    for found in (*assessment.findings, *assessment.hints):
        for evidence in found.evidence:
            shown.stylize(EVIDENCE, evidence.start, evidence.end)
    return shown


def _evidence(text: str, found: Finding, sure: str) -> Text:
    """Say in words what the colours show."""
    said = Text(f"{principle(found.principle).title}: {sure.lower()} ({found.confidence:.0%})")
    for evidence in found.evidence:
        words = _harmless(text[evidence.start : evidence.end])
        said.append("\n").append(f"“{words}”", style=EVIDENCE).append(f" {evidence.reason}")
    return said


def _harmless(text: str) -> str:
    return _OBEYED.sub("�", text)
