from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.analysis.contribution import (
    Contribution,
    Scenario,
    Shares,
    contribution_of,
    describe_contribution,
    net_of,
)
from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.contribution import (
    Adjuster,
    AdjusterName,
    Adjusters,
    Strength,
    asked_adjusters,
    impossible_adjusters,
    missing_for_net,
    others_from_own_share,
    strength_of,
    weakest_of,
)
from impactmeter.domain.indicator import Design
from impactmeter.domain.message import Refused
from impactmeter.texts import texts_in

DUTCH, ENGLISH = texts_in("nl"), texts_in("en")
WITH_OTHERS = (Design.COMPARISON_GROUP, Design.RANDOMISED)


def adjuster(low, share, high, type=AnywayType.BENCHMARK, **changes):
    ends = {"low": Decimal(low), "share": Decimal(share), "high": Decimal(high)}
    return Adjuster(**{**ends, "type": type, "reason": "gerekend", "source": "CBS", **changes})


FORTY_AT_WORK = Adjusters(
    deadweight=adjuster("0.20", "0.30", "0.45"),
    displacement=adjuster("0.05", "0.10", "0.20"),
    others=adjuster("0.15", "0.25", "0.40"),
    drop_off=adjuster("0.15", "0.25", "0.40"),
    years=3,
)


def without(name):
    return FORTY_AT_WORK.model_copy(update={name: Adjuster()})


def test_worked_example_is_computed_exactly():
    net = contribution_of(Decimal(40), FORTY_AT_WORK, Design.BEFORE_AFTER).net
    assert net.steps == (
        (AdjusterName.DEADWEIGHT, Decimal("28.00")),
        (AdjusterName.DISPLACEMENT, Decimal("25.20")),
        (AdjusterName.OTHERS, Decimal("18.90")),
    )
    assert net.by_year == (Decimal("18.90"), Decimal("14.175"), Decimal("10.63125"))
    assert (net.first_year, net.total) == (Decimal("18.90"), Decimal("43.70625"))
    assert round(net.total, 3) == Decimal("43.706")


@pytest.mark.parametrize(
    ("scenario", "first_year", "three_years"),
    [
        (Scenario.FAVOURABLE, "25.84", "66.47"),
        (Scenario.MIDDLE, "18.90", "43.71"),
        (Scenario.CAREFUL, "10.56", "20.70"),
    ],
)
def test_sensitivity_table_of_the_worked_example(scenario, first_year, three_years):
    net = contribution_of(Decimal(40), FORTY_AT_WORK, None).scenarios[scenario]
    assert (round(net.first_year, 2), round(net.total, 2)) == (Decimal(first_year), Decimal(three_years))


@pytest.mark.parametrize("name", list(AdjusterName))
def test_rule_3_an_adjuster_that_was_not_said_is_not_0_and_gives_no_net_figure(name):
    found = contribution_of(Decimal(40), without(name.value), Design.BEFORE_AFTER)
    assert (found.gross, found.net, found.scenarios, found.weakest) == (40, None, {}, None)
    assert [(one.key, one.field) for one in found.missing] == [("contribution.missing.share", name.value)]


def test_rule_3_an_adjuster_of_0_is_said():
    nothing = adjuster("0", "0", "0")
    all_0 = Adjusters(deadweight=nothing, displacement=nothing, others=nothing, drop_off=nothing, years=2)
    found = contribution_of(Decimal(40), all_0, None)
    assert found.net.by_year == (40, 40)


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"low": None}, "range"),
        ({"high": None}, "range"),
        ({"type": AnywayType.UNKNOWN}, "type"),
        ({"reason": "  "}, "reason"),
        ({"source": ""}, "source"),
    ],
)
def test_rule_8_an_adjuster_needs_its_range_its_type_its_reason_and_its_source(changes, lack):
    half = adjuster("0.1", "0.2", "0.3").model_copy(update=changes)
    found = missing_for_net(FORTY_AT_WORK.model_copy(update={"others": half}), None)
    assert [(one.key, one.field) for one in found] == [(f"contribution.missing.{lack}", "others")]


@pytest.mark.parametrize("design", WITH_OTHERS)
def test_rule_8_a_comparison_group_replaces_deadweight(design):
    assert AdjusterName.DEADWEIGHT not in asked_adjusters(design)
    found = contribution_of(Decimal(28), without("deadweight"), design)
    assert found.net.first_year == Decimal("18.90")
    assert AdjusterName.DEADWEIGHT not in dict(found.net.steps)


@pytest.mark.parametrize("design", WITH_OTHERS)
@pytest.mark.parametrize("deadweight", [adjuster("0", "0", "0"), Adjuster(high=Decimal("0.1")), Adjuster(reason="x")])
def test_rule_8_a_deadweight_beside_a_comparison_group_is_refused(design, deadweight):
    with pytest.raises(Refused) as refused:
        contribution_of(Decimal(28), FORTY_AT_WORK.model_copy(update={"deadweight": deadweight}), design)
    assert [(one.key, one.field) for one in refused.value.messages] == [("contribution.deadweight_twice", "deadweight")]


@pytest.mark.parametrize("design", [None, *(design for design in Design if design not in WITH_OTHERS)])
def test_without_a_comparison_group_deadweight_is_asked(design):
    assert impossible_adjusters(FORTY_AT_WORK, design) == []
    assert asked_adjusters(design) == tuple(AdjusterName)


def test_net_carries_the_weakest_type_of_its_adjusters():
    weak = FORTY_AT_WORK.model_copy(
        update={"drop_off": adjuster("0.15", "0.25", "0.40", AnywayType.ASKED_PARTICIPANTS)}
    )
    assert contribution_of(Decimal(40), FORTY_AT_WORK, None).weakest is AnywayType.BENCHMARK
    assert contribution_of(Decimal(40), weak, None).weakest is AnywayType.ASKED_PARTICIPANTS


def test_types_run_from_strong_to_none():
    strengths = [strength_of(one) for one in AnywayType]
    assert strengths == sorted(strengths, key=list(Strength).index)
    assert weakest_of(tuple(reversed(AnywayType))) is AnywayType.UNKNOWN


@pytest.mark.parametrize("type", [AnywayType.OWN_ESTIMATE, AnywayType.EXPERT_ESTIMATE])
def test_self_chosen_percentages_stay_labelled_as_an_estimate(type):
    guess = FORTY_AT_WORK.model_copy(update={"others": adjuster("0.15", "0.25", "0.40", type)})
    found = contribution_of(Decimal(40), guess, None)
    assert found.is_estimate
    assert "naar schatting" in " ".join(DUTCH.of(one) for one in describe_contribution(found, " mensen"))


def test_gross_and_net_are_said_side_by_side_with_their_range():
    found = contribution_of(Decimal(40), FORTY_AT_WORK, Design.BEFORE_AFTER)
    assert [DUTCH.of(one) for one in describe_contribution(found, " mensen")] == [
        "Bruto: 40 mensen.",
        "Netto in het eerste jaar: ongeveer 18,9 mensen. Het ligt tussen 10,6 en 25,8.",
        "In 3 jaar telt dat op tot ongeveer 43,7 mensen. Het ligt tussen 20,7 en 66,5. Wat blijft, telt elk jaar opnieuw mee.",
        "Het netto cijfer is zo stevig als zijn zwakste deel. Dat is hier een gepubliceerd gemiddelde.",
    ]


def test_without_a_net_figure_is_said_what_is_missing():
    found = contribution_of(Decimal(40), without("others"), None)
    assert [ENGLISH.of(one) for one in describe_contribution(found, " people")] == [
        "Gross: 40 people.",
        "There is no net figure yet, because something is missing.",
        "Say which part goes off for what comes from others. Fill in 0 if nothing goes off.",
    ]


def test_one_year_has_no_total():
    found = contribution_of(Decimal(4000), FORTY_AT_WORK.model_copy(update={"years": 1}), None)
    said = [DUTCH.of(one) for one in describe_contribution(found, " kg")]
    assert len(said) == 3
    assert "ongeveer 1.890 kg" in said[1]


def test_range_of_a_fall_runs_upwards_too():
    found = contribution_of(Decimal(-40), FORTY_AT_WORK, None)
    values = describe_contribution(found, "")[1].values
    assert values["low"] < values["number"] < values["high"] < 0


@pytest.mark.parametrize("name", list(AdjusterName))
def test_every_adjuster_and_type_has_its_words(name):
    for texts in (DUTCH, ENGLISH):
        assert texts.has(f"contribution.adjuster.{name}") and texts.has(f"contribution.question.{name}")
        assert all(texts.has(f"contribution.type.{one}") for one in AnywayType)
        assert all(texts.has(f"contribution.strength.{one}") for one in Strength)
        assert all(texts.has(f"contribution.scenario.{one}") for one in Scenario)
        lacks = ("share", "range", "type", "reason", "source")
        assert all(texts.has(f"contribution.missing.{lack}") for lack in lacks)


def test_net_and_gross_cannot_be_added():
    found = contribution_of(Decimal(40), FORTY_AT_WORK, None)
    for other in (found.gross, found.net, found, 1):
        with pytest.raises(TypeError):
            found.net + other
        with pytest.raises(TypeError):
            found + other


@pytest.mark.parametrize(("low", "share", "high"), [("0.3", "0.2", "0.4"), ("0.1", "0.5", "0.4"), ("0.4", None, "0.3")])
def test_ends_of_an_adjuster_are_in_order(low, share, high):
    ends = {"low": low, "share": share, "high": high}
    with pytest.raises(ValueError, match="not_in_order"):
        Adjuster(**{name: Decimal(end) for name, end in ends.items() if end is not None})


@pytest.mark.parametrize("share", ["-0.01", "1.01", "30", "NaN"])
def test_adjuster_lies_between_0_and_1(share):
    with pytest.raises(ValueError, match="share"):
        Adjuster(share=Decimal(share))


def test_rule_13_a_citizen_service_number_is_refused_in_a_reason():
    told = FORTY_AT_WORK.model_copy(update={"others": adjuster("0", "0", "0", reason="gesprek met 111222333")})
    found = impossible_adjusters(told, None)
    assert [(one.key, one.field) for one in found] == [("text.citizen_service_number", "others.reason")]


def test_attribution_written_as_the_own_share_is_turned_round():
    assert others_from_own_share(Decimal("0.75")) == Decimal("0.25")


def test_everything_lost_after_a_year_leaves_nothing_in_the_next():
    shares = Shares(deadweight=None, displacement=Decimal(0), others=Decimal(0), drop_off=Decimal(1))
    assert net_of(Decimal(7), shares, 3).by_year == (7, 0, 0)


FRACTIONS = st.decimals(0, 1, places=2)


@given(st.decimals(0, 10**6, places=2), st.tuples(*[st.lists(FRACTIONS, min_size=3, max_size=3).map(sorted)] * 4))
def test_net_is_never_more_than_gross_and_careful_never_more_than_favourable(gross, ends):
    adjusters = Adjusters(
        **{name.value: adjuster(*three) for name, three in zip(AdjusterName, ends, strict=True)}, years=4
    )
    found = contribution_of(gross, adjusters, None)
    favourable, middle, careful = (found.scenarios[one] for one in Scenario)
    assert gross >= favourable.first_year >= middle.first_year >= careful.first_year >= 0
    assert 4 * gross >= favourable.total >= middle.total >= careful.total


def test_contribution_without_net_is_no_estimate():
    assert not Contribution(gross=Decimal(1), years=1).is_estimate
