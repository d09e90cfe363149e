from datetime import date
from decimal import Decimal

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.calculators.emissions import Activity, compute_again, compute_emissions

CATALOGUE = load_catalogue()
CAR = CATALOGUE.factor("electric_car_km")
WAGE = CATALOGUE.factor("minimum_wage_hour")
DRIVEN = date(2024, 3, 1)


def test_a_factor_is_that_of_the_day_of_use():
    assert WAGE.value_for(date(2024, 6, 30)).value == Decimal("13.27")
    assert WAGE.value_for(date(2024, 7, 1)).value == Decimal("13.68")


def test_a_factor_is_never_used_for_days_before_its_first():
    assert WAGE.value_for(date(2023, 12, 31)) is None


@pytest.mark.parametrize(
    ("known_on", "value"),
    [(date(2024, 1, 11), None), (date(2024, 1, 12), "1.09"), (date(2024, 1, 21), "1.09"), (date(2024, 1, 22), "0.109")],
)
def test_rule_6_a_correction_counts_from_the_day_it_was_published(known_on, value):
    found = CAR.value_for(DRIVEN, known_on=known_on)
    assert (found.value if found else None) == (Decimal(value) if value else None)


def computed(factor, amount, day, known_on=None):
    return compute_emissions(factor.purposes[0], [Activity(factor, Decimal(amount), day)], known_on=known_on)


def test_rule_6_what_was_computed_before_the_correction_stays_until_it_is_made_again_and_then_shows_both():
    wrong = computed(CAR, 1000, DRIVEN, known_on=date(2024, 1, 15))
    assert (wrong.factors[0].version, wrong.factors[0].result) == (1, Decimal("1090.00"))

    again = compute_again(wrong, CATALOGUE.factor)

    assert again.changes
    assert (again.before.value, again.after.value) == (Decimal("1.09"), Decimal("0.109"))
    assert again.after.factors[0].version == 2
    assert CAR.version(2).corrects == 1


def test_recomputing_on_the_same_knowledge_changes_nothing():
    assert not compute_again(computed(CAR, 1000, DRIVEN), CATALOGUE.factor).changes


def test_the_golden_value_of_petrol():
    petrol = CATALOGUE.factor("petrol_litre")
    assert computed(petrol, 100, date(2020, 6, 1)).factors[0].result == Decimal("274.0")
