"""The history of a record in its fold, for who may read it, in both languages."""

import pytest

from impactmeter.domain.permission import OPERATOR
from impactmeter.services import reviewing
from impactmeter.texts import all_texts
from tests.services.builders import MANAGER, an_objective, entrepreneur, handed_in


def words(page):
    return "\n".join(element.value for element in page.markdown)


@pytest.fixture
def figure(store, catalogue, organisation_id):
    submission, figure = handed_in(store, OPERATOR, catalogue, organisation_id)
    reviewing.return_submission(store, MANAGER, submission, {figure.id: "Klopt dit?"})
    return figure


def test_the_entrepreneur_reads_the_history_of_a_submission_and_who_returned_it(open_page, organisation_id, figure, store):
    page = open_page("entrepreneur", "hand_in", organisation_id=organisation_id)
    key = f"history/submission/{figure_now(store, figure).submission_id}"
    page.session_state[key] = True
    page.run()
    assert not page.exception
    assert "heeft versie 1 van het cijfer teruggestuurd" in words(page)
    assert "Reden: Klopt dit?" in words(page).replace("\\", "")


def figure_now(store, figure):
    with store.read() as records:
        return records.measurement(figure.id)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_account_manager_reads_the_history_of_an_enterprise(open_page, organisation_id, figure, language):
    page = open_page("account_manager", "organisation", query={"organisatie": organisation_id}, language=language)
    page.session_state[f"history/organisation/{organisation_id}"] = True
    page.run()
    assert not page.exception
    sentence = {"nl": "heeft de onderneming toegevoegd", "en": "added the enterprise"}[language]
    assert sentence in words(page)


def test_an_objective_shows_what_it_was_and_is(open_page, store, organisation_id):
    owner = entrepreneur(organisation_id)
    objective = an_objective(store, owner, organisation_id)
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.session_state[f"history/objective/{objective.id}"] = True
    page.run()
    assert "heeft een impactdoel toegevoegd" in words(page)
    assert "Titel: Meer mensen vinden werk" in words(page)


def test_everybody_reads_the_history_of_the_own_account(open_page, account):
    page = open_page("account_manager", "my_sessions")
    page.session_state[f"history/account/{account.id}"] = True
    page.run()
    assert not page.exception
    assert "heeft dit account gemaakt" in words(page)


def test_every_act_has_words_in_both_languages():
    acts = [{key for key in all_texts(language) if key.startswith("history.")} for language in ("nl", "en")]
    assert acts[0] == acts[1]
