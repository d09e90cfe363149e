from datetime import UTC, datetime, timedelta

import pytest

from impactmeter.catalogue import load_catalogue
from tests.stores import new_store


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def store(tmp_path):
    moments = iter(range(10**6))
    opened = new_store(tmp_path / "data", clock=lambda: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=next(moments)))
    yield opened
    opened.close()
