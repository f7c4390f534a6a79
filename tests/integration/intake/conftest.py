import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import connect
from tests.integration.intake.senders import Intake, intake_into


@pytest.fixture
def intake(engine: Engine) -> Iterator[Intake]:
    with intake_into(engine) as intake:
        yield intake


@pytest.fixture(scope="module")
def lasting_intake(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    """One database for all examples of a property, and for what tells nothing about databases."""
    path = tmp_path_factory.mktemp("intake") / "commsbot.db"
    shutil.copy(migrated_sqlite, path)
    engine = connect(f"sqlite:///{path}")
    with intake_into(engine) as intake:
        yield intake
    engine.dispose()
