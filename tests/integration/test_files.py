"""Files in and out of a real database."""

import io
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.export_file import export_decisions_jsonl
from bot.import_file import import_file
from bot.intake import Receipt
from db.store import Store
from rules.decisions import Action, Role
from rules.mention import Mention
from tests.mentions import ANNA, MONDAY, new_mention


def test_a_file_imported_twice_adds_nothing_twice(engine: Engine, tmp_path: Path) -> None:
    store = Store(engine)

    def receive(mentions: Sequence[Mention]) -> Receipt:
        ids = store.add_mentions([new_mention(each) for each in mentions], MONDAY)
        added = sum(each is not None for each in ids)
        return Receipt(added, len(ids) - added)

    path = tmp_path / "mentions.csv"
    rows = "".join(f"facebook,{number},comment,text {number}\n" for number in range(450))
    path.write_text("platform,external_id,kind,text\n" + rows + "facebook,7,comment,once more\n", "utf-8")
    first = import_file(path, receive, zone=ZoneInfo("Europe/London"))
    again = import_file(path, receive, zone=ZoneInfo("Europe/London"))
    assert (first.rows, first.accepted, first.duplicates) == (451, 450, 1)
    assert (again.rows, again.accepted, again.duplicates) == (451, 0, 451)
    assert store.open_cases(limit=1).total == 450


def test_every_decision_is_in_the_export_in_order(engine: Engine) -> None:
    store = Store(engine)
    ids = store.add_mentions([new_mention() for _ in range(3)], MONDAY)
    for minutes, mention_id in enumerate(filter(None, ids), start=1):
        now = MONDAY + timedelta(minutes=minutes)
        store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=now)
    out = io.StringIO()
    assert export_decisions_jsonl(store.decisions(), out) == 3
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(each["mention_id"], each["seconds"]) for each in told] == list(zip(ids, (60, 120, 180), strict=True))
