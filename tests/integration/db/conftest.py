import pytest
from sqlalchemy import Engine

from db.outbox import Outbox
from db.store import Store


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine)


@pytest.fixture
def outbox(engine: Engine) -> Outbox:
    return Outbox(engine)
