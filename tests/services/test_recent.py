"""What is remembered is right: made once, forgotten in time, never shown to who may see less."""

from decimal import Decimal

import pytest

from impactmeter.services import measuring
from impactmeter.services.recent import Recent
from tests.services.builders import MANAGER, YEAR, a_figure, an_enterprise


def test_what_belongs_to_a_key_is_made_once_and_the_oldest_goes_first():
    recent, made = Recent(2), []

    def get(key):
        return recent.get(key, lambda: made.append(key) or key)

    assert [get(key) for key in "aabaca"] == list("aabaca")
    assert made == ["a", "b", "c"]
    get("b")
    assert made == ["a", "b", "c", "b"]


def test_what_failed_is_tried_again():
    recent = Recent(2)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 / 0)
    assert recent.get("a", lambda: 1) == 1


def values(store, actor, catalogue, organisation_id):
    (series,) = measuring.series_of(store, actor, catalogue, organisation_id)
    return [figure.reading.value for figure in series.measurements]


def test_figures_that_were_read_stay_good_until_something_changes_and_drafts_stay_with_the_enterprise(store, catalogue):
    organisation_id, actor = an_enterprise(store)
    figure = a_figure(store, actor, catalogue, organisation_id)
    assert values(store, actor, catalogue, organisation_id) == [12]
    assert values(store, MANAGER, catalogue, organisation_id) == []
    assert values(store, actor, catalogue, organisation_id) == [12]
    changed = figure.reading.model_copy(update={"value": Decimal(13)})
    measuring.save_figure(store, actor, catalogue, organisation_id, "people_at_work", YEAR, changed, figure.lock)
    assert values(store, actor, catalogue, organisation_id) == [13]
    assert values(store, MANAGER, catalogue, organisation_id) == []
