"""Who is in the channel, who leads, what they are called: a wrong answer of Slack's costs that answer alone."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.members import Members
from bot.sandbox.people import ANNA, CARYS, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from rules.decisions import Role
from tests.sandbox import Workspace, web_client

Answers = dict[str, dict[str, Any]]


@contextmanager
def slack_that_says(answers: Answers) -> Iterator[WebClient]:
    """Stand in for Slack with these answers by method, which may change; gives a client for it."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps({"ok": True} | answers[self.path.removeprefix("/api/")]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield WebClient("xoxb-none", base_url=f"http://127.0.0.1:{server.server_address[1]}/api/")
        finally:
            server.shutdown()
            thread.join()


def test_wrong_group_among_the_leads_locks_nobody_out(sandbox: SandboxServer):
    members = Members(web_client(sandbox), lambda: MENTIONS.id, ("SNOSUCHGRP", TEAM_LEADS.id))

    assert members.member(ANNA.id).role is Role.STAFF
    assert members.member(CARYS.id).role is Role.LEAD


def test_leads_stay_leads_while_slack_does_not_say_who_is_in_their_group(sandbox: SandboxServer, workspace: Workspace):
    members = Members(web_client(sandbox), lambda: MENTIONS.id, (TEAM_LEADS.id,))
    members.refresh()
    workspace.put("/sandbox/faults", {"usergroups.users.list": {"kind": "500"}})

    members.refresh()

    assert members.member(CARYS.id).role is Role.LEAD


def test_new_name_is_learnt_with_the_next_refresh():
    answers: Answers = {
        "conversations.members": {"members": [ANNA.id]},
        "users.info": {"user": {"profile": {"display_name": "Anna Shaw"}}},
    }
    with slack_that_says(answers) as client:
        members = Members(client, lambda: MENTIONS.id, ())
        assert members.member(ANNA.id).person.name == "Anna Shaw"
        answers["users.info"] = {"user": {"profile": {"display_name": "Anna Jones"}}}

        members.refresh()
        members.learn_names()

        assert members.member(ANNA.id).person.name == "Anna Jones"


@pytest.mark.parametrize(
    ("said", "called"),
    [({}, ANNA.id), ({"user": {}}, ANNA.id), ({"user": {"profile": {}, "name": "anna"}}, "anna")],
    ids=["nothing", "no profile", "no display name"],
)
def test_somebody_whose_profile_lacks_a_name_is_served(said: dict[str, Any], called: str):
    with slack_that_says({"conversations.members": {"members": [ANNA.id]}, "users.info": said}) as client:
        assert Members(client, lambda: MENTIONS.id, ()).member(ANNA.id).person.name == called
