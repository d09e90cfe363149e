"""Rule 1: the level is computed. Every condition of every gate, met and not met, and the edges the rules name."""

from dataclasses import replace
from datetime import date

import pytest

from impactmeter.catalogue.guidance import load_guidance
from impactmeter.domain.anyway import Anyway, AnywayType
from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.indicator import MeasureType, Place, Words
from impactmeter.domain.level import Condition, Facts, firm_levels, last_closed_year, level_of
from impactmeter.domain.level_figures import Tracked, View, counting
from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.period import Period
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.theory_of_change import Assumption, Evidence, TheoryOfChange
from impactmeter.texts import texts_in

GATES = load_guidance().path.gates
TODAY = date(2026, 6, 1)
MISSION = Mission(organisation_id="o", statement="Niemand staat aan de kant.")
OBJECTIVE = Objective(
    id="d",
    organisation_id="o",
    goal_category="jobs",
    title="Mensen vinden werk",
    target_group="Mensen met een uitkering",
    change="Zij werken weer",
    wish="more",
    by_year=2029,
)


def the_theory():
    """Everything gates 2 and 5 ask of a chain: two effects of two groups, each measured and called important."""
    boxes = {
        "problem": ("weinig werk",),
        "target_group": ("mensen",),
        "activity": ("wassen",),
        "output": ("mensen die werken",),
        "effect_short": ("durven",),
        "effect_long": ("een baan",),
    }
    theory = TheoryOfChange(
        objective_id="d",
        organisation_id="o",
        boxes=boxes,
        assumptions=[
            {"after": "activity", "text": "men komt", "plausibility": 3, "disproof": "men blijft weg"},
            {"after": "output", "text": "het helpt", "plausibility": 3, "disproof": "niemand durft"},
        ],
        evidence=[
            {"after": "activity", "kind": "conversation", "reference": "zes", "on": "2025-03-01", "what_changed": "later"},
            {"after": "output", "kind": "literature", "reference": "een boek"},
        ],
        harm=[{"text": "druk", "for_whom": "zieken"}],
    )
    said = {
        "effect_short-1": {"who": "Deelnemers", "important": True, "indicators": ("growth",)},
        "effect_long-1": {"who": "Oud-deelnemers", "important": True, "indicators": ("in_work",)},
    }
    nodes = tuple(node.model_copy(update=said.get(node.id, {})) for node in theory.nodes)
    return theory.model_copy(update={"nodes": nodes})


def figure(indicator, kind, year, status="approved", **reading):
    period = Period.year(year)
    return Measurement(
        id=f"{indicator}{year}",
        organisation_id="o",
        indicator=indicator,
        revision=reading.pop("revision", 1),
        unit="x",
        type=kind,
        period=period,
        status=status,
        reading=Reading(**reading),
    )


def tracked(indicator, place, kind, figures, anyway=None, **fields):
    return Tracked(
        planned=PlannedIndicator(
            organisation_id="o", objective_id="d", indicator=indicator, first_year=2023, anyway=anyway
        ),
        name=Words(nl=indicator, en=indicator),
        place=Place(place),
        type=MeasureType(kind),
        is_defined=True,
        figures=tuple(figures),
        **fields,
    )


ANYWAY = Anyway(type=AnywayType.COMPARISON_GROUP, reasoning="zij vonden minder werk", source="de gemeente")


def details(**changes):
    said = {"recorded_by": "de werkleider", "source": "de urenlijst"}
    return PlanDetails(organisation_id="o", indicator="people", **said | changes)


def output(**fields):
    fields = {"details": details()} | fields
    figures = fields.pop("figures", [figure("people", "people", 2025, value=12)])
    return tracked("people", "output", "people", figures, **fields)


def effect(name, **fields):
    design = fields.pop("design", "comparison_group")
    figures = [figure(name, "score", year, value=6, n=30, invited=40, design=design) for year in (2024, 2025)]
    return tracked(name, "effect", "score", fields.pop("figures", figures), fields.pop("anyway", ANYWAY), **fields)


def facts(**changes):
    known = {
        "mission": MISSION,
        "objective": OBJECTIVE,
        "theory": the_theory(),
        "indicators": (output(), effect("growth"), effect("in_work")),
        "as_of": TODAY,
        "first_year": 2023,
    }
    return Facts(**known | changes)


def level(**changes):
    return level_of(facts(**changes), GATES)


def theory(**changes):
    return the_theory().model_copy(update=changes)


def without(kind):
    return the_theory().with_lines(NodeKind(kind), [])


def objective(**changes):
    return OBJECTIVE.model_copy(update=changes)


def test_an_objective_with_everything_stands_on_level_5():
    found = level()
    assert (found.level, found.next_step) == (5, None), found.next_gate


UNMET = {
    Condition.PROBLEM_WRITTEN: {"theory": without("problem")},
    Condition.MISSION_WRITTEN: {"mission": Mission(organisation_id="o")},
    Condition.OBJECTIVE_COMPLETE: {"objective": objective(change="")},
    Condition.CHAIN_COMPLETE: {"theory": without("target_group")},
    Condition.CHAIN_HOLDS: {"theory": the_theory().with_links_from("output-1", [])},
    Condition.LINKS_ASSUMED: {"theory": theory(assumptions=(Assumption(after="activity", text="men komt"),))},
    Condition.HARM_ANSWERED: {"theory": the_theory().with_harm([])},
    Condition.CONVERSATION_HELD: {
        "theory": theory(
            evidence=tuple(Evidence(after=box, kind="literature", reference="boek") for box in ("activity", "output"))
        )
    },
    Condition.LINKS_EVIDENCED: {"theory": theory(evidence=the_theory().evidence[:1])},
    Condition.OUTPUT_PLANNED: {"indicators": (effect("growth"), effect("in_work"))},
    Condition.OUTPUT_DESCRIBED: {
        "indicators": (output(details=details(source=" ")), effect("growth"), effect("in_work"))
    },
    Condition.OUTPUT_MEASURED: {"indicators": (output(figures=[]), effect("growth"), effect("in_work"))},
    Condition.EFFECT_PLANNED: {"indicators": (output(),)},
    Condition.EFFECT_SHOWN: {"indicators": (output(), effect("growth", anyway=None), effect("in_work", figures=[]))},
    Condition.EVERY_EFFECT_SHOWN: {"indicators": (output(), effect("growth"), effect("in_work", figures=[]))},
    Condition.ANYWAY_NOT_OWN_ESTIMATE: {
        "indicators": (
            output(),
            effect("growth", anyway=ANYWAY.model_copy(update={"type": AnywayType.OWN_ESTIMATE})),
            effect("in_work"),
        )
    },
    Condition.EFFECTS_COMPARED: {
        "indicators": (output(), effect("growth", design="before_after"), effect("in_work"))
    },
    Condition.TWO_GROUPS: {
        "theory": theory(
            nodes=tuple(n.model_copy(update={"who": "Deelnemers" if n.who else ""}) for n in the_theory().nodes)
        )
    },
}


def test_the_matrix_names_every_condition_and_content_uses_each():
    assert set(UNMET) == set(Condition)
    assert {one for gate in GATES for one in gate.conditions} == set(Condition)


@pytest.mark.parametrize("condition", Condition)
def test_rule_1_one_condition_that_is_not_met_keeps_its_gate_closed(condition):
    gate = next(gate for gate in GATES if condition in gate.conditions)
    found = level(**UNMET[condition])
    assert found.level == gate.level - 1
    assert found.next_gate.id == gate.id and found.next_step is not None


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("condition", Condition)
def test_what_is_missing_is_said_in_words(condition, language):
    for gate in level(**UNMET[condition]).gates:
        for missing in gate.missing:
            assert "{" not in texts_in(language).of(missing)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_is_still_empty_is_said_in_words_too(language):
    bare = Facts(
        mission=Mission(organisation_id="o"),
        objective=Objective(id="d", organisation_id="o"),
        theory=TheoryOfChange(objective_id="d", organisation_id="o"),
        indicators=(),
        as_of=TODAY,
    )
    found = level_of(bare, GATES)
    assert found.level == 0
    assert all(texts_in(language).of(one) for gate in found.gates for one in gate.missing)


# --- the edges the rules name (field/impact-path.md 2.1) ---


def test_an_effect_that_was_measured_falls_to_2_when_last_years_output_is_missing():
    late = output(figures=[figure("people", "people", 2024, value=12)])
    found = level(indicators=(late, effect("growth"), effect("in_work")))
    assert (found.level, found.next_gate.id) == (2, "G3")
    assert [gate.met for gate in found.gates] == [True, True, False, True, True]


def test_rule_3_nought_is_a_value_and_empty_is_not():
    nought = output(figures=[figure("people", "people", 2025, value=0)])
    assert level(indicators=(nought, effect("growth"), effect("in_work"))).level == 5
    empty = figure("people", "people", 2025, state="not_measured")
    assert counting([empty], View.OWN, TODAY) == ()


@pytest.mark.parametrize("status", ["draft", "returned", "withdrawn"])
def test_what_was_taken_back_returned_or_never_handed_in_does_not_count(status):
    assert counting([figure("people", "people", 2025, status, value=3)], View.OWN, TODAY) == ()


def test_what_was_handed_in_counts_for_the_enterprise_and_not_yet_for_the_city():
    handed_in = [figure("people", "people", 2025, "handed_in", value=3)]
    assert len(counting(handed_in, View.OWN, TODAY)) == 1
    assert counting(handed_in, View.REVIEWED, TODAY) == ()


def test_old_evidence_is_a_notice_and_lowers_nothing():
    old = tuple(one.model_copy(update={"on": date(2021, 1, 1)}) for one in the_theory().evidence)
    found = level(theory=theory(evidence=old))
    assert (found.level, [one.key for one in found.notices]) == (5, ["evidence.old"])


def test_two_moments_measured_with_other_revisions_are_not_comparable():
    mixed = [
        figure("in_work", "score", 2024, value=6, n=30, invited=40, design="before_after"),
        figure("in_work", "score", 2025, value=7, n=30, invited=40, design="before_after", revision=2),
    ]
    found = level(indicators=(output(), effect("in_work", figures=mixed)))
    assert (found.level, found.next_step.key) == (3, "level.missing.same_way")


def test_an_objective_that_was_put_away_has_no_level():
    assert level(objective=objective(archived=True)) is None


def test_the_day_one_looks_from_decides_and_not_the_clock():
    assert level(as_of=date(2025, 6, 1)).level == 2
    assert last_closed_year(date(2026, 1, 1), 1) == 2025
    assert last_closed_year(date(2025, 12, 31), 1) == 2024


def test_what_would_have_happened_unknown_is_kept_and_opens_nothing():
    unknown = ANYWAY.model_copy(update={"type": AnywayType.UNKNOWN})
    found = level(indicators=(output(), effect("growth", anyway=unknown)))
    assert (found.level, found.next_step.key) == (3, "level.missing.anyway_unknown")


def test_people_asked_afterwards_may_hold_two_moments_in_one():
    once = [figure("growth", "score", 2025, value=6, n=30, invited=40, design="asked_once")]
    assert level(indicators=(output(), effect("growth", figures=once))).level == 3
    back = ANYWAY.model_copy(update={"asks_back": True})
    assert level(indicators=(output(), effect("growth", figures=once, anyway=back))).level == 4


def test_how_many_people_were_asked_belongs_to_what_they_said_and_not_to_a_count():
    unsaid = [figure("growth", "score", year, value=6, n=30, design="before_after") for year in (2024, 2025)]
    found = level(indicators=(output(), effect("growth", figures=unsaid)))
    assert (found.level, found.next_step.key) == (3, "level.missing.invited")
    counts = [figure("growth", "people", year, value=6, design="before_after") for year in (2024, 2025)]
    assert level(indicators=(output(), tracked("growth", "effect", "people", counts, ANYWAY))).level == 4


def test_owner_source_and_figure_belong_to_one_indicator():
    """One output has the figure, the other says who keeps it: neither has everything."""
    described = output(figures=[])
    counted = tracked("hours", "output", "people", [figure("hours", "people", 2025, value=3)])
    found = level(indicators=(described, counted))
    assert (found.level, [one.key for one in found.next_gate.missing]) == (2, ["level.missing.output_figure"])


def test_two_ways_of_measuring_count_once_they_were_laid_side_by_side():
    plain = [effect(name, design="before_after") for name in ("growth", "in_work", "mark")]
    both = {"indicators": ("growth", "mark"), "compared": "Beide gaan omhoog."}
    nodes = [n.model_copy(update=both if n.id == "effect_short-1" else {}) for n in the_theory().nodes]
    found = level(theory=theory(nodes=tuple(nodes)), indicators=(output(), *plain))
    assert [one.values["indicator"].nl for one in found.next_gate.missing] == ["in_work"]


def test_an_important_effect_that_nothing_measures_keeps_level_5_away():
    nodes = [n.model_copy(update={"indicators": ()} if n.id == "effect_long-1" else {}) for n in the_theory().nodes]
    found = level(theory=theory(nodes=tuple(nodes)))
    assert found.level == 4
    assert "level.missing.important_effect" in [one.key for one in found.next_gate.missing]


def test_the_levels_of_an_enterprise_are_a_range_and_never_a_mean():
    found = firm_levels([("jobs", 4), ("circularity", 2), ("jobs", 1)])
    assert (found.lowest, found.highest, found.by_category) == (1, 4, {"jobs": (1, 4), "circularity": (2, 2)})
    assert firm_levels([]) is None


def test_a_notice_of_effects_counts_none_before_its_day():
    later = tuple(one.model_copy(update={"on": date(2027, 1, 1)}) for one in the_theory().evidence)
    assert level(theory=theory(evidence=later)).level == 1
    assert replace(facts(), first_year=None).last_closed_year == 2025
