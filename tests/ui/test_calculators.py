"""The calculators on the screen: golden values typed in, refusals at their field, nothing stored."""

import pytest

from impactmeter.texts import texts_in
from impactmeter.ui.components.calculator_inputs import ASK

nl, en = texts_in("nl"), texts_in("en")


def said(page):
    return " ".join(html.proto.body for html in page.get("html"))


def errors(page):
    return [one.value for one in page.error]


@pytest.fixture
def open_calculator(open_page, organisation_id):
    def open_one(name, language="nl"):
        query = {"rekenhulp": name}
        page = open_page("entrepreneur", "calculators", organisation_id=organisation_id, language=language, query=query)
        page.query_params["rekenhulp"] = name
        return page.run()

    return open_one


def fill(page, name, **fields):
    for what, text in fields.items():
        page.text_input(key=f"calculator/{name}/{what}").set_value(text)
    return page.run()


def choose(page, name, **fields):
    for what, chosen in fields.items():
        page.selectbox(key=f"calculator/{name}/{what}").set_value(chosen)
    return page.run()


def test_every_calculator_in_the_content_is_on_the_page(catalogue):
    assert set(ASK) == {one.id for one in catalogue.calculators}


@pytest.mark.parametrize("name", list(ASK))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_calculator_opens_with_an_invitation(open_calculator, catalogue, name, language):
    page = open_calculator(name, language)
    assert not page.exception
    assert page.header[0].value == catalogue.calculator(name).name.in_language(language).replace("-", "\\-")
    assert texts_in(language)("calculator.fill_in_first") in [one.value for one in page.info]


def test_the_weighted_share_of_the_calculation_sheet(open_calculator):
    page = open_calculator("weighted_share")
    for _ in range(2):
        page.button(key="calculator/weighted_share/add").click().run()
    fill(page, "weighted_share", total_fte="20", hours_1="32", hours_2="40", hours_3="24")
    choose(
        page,
        "weighted_share",
        position_1="participation_act",
        contract_1="regular",
        position_2="unemployment",
        contract_2="secondment",
        position_3="wajong",
        contract_3="placement",
    )
    assert "9,625 %" in said(page) and "trede 2" in said(page)
    assert nl("calculator.share.indicative") in said(page)
    assert "1,9250" in said(page), "the numerator as one types it: 1,925 alone would be asked back"


def test_a_refusal_stands_under_its_field_and_what_was_typed_stays(open_calculator):
    page = open_calculator("weighted_share")
    page.button(key="calculator/weighted_share/add").click().run()
    fill(page, "weighted_share", total_fte="20", hours_2="50")
    choose(page, "weighted_share", position_2="wajong", contract_2="regular")
    assert errors(page) == [nl("calculator.share.too_many_hours", norm="40").replace(".", "\\.")]
    assert page.text_input(key="calculator/weighted_share/hours_2").value == "50"


def test_hours_to_fte(open_calculator):
    page = fill(open_calculator("fte"), "fte", hours_per_week="100")
    assert "2,5 fte" in said(page)


def test_a_number_that_can_mean_two_things_is_asked_back(open_calculator):
    page = fill(open_calculator("fte"), "fte", hours_per_week="1.200")
    assert len(page.warning) == 1
    page.button(key="calculator/fte/hours_per_week/1200").click().run()
    assert "30 fte" in said(page)


def test_wages_against_the_minimum_of_each_half_year(open_calculator):
    page = fill(
        open_calculator("minimum_wage"), "minimum_wage", year="2024", wages="2964,5", hours_1="100", hours_2="100"
    )
    assert "110 %" in said(page) and "minimum_wage_hour v2" in said(page)


def test_there_is_no_hourly_minimum_before_2024(open_calculator):
    page = fill(open_calculator("minimum_wage"), "minimum_wage", year="2023", wages="100", hours_1="10")
    assert errors(page) == [nl("calculator.wage.no_hourly_minimum", day="1 januari 2023").replace(".", "\\.")]


def test_a_living_wage_wants_its_source(open_calculator):
    page = fill(open_calculator("living_wage"), "living_wage", year="2024", wages="12000", hours="1000", per_hour="16")
    assert len(errors(page)) == 1
    page = fill(page, "living_wage", source="Anker 2024")
    assert errors(page) == [] and "75 %" in said(page) and "Anker 2024" in said(page)


def test_a_hundred_litres_of_petrol(open_calculator):
    page = fill(open_calculator("emissions"), "emissions", year="2020")
    choose(page, "emissions", factor_scope_1_1="petrol_litre")
    fill(page, "emissions", amount_1="100")
    assert "0,274" in said(page) and "274 kilo" in said(page) and "petrol_litre v1" in said(page)


def test_a_year_before_the_first_list_is_refused(open_calculator):
    page = fill(open_calculator("emissions"), "emissions", year="2019")
    choose(page, "emissions", factor_scope_1_1="petrol_litre")
    fill(page, "emissions", amount_1="100")
    assert len(errors(page)) == 1 and "2019" in errors(page)[0]


def test_gas_takes_a_factor_of_ones_own_with_its_source(open_calculator):
    page = choose(open_calculator("emissions"), "emissions", factor_scope_1_1="own")
    choose(page, "emissions", per_1="m3")
    fill(page, "emissions", name_1="Aardgas", amount_1="1000", value_1="2,1")
    assert len(errors(page)) == 1
    fill(page, "emissions", source_1="Lijst emissiefactoren <2025>")
    assert errors(page) == []
    assert "2,1 ton" in said(page) and "Lijst emissiefactoren &lt;2025&gt;" in said(page)


def test_avoided_emissions_name_what_they_are_compared_with(open_calculator):
    page = choose(open_calculator("avoided"), "avoided", factor_avoided_1="reused_textile_kg")
    fill(page, "avoided", amount_1="1000")
    assert "6.100 kg" in said(page) and "nieuwe kleding" in said(page)
    assert nl("calculator.avoided.replacement_not_asked") in said(page)
    page.checkbox(key="calculator/avoided/replacement_asked").check().run()
    assert nl("calculator.avoided.replacement_asked") in said(page)


def test_the_circularity_of_the_calculation_sheet(open_calculator):
    fields = {"mass": "10", "virgin": "4", "waste": "3", "life": "5", "average_life": "5"}
    page = fill(open_calculator("material_circularity"), "material_circularity", **fields)
    assert "0,685" in said(page)


def test_a_life_of_nothing_is_refused_at_its_field(open_calculator):
    fields = {"mass": "10", "virgin": "4", "waste": "3", "life": "5", "average_life": "0"}
    page = fill(open_calculator("material_circularity"), "material_circularity", **fields)
    assert errors(page) == [nl("calculator.not_above_zero").replace(".", "\\.")]


def test_a_year_that_is_none_is_asked_again(open_calculator):
    page = fill(open_calculator("living_wage"), "living_wage", year="vorig jaar")
    assert len(errors(page)) == 1 and "2025" in errors(page)[0]
