"""Step 6: baselines and targets."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.measurement import AimKind, Kind
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import planning
from tests.ui.measuring import PEOPLE, SHARE, VISITS, area, button, choice, field, fill_in, plan, words


@pytest.fixture
def open_aims(open_page, organisation_id):
    return lambda **more: open_page("entrepreneur", "aims", organisation_id=organisation_id, **more)


def aims(store, catalogue, organisation_id):
    return [aim for line in planning.plan_of(store, OPERATOR, catalogue, organisation_id) for aim in line.aims]


def open_fold(page, name, indicator=PEOPLE):
    page.session_state[f"{name}/{indicator}/open"] = True
    return page.run()


def number(page, kind, indicator=PEOPLE):
    return next(one for one in page.text_input if one.key == f"aim/{indicator}/{kind}/value")


def test_without_indicators_the_page_invites_to_choose_one(open_aims):
    assert "Kies eerst wat je wilt meten" in words(open_aims())


def test_a_target_is_saved_for_next_year_with_its_reason(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    number(page, "target").set_value("40")
    area(page, "Waarom dit getal?").set_value("Er komt een coach bij.")
    button(page, "Bewaar de streefwaarde").click().run()
    (aim,) = aims(store, catalogue, organisation_id)
    assert (aim.kind, aim.value, aim.operator) == (AimKind.TARGET, Decimal(40), Kind.AT_LEAST)
    assert (aim.period.end, aim.note) == (date(2027, 12, 31), "Er komt een coach bij.")
    assert "minstens 40 mensen" in words(page)
    assert "Opgeslagen om" in words(page)


def test_a_second_target_for_the_same_year_takes_the_place_of_the_first(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    for value in ("40", "50"):
        number(page, "target").set_value(value)
        button(page, "Bewaar de streefwaarde").click().run()
    assert [aim.value for aim in aims(store, catalogue, organisation_id)] == [Decimal(50)]


def test_a_target_somebody_else_changed_in_the_meantime_is_not_overwritten(
    open_aims, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    number(page, "target").set_value("40")
    button(page, "Bewaar de streefwaarde").click().run()
    (aim,) = aims(store, catalogue, organisation_id)
    planning.save_aim(store, OPERATOR, catalogue, aim.model_copy(update={"value": Decimal(99)}))
    number(page, "target").set_value("50")
    button(page, "Bewaar de streefwaarde").click().run()
    assert [aim.value for aim in aims(store, catalogue, organisation_id)] == [Decimal(99)]
    assert page.warning
    assert number(page, "target").value == "50"


def test_the_baseline_is_one_and_can_be_removed(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    number(page, "baseline").set_value("12")
    button(page, "Bewaar de nulmeting").click().run()
    number(page, "baseline").set_value("13")
    button(page, "Bewaar de nulmeting").click().run()
    assert [(aim.kind, aim.value) for aim in aims(store, catalogue, organisation_id)] == [(AimKind.BASELINE, 13)]
    button(page, "Verwijder de nulmeting van 2025").click().run()
    assert aims(store, catalogue, organisation_id) == []
    assert "Verwijderd" in words(page)


@pytest.mark.parametrize(
    ("typed", "said"), [("veel", "is geen getal"), ("", "Vul een getal in"), ("-4", "te laag"), ("1,234.5", "Engels")]
)
def test_bad_input_is_refused_at_the_field_and_stays(open_aims, store, catalogue, organisation_id, typed, said):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    number(page, "target").set_value(typed)
    button(page, "Bewaar de streefwaarde").click().run()
    assert said in page.error[0].value
    assert number(page, "target").value == typed
    assert aims(store, catalogue, organisation_id) == []


def test_a_number_with_two_readings_is_asked_back(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, VISITS)
    page = open_aims()
    number(page, "target", VISITS).set_value("1.234")
    button(page, "Bewaar de streefwaarde").click().run()
    button(page, "Ik bedoel 1,234").click().run()
    assert aims(store, catalogue, organisation_id)[0].value == Decimal("1.234")


def test_a_share_is_typed_as_a_percentage_and_may_not_pass_100(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, SHARE)
    page = open_aims()
    number(page, "target", SHARE).set_value("101")
    button(page, "Bewaar de streefwaarde").click().run()
    assert "te hoog" in page.error[0].value
    number(page, "target", SHARE).set_value("62,5")
    button(page, "Bewaar de streefwaarde").click().run()
    assert aims(store, catalogue, organisation_id)[0].value == Decimal("62.5")
    assert "minstens 62,5%" in words(page)


def test_a_reason_that_is_too_long_is_refused_and_stays(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    number(page, "target").set_value("40")
    area(page, "Waarom dit getal?").set_value("a" * 10_000)
    button(page, "Bewaar de streefwaarde").click().run()
    assert "10000 tekens" in page.error[0].value
    assert len(area(page, "Waarom dit getal?").value) == 10_000


def test_one_indicator_at_a_time_and_the_first_without_a_target_opens(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    plan(store, catalogue, organisation_id, VISITS)
    page = open_aims()
    choice(page, "Welke indicator?").set_value(VISITS).run()
    assert number(page, "target", VISITS)
    assert not [one for one in page.text_input if one.key == f"aim/{PEOPLE}/target/value"]


def test_in_english_the_page_speaks_english(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_aims(language="en")
    assert field(page, "Number (people)")
    assert button(page, "Keep the target")


def test_the_plan_says_what_is_late_and_what_measuring_takes(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, first_year=2024)
    said = words(open_aims())
    assert "te laat" in said
    assert f"ongeveer {catalogue.indicator(PEOPLE).minutes} minuten per jaar" in said


def test_how_an_indicator_is_measured_is_saved_and_a_bad_minute_is_told_at_its_field(
    open_aims, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id)
    page = open_fold(open_aims(), "details")
    field(page, "Wie houdt het bij?").set_value("de boekhouder")
    field(page, "Hoeveel minuten kost één cijfer?").set_value("veel")
    button(page, "Bewaar hoe je meet").click().run()
    assert "heel getal van 0 tot en met 1440" in page.error[0].value
    assert field(page, "Wie houdt het bij?").value == "de boekhouder"
    field(page, "Hoeveel minuten kost één cijfer?").set_value("90")
    button(page, "Bewaar hoe je meet").click().run()
    assert "ongeveer 90 minuten per jaar" in words(page)
    with store.read() as records:
        assert records.plan_details(organisation_id)[PEOPLE].recorded_by == "de boekhouder"


def test_a_target_between_two_numbers_and_the_plan_of_next_year(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_aims()
    choice(page, "Over welk jaar?")
    number(page, "target").set_value("40")
    next(one for one in page.selectbox if one.key == f"aim/{PEOPLE}/target/year").set_value(2026)
    choice(page, "Hoe bedoel je dat?").set_value(Kind.RANGE)
    button(page, "Bewaar de streefwaarde").click().run()
    assert "Vul twee getallen in" in page.error[0].value
    field(page, "Tot en met (bij ‘tussen twee getallen’)").set_value("60")
    button(page, "Bewaar de streefwaarde").click().run()
    button(page, "Begin het plan voor 2027 met dat van 2026").click().run()
    found = aims(store, catalogue, organisation_id)
    assert [(aim.period.end.year, aim.value, aim.value_high) for aim in found] == [(2026, 40, 60), (2027, 40, 60)]


def test_growth_since_a_base_year_is_worked_out(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 40)
    page = open_fold(open_aims(), "growth")
    field(page, "Groei in procent").set_value("10")
    button(page, "Bewaar de groei als streefwaarde").click().run()
    (aim,) = aims(store, catalogue, organisation_id)
    assert (aim.value, aim.base_year) == (44, 2025)
    assert "10% sinds 2025" in words(page)


def test_a_link_that_asks_who_keeps_a_figure_opens_that_indicator_and_its_fold(open_aims, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    plan(store, catalogue, organisation_id, SHARE)
    for indicator in (PEOPLE, SHARE):
        page = open_aims(query={"indicator": indicator})
        assert [one.key for one in page.text_input if one.key.endswith("/by")] == [f"details/{indicator}/by"]
    assert not any(one.key.endswith("/by") for one in open_aims(query={"indicator": "van een ander"}).text_input)
