"""The picture of a chain as a file."""

import xml.etree.ElementTree as ElementTree

import pytest

from impactmeter.domain.objective import Objective
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.theory_of_change import Box, TheoryOfChange
from impactmeter.services import organisations, path


def a_chain(store, organisation_id):
    objective = Objective(organisation_id=organisation_id, goal_category="jobs", title="Meer werk")
    saved, _ = path.save_objective(store, OPERATOR, objective, {"jobs"})
    theory = TheoryOfChange(objective_id=saved.id, organisation_id=organisation_id)
    path.save_box(store, OPERATOR, theory, Box.ACTIVITY, "Leren lassen <b>samen</b>")
    return saved.id


@pytest.fixture
def mine(anna):
    return next(iter(anna.as_actor().organisations))


def test_the_picture_is_a_whole_svg_with_the_words_of_the_chain(signed_in, store, mine):
    answer = signed_in.get(f"/download/keten?organisatie={mine}&doel={a_chain(store, mine)}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["content-disposition"].startswith("attachment")
    drawn = ElementTree.fromstring(answer.text)
    assert "Leren lassen <b>samen</b>" in " ".join("".join(drawn.itertext()).split())


def test_somebody_elses_chain_looks_as_if_it_does_not_exist(signed_in, store, mine):
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    theirs = a_chain(store, other)
    answers = [
        signed_in.page(f"/download/keten?organisatie={organisation}&doel={objective}")
        for organisation, objective in ((other, theirs), (mine, theirs), (mine, "nothing"), ("nothing", theirs))
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_without_signing_in_there_is_nothing(visitor):
    assert visitor.get("/download/keten?organisatie=x&doel=y", follow_redirects=False).status_code in (303, 403)
