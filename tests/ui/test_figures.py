"""Step 7: filling in figures."""

from decimal import Decimal

import pytest

from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import Kind, State, Status
from impactmeter.domain.period import Frequency
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.split import Part, Split
from impactmeter.services import evidence_files, splitting
from tests.ui.measuring import (
    PEOPLE,
    SCORE,
    SHARE,
    STEPS,
    VISITS,
    YEAR,
    approve,
    area,
    button,
    choice,
    field,
    figures,
    fill_in,
    give_back,
    hand_in,
    plan,
    words,
)

SAVE = "Bewaar als concept"


@pytest.fixture
def open_figures(open_page, organisation_id):
    return lambda **more: open_page("entrepreneur", "figures", organisation_id=organisation_id, **more)


def test_without_indicators_the_page_invites_to_choose_one(open_figures):
    assert "Je hebt nog geen indicator gekozen" in words(open_figures())


def test_before_the_first_period_is_over_the_page_says_when_to_come_back(
    open_figures, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id, first_year=2026)
    assert "31 december 2026" in words(open_figures())


def test_the_first_empty_figure_opens_by_itself_with_its_definition_in_sight(
    open_figures, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    assert page.title[0].value == "Cijfers invullen"
    assert field(page, "Getal (mensen)").value == ""
    assert catalogue.indicator(PEOPLE).newest.counts.nl[:40] in words(page)


def test_a_number_is_saved_as_a_draft_and_the_page_says_when(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    field(page, "Getal (mensen)").set_value("1234")
    field(page, "Waar komt het getal vandaan?").set_value("loonlijst")
    choice(page, "Hoe heb je gemeten?").set_value(Design.COUNTED)
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id)
    assert (figure.reading.value, figure.status) == (Decimal(1234), Status.DRAFT)
    assert (figure.reading.source, figure.reading.design) == ("loonlijst", Design.COUNTED)
    assert "Opgeslagen om" in words(page)
    assert figure.period.end.year == YEAR


@pytest.mark.parametrize("typed", ["1.234", "1,234"])
def test_a_number_that_can_mean_two_things_is_asked_back_with_two_buttons(
    open_figures, store, catalogue, organisation_id, typed
):
    plan(store, catalogue, organisation_id, VISITS)
    page = open_figures()
    label = next(one.label for one in page.text_input if one.label.startswith("Getal"))
    field(page, label).set_value(typed)
    button(page, SAVE).click().run()
    assert figures(store, organisation_id, VISITS) == []
    assert field(page, label).value == typed
    button(page, "Ik bedoel 1234").click().run()
    assert figures(store, organisation_id, VISITS)[0].reading.value == Decimal(1234)
    assert not [one for one in page.button if one.label.startswith("Ik bedoel")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("veel", "is geen getal"),
        ("1,234.5", "op zijn Engels"),
        ("-3", "kan niet onder nul zijn"),
        ("3,5", "heel getal"),
        ("<script>alert(1)</script>", "is geen getal"),
        ("", "Vul een getal in, of kies waarom er geen getal is"),
        ("12\u0000", "is geen getal"),
    ],
)
def test_bad_input_is_refused_at_the_field_and_stays(open_figures, store, catalogue, organisation_id, typed, said):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    field(page, "Getal (mensen)").set_value(typed)
    button(page, SAVE).click().run()
    assert said in "\n".join(one.value for one in page.error).replace("\\", "")
    assert field(page, "Getal (mensen)").value == typed
    assert figures(store, organisation_id) == []
    assert "Opgeslagen" not in words(page)


def test_a_citizen_service_number_in_the_note_is_refused_there(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    field(page, "Getal (mensen)").set_value("12")
    area(page, "Toelichting").set_value("Jan heeft 111222333")
    button(page, SAVE).click().run()
    assert "burgerservicenummer" in page.error[0].value
    assert area(page, "Toelichting").value == "Jan heeft 111222333"
    assert figures(store, organisation_id) == []


def test_a_note_that_is_too_long_is_refused_and_stays(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    field(page, "Getal (mensen)").set_value("12")
    area(page, "Toelichting").set_value("a" * 10_000)
    button(page, SAVE).click().run()
    assert "10000 tekens" in page.error[0].value
    assert len(area(page, "Toelichting").value) == 10_000


def test_rule_3_a_figure_can_be_not_measured_and_zero_is_a_number(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    choice(page, f"Wat kun je zeggen over {YEAR}?").set_value(State.NOT_MEASURED).run()
    assert not [one for one in page.text_input if one.label.startswith("Getal")]
    area(page, "Waarom is er geen getal?").set_value("geen tijd")
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id)
    assert (figure.reading.state, figure.reading.value) == (State.NOT_MEASURED, None)
    choice(page, f"Wat kun je zeggen over {YEAR}?").set_value(State.NUMBER).run()
    field(page, "Getal (mensen)").set_value("0")
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id)
    assert (figure.reading.state, figure.reading.value) == (State.NUMBER, Decimal(0))


def test_rule_4_a_range_asks_for_two_numbers(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    choice(page, "Hoe precies is het getal?").set_value(Kind.RANGE).run()
    field(page, "Van (mensen)").set_value("40")
    button(page, SAVE).click().run()
    assert "Vul twee getallen in" in page.error[0].value
    field(page, "Tot en met (mensen)").set_value("60")
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id)
    assert (figure.reading.value, figure.reading.value_high, figure.reading.kind) == (40, 60, Kind.RANGE)


def test_a_share_is_computed_from_its_two_parts(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, SHARE)
    page = open_figures()
    parts = catalogue.indicator(SHARE).newest
    field(page, parts.numerator.name.nl).set_value("20")
    button(page, SAVE).click().run()
    assert "Vul beide getallen in" in page.error[0].value
    field(page, parts.denominator.name.nl).set_value("40")
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id, SHARE)
    assert figure.reading.value == Decimal(50)
    assert "50% (20 van de 40)" in words(page)


def test_a_score_asks_of_how_many_people(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, SCORE)
    page = open_figures()
    label = next(one.label for one in page.text_input if one.label.startswith("Gemiddelde score"))
    field(page, label).set_value("61,5")
    field(page, "Bij hoeveel mensen is dit gemeten?").set_value("34")
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id, SCORE)
    assert (figure.reading.value, figure.reading.n) == (Decimal("61.5"), 34)


def test_of_those_who_were_asked_the_answers_are_a_part_and_a_mean_may_have_a_spread(
    open_figures, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id, SCORE)
    page = open_figures()
    label = next(one.label for one in page.text_input if one.label.startswith("Gemiddelde score"))
    field(page, label).set_value("61,5")
    field(page, "Bij hoeveel mensen is dit gemeten?").set_value("34")
    field(page, "Hoeveel mensen heb je gevraagd?").set_value("33")
    field(page, "Spreiding van de antwoorden (standaardafwijking)").set_value("12,5")
    button(page, SAVE).click().run()
    assert "Er zijn meer antwoorden (34) dan mensen gevraagd" in words(page)
    assert figures(store, organisation_id, SCORE) == []
    field(page, "Hoeveel mensen heb je gevraagd?").set_value("80")
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id, SCORE)
    assert (figure.reading.invited, figure.reading.spread) == (80, Decimal("12.5"))


def test_what_is_counted_asks_for_no_response(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    assert not [one for one in open_figures().text_input if "gevraagd" in one.label]


def test_steps_ask_one_number_per_step(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, STEPS)
    page = open_figures()
    labels = [one.label for one in page.text_input if one.label.endswith("hoeveel mensen?")]
    assert len(labels) == 5
    for label, count in zip(labels, "12345", strict=True):
        field(page, label).set_value(count)
    button(page, SAVE).click().run()
    (figure,) = figures(store, organisation_id, STEPS)
    assert figure.reading.steps == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


def test_rule_15_a_jump_is_asked_about_and_never_stops_saving(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 10, year=YEAR - 1)
    page = open_figures()
    assert "Vorige keer (2024): 10 mensen" in words(page)
    field(page, "Getal (mensen)").set_value("50")
    button(page, SAVE).click().run()
    assert figures(store, organisation_id)[-1].reading.value == 50
    assert "meer dan drie keer zo veel" in words(page)


def test_what_somebody_else_saved_in_the_meantime_is_shown_beside_mine_and_nothing_is_overwritten(
    open_figures, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    field(page, "Getal (mensen)").set_value("12")
    fill_in(store, catalogue, organisation_id, 99)
    button(page, SAVE).click().run()
    assert figures(store, organisation_id)[0].reading.value == 99
    assert "Iemand anders heeft dit cijfer net ook opgeslagen" in words(page)
    assert field(page, "Getal (mensen)").value == "12"
    button(page, "Bewaar wat ik invulde").click().run()
    assert figures(store, organisation_id)[0].reading.value == 12


def test_after_a_conflict_the_other_figure_can_be_kept(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures()
    field(page, "Getal (mensen)").set_value("12")
    fill_in(store, catalogue, organisation_id, 99)
    button(page, SAVE).click().run()
    button(page, "Laat staan wat er nu staat").click().run()
    assert field(page, "Getal (mensen)").value == "99"
    field(page, "Getal (mensen)").set_value("100")
    button(page, SAVE).click().run()
    assert figures(store, organisation_id)[0].reading.value == 100


def test_a_returned_figure_shows_the_question_and_takes_the_answer(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    figure = fill_in(store, catalogue, organisation_id, 12)
    give_back(store, hand_in(store, catalogue, organisation_id), figure)
    page = open_figures()
    assert "Hoe is dit geteld?" in words(page)
    button(page, "Verstuur je antwoord").click().run()
    assert "Schrijf eerst een tekst" in words(page)
    area(page, "Jouw antwoord").set_value("Op de loonlijst")
    button(page, "Verstuur je antwoord").click().run()
    assert "Op de loonlijst" in words(page)
    assert area(page, "Jouw antwoord").value == ""
    field(page, "Getal (mensen)").set_value("13")
    button(page, SAVE).click().run()
    assert figures(store, organisation_id)[0].reading.value == 13


def test_what_waits_for_review_cannot_be_changed(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, first_year=YEAR)
    fill_in(store, catalogue, organisation_id, 12)
    hand_in(store, catalogue, organisation_id)
    page = open_figures(query={"cijfer": f"{PEOPLE}/2025-01-01/2025-12-31"})
    assert "wacht op beoordeling" in words(page)
    assert not [one for one in page.button if one.label == SAVE]


def test_rule_10_an_approved_figure_is_reopened_with_a_reason_and_keeps_counting(
    open_figures, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id, first_year=YEAR)
    fill_in(store, catalogue, organisation_id, 12)
    approve(store, hand_in(store, catalogue, organisation_id))
    page = open_figures(query={"cijfer": f"{PEOPLE}/2025-01-01/2025-12-31"})
    button(page, "Heropen dit cijfer").click().run()
    assert "Schrijf op waarom" in words(page)
    area(page, "Waarom moet het anders?").set_value("Verkeerd geteld")
    button(page, "Heropen dit cijfer").click().run()
    old, new = figures(store, organisation_id)
    assert (old.status, new.status, new.version) == (Status.APPROVED, Status.DRAFT, 2)
    assert "Tot je nieuwe cijfer is goedgekeurd, telt 12 mensen" in words(page)
    field(page, "Getal (mensen)").set_value("14")
    button(page, SAVE).click().run()
    assert [one.reading.value for one in figures(store, organisation_id)] == [12, 14]


def test_of_many_periods_one_form_is_open_and_next_opens_the_following(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, VISITS, frequency=Frequency.QUARTER)
    page = open_figures()
    assert len([one for one in page.button if one.label == SAVE]) == 1
    assert "Wat kun je zeggen over 1e kwartaal 2025?" in [one.label for one in page.radio]
    button(page, "Volgende cijfer").click().run()
    assert len([one for one in page.button if one.label == SAVE]) == 1
    assert "Wat kun je zeggen over 2e kwartaal 2025?" in [one.label for one in page.radio]


def test_in_english_the_same_page_speaks_english(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    page = open_figures(language="en")
    assert page.title[0].value != "Cijfers invullen"
    field(page, "Number (people)").set_value("no idea")
    button(page, "Keep as a draft").click().run()
    assert page.error
    assert field(page, "Number (people)").value == "no idea"


def test_the_id_of_another_organisation_in_the_address_changes_nothing(open_figures, store, catalogue, organisation_id):
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services.organisations import create_organisation

    other = create_organisation(store, OPERATOR, {"name": "Een ander"})
    plan(store, catalogue, other)
    fill_in(store, catalogue, other, 777)
    page = open_figures(query={"organisatie": other})
    assert "777" not in words(page)
    assert "Je hebt nog geen indicator gekozen" in words(page)


def test_the_address_can_name_the_year_and_the_figure(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, first_year=YEAR - 2)
    page = open_figures(query={"jaar": "2024", "cijfer": f"{PEOPLE}/2024-01-01/2024-12-31"})
    assert "Wat kun je zeggen over 2024?" in [one.label for one in page.radio]
    page = open_figures(query={"jaar": "1066"})
    assert "Wat kun je zeggen over 2025?" in [one.label for one in page.radio]


# --- parts of a figure, and files behind it ---


def open_fold(open_figures, figure, place=0, **more):
    page = open_figures(**more)
    page.session_state[f"split/{figure.id}/{place}/open"] = True
    return page.run()


def rows_of(page):
    names = [one for one in page.text_input if one.label.startswith("Groep")]
    numbers = [one for one in page.text_input if one.label.startswith("Getal in groep")]
    return list(zip(names, numbers, strict=True))


@pytest.fixture
def figure(store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    return fill_in(store, catalogue, organisation_id, "12", source="loonlijst")


def at(figure):
    return {"jaar": str(YEAR), "cijfer": f"{PEOPLE}/{figure.period}"}


def test_a_figure_can_be_split_and_the_rest_is_computed(open_figures, store, figure):
    page = open_fold(open_figures, figure, query=at(figure))
    rows = rows_of(page)
    assert [name.value for name, _ in rows[:3]] == ["Uitkering", "School", "Doelgroepregister"]
    rows[0][1].set_value("5")
    rows[2][1].set_value("4")
    button(page, "Bewaar de delen").click().run()
    assert not page.exception
    assert "Onbekend (de rest): 3" in words(page) and "Opgeslagen om" in words(page)
    with store.read() as records:
        (split,) = records.splits_of(figure.id)
    assert [(part.name, part.value) for part in split.parts] == [("Uitkering", 5), ("Doelgroepregister", 4)]


def test_parts_above_the_figure_are_refused_and_what_was_typed_stays(open_figures, store, figure):
    page = open_fold(open_figures, figure, query=at(figure))
    rows_of(page)[0][1].set_value("13")
    button(page, "Bewaar de delen").click().run()
    assert "zijn samen 13. Dat is meer dan het hele cijfer (12)" in words(page)
    assert rows_of(page)[0][1].value == "13"
    with store.read() as records:
        assert records.splits_of(figure.id) == []


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("", "3", "Hoe heet deze groep?"),
        ("Jongeren", "", "Vul een getal in, of haal de naam weg"),
        ("Onbekend", "3", "de rest rekenen wij uit"),
        ("Jongeren", "-3", "niet onder nul"),
        ("Jongeren", "1,5", "heel getal"),
        ("Jongeren", "drie", "is geen getal"),
    ],
)
def test_a_row_that_cannot_be_is_said_at_its_row(open_figures, store, figure, name, number, said):
    page = open_fold(open_figures, figure, query=at(figure))
    row = rows_of(page)[4]
    row[0].set_value(name)
    row[1].set_value(number)
    button(page, "Bewaar de delen").click().run()
    found = [one.value.replace("\\", "") for one in page.error]
    assert len(found) == 1 and said in found[0]
    with store.read() as records:
        assert records.splits_of(figure.id) == []


def test_before_a_figure_is_saved_the_page_says_that_this_comes_first(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    assert "Bewaar eerst het cijfer" in words(open_figures())


def test_a_share_is_not_split(open_figures, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, SHARE)
    figure = fill_in(store, catalogue, organisation_id, None, SHARE, numerator=Decimal(3), denominator=Decimal(4))
    page = open_figures(query={"jaar": str(YEAR), "cijfer": f"{SHARE}/{figure.period}"})
    assert not [one for one in page.expander if "Splits" in one.label]
    part = catalogue.indicator(SHARE).newest.denominator
    assert part.definition.nl[:40] in words(page)


def test_files_are_listed_under_their_name_with_the_way_to_add_more(open_figures, store, figure):
    evidence_files.add_file(store, OPERATOR, figure.id, "lijst [x](y).pdf", b"%PDF-1.7")
    page = open_figures(query=at(figure))
    assert "/download/bewijs?id=" in words(page) and "(1 kB)" in words(page)
    assert f"/upload/bewijs?cijfer={figure.id}" in [one.proto.url for one in page.get("link_button")]


def test_parts_and_files_of_what_waits_are_shown_and_cannot_be_changed(
    open_figures, store, catalogue, organisation_id, figure
):
    by = catalogue.indicator(PEOPLE).disaggregations[0]
    parts = (Part(name="Kwikstaart", value=Decimal(5)),)
    splitting.save_split(store, OPERATOR, catalogue, Split(measurement_id=figure.id, by=by, parts=parts))
    evidence_files.add_file(store, OPERATOR, figure.id, "lijst.pdf", b"%PDF-1.7")
    hand_in(store, catalogue, organisation_id)
    page = open_figures(query=at(figure))
    page.session_state["figures/open"] = (YEAR, f"{PEOPLE}/{figure.period}")
    said = words(page.run())
    assert "Kwikstaart" in said and "Onbekend (de rest)" in said and "lijst.pdf" in said
    assert not page.get("link_button") and not [one for one in page.button if one.label == "Bewaar de delen"]


@pytest.fixture
def many(store, catalogue, organisation_id):
    """The ids of the twelve indicators of a plan, in order."""
    kinds = {MeasureType.PEOPLE, MeasureType.AMOUNT}
    chosen = [one.id for one in catalogue.indicators if one.accepts_figures and one.type in kinds][:12]
    for indicator in chosen:
        plan(store, catalogue, organisation_id, indicator)
    return chosen


def indicators_in_sight(page):
    return [one.key.split("/")[0] for one in page.button if one.key.endswith("/toggle")]


def test_a_long_list_is_shown_in_parts_with_the_open_figure_in_sight(open_figures, many):
    page = open_figures()
    assert indicators_in_sight(page) == many[:10] and "1 tot en met 10 van de 12" in words(page)
    page = open_figures(query={"jaar": str(YEAR), "cijfer": f"{many[11]}/{YEAR}-01-01/{YEAR}-12-31"})
    assert indicators_in_sight(page) == many[10:]
    assert page.session_state["figures/open"][1].startswith(many[11])


def test_the_next_figure_of_the_last_in_sight_turns_the_page(open_figures, many):
    page = open_figures(query={"jaar": str(YEAR), "cijfer": f"{many[9]}/{YEAR}-01-01/{YEAR}-12-31"})
    button(page, "Volgende cijfer").click().run()
    assert indicators_in_sight(page) == many[10:]
    assert page.session_state["figures/open"][1].startswith(many[10])
    button(page, "Vorige").click().run()
    assert indicators_in_sight(page) == many[:10]


def test_an_address_with_a_part_of_the_list_keeps_to_it(open_figures, many):
    page = open_figures(query={"jaar": str(YEAR), "pagina": "2"})
    assert indicators_in_sight(page) == many[10:]
    assert page.session_state["figures/open"][1].startswith(many[10])
