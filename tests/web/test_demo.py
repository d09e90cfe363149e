"""The demo: full enough to show something, honest about what is made up."""

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import releases
from impactmeter.storage.store import Store
from impactmeter.web.demo import LOGINS, build_demo

CATALOGUE = load_catalogue()
A_HANDFUL = 5


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("demo"))
    build_demo(store, CATALOGUE)
    yield store
    store.close()


@pytest.mark.parametrize(("by_neighbourhood", "least"), [(False, 0.5), (True, 0.3)])
def test_a_release_of_the_demo_shows_a_fair_share_of_its_figures(demo, by_neighbourhood, least):
    made = releases.preview_release(demo, OPERATOR, CATALOGUE, CATALOGUE.home_municipality.minimums, 2025)
    whole = next(one for one in made.usefulness if one.goal_category is None and one.by_neighbourhood is by_neighbourhood)
    assert least < whole.shown / whole.cells < 1


def test_every_enterprise_is_from_public_sources_or_said_to_be_made_up(demo):
    with demo.read() as records:
        found = records.organisations()
        made_up = [one for one in found if one.origin is Origin.FICTITIOUS]
        notes = {
            figure.reading.source + figure.reading.note
            for one in made_up
            for figure in records.measurements(one.id)
        }
    assert {one.origin for one in found} == {Origin.FICTITIOUS, Origin.PUBLIC_SOURCES}
    assert len(made_up) > 40 and all("Verzonnen voorbeeld" in note for note in notes)


def test_nobody_starts_with_a_heap_of_unread_notices(demo):
    with demo.read() as records:
        unread = [records.count_unread(records.account_by_login(login).id) for login in LOGINS.values()]
    assert 0 < max(unread) <= A_HANDFUL
