"""On PostgreSQL what one process does at a time holds up nothing else."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

import db
from db.digests import Digests
from db.locks import Lock, has_turn
from db.transactions import writing
from rules.floods import Thresholds
from tests.clocked import Office


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_tick_does_not_keep_a_flood_from_being_gathered(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 09:30")
    for _ in range(30):
        office.receive()
    digests = Digests(engine, office.hours, Thresholds(2, 2))
    with writing(engine) as ticking:
        assert has_turn(ticking, Lock.TICK)
        assert digests.gather(office.now) == 30


def test_no_two_keys_are_the_same_and_none_stands_elsewhere() -> None:
    assert len({lock.value for lock in Lock}) == len(Lock.__members__)
    sources = [path for path in Path(db.__file__).parent.rglob("*.py") if path.name != "locks.py"]
    assert [path.name for path in sources if re.search(r"7_?102_?0\d\d", path.read_text(encoding="utf-8"))] == []
