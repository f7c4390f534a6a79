"""`commsbot check`: says of each thing whether it is right, and what to do where it is not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.options import BOT_SCOPES
from bot.sandbox.people import ANNA, BOT_TOKEN, CARYS, ELLA, GENERAL, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from db.templates import Templates
from handlers.manifest import manifest
from rules.library import TemplateVersion, shipped
from rules.mention import Person
from rules.services import ServiceKind
from tests.command_line import Finished, pointing_at, run
from tests.contacts import EXAMPLE
from tests.mentions import MONDAY
from tests.sandbox import StartSandbox

WIDE = "400"
"""Columns: no cell of the table is wrapped."""


def check(folder: Path, sandbox: SandboxServer, **settings: str) -> Finished:
    usual = {"INTAKE_TOKEN": "0123456789abcdef-in-tests", "URGENT_CONTACTS": ELLA.id, "PORT": "0", "COLUMNS": WIDE}
    contacts = {
        "ORGANISATION": "Anytown Care Board",
        "CONTACT_EMAIL": "hello@anytown.example",
        "SERVICES_FILE": str(EXAMPLE),
    }
    return run("check", cwd=folder, **pointing_at(sandbox, **usual | contacts | settings))


def test_when_all_is_right_nothing_is_to_mend(database_url: str, sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox, DATABASE_URL=database_url)
    assert done.status == 0, done.out
    assert "Nothing to mend." in done.out
    assert "mend " not in done.out
    assert "look " not in done.out
    for told in (
        "✓ good SLACK_BOT_TOKEN set; not shown",
        "commsbot in the workspace Communications sandbox",
        "✓ good Scopes all 13",
        "Socket Mode can be opened",
        "#social-mentions; the bot is in it",
        "user group S0TEAMLEAD: 2 of them, in the channel",
        "✓ good Urgent contacts Ella Novak",
        "✓ good Escalations the team leads are told of media, ",
        "✓ good Summary goes to the leads' direct messages",
        "the newest",
        "right to within a few seconds",
        "✓ good Holidays GB-ENG; the next one is",
        "✓ good Contact address hello@anytown.example",
        f"✓ good Reply templates all {len(shipped().templates)} in use can be sent",
        "✓ good Language model reads each mention before its card is shown",
    ):
        assert told in done.told
    assert done.err == ""


def test_contacts_that_are_missing_or_may_be_outgrown_are_told(sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox, ORGANISATION="", CONTACT_EMAIL="", SERVICES_FILE="", PALS_PHONE="01632 960001")
    assert done.status == 0
    assert "! look Contact address shrccg.communicationsteam@nhs.net is the one in the published" in done.told
    assert "! look Reply templates Not offered for sending: " in done.told
    assert "formal-complaint" in done.told
    assert "own-care" not in done.told
    assert "a service of the kind complaints in SERVICES_FILE" in done.told


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_templates_that_leads_have_made_are_looked_at(
    sandbox: SandboxServer, tmp_path: Path, engine: Engine, database_url: str
):
    thanks = shipped().named("thanks")
    assert thanks
    ours = replace(thanks, text=f"{thanks.text} {{service_contact}}", service=ServiceKind.COMPLAINTS, version=1)
    Templates(engine).save([TemplateVersion(ours, False, Person(CARYS.id, CARYS.name), MONDAY)])
    done = check(tmp_path, sandbox, SERVICES_FILE="", DATABASE_URL=database_url)
    assert "thanks" in next(line for line in done.told.splitlines() if "Not offered for sending" in line)


def test_a_directory_of_services_that_cannot_be_used_is_to_mend(sandbox: SandboxServer, tmp_path: Path):
    (tmp_path / "services.toml").write_text('[[service]]\nkey = "x"\nkind = "pals"\nname = "X"\nphone = "?"\n')
    done = check(tmp_path, sandbox, SERVICES_FILE="services.toml")
    assert done.status == 1
    assert "SERVICES_FILE can't be used: services.toml: service 1 (x): '?' is no phone number" in done.told
    assert "not tried Reply templates the settings about contacts must be right first" in done.told


def test_looking_makes_nothing(sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox)
    assert done.status == 0
    assert "! look Database There is nothing in commsbot.db yet" in done.told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-revoked"}, "✗ mend Bot token Slack does not accept it (invalid_auth) Copy it anew"),
        ({"MENTIONS_CHANNEL": "scial-mentions"}, "✗ mend Channel The bot is in no channel called scial-mentions"),
        ({"MENTIONS_CHANNEL": GENERAL.id}, "✗ mend Channel The bot is not in #general Write there: /invite @commsbot"),
        ({"MENTIONS_CHANNEL": "C0NOWHERE0"}, "✗ mend Channel Slack says: channel_not_found"),
        (
            {"SLACK_API_URL": "http://127.0.0.1:9/api/"},
            "✗ mend Slack http://127.0.0.1:9/api/ can't be reached (Connection refused)",
        ),
    ],
)
def test_what_slack_does_not_take_is_to_mend(
    settings: dict[str, str], said: str, sandbox: SandboxServer, tmp_path: Path
):
    done = check(tmp_path, sandbox, **settings)
    assert done.status == 1
    assert said in done.told
    assert "1 thing to mend." in done.out


def test_scopes_that_the_token_lacks_are_listed(start_sandbox: StartSandbox, tmp_path: Path):
    lacking = {"chat:write", "files:write"}
    scopes = tuple(scope for scope in BOT_SCOPES if scope not in lacking)
    done = check(tmp_path, start_sandbox(manifest=manifest(), bot_scopes=scopes))
    assert done.status == 1
    assert "✗ mend Scopes The bot token lacks chat:write, files:write" in done.told


def test_all_that_is_wrong_is_told_at_once(sandbox: SandboxServer, tmp_path: Path):
    wrong = {"TEAM_LEADS": f"{CARYS.id} {ELLA.id} U0NOBODY00 S0NOBODY00", "SLACK_APP_TOKEN": "xapp-revoked"}
    done = check(tmp_path, sandbox, **wrong)
    assert "✗ mend App token Slack does not accept it (invalid_auth)" in done.told
    assert "✗ mend Team leads U0NOBODY00: Slack says user_not_found" in done.told
    assert "✗ mend Team leads S0NOBODY00: Slack says no_such_subteam" in done.told
    assert "3 things to mend." in done.out
    assert "✓ good Team leads Carys Evans" in done.told
    assert "! look Team leads Ella Novak is not in the channel, and so not served" in done.told
    assert "! look Team leads one of them is in the channel; a report to the police takes two people" in done.told


def test_while_nobody_is_told_of_a_risk_to_life_that_is_noticed(sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox, URGENT_CONTACTS="")
    assert done.status == 0
    assert "! look Urgent contacts Nobody is told of a risk to life" in done.told
    assert "Set URGENT_CONTACTS" in done.told


def test_without_leads_it_is_noticed_that_nobody_gets_what_would_go_to_them(sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox, TEAM_LEADS="")
    assert "! look Team leads nobody leads the team, so nobody can agree to a report to the police" in done.told
    assert "! look Escalations Nobody is told of media, " in done.told
    assert "! look Summary Nobody gets it Set TEAM_LEADS" in done.told
    assert "the team leads are told of" not in done.told
    assert "leads' direct messages" not in done.told


def test_contacts_who_cannot_be_told_are_to_mend(sandbox: SandboxServer, tmp_path: Path):
    contacts = {
        "URGENT_CONTACTS": f"U0NOBODY00 {TEAM_LEADS.id} {MENTIONS.id}",
        "ESCALATION_CONTACTS": f"media: {GENERAL.id}; legal: {ANNA.id} S0NOBODY00",
        "SUMMARY_CHANNEL": "#leeds",
    }
    done = check(tmp_path, sandbox, **contacts)
    assert "✗ mend Urgent contacts U0NOBODY00: Slack says user_not_found Correct URGENT_CONTACTS" in done.told
    assert "✓ good Urgent contacts user group S0TEAMLEAD: 2 of them" in done.told
    assert "✓ good Urgent contacts #social-mentions" in done.told
    assert "✗ mend Escalations The bot can't write in #general Invite it there" in done.told
    assert "✓ good Escalations Anna Shaw" in done.told
    assert "✗ mend Escalations S0NOBODY00: Slack says no_such_subteam" in done.told
    assert "✗ mend Summary The bot is in no channel called leeds Invite it there" in done.told
    assert "4 things to mend." in done.out


def test_settings_that_cannot_be_used_are_told_while_the_others_are_tried(sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox, OFFICE_HOURS="nine to five", INTAKE_SECRET="not~base64", SLACK_TIMEOUT="soon")
    assert done.status == 1
    assert "3 things to mend." in done.out
    assert "✗ mend OFFICE_HOURS can't be used" in done.told
    assert "✗ mend INTAKE_SECRET must be base64" in done.told
    assert "– not tried Office hours" in done.told
    assert "– not tried Slack" in done.told
    assert "There is nothing in commsbot.db yet" in done.told


def test_without_any_setting_the_missing_ones_are_named_with_where_to_get_them(tmp_path: Path):
    done = run("check", cwd=tmp_path, COLUMNS=WIDE)
    assert done.status == 1
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "MENTIONS_CHANNEL"):
        assert f"✗ mend {name} is missing" in done.told
    assert "under OAuth & Permissions" in done.told


def test_what_is_odd_about_the_env_file_is_noticed(sandbox: SandboxServer, tmp_path: Path):
    env = tmp_path / ".env"
    env.write_text("HOLIDAY=GB-SCT\nEDITOR=vi\n# a comment\nexport PORT=0\nan old token xoxb-pasted\n")
    env.chmod(0o644)
    done = check(tmp_path, sandbox)
    assert done.status == 1
    assert "✗ mend .env HOLIDAY is no setting of this version Did you mean HOLIDAYS?" in done.told
    assert "! look .env Others on this machine can read it chmod 600 .env" in done.told
    assert "! look .env EDITOR is no setting of this version" in done.told
    assert "✗ mend .env Line 5 can't be read" in done.told
    assert "xoxb-pasted" not in done.told
    assert "2 things to mend." in done.out


def test_a_database_of_another_version_is_told(
    database_url: str, engine: Engine, sandbox: SandboxServer, tmp_path: Path
):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    done = check(tmp_path, sandbox, DATABASE_URL=database_url)
    assert done.status == 1
    assert "is at revision from_the_future It was made by a newer version" in done.told


def test_secrets_are_never_shown(sandbox: SandboxServer, tmp_path: Path):
    secrets = {
        "INTAKE_TOKEN": "intake-token-not-to-be-seen",
        "SLACK_SIGNING_SECRET": "signing-secret-not-to-be-seen",
        "DATABASE_URL": "postgresql://commsbot:p4ssw0rd@127.0.0.1:9/comms",
    }
    done = check(tmp_path, sandbox, **secrets)
    assert "postgresql://commsbot:***@127.0.0.1:9/comms" in done.told
    assert not [each for each in ("not-to-be-seen", "p4ssw0rd", BOT_TOKEN) if each in done.told]


def test_password_in_the_query_of_the_database_is_never_shown(sandbox: SandboxServer, tmp_path: Path):
    url = "postgresql://commsbot@127.0.0.1:9/comms?password=p4ssw0rd&passfile=/not/to/be/seen"
    done = check(tmp_path, sandbox, DATABASE_URL=url)
    assert "postgresql://commsbot@127.0.0.1:9/comms" in done.told
    assert not [each for each in ("p4ssw0rd", "/not/to/be/seen") if each in done.told]


@contextmanager
def slack_at(ahead: float) -> Iterator[str]:
    """Stand in for Slack with a clock that is wrong by so many seconds; gives its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = b'{"ok": true, "user": "commsbot", "team": "Elsewhere", "channels": []}'
            self.send_response_only(200)
            self.send_header("Date", formatdate(time() + ahead, usegmt=True))
            self.send_header("X-OAuth-Scopes", ",".join(BOT_SCOPES))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (600, "✗ mend Clock This machine is"),
        (-20, "! look Clock This machine is"),
    ],
)
def test_a_clock_that_is_wrong_is_told(ahead: float, said: str, sandbox: SandboxServer, tmp_path: Path):
    with slack_at(ahead) as url:
        told = check(tmp_path, sandbox, SLACK_API_URL=url, URGENT_CONTACTS="").told
    assert said in told
    assert f"seconds {'behind' if ahead > 0 else 'ahead of'} Slack Let the machine keep its time by NTP" in told


def test_on_a_terminal_without_such_signs_the_words_remain(sandbox: SandboxServer, tmp_path: Path):
    done = check(tmp_path, sandbox, PYTHONIOENCODING="ascii")
    assert done.status == 0
    assert "? good Scopes" in done.told
