from impactmeter.domain.intake import StartingPoint
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import beginning, path
from impactmeter.texts import texts_in
from tests.ui.pages_read import links_of, said

nl, en = texts_in("nl"), texts_in("en")


def stored(store, organisation_id):
    return beginning.starting_point_of(store, OPERATOR, organisation_id)


def keep(store, catalogue, organisation_id, *records, **answers):
    point = StartingPoint(organisation_id=organisation_id, records=records, answers=answers)
    return beginning.save_starting_point(store, OPERATOR, catalogue, point)


def test_home_offers_it_while_nothing_is_filled_in_and_no_longer(open_page, store, organisation_id):
    assert nl("start_here.offer") in links_of(open_page("entrepreneur", organisation_id=organisation_id))
    path.save_mission(store, OPERATOR, Mission(organisation_id=organisation_id, statement="Iedereen doet mee."))
    assert nl("start_here.offer") not in links_of(open_page("entrepreneur", organisation_id=organisation_id))


def test_what_is_ticked_is_saved_and_gives_suggestions_with_their_reason(open_page, store, organisation_id):
    page = open_page("entrepreneur", "start_here", organisation_id=organisation_id)
    assert nl("start_here.suggested") not in [one.value for one in page.subheader]
    page.checkbox(key="begin/records/weighing_slips").check()
    page.button[0].click().run()
    assert stored(store, organisation_id).records == ("weighing_slips",)
    assert "Materiaal dat niet verbrand of gestort werd (uit: Weegbonnen)" in said(page)
    assert "Opgeslagen om" in said(page)


def test_the_answers_lead_to_one_page_and_are_called_an_estimate(open_page, store, organisation_id):
    page = open_page("entrepreneur", "start_here", organisation_id=organisation_id)
    assert len(page.radio) == 10
    page.radio(key="begin/answers/mission_in_a_sentence").set_value(True)
    page.radio(key="begin/answers/goals_with_a_year").set_value(False)
    page.button[-1].click().run()
    assert stored(store, organisation_id).answers == {"mission_in_a_sentence": True, "goals_with_a_year": False}
    assert nl("start_here.estimate") in said(page)
    assert nl("start_here.begin_on", page=nl("ui.page.objectives")) in links_of(page)


def test_only_yes_so_far_asks_for_the_other_answers(open_page, store, catalogue, organisation_id):
    keep(store, catalogue, organisation_id, mission_in_a_sentence=True)
    assert nl("start_here.more") in said(open_page("entrepreneur", "start_here", organisation_id=organisation_id))


def test_the_answers_are_there_again_after_a_refresh(open_page, store, catalogue, organisation_id):
    keep(store, catalogue, organisation_id, "complaints", chain_on_paper=False)
    page = open_page("entrepreneur", "start_here", organisation_id=organisation_id, language="en")
    assert page.checkbox(key="begin/records/complaints").value is True
    assert page.radio(key="begin/answers/chain_on_paper").value is False
    assert en("start_here.begin_on", page=en("ui.page.theory")) in links_of(page)


def test_rule_1_the_estimate_makes_way_for_a_computed_level(open_page, store, catalogue, organisation_id):
    keep(store, catalogue, organisation_id, mission_in_a_sentence=False)
    sentences = {"problem": "Niet iedereen doet mee.", "statement": "Iedereen doet mee."}
    path.save_mission(store, OPERATOR, Mission(organisation_id=organisation_id, **sentences))
    whole = {"title": "Meer werk", "target_group": "Jongeren", "change": "Zij werken.", "wish": "more", "by_year": 2028}
    path.save_objective(store, OPERATOR, Objective(organisation_id=organisation_id, goal_category="jobs", **whole), {"jobs"})
    page = open_page("entrepreneur", "start_here", organisation_id=organisation_id)
    assert nl("start_here.computed") in said(page)
    assert nl("start_here.estimate") not in said(page)


def test_the_indicators_page_says_why_it_suggests_what_is_kept(open_page, store, catalogue, organisation_id):
    path.save_objective(store, OPERATOR, Objective(organisation_id=organisation_id, goal_category="circularity", title="Minder afval"), {"circularity"})
    reason = nl("start_here.because_sentence", records="Rekeningen van energie en water")
    assert reason not in said(open_page("entrepreneur", "indicators", organisation_id=organisation_id))
    keep(store, catalogue, organisation_id, "energy_bills", "weighing_slips")
    page = open_page("entrepreneur", "indicators", organisation_id=organisation_id)
    assert reason in said(page)
    assert nl("start_here.kept") in [one.value for one in page.header]
    names = [one.value for one in page.subheader]
    assert len(names) == len(set(names))
    page.button(key="kept/electricity_bought/send").click().run()
    assert "kept/electricity_bought/send" not in [button.key for button in page.button]
