"""Calculators: golden values of the calculation sheets, and that the working and the provenance tell the truth."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.calculators.calculation import LONGEST_PROVENANCE, rounded
from impactmeter.domain.calculators.emissions import (
    Activity,
    OwnFactor,
    compute_again,
    compute_avoided,
    compute_emissions,
)
from impactmeter.domain.calculators.material_circularity import (
    Product,
    compute_circularity,
    unrecoverable_waste,
    virgin_mass,
)
from impactmeter.domain.calculators.weighted_share import NormEdition, ShareLine, compute_weighted_share
from impactmeter.domain.calculators.work import (
    LivingWage,
    PaidHours,
    compute_against_minimum_wage,
    compute_fte,
    compute_living_wage_gap,
)
from impactmeter.domain.factor import Purpose
from impactmeter.domain.message import Refused
from impactmeter.domain.numbers import parse_screen_number
from impactmeter.texts import texts_in
from impactmeter.texts.formats import number_to_type

CATALOGUE = load_catalogue()
NORMS = CATALOGUE.share_rules.newest
SHEET = [
    ShareLine("participation_act", "regular", Decimal(32)),
    ShareLine("unemployment", "secondment", Decimal(40)),
    ShareLine("wajong", "placement", Decimal(24)),
]
USED = date(2020, 6, 1)


def keys(refused):
    return {one.key for one in refused.value.messages}


def said(calculation, language="nl"):
    texts = texts_in(language)
    return " ".join(texts.of(one) for one in (*calculation.steps, *calculation.caveats))


# ---- the weighted share --------------------------------------------------------------------------------------------


def test_the_share_of_the_calculation_sheet_reaches_step_2_and_not_3():
    share = compute_weighted_share(SHEET, Decimal(20), NORMS)
    assert (share.value, share.numerator, share.denominator) == (Decimal("9.625"), Decimal("1.925"), 20)
    (only,) = share.against
    assert (only.fte, only.reached, only.steps) == (20, 2, (Decimal("5.7"), Decimal("7.3"), Decimal("10.8")))
    assert {"calculator.share.indicative"} <= {one.key for one in share.caveats}
    assert "geen certificaat" in said(share) and "indicative" in share.provenance


@pytest.mark.parametrize(
    ("fte", "classes"), [("18", [15, 20]), ("20", [20]), ("2", [2]), ("102", [100, 105]), ("400", [105]), ("1.5", [])]
)
def test_between_two_sizes_both_neighbours_are_shown_and_nothing_is_interpolated(fte, classes):
    share = compute_weighted_share([ShareLine("wajong", "regular", Decimal(8))], Decimal(fte), NORMS)
    assert [one.fte for one in share.against] == classes
    if not classes:
        assert "calculator.share.too_small" in {one.key for one in share.steps}


@pytest.mark.parametrize(("hours", "reached"), [("2.27", 0), ("2.28", 1), ("2.91", 1), ("2.92", 2), ("4.32", 3)])
def test_a_step_is_reached_exactly_at_its_norm(hours, reached):
    share = compute_weighted_share([ShareLine("wajong", "regular", Decimal(hours), people=20)], Decimal(20), NORMS)
    assert share.value == Decimal(hours) * 20 / 40 / 20 * 100
    assert share.against[0].reached == reached


def test_own_people_placed_elsewhere_do_not_count():
    share = compute_weighted_share([ShareLine("sheltered_work", "seconded_out", Decimal(40), 5)], Decimal(20), NORMS)
    assert share.value == 0


def test_the_norm_of_a_collective_agreement_makes_more_fte_of_the_same_hours():
    lines = [ShareLine("wajong", "regular", Decimal(36))]
    assert compute_weighted_share(lines, Decimal(10), NORMS, full_time_hours=Decimal(36)).value == 10
    assert compute_weighted_share(lines, Decimal(10), NORMS).value == 9


@pytest.mark.parametrize(
    ("lines", "total", "key"),
    [
        ([ShareLine("nobody", "regular", Decimal(8))], "20", "calculator.share.unknown_position"),
        ([ShareLine("wajong", "handshake", Decimal(8))], "20", "calculator.share.unknown_contract"),
        ([ShareLine("wajong", "regular", Decimal(-8))], "20", "calculator.negative"),
        ([ShareLine("wajong", "regular", Decimal(48))], "20", "calculator.share.too_many_hours"),
        ([ShareLine("wajong", "regular", Decimal(40), 3)], "2", "calculator.share.more_than_all"),
        ([], "0", "calculator.not_above_zero"),
    ],
)
def test_a_share_that_cannot_be_is_refused(lines, total, key):
    with pytest.raises(Refused) as refused:
        compute_weighted_share(lines, Decimal(total), NORMS)
    assert key in keys(refused)


def test_norms_must_go_one_way():
    tree = NORMS.model_dump(mode="json")
    tree["norms"][1]["fte"] = 1
    with pytest.raises(ValueError, match="norms_not_ascending"):
        NormEdition.model_validate(tree)


# ---- emissions -----------------------------------------------------------------------------------------------------


def petrol(amount, day=USED, name="petrol_litre"):
    return Activity(CATALOGUE.factor(name), Decimal(amount), day)


def test_a_hundred_litres_of_petrol_are_274_kilos():
    scope_1 = compute_emissions(Purpose.SCOPE_1, [petrol(100)])
    assert (scope_1.value, scope_1.unit) == (Decimal("0.274"), "t CO2e")
    assert scope_1.factors[0].result == Decimal("274.0")
    assert "274 kilo" in said(scope_1)


def test_extraction_and_driving_are_together_the_whole_chain():
    parts = [CATALOGUE.factor(f"petrol_litre_{part}").value_for(USED).value for part in ("extraction", "driving")]
    assert sum(parts) == CATALOGUE.factor("petrol_litre").value_for(USED).value == Decimal("2.740")


def test_rule_6_a_figure_remembers_its_factors_their_versions_and_sources():
    scope_1 = compute_emissions(Purpose.SCOPE_1, [petrol(100)])
    assert "petrol_litre v1" in scope_1.provenance and "co2emissiefactoren.nl" in scope_1.provenance
    assert "100 × 2.74" in scope_1.provenance


def test_a_provenance_always_fits_in_the_source_of_a_figure():
    many = compute_emissions(Purpose.SCOPE_1, [petrol(number) for number in range(1, 40)])
    assert len(many.provenance) <= LONGEST_PROVENANCE


def test_rule_6_computing_again_after_the_correction_shows_before_and_after():
    car = Activity(CATALOGUE.factor("electric_car_km"), Decimal(1000), date(2024, 3, 1))
    before = compute_emissions(Purpose.SCOPE_2, [car], known_on=date(2024, 1, 15))
    assert before.value == Decimal("1.09")

    again = compute_again(before, CATALOGUE.factor)

    assert again.changes
    assert (again.before.value, again.after.value) == (Decimal("1.09"), Decimal("0.109"))
    assert [one.version for one in again.after.factors] == [2]
    assert not compute_again(again.after, CATALOGUE.factor).changes


def test_a_corrected_factor_says_what_it_was():
    car = Activity(CATALOGUE.factor("electric_car_km"), Decimal(1000), date(2024, 3, 1))
    assert "1.090 kilo" in said(compute_emissions(Purpose.SCOPE_2, [car]))


def test_computing_again_leaves_own_factors_and_lost_ones_as_they_were():
    gas = OwnFactor("aardgas", Decimal("2.1"), "m3", "lijst 2024")
    before = compute_emissions(Purpose.SCOPE_1, [Activity(gas, Decimal(10), USED), petrol(100)])
    assert compute_again(before, lambda _: None).after.value == before.value == Decimal("0.295")


def test_a_factor_of_a_later_year_is_never_used_for_an_earlier_one():
    with pytest.raises(Refused) as refused:
        compute_emissions(Purpose.SCOPE_1, [petrol(100, date(2019, 12, 31))])
    assert keys(refused) == {"calculator.no_factor_then"}


def test_a_factor_of_an_older_list_is_used_with_a_warning():
    assert "calculator.old_list" in {
        one.key for one in compute_emissions(Purpose.SCOPE_1, [petrol(1, date(2024, 1, 1))]).caveats
    }
    assert "calculator.old_list" not in {one.key for one in compute_emissions(Purpose.SCOPE_1, [petrol(1)]).caveats}


@pytest.mark.parametrize("name", ["electric_car_km", "repaired_kg", "petrol_litre_extraction", "minimum_wage_hour"])
def test_scopes_stay_apart(name):
    with pytest.raises(Refused) as refused:
        compute_emissions(Purpose.SCOPE_1, [petrol(1, date(2024, 6, 1), name)])
    assert keys(refused) == {"calculator.factor_for_something_else"}


def test_an_own_factor_without_its_source_is_refused():
    with pytest.raises(Refused) as refused:
        compute_emissions(Purpose.SCOPE_1, [Activity(OwnFactor("aardgas", Decimal(2), "m3", " "), Decimal(1), USED)])
    assert keys(refused) == {"calculator.own_factor_without_source"}


def test_nothing_given_and_less_than_nothing_are_refused():
    for activities, key in (([], "calculator.nothing_given"), ([petrol(-1)], "calculator.negative")):
        with pytest.raises(Refused) as refused:
            compute_emissions(Purpose.SCOPE_1, activities)
        assert keys(refused) == {key}


# ---- avoided -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_saving_names_its_reference_product_and_its_factor(language):
    clothes = Activity(CATALOGUE.factor("reused_textile_kg"), Decimal(1000), date(2024, 6, 1))
    avoided = compute_avoided([clothes], replacement_asked=False)
    assert (avoided.value, avoided.unit) == (6100, "kg CO2e")
    assert CATALOGUE.factor("reused_textile_kg").compared_with.in_language(language) in said(avoided, language)
    assert "compared with new clothes" in avoided.provenance and "replacement not_asked" in avoided.provenance
    assert {"calculator.avoided.never_netted", "calculator.avoided.replacement_not_asked"} <= {
        one.key for one in avoided.caveats
    }


def test_a_saving_without_a_reference_is_refused():
    chairs = OwnFactor("stoelen", Decimal(20), "items", "eigen onderzoek")
    with pytest.raises(Refused) as refused:
        compute_avoided([Activity(chairs, Decimal(5), USED)], replacement_asked=True)
    assert keys(refused) == {"calculator.avoided.no_reference"}


def test_every_factor_for_what_is_avoided_names_what_it_is_compared_with():
    avoided = [one for one in CATALOGUE.factors if Purpose.AVOIDED in one.purposes]
    assert len(avoided) >= 6
    assert all(one.compared_with is not None for one in avoided)


# ---- circularity ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mass", "virgin", "waste", "utility", "index"),
    [
        (10, 4, 3, "1", "0.685"),
        (10, 4, 3, "2", "0.8425"),
        (10, 10, 10, "1", "0.1"),
        (10, 10, 10, "0.5", "0"),
        (10, 0, 0, "1", "1"),
    ],
)
def test_the_circularity_of_the_calculation_sheet(mass, virgin, waste, utility, index):
    product = Product(Decimal(mass), Decimal(virgin), Decimal(waste), Decimal(utility))
    assert compute_circularity(product).value == Decimal(index)


def test_what_is_clipped_says_so():
    product = Product(Decimal(10), Decimal(10), Decimal(10), Decimal("0.5"))
    assert "calculator.circularity.clipped" in {one.key for one in compute_circularity(product).steps}


@given(st.integers(1, 1000), st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 50))
def test_circularity_is_always_between_0_and_1(mass, virgin, waste, utility):
    product = Product(Decimal(mass), Decimal(min(virgin, mass)), Decimal(min(waste, mass)), Decimal(utility) / 10)
    assert 0 <= compute_circularity(product).value <= 1


def test_new_material_and_lost_material_from_shares():
    assert virgin_mass(Decimal(10), recycled=Decimal("0.4"), reused=Decimal("0.2")) == 4
    assert unrecoverable_waste(Decimal(2), from_feedstock=Decimal(1), from_recycling=Decimal(1)) == 3
    with pytest.raises(Refused):
        virgin_mass(Decimal(10), recycled=Decimal("0.7"), reused=Decimal("0.4"))


def test_a_part_larger_than_the_whole_is_refused():
    with pytest.raises(Refused) as refused:
        compute_circularity(Product(Decimal(10), Decimal(11), Decimal(3)))
    assert keys(refused) == {"calculator.circularity.part_above_mass"}


# ---- work ----------------------------------------------------------------------------------------------------------


def test_hours_become_fte():
    assert compute_fte(Decimal(100)).value == Decimal("2.5")
    assert compute_fte(Decimal(100), Decimal(36)).value == Decimal("2.777778")


def test_each_hour_counts_at_the_minimum_wage_of_its_half_year():
    minimum = CATALOGUE.factor("minimum_wage_hour")
    paid = [PaidHours(date(2024, 1, 1), Decimal(100)), PaidHours(date(2024, 12, 31), Decimal(100))]
    share = compute_against_minimum_wage(Decimal("2964.5"), paid, minimum)
    assert (share.denominator, share.value) == (Decimal(2695), 110)
    assert [one.version for one in share.factors] == [1, 2]


def test_there_is_no_hourly_minimum_before_2024():
    with pytest.raises(Refused) as refused:
        compute_against_minimum_wage(
            Decimal(1), [PaidHours(date(2023, 6, 1), Decimal(1))], CATALOGUE.factor("minimum_wage_hour")
        )
    assert keys(refused) == {"calculator.wage.no_hourly_minimum"}


def test_the_gap_to_a_living_wage_names_its_benchmark():
    gap = compute_living_wage_gap(Decimal(12000), Decimal(1000), LivingWage(Decimal(16), "Anker 2024", 2024))
    assert (gap.value, gap.numerator, gap.denominator) == (75, 12000, 16000)
    assert "4.000" in said(gap) and "25%" in said(gap) and "Anker 2024" in gap.provenance


def test_pay_above_the_benchmark_is_no_gap():
    gap = compute_living_wage_gap(Decimal(17600), Decimal(1000), LivingWage(Decimal(16), "Anker 2024", 2024))
    assert "calculator.wage.not_short" in {one.key for one in gap.steps}


def test_a_benchmark_without_a_source_is_refused():
    with pytest.raises(Refused) as refused:
        compute_living_wage_gap(Decimal(1), Decimal(1), LivingWage(Decimal(16), "", 2024))
    assert keys(refused) == {"calculator.wage.no_source"}


# ---- all of them ---------------------------------------------------------------------------------------------------


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_result_can_be_typed_into_a_figure_as_it_stands(exact):
    value = rounded(exact)
    assert abs(value - Decimal(exact.numerator) / Decimal(exact.denominator)) <= Decimal("0.0000005")
    assert parse_screen_number(number_to_type(value)).number == value


def _results():
    day = date(2024, 6, 1)
    yield compute_weighted_share(SHEET, Decimal(20), NORMS)
    yield compute_emissions(Purpose.SCOPE_1, [petrol(100)])
    yield compute_emissions(Purpose.SCOPE_2, [petrol(100, day, "electric_car_km")])
    yield compute_avoided([petrol(3, day, "repaired_item")], replacement_asked=True)
    yield compute_circularity(Product(Decimal(10), Decimal(4), Decimal(3)))
    yield compute_fte(Decimal(40))
    yield compute_against_minimum_wage(Decimal(1), [PaidHours(day, Decimal(1))], CATALOGUE.factor("minimum_wage_hour"))
    yield compute_living_wage_gap(Decimal(1), Decimal(1), LivingWage(Decimal(1), "x", 2024))


@pytest.mark.parametrize("calculation", list(_results()), ids=lambda one: one.result)
def test_a_result_fits_the_indicator_that_takes_it(calculation):
    (sheet,) = [one for one in CATALOGUE.calculators if calculation.result in one.fills]
    indicator = CATALOGUE.indicator(sheet.fills[calculation.result])
    assert indicator.unit == calculation.unit
    assert (indicator.type.value == "ratio") == (calculation.denominator is not None)
    if calculation.denominator is not None:
        assert rounded_share(calculation) == calculation.value
    for language in ("nl", "en"):
        assert said(calculation, language)


def rounded_share(calculation):
    return (calculation.numerator / calculation.denominator * 100).quantize(calculation.value)


def test_every_result_a_calculator_is_said_to_give_is_given():
    promised = {result for sheet in CATALOGUE.calculators for result in sheet.fills}
    assert promised == {calculation.result for calculation in _results()}
