"""The committed manifest is what the listeners are registered from."""

import json
from pathlib import Path

from bot.sandbox.options import BOT_SCOPES as SANDBOX_SCOPES
from handlers.manifest import manifest

COMMITTED = Path(__file__).parents[3] / "manifest.json"


def test_the_committed_manifest_is_the_one_that_the_bot_prints():
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == manifest()


def test_the_local_workspace_grants_exactly_the_scopes_of_the_manifest():
    assert sorted(manifest()["oauth_config"]["scopes"]["bot"]) == sorted(SANDBOX_SCOPES)
