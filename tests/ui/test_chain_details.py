"""What is said of each line of a chain, what it leads to, and the answers to questions that come back."""

import pytest

from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.message import Refused
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.questions_back import Check
from impactmeter.domain.theory_of_change import Box
from impactmeter.services.handed_in import known_answers
from impactmeter.services.path import answer_question, path_of, save_box, save_node
from impactmeter.services.planning import choose_indicator
from impactmeter.texts import texts_in
from tests.ui.measuring import add_objective

nl = texts_in("nl")


@pytest.fixture
def objective(store, catalogue, organisation_id):
    return add_objective(store, catalogue, organisation_id)


def theory_of(store, objective):
    return path_of(store, OPERATOR, objective.organisation_id).theories[objective.id]


def written(store, objective, **boxes):
    theory = theory_of(store, objective)
    for box, text in boxes.items():
        theory = save_box(store, OPERATOR, theory, NodeKind(box), text)
    return theory


def opened(open_page, organisation_id, objective, node, box):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id, query={"vak": box})
    page.session_state[f"node/{objective.id}/{node}"] = True
    return page.run()


def labelled(elements, label):
    return next(one for one in elements if label in one.label.replace("\\", ""))


def press(page, label):
    return next(button for button in page.button if button.label == label).click().run()


def test_a_line_leads_to_what_is_ticked_and_from_then_on_to_nothing_else(open_page, store, organisation_id, objective):
    written(store, objective, activity="Les", output="Uren\nMensen", effect_short="Durven")
    page = opened(open_page, organisation_id, objective, "activity-1", "activity")
    labelled(page.checkbox, "Uren").uncheck()
    labelled(page.radio, nl("node.key")).set_value("output-2")
    press(page, nl("node.save"))
    theory = theory_of(store, objective)
    assert [(link.ends, link.key) for link in theory.drawn if link.start == "activity-1"] == [
        (("activity-1", "output-2"), True)
    ]
    assert ("output-1", "effect_short-1") in {link.ends for link in theory.drawn}
    asked = path_of(store, OPERATOR, organisation_id).questions_about(objective, store.clock().date())
    assert not any(one.check is Check.ORPHAN and one.about == "Mensen" for one in asked)


def test_whose_an_effect_is_and_what_measures_it_is_kept(open_page, store, catalogue, organisation_id, objective):
    written(store, objective, effect_long="Werk houden")
    choose_indicator(
        store,
        OPERATOR,
        catalogue,
        organisation_id,
        "share_in_work_after_12_months",
        objective_id=objective.id,
        first_year=2024,
    )
    page = opened(open_page, organisation_id, objective, "effect_long-1", "effect_long")
    labelled(page.text_area, nl("node.who.effect_long")).set_value("Oud-deelnemers")
    labelled(page.checkbox, nl("node.important")).check()
    measures = catalogue.by_id["share_in_work_after_12_months"].name.nl
    labelled(page.checkbox, measures).check()
    press(page, nl("node.save"))
    [node] = theory_of(store, objective).of_kind(NodeKind.EFFECT_LONG)
    assert (node.who, node.important, node.indicators) == ("Oud-deelnemers", True, ("share_in_work_after_12_months",))
    assert "Opgeslagen" in page.success[0].value


def test_what_somebody_else_said_of_the_same_line_is_not_overwritten(open_page, store, organisation_id, objective):
    theory = written(store, objective, problem="Geen werk")
    page = opened(open_page, organisation_id, objective, "problem-1", "problem")
    node = theory.nodes[0].model_copy(update={"who": "Van een collega"})
    save_node(store, OPERATOR, theory, node)
    labelled(page.text_area, nl("node.who.problem")).set_value("Van mij")
    press(page, nl("node.save"))
    assert theory_of(store, objective).nodes[0].who == "Van een collega"
    assert nl("access.conflict") in [warning.value.replace("\\", "") for warning in page.warning]


def test_what_stands_around_the_chain_is_saved_line_by_line(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id, query={"vak": "around"})
    page.text_area(key=f"theory/{objective.id}/alternative").set_value("Losse training").run()
    assert theory_of(store, objective).lines(NodeKind.ALTERNATIVE) == ("Losse training",)


def the_question(store, objective):
    asked = path_of(store, OPERATOR, objective.organisation_id).questions_about(objective, store.clock().date())
    return next(one for one in asked if one.check is Check.EFFECT_IS_A_COUNT)


def test_i_know_because_is_kept_and_the_question_is_gone_until_it_is_asked_again(
    open_page, store, organisation_id, objective
):
    written(store, objective, effect_long="30 deelnemers met werk")
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id, query={"vak": "effect_long"})
    asked = the_question(store, objective)
    answer_question(store, OPERATOR, organisation_id, objective.id, asked, "De gemeente vraagt het zo.")
    page.run()
    assert not any("30 deelnemers" in info.value for info in page.info)
    [known] = known_answers(store, OPERATOR, organisation_id)
    assert (known.check, known.reason) == (Check.EFFECT_IS_A_COUNT, "De gemeente vraagt het zo.")
    page.session_state[f"known/{organisation_id}/{objective.id}/1"] = True
    page.run()
    press(page, nl("question_back.again"))
    assert known_answers(store, OPERATOR, organisation_id) == []
    assert the_question(store, objective).about == "30 deelnemers met werk"


def test_rule_13_a_reason_with_a_citizen_service_number_is_refused(store, organisation_id, objective):
    written(store, objective, effect_long="30 deelnemers met werk")
    with pytest.raises(Refused):
        answer_question(store, OPERATOR, organisation_id, objective.id, the_question(store, objective), "bsn 111222333")


def test_two_versions_stand_side_by_side_with_what_was_learned(open_page, store, organisation_id, objective):
    for text in ("Wassen", "Wassen\nKoken"):
        theory = written(store, objective, activity=text)
        with store.change(OPERATOR) as change:
            change.freeze_theory(objective)
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id, query={"vak": "versions"})
    assert "Koken" in " ".join(html.proto.body for html in page.get("html") if "im-table" in html.proto.body)
    page.text_area(key=f"version/{objective.id}/2/learned").set_value("Mensen wilden ook koken").run()
    page = open_page("entrepreneur", "theory", organisation_id=organisation_id, query={"vak": "versions"})
    assert page.text_area(key=f"version/{objective.id}/2/learned").value == "Mensen wilden ook koken"
    assert theory.lines(Box.ACTIVITY) == ("Wassen", "Koken")
