"""Mentions accepted over HTTP, assessed and on disk, against the bare insert of the same rows: a physical limit."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import Engine
from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.intake_routes import mentions_route
from bot.reception import Reception
from db.store import Store
from rules.office_hours import OfficeHours
from tests.bench.row import RUNS, Row, compare
from tests.bench.scratch import database
from tests.integration.serving import serving

_TOKEN = "a-token-of-the-measurement"
_TEXTS = (
    "Thank you to everyone on Maple Ward. You looked after my nan so kindly and always had time for a chat.",
    "What time does the walk-in centre close on bank holidays?",
    "Four hours in the waiting room and a broken drinks machine. Shambles from start to finish.",
    "My scan was cancelled again. Please ring me on 07700 900142.",
)
_TABLES = ("mentions", "assessments", "outbox")
_ids = count()


def rows() -> Iterator[Row]:
    """Yield one row for mentions that come by the hundred, and one for those that come alone."""
    yield _compare("accept a mention, 200 a request", batch=200)
    yield _compare("accept a mention, one a request", batch=1)


def _compare(what: str, batch: int) -> Row:
    with database() as (engine, path), database() as (_, bare_path), _intake(engine) as http:
        bodies = iter([json.dumps([_mention() for _ in range(batch)]).encode() for _ in range(RUNS + 2)])
        _post(http, next(bodies))
        inserts = iter(_inserts(path))
        bare = sqlite3.connect(bare_path, isolation_level=None)
        bare.execute("PRAGMA synchronous = FULL")
        row = compare(
            what, lambda: _post(http, next(bodies)), "the bare INSERT of its rows", lambda: _insert(bare, next(inserts))
        )
        bare.close()
    return Row(row.what, row.ours / batch, row.peer, row.theirs / batch)


@contextmanager
def _intake(engine: Engine) -> Iterator[httpx.Client]:
    reception = Reception(Store(engine), OfficeHours.parse(), SystemClock())
    app = Starlette(routes=[mentions_route(reception.receive, token=_TOKEN, secret=None)])
    headers = {"Authorization": f"Bearer {_TOKEN}"}
    with serving(app) as url, httpx.Client(base_url=url, headers=headers, trust_env=False) as http:
        yield http


def _mention() -> dict[str, str]:
    number = next(_ids)
    return {
        "platform": "facebook", "external_id": str(number), "kind": "comment", "author_name": f"Person {number}",
        "text": _TEXTS[number % len(_TEXTS)], "url": f"https://example.org/{number}",
        "posted_at": "2026-11-20T16:40:00Z",
    }  # fmt: skip


def _post(http: httpx.Client, body: bytes) -> None:
    http.post("/mentions", content=body, headers={"Content-Type": "application/json"}).raise_for_status()


def _inserts(path: Path) -> list[list[tuple[str, list[tuple[Any, ...]]]]]:
    """Return for each run the statements, with their rows, that store what the database holds, under new keys."""
    with closing(sqlite3.connect(path)) as source:
        source.row_factory = sqlite3.Row
        held = {table: [dict(row) for row in source.execute(f"SELECT * FROM {table}")] for table in _TABLES}  # noqa: S608
    return [[_statement(table, held[table], run) for table in _TABLES] for run in range(1, RUNS + 2)]


def _statement(table: str, rows: list[dict[str, Any]], run: int) -> tuple[str, list[tuple[Any, ...]]]:
    shift = run * 1000
    anew = {
        "mentions": lambda row: {"id": row["id"] + shift, "external_id": f"{run}-{row['external_id']}"},
        "assessments": lambda row: {"mention_id": row["mention_id"] + shift},
        "outbox": lambda row: {
            "seq": row["seq"] + shift, "mention_id": row["mention_id"] + shift, "id": uuid4().hex,
        },
    }[table]  # fmt: skip
    names = ", ".join(rows[0])
    marks = ", ".join("?" * len(rows[0]))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
    return statement, [tuple((row | anew(row)).values()) for row in rows]


def _insert(bare: sqlite3.Connection, statements: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for statement, rows in statements:
        bare.executemany(statement, rows)
    bare.execute("COMMIT")
