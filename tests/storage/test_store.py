"""What any store must do. No test here names an engine: another store must pass the same suite."""

import threading
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.measurement import Kind, Number, Reading, State, Status
from impactmeter.domain.message import Conflict
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.submission import RemarkKind
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.storage.store import Store
from tests.storage.builders import REVIEWER, a_measurement, an_organisation


def test_what_was_saved_is_there_after_opening_the_store_again(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        change.save_mission(Mission(organisation_id=organisation.id, statement="Iedereen fietst"))
    store.close()
    again = Store(store.folder)
    with again.read() as records:
        assert records.organisation(organisation.id) == organisation
        assert records.mission(organisation.id).statement == "Iedereen fietst"
    again.close()


def test_a_change_that_fails_halfway_leaves_nothing_behind(store):
    with pytest.raises(RuntimeError), store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        raise RuntimeError("power cut")
    with store.read() as records:
        assert records.organisation(organisation.id) is None
        assert records.events_of("organisation", organisation.id) == []


def test_an_organisation_is_found_by_its_name_with_case_and_spaces_folded(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change, "Café  De Hoek")
    with store.read() as records:
        assert records.organisation_by_name(" CAFÉ de hoek ").id == organisation.id
        assert records.organisation_by_name("Cafe De Hoek") is None


def test_reading_while_somebody_writes_sees_only_what_was_committed(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        with store.read() as records:
            assert records.organisation(organisation.id) is None
    with store.read() as records:
        assert records.organisation(organisation.id) is not None


def test_a_reading_connection_cannot_write(store):
    with store.read() as records, pytest.raises(Exception, match="readonly|query_only|attempt to write"):
        records.database.execute("DELETE FROM meta")


def test_an_old_lock_is_a_conflict_that_carries_both_texts(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        seen = change.save_mission(Mission(organisation_id=organisation.id, statement="eerste"))
        change.save_mission(seen.model_copy(update={"statement": "van de ander"}))
    with pytest.raises(Conflict) as conflict, store.change(OPERATOR) as change:
        change.save_mission(seen.model_copy(update={"statement": "van mij"}))
    assert conflict.value.theirs.statement == "van de ander"
    assert conflict.value.mine.statement == "van mij"
    with store.read() as records:
        assert records.mission(organisation.id).statement == "van de ander"


def test_no_update_is_lost_when_eight_threads_save_the_same_mission(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        change.save_mission(Mission(organisation_id=organisation.id, statement="0"))

    def add_one_many_times():
        for _ in range(40):
            while True:
                with store.read() as records:
                    seen = records.mission(organisation.id)
                try:
                    with store.change(OPERATOR) as change:
                        more = str(int(seen.statement) + 1)
                        change.save_mission(seen.model_copy(update={"statement": more}))
                    break
                except Conflict:
                    continue

    threads = [threading.Thread(target=add_one_many_times) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as records:
        assert records.mission(organisation.id).statement == "320"


def test_the_same_command_in_parallel_is_one_record(store):
    results = []

    def create():
        with store.change(OPERATOR, key="once") as change:
            results.append(change.earlier or change.done(an_organisation(change).id))

    threads = [threading.Thread(target=create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1
    with store.read() as records:
        assert len(records.organisations()) == 1


def test_the_same_key_of_two_people_is_two_commands(store):
    with store.change(OPERATOR, key="k") as change:
        change.done("mine")
    with store.change(REVIEWER, key="k") as change:
        assert change.earlier is None


def test_rule_10_an_approved_figure_is_never_changed(store):
    with store.change(OPERATOR) as change:
        figure = change.add_measurement(a_measurement(an_organisation(change).id))
        change.approve(figure)
    with store.read() as records:
        approved = records.measurement(figure.id)
    with pytest.raises(Exception, match="approved figure is never changed"), store.change(OPERATOR) as change:
        change.edit_measurement(approved, Reading(value=Decimal(99)))
    with pytest.raises(Exception, match="approved figure is never changed"), store.change(OPERATOR) as change:
        change.set_status(approved, Status.DRAFT)
    for column in ("invited", "spread"):
        with pytest.raises(Exception, match="approved figure is never changed"), store.change(OPERATOR) as change:
            change.database.execute(f"UPDATE measurement SET {column} = 3 WHERE id = ?", [figure.id])
    with store.read() as records:
        assert records.measurement(figure.id) == approved


def test_rule_10_the_old_version_counts_until_the_new_one_is_approved(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        first = change.add_measurement(a_measurement(organisation.id, value="10"))
        change.approve(first)
        second = change.add_measurement(a_measurement(organisation.id, value="12"))
    year = Period.year(2024)

    def counting():
        with store.read() as records:
            return [f.value for f in records.approved_figures("hours_given", year.start, year.end)]

    assert counting() == [Decimal(10)]
    with store.change(OPERATOR) as change:
        change.approve(second)
    assert counting() == [Decimal(12)]
    with store.read() as records:
        assert [v.version for v in records.versions(organisation.id, "hours_given", year)] == [1, 2]
        assert records.measurement(first.id).reading.value == Decimal(10)


def test_a_figure_stays_where_it_was_measured_when_the_organisation_moves(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        change.approve(change.add_measurement(a_measurement(organisation.id)), neighbourhood="A")
        change.save_organisation(organisation.model_copy(update={"neighbourhood": "B"}))
    with store.read() as records:
        year = Period.year(2024)
        assert [f.neighbourhood for f in records.approved_figures("hours_given", year.start, year.end)] == ["A"]


def test_every_change_of_what_the_city_shows_moves_the_approved_version(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        before = change.approved_version()
        figure = change.add_measurement(a_measurement(organisation.id))
        assert change.approved_version() == before
        change.approve(figure)
        assert change.approved_version() > before
        now = change.approved_version()
        change.add_planned(PlannedIndicator(organisation_id=organisation.id, indicator="x_y_z", first_year=2024))
        assert change.approved_version() > now


def test_a_theory_is_frozen_only_when_it_changed(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        objective = change.add_objective(Objective(organisation_id=organisation.id, title="Meer fietsers"))
        theory = TheoryOfChange(objective_id=objective.id, organisation_id=organisation.id)
        change.save_theory(theory.with_lines(NodeKind.ACTIVITY, ("les",)), objective)
        assert (change.freeze_theory(objective), change.freeze_theory(objective)) == (1, 1)
        newest = change.theory(objective)
        change.save_theory(newest.with_lines(NodeKind.ACTIVITY, ("les", "rit")), objective)
        assert change.freeze_theory(objective) == 2
        assert [version for version, _, _ in change.theory_versions(objective.id)] == [1, 2]


def test_the_conversation_stands_in_the_order_in_which_it_was_held(store):
    with store.change(OPERATOR) as change:
        figure = change.add_measurement(a_measurement(an_organisation(change).id))
        for kind, text in ((RemarkKind.QUESTION, "Klopt dit?"), (RemarkKind.ANSWER, "Ja.")):
            change.add_remark(figure.organisation_id, kind, text, measurement_id=figure.id)
    with store.read() as records:
        assert [remark.text for remark in records.remarks(figure.organisation_id)] == ["Klopt dit?", "Ja."]


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4)
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)


@given(value=st.one_of(st.none(), numbers), note=texts, n=st.one_of(st.none(), st.integers(0, 2**53 - 1)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_reading_comes_back_as_it_went_in(store, value, note, n):
    from pydantic import TypeAdapter, ValidationError

    try:
        exact = None if value is None else TypeAdapter(Number).validate_python(value)
    except ValidationError:
        return
    said = {"value": exact, "spread": exact, "n": n, "invited": n}
    reading = Reading(**said, note=note, steps={"2": 3, "1": 0}, kind=Kind.ABOUT, state=State.NUMBER)
    with store.change(OPERATOR) as change:
        number = len(change.organisations())
        figure = change.add_measurement(a_measurement(an_organisation(change, f"o{number}").id))
        change.edit_measurement(figure, reading)
        assert change.measurement(figure.id).reading == reading
        later = figure.model_copy(update={"reading": reading})
        assert change.measurement(change.add_measurement(later).id).reading == reading


def test_a_copy_made_while_others_write_is_whole(store, tmp_path):
    stop = threading.Event()

    def keep_writing():
        number = 0
        while not stop.is_set():
            with store.change(OPERATOR) as change:
                an_organisation(change, f"o{number}")
            number += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(5):
            folder = tmp_path / f"copy{number}"
            folder.mkdir()
            store.back_up_to(folder / store.path.name)
            copy = Store(folder)
            assert copy.problems() == []
            copy.close()
    finally:
        stop.set()
        writer.join()


def test_the_drawing_of_a_page_sees_every_change_at_once_and_asks_a_question_once(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        change.add_measurement(a_measurement(organisation.id, year=2023))
    with store.read_on_one_connection():
        with store.read() as records:
            first = records.measurements(organisation.id)
            again = records.measurements(organisation.id)
        assert [one is two for one, two in zip(first, again, strict=True)] == [True]
        with store.change(OPERATOR) as change:
            change.add_measurement(a_measurement(organisation.id, year=2024))
        with store.read() as records:
            assert len(records.measurements(organisation.id)) == 2
