"""The desk: what deserves attention first, what is approved at once, and who decides second."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

import impactmeter
from impactmeter.catalogue.municipality import DeskRules
from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.evidence_status import EvidenceMark, EvidenceStatus
from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.measurement import Reading, Status
from impactmeter.domain.message import Conflict, Refused
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import Role
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.theory_of_change import Box, TheoryOfChange
from impactmeter.services import desk, evidence, measuring, path, planning, reviewing
from tests.services.builders import (
    CATEGORIES,
    COORDINATOR,
    MANAGER,
    YEAR,
    a_figure,
    an_enterprise,
    handed_in,
    staff,
)

TWO = DeskRules(second_person=True)
COLLEAGUE = staff(Role.ACCOUNT_MANAGER, "colleague")
SOURCED = {"source": "Personeelsadministratie"}


def an_earlier_year(store, actor, catalogue, organisation, value, year):
    """A figure of an earlier year, handed in and approved."""
    planning.choose_indicator(
        store, actor, catalogue, organisation, "people_at_work", objective_id=None, first_year=2020
    )
    reading = Reading(value=Decimal(value), **SOURCED)
    period = Period.year(year)
    measuring.save_figure(store, actor, catalogue, organisation, "people_at_work", period, reading, 0)
    submission = measuring.hand_in(store, actor, catalogue, organisation, period, Consent())
    reviewing.approve_submission(store, MANAGER, submission)


def names(items):
    return [item.organisation.name for item in items]


def status_of(store, figure):
    with store.read() as records:
        return records.measurement(figure.id).status


def test_the_queue_is_ordered_by_effect_times_doubt_and_then_by_age(store, catalogue):
    small, small_actor = an_enterprise(store, "Klein")
    large, large_actor = an_enterprise(store, "Groot")
    jumping, jumping_actor = an_enterprise(store, "Sprong")
    own_size, own_actor = an_enterprise(store, "Net zo klein")
    approved, approved_actor = an_enterprise(store, "Goedgekeurd")
    done, _ = handed_in(store, approved_actor, catalogue, approved, value="100", **SOURCED)
    reviewing.approve_submission(store, MANAGER, done)
    an_earlier_year(store, jumping_actor, catalogue, jumping, 10, 2023)
    handed_in(store, small_actor, catalogue, small, value="1", **SOURCED)
    handed_in(store, own_actor, catalogue, own_size, value="1", **SOURCED)
    handed_in(store, large_actor, catalogue, large, value="100", **SOURCED)
    handed_in(store, jumping_actor, catalogue, jumping, value="60", **SOURCED)
    items = desk.queue(store, MANAGER, catalogue)
    assert names(items) == ["Sprong", "Groot", "Klein", "Net zo klein"]
    # by hand: 60 of 160 with a jump (1 + 4); 100 of 200; 1 of 101, without a finding
    assert items[0].attention == Decimal(60) / 160 * 5
    assert items[1].attention == Decimal(100) / 200
    assert items[2].attention == items[3].attention == Decimal(1) / 101
    assert [finding.key for finding in items[0].findings] == ["question.jump_up"]


def test_a_figure_that_falls_to_nothing_matters_as_much_as_what_counted_before(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation, value="50", **SOURCED)
    reviewing.approve_submission(store, MANAGER, submission)
    fresh = reviewing.reopen(store, actor, figure.id, "Verkeerd geteld.")
    with store.read() as records:
        lock = records.measurement(fresh).lock
    a_figure(store, actor, catalogue, organisation, value="0", lock=lock, **SOURCED)
    measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    [item] = desk.queue(store, MANAGER, catalogue)
    assert (item.largest_effect, item.changed) == (Decimal(1), 1)


def test_three_hundred_submissions_are_queued_in_a_number_of_queries_that_does_not_grow(store, catalogue, monkeypatch):
    from impactmeter.storage.base import ReadBase

    asked = []
    rows = ReadBase.rows
    monkeypatch.setattr(ReadBase, "rows", lambda self, sql, *more: asked.append(sql) or rows(self, sql, *more))
    counts = []
    for number in (1, 8):
        for place in range(number):
            organisation, actor = an_enterprise(store, f"{number}-{place}")
            handed_in(store, actor, catalogue, organisation)
        asked.clear()
        desk.queue(store, MANAGER, catalogue)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_approving_several_at_once_is_the_same_act_for_each_and_once(store, catalogue):
    seen, figures = {}, []
    for name in ("A", "B", "C"):
        organisation, actor = an_enterprise(store, name)
        submission, figure = handed_in(store, actor, catalogue, organisation, **SOURCED)
        figures.append(figure)
        with store.read() as records:
            seen[submission] = {figure.id: records.measurement(figure.id).lock}
    taken_back = list(seen)[1]
    organisation_b = figures[1].organisation_id
    from tests.services.builders import entrepreneur

    measuring.withdraw(store, entrepreneur(organisation_b, "ondernemer-B"), taken_back)
    results = desk.approve_many(store, MANAGER, seen, "k")
    again = desk.approve_many(store, MANAGER, seen, "k")
    assert [one.figures for one in results] == [1, 0, 1]
    assert [m.key for m in results[1].refused] == ["review.nothing_waits"]
    assert [one.figures for one in again] == [1, 0, 1]
    assert [status_of(store, one) for one in figures] == [Status.APPROVED, Status.WITHDRAWN, Status.APPROVED]
    with store.read() as records:
        alone = [e.action for e in records.events_of("measurement", figures[0].id)]
    assert alone == ["create", "handed_in", "approved"]


def test_what_changed_since_it_was_shown_is_not_approved_at_once(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    with pytest.raises(Refused) as refused:
        reviewing.approve_submission(store, MANAGER, submission, seen={figure.id: figure.lock - 1})
    assert refused.value.messages[0].key == "review.changed_since_seen"
    assert status_of(store, figure) is Status.HANDED_IN


def test_rule_11_where_two_must_approve_the_second_is_somebody_else(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    reviewing.approve_submission(store, MANAGER, submission, rules=TWO)
    assert status_of(store, figure) is Status.HANDED_IN
    with pytest.raises(Refused) as refused:
        reviewing.approve_submission(store, MANAGER, submission, rules=TWO)
    assert refused.value.messages[0].key == "review.second_person_needed"
    reviewing.approve_submission(store, COLLEAGUE, submission, rules=TWO)
    assert status_of(store, figure) is Status.APPROVED


def test_a_first_approval_holds_for_what_was_approved_and_nothing_newer(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    reviewing.approve_submission(store, MANAGER, submission, rules=TWO)
    measuring.withdraw(store, actor, submission)
    with store.read() as records:
        lock = records.measurement(figure.id).lock
    a_figure(store, actor, catalogue, organisation, value="99", lock=lock)
    again = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    reviewing.approve_submission(store, COLLEAGUE, again, rules=TWO)
    assert status_of(store, figure) is Status.HANDED_IN


def test_every_page_that_approves_passes_the_rules_of_the_municipality():
    folder = Path(impactmeter.__file__).parent
    without = []
    for file in [*folder.glob("ui/**/*.py"), *folder.glob("web/**/*.py"), folder / "services" / "desk.py"]:
        if file.parent.name == "demo":
            continue  # made-up history of a fictitious municipality
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            acts = name in ("approve_submission", "return_submission", "approve_many")
            if acts and "rules" not in [keyword.arg for keyword in node.keywords]:
                without.append(f"{file.name}:{node.lineno}")
    assert without == []


def test_the_dossier_shows_what_changed_in_the_theory_since_the_approved_figure(store, catalogue):
    organisation, actor = an_enterprise(store)
    objective, _ = path.save_objective(
        store, actor, Objective(organisation_id=organisation, goal_category="jobs", title="Werk"), CATEGORIES
    )
    theory = TheoryOfChange(
        objective_id=objective.id, organisation_id=organisation, boxes={Box.ACTIVITY: ("leren lassen", "praten")}
    )
    with store.change(actor) as change:
        theory = change.save_theory(theory, objective)
    planning.choose_indicator(
        store, actor, catalogue, organisation, "people_at_work", objective_id=objective.id, first_year=2020
    )
    an_earlier_year(store, actor, catalogue, organisation, 10, 2023)
    with store.change(actor) as change:
        change.save_theory(theory.with_lines(NodeKind.ACTIVITY, ("praten", "timmeren")), objective)
    submission, _ = handed_in(store, actor, catalogue, organisation)
    [figure] = reviewing.dossier_of(store, MANAGER, catalogue, submission).figures
    assert [(line.text, line.is_new) for line in figure.theory_change] == [
        ("leren lassen", False),
        ("timmeren", True),
    ]
    assert "finding.other_theory" in [one.key for one in figure.questions]


def test_the_dossier_shows_how_an_own_indicator_was_defined_for_the_approved_figure(store, catalogue):
    organisation, actor = an_enterprise(store)
    said = OwnIndicator(organisation_id=organisation, name="Praatjes", unit="praatjes", definition="Elk praatje.")
    own = planning.add_own_indicator(store, actor, said)
    with store.change(actor) as change:
        change.add_planned(PlannedIndicator(organisation_id=organisation, indicator=f"own:{own.id}", first_year=2023))

    def hand_in(year):
        reading = Reading(value=Decimal(5))
        measuring.save_figure(store, actor, catalogue, organisation, f"own:{own.id}", Period.year(year), reading, 0)
        return measuring.hand_in(store, actor, catalogue, organisation, Period.year(year), Consent())

    reviewing.approve_submission(store, MANAGER, hand_in(2023))
    [same] = reviewing.dossier_of(store, MANAGER, catalogue, hand_in(2024)).figures
    assert same.sheet_before is None
    with store.change(actor) as change:
        change.save_own_indicator(own.model_copy(update={"definition": "Elk gesprek langer dan tien minuten."}))
    [figure] = reviewing.dossier_of(store, MANAGER, catalogue, same.measurement.submission_id).figures
    assert figure.sheet_before.own.definition == "Elk praatje."
    assert figure.sheet.own.definition == "Elk gesprek langer dan tien minuten."


# --- evidence ---


def test_evidence_is_said_of_an_approved_figure_without_changing_it_and_stands_in_the_total(store, catalogue):
    figures = []
    for name in ("A", "B", "C"):
        organisation, actor = an_enterprise(store, name)
        submission, figure = handed_in(store, actor, catalogue, organisation)
        reviewing.approve_submission(store, MANAGER, submission)
        figures.append(figure)
    certified = EvidenceMark(
        measurement_id=figures[0].id, status="certified", by_whom="PSO trede 2", valid_to="2026-06-30"
    )
    evidence.mark(store, MANAGER, certified)
    evidence.mark(store, MANAGER, EvidenceMark(measurement_id=figures[1].id, status="independent", by_whom="CBS"))
    counts = {"self_declared": 1, "seen": 0, "certified": 1, "independent": 1}
    today = store.clock().date()
    mix = evidence.city_evidence(store, COORDINATOR, 2024, today)["people_at_work"]
    assert {status.value: n for status, n in mix.items()} == counts
    after = evidence.city_evidence(store, COORDINATOR, 2024, certified.valid_to.replace(month=7, day=1))
    assert after["people_at_work"][EvidenceStatus.CERTIFIED] == 0
    assert after["people_at_work"][EvidenceStatus.SEEN] == 1
    assert status_of(store, figures[0]) is Status.APPROVED


def test_a_certificate_needs_its_name_and_its_last_day(store, catalogue):
    organisation, actor = an_enterprise(store)
    _, figure = handed_in(store, actor, catalogue, organisation)
    with pytest.raises(Refused) as refused:
        evidence.mark(store, MANAGER, EvidenceMark(measurement_id=figure.id, status="certified"))
    assert {m.field for m in refused.value.messages} == {"by_whom", "valid_to"}


def test_two_reviewers_marking_one_figure_see_a_conflict(store, catalogue):
    organisation, actor = an_enterprise(store)
    _, figure = handed_in(store, actor, catalogue, organisation)
    seen = EvidenceMark(measurement_id=figure.id, status="seen")
    evidence.mark(store, MANAGER, seen)
    with pytest.raises(Conflict):
        evidence.mark(store, COLLEAGUE, seen)
    with pytest.raises(Refused) as refused:
        evidence.mark(store, actor, seen)
    assert refused.value.messages[0].key == "access.not_your_own"
