"""The command line: `commsbot`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import Settings, SettingsError, StoreSettings, load

app = typer.Typer(
    name="commsbot",
    help="Brings every mention of the organisation into one Slack channel, where a person decides with one click.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
database = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(database, name="db")

errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line. Exits 0 on success, 1 when a command could not do its work, 2 for wrong usage."""
    app()


@app.command(epilog="Example: commsbot demo --port 8000")
def demo(
    port: Annotated[int, typer.Option(help="Port of the workspace's page; 0 takes a free one.")] = 0,
    every: Annotated[float, typer.Option(help="Seconds between the mentions that come in later.")] = 20.0,
) -> None:
    """Try the bot: a local Slack workspace in the browser, the real bot behind it, invented mentions."""
    from bot.demo import run_demo

    with _said_plainly():
        run_demo(port=port, every=every)


@app.command(epilog="Example: commsbot sandbox --port 8000")
def sandbox(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8000,
    rate_limit: Annotated[
        float, typer.Option(help="Multiplies Slack's rate limits: 10 allows ten times as much, 0 lifts them.")
    ] = 1.0,
) -> None:
    """Run the local Slack workspace alone, and print the settings that point a bot at it."""
    from bot.demo import run_sandbox

    with _said_plainly():
        run_sandbox(port=port, rate_limit=rate_limit or None)


@app.command(epilog="Example: MENTIONS_CHANNEL=social-mentions commsbot run")
def run() -> None:
    """Run the bot: intake, delivery to Slack, and the clock. Settings come from the environment or .env."""
    from bot.serve import serve

    with _said_plainly():
        serve(load(Settings))


@app.command(epilog="Example: commsbot manifest > manifest.json")
def manifest() -> None:
    """Print the manifest from which Slack creates the app."""
    from handlers.manifest import manifest as build

    sys.stdout.write(json.dumps(build(), indent=2) + "\n")


@database.command(epilog="Example: DATABASE_URL=sqlite:///commsbot.db commsbot db upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema; harmless when it is there already."""
    from db.engine import connect
    from db.migrate import head
    from db.migrate import upgrade as migrate

    with _said_plainly():
        engine = connect(load(StoreSettings).database_url)
        migrate(engine)
        engine.dispose()
    sys.stdout.write(f"The database is at revision {head()}.\n")


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what a person can mend into a plain message and exit code 1; a fault of ours shows its trace."""
    try:
        yield
    except (SettingsError, OSError) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
