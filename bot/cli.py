"""The command line: `commsbot`."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from rules.assessment import Kind


class _Commands(TyperGroup):
    """Commands of one word or of two: `triage TEXT` beside `triage review`."""

    # Any: the click inside Typer is private to it.
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take the first two words for the name where there is such a command."""
        name = " ".join(args[:2])
        if len(args) > 1 and name in self.commands:
            return name, self.commands[name], args[2:]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="commsbot",
    cls=_Commands,
    help="Brings every mention of the organisation into one Slack channel, where a person decides with one click.",
    epilog="Settings come from the environment or .env; commsbot check says what is missing or wrong.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
database = typer.Typer(help="Look after the database.")
app.add_typer(database, name="db")
templates = typer.Typer(help="The reply templates, for review outside Slack.")
app.add_typer(templates, name="templates")


class ExportFormat(StrEnum):
    """Of the decision log."""

    csv = "csv"
    jsonl = "jsonl"


class TemplateFormat(StrEnum):
    """Of the reply templates."""

    toml = "toml"
    csv = "csv"


def main() -> None:
    """Run the command line. Exits 0 on success, 1 when a command could not do its work, 2 for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no ✓ shows a ?, and not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


@app.command(epilog="Example: commsbot demo --port 8000")
def demo(
    port: Annotated[int, typer.Option(help="Port of the workspace's page; 0 takes a free one.", min=0, max=65535)] = 0,
    every: Annotated[float, typer.Option(help="Seconds between the mentions that come in later.", min=0.1)] = 20.0,
) -> None:
    """Try the bot: a local Slack workspace in the browser, the real bot behind it, invented mentions."""
    from bot.demo import run_demo

    with _said_plainly():
        run_demo(port=port, every=every)


@app.command(epilog="Example: commsbot sandbox --port 8000")
def sandbox(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    rate_limit: Annotated[
        float, typer.Option(help="Multiplies Slack's rate limits: 10 allows ten times as much, 0 lifts them.", min=0)
    ] = 1.0,
) -> None:
    """Run the local Slack workspace alone, and print the settings that point a bot at it."""
    from bot.demo import run_sandbox

    with _said_plainly():
        run_sandbox(port=port, rate_limit=rate_limit or None)


@app.command(epilog="Example: MENTIONS_CHANNEL=social-mentions commsbot run")
def run() -> None:
    """Run the bot: intake, delivery to Slack, and the clock. Settings come from the environment or .env."""
    with _said_plainly():
        from bot.serve import serve
        from bot.settings import Settings, load

        serve(load(Settings))


@app.command(epilog="Example: commsbot check && commsbot run")
def check() -> None:
    """Try each setting, the database and Slack, and say what to mend. Changes nothing.

    Exits 1 if something must be mended.
    """
    with _said_plainly():
        from bot.cli_check import check as try_everything

        if not try_everything():
            raise typer.Exit(1)


@app.command("import", epilog="Example: commsbot import mentions.csv")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            help="A .csv or .jsonl file with columns platform, external_id, kind, text, and if there are any "
            "author_name, author_handle, url, posted_at, in_reply_to."
        ),
    ],
) -> None:
    """Bring in a file of mentions. What is there already is not added again; a running bot shows the new ones.

    Rows that can't be taken are written to a file beside it, each with its reason; the others are taken.
    """
    with _said_plainly():
        from bot.cli_import import import_mentions
        from bot.settings import ContactSettings, load

        import_mentions(load(ContactSettings), file)


@app.command(epilog="Example: commsbot triage --team --json 'What time do you open?'")
def triage(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|-", help="The text, or - to read one text a line from standard input.")
    ],
    kind: Annotated[Kind, typer.Option(help="What sort of message it is.")] = Kind.COMMENT,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    team: Annotated[
        bool,
        typer.Option("--team", help="Go by the team's words and thresholds too, which the bot's database has."),
    ] = False,
) -> None:
    """Say what the published principles make of a text. Keeps nothing, and needs no settings without --team.

    The organisation's public contacts, where the settings have them, are not masked.
    """
    from bot.cli_triage import teams_own
    from bot.cli_triage import triage as judge
    from bot.settings import ContactSettings, load
    from rules.team import TeamPolicy

    with _said_plainly():
        settings = load(ContactSettings)
        taught = teams_own(settings) if team else TeamPolicy(public=settings.unmasked())
        judge(text, kind, taught, as_json=as_json)


@app.command("triage review", epilog="Example: commsbot triage review --since 2026-11-01 --examples 3")
def triage_review(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day of what came in, as 2026-11-01."),
    ] = None,
    examples: Annotated[int, typer.Option(help="Overruled ones to show of each rule, masked.", min=0, max=100)] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Say how often suggestions to hide or report were followed or overruled, by principle and by rule."""
    with _said_plainly():
        from bot.cli_review import print_review
        from bot.settings import StoreSettings, load

        print_review(load(StoreSettings), since and since.date(), examples, as_json=as_json)


@app.command("triage recalibrate", epilog="Example: commsbot triage recalibrate --write --by 'Carys Evans'")
def triage_recalibrate(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day of what came in, as 2026-11-01."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Put the proposed thresholds in force.")] = False,
    by: Annotated[str, typer.Option(help="Who changes them, for their history.")] = "the command line",
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the shipped thresholds instead.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object for each principle, instead of tables.")
    ] = False,
) -> None:
    """Propose how sure the triage must be before it suggests anything, by what the team decided. Shows, then --write.

    A principle's threshold is the lowest at which at least 80 % of its suggestions were followed, within bounds.
    """
    if reset and since:
        raise typer.BadParameter("the shipped thresholds do not depend on a day", param_hint="--since")
    if reset and as_json:
        raise typer.BadParameter("it proposes nothing to print: commsbot triage review --json", param_hint="--reset")
    with _said_plainly():
        from bot.cli_recalibrate import recalibrate, reset_thresholds
        from bot.clock import SystemClock
        from bot.settings import ContactSettings, load

        settings, person = load(ContactSettings), by if write else None
        if reset:
            reset_thresholds(settings, person, SystemClock())
        else:
            recalibrate(settings, since and since.date(), person, SystemClock(), as_json=as_json)


@app.command(epilog="Example: commsbot export --since 2026-11-01 --until 2026-11-30 --output november.csv")
def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="CSV for spreadsheets, or JSON lines.")] = (
        ExportFormat.csv
    ),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write, instead of standard output.", dir_okay=False)
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day, as 2026-11-01.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Last day, included.")
    ] = None,
) -> None:
    """Write out the decision log: who decided what, when, under which principle. Days are those of TIMEZONE."""
    if since and until and until < since:
        raise typer.BadParameter("the last day comes before the first", param_hint="--until")
    with _said_plainly():
        from bot.cli_export import export as write
        from bot.settings import StoreSettings, load

        as_csv = form is ExportFormat.csv
        write(load(StoreSettings), output, since and since.date(), until and until.date(), as_csv=as_csv)


@app.command(epilog="Example: commsbot evidence 42 --output evidence-42.json")
def evidence(
    mention_id: Annotated[int, typer.Argument(help="The mention, as the decision log has it.", min=1, max=2**31 - 1)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write, instead of standard output.", dir_okay=False)
    ] = None,
    request: Annotated[
        int | None, typer.Option(help="Which request, where several were made; the newest by default.", min=1)
    ] = None,
) -> None:
    """Write out what was kept for a report to the police, and say its SHA-256. It holds personal details."""
    with _said_plainly():
        from bot.cli_evidence import write_evidence
        from bot.settings import StoreSettings, load

        write_evidence(load(StoreSettings), mention_id, request, output)


@app.command(epilog="Example: commsbot summary last week")
def summary(
    period: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PERIOD]",
            help="today, yesterday, this week, last week, this month, last month, 2026-11-20 or "
            "2026-11-16..2026-11-20. Left out: today.",
        ),
    ] = None,
) -> None:
    """Print how a period went: what came in, what was decided, how fast, what is open. Days are those of TIMEZONE."""
    with _said_plainly():
        from bot.cli_summary import period_asked, print_summary
        from bot.clock import SystemClock
        from bot.settings import StoreSettings, load
        from rules.periods import PeriodError

        settings, clock = load(StoreSettings), SystemClock()
        try:
            asked = period_asked(settings, " ".join(period or []), clock)
        except PeriodError as error:
            raise typer.BadParameter(str(error), param_hint="PERIOD") from None
        print_summary(settings, asked, clock)


@app.command(epilog="Example: commsbot manifest > manifest.json")
def manifest() -> None:
    """Print the manifest from which Slack creates the app."""
    from handlers.manifest import manifest as build

    with _said_plainly():
        sys.stdout.write(json.dumps(build(), indent=2) + "\n")
        sys.stdout.flush()


@templates.command("export", epilog="Example: commsbot templates export --current > templates.toml")
def export_templates(
    form: Annotated[
        TemplateFormat, typer.Option("--format", help="TOML as shipped, or CSV for spreadsheets.")
    ] = TemplateFormat.toml,
    current: Annotated[
        bool, typer.Option("--current", help="As team leads left them, from the database, and not as shipped.")
    ] = False,
) -> None:
    """Print the reply templates: the shipped ones, which needs no settings and no database, or those in use."""
    from bot import cli_templates
    from bot.settings import StoreSettings, load
    from rules.library import shipped

    with _said_plainly():
        library = cli_templates.current(load(StoreSettings)) if current else shipped()
        if form is TemplateFormat.csv:
            sys.stdout.write(cli_templates.as_csv(library))
        else:
            sys.stdout.write(cli_templates.as_toml(library) if current else cli_templates.shipped_toml())
        sys.stdout.flush()


@templates.command("import", epilog="Example: commsbot templates import templates.toml --by 'Carys Evans' --dry-run")
def import_templates(
    file: Annotated[Path, typer.Argument(help="TOML, as templates export prints it.")],
    by: Annotated[str, typer.Option(help="Who changes them, for their history.")] = "the command line",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Take changed reply templates in: all of them, or none. Those that are not in the file stay as they are."""
    from bot.cli_templates import take_in
    from bot.clock import SystemClock
    from bot.settings import ContactSettings, load

    with _said_plainly():
        for line in take_in(load(ContactSettings), file, by, SystemClock(), keep=not dry_run):
            sys.stdout.write(f"{line}\n")


@database.command(epilog="Example: DATABASE_URL=sqlite:///commsbot.db commsbot db upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema; harmless when it is there already."""
    with _said_plainly():
        from bot.settings import StoreSettings, load
        from db.engine import connect
        from db.migrate import head
        from db.migrate import upgrade as migrate

        engine = connect(load(StoreSettings).database_url)
        migrate(engine)
        engine.dispose()
        sys.stdout.write(f"The database is at revision {head()}.\n")


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what a person can mend into a plain message and exit code 1; a fault of ours shows its trace."""
    try:
        yield
    except (typer.Exit, BrokenPipeError):
        # Typer ends with 1, and without a word, when the reader of the output went away.
        raise
    except Exception as error:
        from bot.cli_errors import in_plain_words

        message = in_plain_words(error)
        if message is None:
            raise
        # A path or a program's name may not be broken over two lines.
        Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)
        raise typer.Exit(1) from None
