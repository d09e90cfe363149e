import pytest

from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.theory_of_change import Assumption, Box, TheoryOfChange
from impactmeter.services.path import path_of, save_assumptions, save_box
from impactmeter.texts import texts_in
from impactmeter.ui.components.assumptions import EDITOR as ASSUMPTIONS
from impactmeter.ui.components.chain import chain_as_html
from impactmeter.ui.components.list_editor import ItemForm
from impactmeter.ui.components.messages import plain
from tests.ui.measuring import add_objective

nl, en = texts_in("nl"), texts_in("en")


@pytest.fixture
def objective(store, catalogue, organisation_id):
    return add_objective(store, catalogue, organisation_id)


def theory_of(store, objective):
    return path_of(store, OPERATOR, objective.organisation_id).theories[objective.id]


def said(page):
    return " ".join(html.proto.body for html in page.get("html"))


def choose_box(page, box):
    """The pills of the boxes come last: with one objective they are the only ones."""
    page.get("button_group")[-1].set_value(box).run()
    return page


def box_field(page, objective, box):
    return page.text_area(key=f"theory/{objective.id}/{box}")


def test_without_an_objective_the_page_leads_to_the_objectives(open_page, organisation_id):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    assert page.info[0].value == nl("theory_page.no_objective")


def test_a_box_is_saved_line_by_line_and_drawn_in_the_chain(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    box_field(page, objective, "problem").set_value("- Geen werk\n\n• Geen ritme\n").run()
    assert theory_of(store, objective).lines(Box.PROBLEM) == ("Geen werk", "Geen ritme")
    assert box_field(page, objective, "problem").value == "Geen werk\nGeen ritme"
    assert "<li>Geen ritme</li>" in said(page)
    assert "Opgeslagen om" in said(page)


def test_the_page_opens_at_the_first_empty_box(open_page, store, organisation_id, objective):
    save_box(store, OPERATOR, theory_of(store, objective), Box.PROBLEM, "Geen werk")
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    assert page.header[0].value == nl.word("box", Box.TARGET_GROUP)


def test_rule_15_a_hole_in_the_chain_is_asked_about_at_the_box(open_page, store, organisation_id, objective):
    theory = save_box(store, OPERATOR, theory_of(store, objective), Box.ACTIVITY, "Samen koken")
    save_box(store, OPERATOR, theory, Box.EFFECT_LONG, "Buren helpen elkaar")
    page = choose_box(open_page("entrepreneur", "theory", organisation_id=organisation_id), "output")
    assert any("keten" in info.value and "output" in info.value for info in page.info)


def test_thirteen_lines_are_refused_and_what_was_typed_stays(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    typed = "\n".join(f"regel {number}" for number in range(13))
    box_field(page, objective, "problem").set_value(typed).run()
    assert "13 regels" in page.error[0].value
    assert box_field(page, objective, "problem").value == typed
    assert theory_of(store, objective).lines(Box.PROBLEM) == ()


def test_two_people_in_two_boxes_do_not_hinder_each_other(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    save_box(store, OPERATOR, theory_of(store, objective), Box.IMPACT, "Van een collega")
    box_field(page, objective, "problem").set_value("Van mij").run()
    theory = theory_of(store, objective)
    assert (theory.lines(Box.PROBLEM), theory.lines(Box.IMPACT)) == (("Van mij",), ("Van een collega",))


def test_two_people_in_one_box_see_both_texts(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    save_box(store, OPERATOR, theory_of(store, objective), Box.PROBLEM, "Van een collega")
    box_field(page, objective, "problem").set_value("Van mij").run()
    assert theory_of(store, objective).lines(Box.PROBLEM) == ("Van een collega",)
    assert page.warning[0].value == nl("access.conflict")


def press(page, label):
    return next(button for button in page.button if button.label == label).click().run()


def text_area(page, label, place=-1):
    return [area for area in page.text_area if area.label == label][place]


def open_assumption(page, theory, place=0):
    form = ItemForm(ASSUMPTIONS, theory, theory.assumptions[place], place)
    page.session_state[form.key("open")] = True
    return page.run()


def test_an_assumption_is_added_changed_and_removed(open_page, store, organisation_id, objective):
    page = choose_box(open_page("entrepreneur", "theory", organisation_id=organisation_id), "assumptions")
    text_area(page, nl("theory_page.assumption_text")).set_value("Werkgevers nemen mensen aan")
    press(page, nl("theory_page.add_assumption"))
    assert [one.text for one in theory_of(store, objective).assumptions] == ["Werkgevers nemen mensen aan"]
    assert text_area(page, nl("theory_page.assumption_text")).value == ""
    open_assumption(page, theory_of(store, objective))
    text_area(page, nl("theory_page.assumption_disproof"), 0).set_value("Niemand neemt aan")
    press(page, nl("theory_page.save_assumption"))
    assert [one.disproof for one in theory_of(store, objective).assumptions] == ["Niemand neemt aan"]
    open_assumption(page, theory_of(store, objective))
    press(page, nl("theory_page.remove_assumption"))
    assert theory_of(store, objective).assumptions == ()


def test_an_empty_assumption_is_refused(open_page, store, organisation_id, objective):
    page = choose_box(open_page("entrepreneur", "theory", organisation_id=organisation_id), "assumptions")
    text_area(page, nl("theory_page.assumption_disproof")).set_value("Zie je dat dan?")
    press(page, nl("theory_page.add_assumption"))
    assert page.error[0].value == plain(nl("theory_page.assumption_needed"))
    assert text_area(page, nl("theory_page.assumption_disproof")).value == "Zie je dat dan?"


def test_an_assumption_somebody_else_changed_is_not_overwritten(open_page, store, organisation_id, objective):
    first = (Assumption(after=Box.OUTPUT, text="Eerst"),)
    theory = save_assumptions(store, OPERATOR, theory_of(store, objective), first)
    page = choose_box(open_page("entrepreneur", "theory", organisation_id=organisation_id), "assumptions")
    open_assumption(page, theory)
    save_assumptions(store, OPERATOR, theory, (Assumption(after=Box.OUTPUT, text="Van een collega"),))
    text_area(page, nl("theory_page.assumption_text"), 0).set_value("Van mij")
    press(page, nl("theory_page.save_assumption"))
    assert [one.text for one in theory_of(store, objective).assumptions] == ["Van een collega"]
    assert nl("access.conflict") in [warning.value.replace("\\", "") for warning in page.warning]


def test_an_assumption_of_somebody_else_stays_when_one_is_added(open_page, store, organisation_id, objective):
    page = choose_box(open_page("entrepreneur", "theory", organisation_id=organisation_id), "assumptions")
    save_assumptions(store, OPERATOR, theory_of(store, objective), (Assumption(after=Box.OUTPUT, text="Van haar"),))
    text_area(page, nl("theory_page.assumption_text")).set_value("Van mij")
    press(page, nl("theory_page.add_assumption"))
    assert [one.text for one in theory_of(store, objective).assumptions] == ["Van haar", "Van mij"]


def test_the_theory_speaks_english(open_page, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id, language="en")
    assert page.header[0].value == en.word("box", Box.PROBLEM)


def a_theory(lines_per_box):
    boxes = {box: tuple(f"{box.value} {number}" for number in range(lines_per_box)) for box in Box}
    return TheoryOfChange(objective_id="d", organisation_id="o", boxes=boxes)


@pytest.mark.parametrize("lines_per_box", [1, 6])
def test_the_chain_shows_every_line_in_the_order_of_the_boxes(lines_per_box):
    drawn = chain_as_html(a_theory(lines_per_box), nl)
    places = [drawn.index(f"<li>{box.value} 0</li>") for box in Box]
    assert places == sorted(places)
    assert drawn.count("<li>") == lines_per_box * len(Box)


def test_an_empty_box_says_so_in_words():
    drawn = chain_as_html(TheoryOfChange(objective_id="d", organisation_id="o"), nl)
    assert drawn.count(nl("theory_page.nothing_yet")) == len(Box)


def test_the_chain_shows_text_as_text():
    theory = TheoryOfChange(
        objective_id="d",
        organisation_id="o",
        boxes={Box.OUTPUT: ("<img src=x onerror=alert(1)>",)},
        assumptions=(Assumption(after=Box.OUTPUT, text="<b>vet</b>"),),
    )
    drawn = chain_as_html(theory, nl, Box.OUTPUT)
    assert "<img" not in drawn and "<b>" not in drawn
    assert 'aria-current="true"' in drawn


def test_the_chain_is_drawn_as_a_picture_when_asked_and_can_be_saved(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    assert nl("chain_graph.show") not in [one.label for one in page.expander], "nothing to draw yet"
    theory = save_box(store, OPERATOR, theory_of(store, objective), Box.ACTIVITY, "Samen koken")
    save_box(store, OPERATOR, theory, Box.OUTPUT, "Maaltijden")
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id)
    assert "/download/keten" not in said(page)
    page.session_state[f"picture/{objective.id}"] = True
    page.run()
    assert f"/download/keten?organisatie={organisation_id}&amp;doel={objective.id}" in said(page)
