"""The trail at each record: who, what, when, why, from which session; and no draft for a reviewer."""

from dataclasses import replace
from decimal import Decimal

import pytest

from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Mission
from impactmeter.domain.permission import Actor, Grant, Role
from impactmeter.services import evidence_files, measuring, organisations, path, planning, reviewing, sharing
from impactmeter.services.history import RecordKind, history_of, history_of_account
from impactmeter.services.importing import sending
from tests.services.builders import (
    ADMINISTRATOR,
    COORDINATOR,
    MANAGER,
    YEAR,
    a_figure,
    an_enterprise,
    an_objective,
    handed_in,
)


def told(history):
    return [(line.record, line.action) for line in history.lines]


@pytest.fixture
def account(store):
    with store.change(ADMINISTRATOR) as change:
        return change.add_account(login="m", name="Mo Beheer", password_hash=None)


@pytest.fixture
def manager(account):
    return Actor(account.id, account.name, frozenset({Grant(Role.ACCOUNT_MANAGER)}), session="0123456789abcdef")


def test_a_figure_tells_who_did_what_when_why_and_from_which_session(store, catalogue, manager):
    organisation, owner = an_enterprise(store)
    submission, figure = handed_in(store, owner, catalogue, organisation)
    reviewing.return_submission(store, manager, submission, {figure.id: "Klopt dit?"})
    history = history_of(store, owner, organisation, RecordKind.FIGURE, figure.id)
    assert told(history) == [("measurement", "returned"), ("measurement", "handed_in"), ("measurement", "create")]
    returned, handed, made = history.lines
    assert (returned.who, returned.reason, returned.session, returned.is_me) == ("Mo Beheer", "Klopt dit?", "01234567", False)
    assert handed.is_me and {(one.field, one.after) for one in handed.changes} == {("value", "12")}
    assert [(one.field, one.before, one.after) for one in made.changes if one.field == "value"] == [("value", None, "12")]


def test_a_reviewer_reads_nothing_of_files_links_and_parts_of_a_draft(store, catalogue, manager):
    organisation, owner = an_enterprise(store)
    figure = a_figure(store, owner, catalogue, organisation)
    evidence_files.add_file(store, owner, figure.id, "lijst.pdf", b"%PDF-1.7 x")
    sending.keep_table(store, owner, organisation, "f.csv", b"Jaar;Aantal", ("Jaar", "Aantal"))
    sharing.make_link(store, owner, organisation, an_objective(store, owner, organisation).id)
    draft = {("measurement", "attach"), ("sent_table", "send"), ("share_link", "share")}
    own = told(history_of(store, owner, organisation, RecordKind.ORGANISATION, organisation))
    seen = told(history_of(store, manager, organisation, RecordKind.ORGANISATION, organisation))
    assert draft <= set(own) and not draft & set(seen)


def test_an_answer_to_a_question_tells_what_it_was_about_and_the_answer(store):
    organisation, owner = an_enterprise(store)
    _, asked = path.save_mission(store, owner, Mission(organisation_id=organisation, statement="Wij geven 12 cursussen."))
    path.answer_question(store, owner, organisation, "", asked[0], "Dat klopt.")
    line = history_of(store, owner, organisation, RecordKind.ORGANISATION, organisation).lines[0]
    assert [(one.field, one.after) for one in line.changes] == [("asked_about", asked[0].about), ("because", "Dat klopt.")]


def test_a_figure_shows_all_its_versions(store, catalogue, manager):
    organisation, owner = an_enterprise(store)
    submission, figure = handed_in(store, owner, catalogue, organisation)
    reviewing.approve_submission(store, manager, submission)
    fresh = reviewing.reopen(store, owner, figure.id, "Telfout")
    history = history_of(store, owner, organisation, RecordKind.FIGURE, fresh)
    assert {line.version for line in history.lines} == {1, 2}
    assert ("measurement", "reopen") in told(history)


def test_a_reviewer_reads_what_was_handed_in_and_no_draft(store, catalogue, manager):
    organisation, owner = an_enterprise(store)
    submission, figure = handed_in(store, owner, catalogue, organisation)
    reviewing.approve_submission(store, manager, submission)
    fresh = reviewing.reopen(store, owner, figure.id, "Telfout")
    with store.read() as records:
        draft = records.measurement(fresh)
    secret = draft.reading.model_copy(update={"value": Decimal(77), "note": "nog geheim"})
    measuring.save_figure(store, owner, catalogue, organisation, "people_at_work", YEAR, secret, draft.lock)
    for reader in (manager, COORDINATOR):
        history = history_of(store, reader, organisation, RecordKind.FIGURE, figure.id)
        assert told(history) == [("measurement", "reopen"), ("measurement", "approved"), ("measurement", "handed_in")]
        whole = history_of(store, reader, organisation, RecordKind.ORGANISATION, organisation)
        assert "geheim" not in repr(history) + repr(whole)
        with pytest.raises(NotFound):
            history_of(store, reader, organisation, RecordKind.FIGURE, fresh)
    assert "geheim" in repr(history_of(store, owner, organisation, RecordKind.FIGURE, fresh))


def test_what_each_hand_in_said_stands_at_that_hand_in(store, catalogue, manager):
    organisation, owner = an_enterprise(store)
    submission, figure = handed_in(store, owner, catalogue, organisation)
    reviewing.return_submission(store, manager, submission, {figure.id: "Klopt dit?"})
    with store.read() as records:
        back = records.measurement(figure.id)
    reading = back.reading.model_copy(update={"value": Decimal(13)})
    measuring.save_figure(store, owner, catalogue, organisation, "people_at_work", YEAR, reading, back.lock)
    measuring.hand_in(store, owner, catalogue, organisation, YEAR, organisations.organisation_of(store, owner, organisation).consent)
    history = history_of(store, manager, organisation, RecordKind.FIGURE, figure.id)
    said = [line.changes[0].after for line in history.lines if line.action == "handed_in"]
    assert said == ["13", "12"]


def test_an_objective_tells_of_its_theory_and_a_reviewer_only_that_it_changed(store, catalogue):
    organisation, owner = an_enterprise(store)
    objective = an_objective(store, owner, organisation)
    path.save_objective(store, owner, replace_title(objective, "Werk voor iedereen"), {"jobs", "care"})
    mine = history_of(store, owner, organisation, RecordKind.OBJECTIVE, objective.id)
    assert mine.lines[0].changes[0].after == "Werk voor iedereen"
    theirs = history_of(store, MANAGER, organisation, RecordKind.OBJECTIVE, objective.id)
    assert told(theirs) == told(mine)
    assert all(line.changes == () for line in theirs.lines)


def replace_title(objective, title):
    return objective.model_copy(update={"title": title})


def test_a_plan_line_tells_of_its_own_plan_alone(store, catalogue):
    organisation, owner = an_enterprise(store)
    other, another = an_enterprise(store, "Ander")
    for where, who in ((organisation, owner), (other, another)):
        planning.choose_indicator(store, who, catalogue, where, "people_at_work", objective_id=None, first_year=2023)
    history = history_of(store, owner, organisation, RecordKind.PLAN_LINE, "people_at_work")
    assert told(history) == [("planned_indicator", "create")]


def test_a_history_comes_in_pages_newest_first(store, catalogue):
    organisation, owner = an_enterprise(store)
    objective = an_objective(store, owner, organisation)
    for number in range(14):
        objective = path.save_objective(store, owner, replace_title(objective, f"Doel {number}"), {"jobs"})[0]
    first = history_of(store, owner, organisation, RecordKind.OBJECTIVE, objective.id)
    second = history_of(store, owner, organisation, RecordKind.OBJECTIVE, objective.id, 2)
    assert (first.count, first.pages, len(first.lines), len(second.lines)) == (15, 2, 10, 5)
    assert first.lines[0].changes[0].after == "Doel 13" and second.lines[-1].action == "create"


def test_records_of_others_and_records_that_are_not_there_answer_alike(store, catalogue):
    organisation, owner = an_enterprise(store)
    other, stranger = an_enterprise(store, "Ander")
    figure = a_figure(store, owner, catalogue, organisation)
    for where, what in ((organisation, figure.id), (other, figure.id), (other, "nothing"), ("nothing", "nothing")):
        for kind in (RecordKind.FIGURE, RecordKind.SUBMISSION, RecordKind.OBJECTIVE, RecordKind.PLAN_LINE):
            with pytest.raises(NotFound):
                history_of(store, stranger, where, kind, what)


def test_an_account_reads_its_own_history_and_the_administrator_all(store, account, manager):
    assert told(history_of_account(store, manager, account.id)) == [("account", "add")]
    assert told(history_of_account(store, ADMINISTRATOR, account.id)) == [("account", "add")]
    with pytest.raises(NotFound):
        history_of_account(store, replace(manager, account_id="somebody"), account.id)
    with pytest.raises(NotFound):
        history_of_account(store, ADMINISTRATOR, "nobody")
