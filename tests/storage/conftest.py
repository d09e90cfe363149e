import pytest

from impactmeter.storage.store import Store


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()
