"""An owner takes everything of the organisation along; nobody else does."""

import pytest

from impactmeter.domain.permission import OPERATOR, Role, Share
from impactmeter.services import organisations, second_factor

PATH = "/download/alles?organisatie="


@pytest.fixture
def firm(anna):
    return next(iter(anna.as_actor().organisations))


def test_an_owner_gets_all_of_it_and_no_secrets(signed_in, store, anna, firm):
    secret = second_factor.begin(store, anna, "impactmeter").secret
    answer = signed_in.get(PATH + firm)
    found = answer.json()
    assert found["organisation"][0]["id"] == firm and found["account"][0]["login"] == "anna" and found["trail"]
    assert "attachment" in answer.headers["content-disposition"]
    assert secret not in answer.text and "password_hash" not in answer.text


@pytest.mark.parametrize("share", [Share.EDITOR, Share.READER])
def test_who_is_no_owner_and_who_is_of_elsewhere_get_the_answer_of_nothing(signed_in, store, anna, firm, share):
    elsewhere = organisations.create_organisation(store, OPERATOR, {"name": "Anders"})
    with store.change(OPERATOR) as change:
        change.grant(anna.id, Role.ENTREPRENEUR, firm, share)
    answers = [signed_in.get(PATH + one) for one in (firm, elsewhere, "nothing")]
    assert [one.status_code for one in answers] == [404] * 3
    assert signed_in.get("/download/alles").status_code == 404
