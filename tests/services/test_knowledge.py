"""Knowledge and network: the pack's content, edited by the coordinator, read by everybody."""

from datetime import date

import pytest

from impactmeter.domain.knowledge import KnowledgeItem, KnowledgeKind
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.services import knowledge
from tests.services.builders import COORDINATOR, MANAGER, an_enterprise

TODAY = date(2026, 3, 1)


@pytest.fixture
def pack(catalogue):
    return next(one for one in catalogue.municipalities if one.id == "voorbeeldstad")


def event(title="Borrel", day=date(2026, 4, 1), **more):
    return KnowledgeItem(kind=KnowledgeKind.EVENT, title=title, first_day=day, **more)


def titles(items):
    return [one.title for one in items]


def test_everybody_begins_with_what_the_pack_says(store, pack):
    _, owner = an_enterprise(store)
    found = knowledge.knowledge_of(store, owner, pack, TODAY)
    assert [one.id for one in found.events] == ["workshop_goed_meten", "dag_van_de_ondernemers"]
    assert [one.id for one in found.networks] == ["havennetwerk"]
    assert [one.id for one in found.funding] == ["startfonds"]
    assert knowledge.knowledge_of(store, owner, None, TODAY).events == ()


def test_an_event_stands_in_its_place_and_leaves_after_its_last_day(store, pack):
    knowledge.save_item(store, COORDINATOR, pack, event(last_day=date(2026, 4, 2)))
    seen = [titles(knowledge.knowledge_of(store, MANAGER, pack, date(2026, 4, day)).events)[0] for day in (1, 2, 3)]
    assert seen == ["Borrel", "Borrel", "Workshop: meten in een uur"]
    assert "Borrel" in titles(knowledge.knowledge_to_edit(store, COORDINATOR, pack))


def test_what_comes_from_the_pack_is_changed_here_and_ended_and_put_back(store, pack):
    start = next(one for one in knowledge.knowledge_to_edit(store, COORDINATOR, pack) if one.id == "startfonds")
    changed = start.model_copy(update={"title": "Startfonds 2.0"})
    saved = knowledge.save_item(store, COORDINATOR, pack, changed)
    assert titles(knowledge.knowledge_of(store, MANAGER, pack, TODAY).funding) == ["Startfonds 2.0"]
    gone = knowledge.end_item(store, COORDINATOR, pack, "startfonds", saved.lock)
    assert knowledge.knowledge_of(store, MANAGER, pack, TODAY).funding == ()
    knowledge.end_item(store, COORDINATOR, pack, "startfonds", gone.lock, ended=False)
    assert titles(knowledge.knowledge_of(store, MANAGER, pack, TODAY).funding) == ["Startfonds 2.0"]
    with store.read() as records:
        assert [one.action for one in records.events_of("knowledge_item", "startfonds")] == ["save"] * 3


def test_two_people_who_change_the_same_thing_find_each_other(store, pack):
    start = next(one for one in knowledge.knowledge_to_edit(store, COORDINATOR, pack) if one.id == "startfonds")
    knowledge.save_item(store, COORDINATOR, pack, start)
    with pytest.raises(Conflict):
        knowledge.save_item(store, COORDINATOR, pack, start.model_copy(update={"title": "Anders"}))


def test_saving_twice_with_one_key_is_once(store, pack):
    first = knowledge.save_item(store, COORDINATOR, pack, event(), "k")
    assert knowledge.save_item(store, COORDINATOR, pack, event(), "k").id == first.id
    assert titles(knowledge.knowledge_to_edit(store, COORDINATOR, None)) == ["Borrel"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": " "}, "knowledge.title_needed"),
        ({"first_day": None}, "knowledge.day_needed"),
        ({"last_day": date(2026, 3, 31)}, "knowledge.days_upside_down"),
        ({"url": "http://x"}, "knowledge.no_web_address"),
        ({"url": "javascript:alert(1)"}, "knowledge.no_web_address"),
        ({"text": "Bel 06-12345678"}, "personal_data.phone_number"),
        ({"title": "x" * 201}, "text.too_long"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(store, pack, change, key):
    with pytest.raises(Refused) as refused:
        knowledge.save_item(store, COORDINATOR, pack, event().model_copy(update=change))
    assert [one.key for one in refused.value.messages] == [key]


def test_nothing_is_saved_under_an_id_that_is_not_there(store, pack):
    with pytest.raises(NotFound):
        knowledge.save_item(store, COORDINATOR, pack, event(id="nothing"))
