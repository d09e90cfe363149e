"""The page behind a link to a chain, as somebody without an account sees it."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Aim, AimKind, Reading
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.period import Period
from impactmeter.domain.sharing import MOST_PER_WINDOW
from impactmeter.domain.theory_of_change import Box, TheoryOfChange
from impactmeter.services import measuring, path, planning, sharing
from impactmeter.web.shared_chain import ADDRESS


@pytest.fixture
def shared(store, catalogue, anna):
    """An enterprise with a mission, a chain, an indicator, a target and figures: its owner, id, objective and link."""
    actor = anna.as_actor()
    organisation = next(iter(actor.organisations))
    path.save_mission(store, actor, Mission(organisation_id=organisation, statement="Iedereen <b>rijdt</b>.", problem="Fietsen staan stil."))
    objective = Objective(organisation_id=organisation, goal_category="jobs", title="Meer jongeren aan het werk", target_group="Jongeren")
    objective = path.save_objective(store, actor, objective, {"jobs"})[0]
    theory = TheoryOfChange(objective_id=objective.id, organisation_id=organisation)
    for box, text in ((Box.ACTIVITY, "Samen sleutelen"), (Box.OUTPUT, "Gemaakte fietsen"), (Box.EFFECT_SHORT, "Zij kunnen een vak")):
        theory = path.save_box(store, actor, theory, box, text)
    planning.choose_indicator(store, actor, catalogue, organisation, "people_at_work", objective_id=objective.id, first_year=2024)
    reading = Reading(value=Decimal(4711), note="Onze notitie")
    measuring.save_figure(store, actor, catalogue, organisation, "people_at_work", Period.year(2025), reading, 0)
    aim = Aim(organisation_id=organisation, indicator="people_at_work", kind=AimKind.TARGET, period=Period.year(2026), value=Decimal(8128))
    planning.save_aim(store, actor, catalogue, aim)
    token = sharing.make_link(store, actor, organisation, objective.id)
    return actor, organisation, objective.id, f"{ADDRESS}/{token}"


def said(store, shared):
    return [one for many in sharing.links_of(store, shared[0], shared[1]).comments.values() for one in many]


def once(page):
    return re.search(r'name="once" value="([^"]+)"', page.text)[1]


def comment(visitor, address, **fields):
    page = visitor.page(address)
    return visitor.fill_in(address, {"who": "Deelnemer", "text": "Klopt.", "once": once(page), **fields})


def test_a_stakeholder_reads_mission_objective_and_chain_without_an_account(visitor, shared):
    page = visitor.page(shared[3])
    assert page.status_code == 200
    for text in ("De Spaak", "Fietsen staan stil.", "Meer jongeren aan het werk", "Jongeren", "Samen sleutelen", "Zij kunnen een vak"):
        assert text in page.text
    assert "Iedereen &lt;b&gt;rijdt&lt;/b&gt;." in page.text
    assert "<script" not in page.text and page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"] and "script-src" not in page.headers["content-security-policy"]


def test_no_figure_target_or_indicator_is_shown(visitor, catalogue, shared):
    indicator = catalogue.by_id["people_at_work"]
    hidden = ["4711", "4.711", "8128", "8.128", "Onze notitie", "people_at_work"]
    hidden += [indicator.name.nl, indicator.name.en, indicator.short.nl]
    for language in ("nl", "en"):
        page = visitor.page(f"{shared[3]}?lang={language}").text
        picture = visitor.get(f"{shared[3]}/tekening.svg?lang={language}").text
        assert [text for text in hidden if text in page or text in picture] == []


def test_the_picture_comes_without_an_account(visitor, shared):
    answer = visitor.get(f"{shared[3]}/tekening.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert "Samen sleutelen" in " ".join("".join(ElementTree.fromstring(answer.text).itertext()).split())


def test_a_comment_arrives_once_and_says_thank_you(visitor, store, shared):
    page = visitor.page(shared[3])
    fields = {"who": "Klant", "text": "De <i>derde</i> stap mist.", "once": once(page)}
    for _ in range(2):
        answer = visitor.fill_in(shared[3], fields)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{shared[3]}?gelukt=1")
    assert 'role="status"' in visitor.page(answer.headers["location"]).text
    assert [(one.who, one.text) for one in said(store, shared)] == [("Klant", "De <i>derde</i> stap mist.")]


def test_what_was_typed_stays_when_it_is_refused_and_the_reason_stands_at_the_field(visitor, store, shared):
    answer = comment(visitor, shared[3], text='Bel 06 12345678 "nu" <b>')
    assert answer.status_code == 400 and said(store, shared) == []
    assert 'id="text-wrong"' in answer.text and 'aria-invalid="true"' in answer.text
    assert "Bel 06 12345678 &quot;nu&quot; &lt;b&gt;" in answer.text and 'value="Deelnemer"' in answer.text


def test_too_many_comments_and_too_large_a_form_are_told(visitor, store, shared):
    token = shared[3].rsplit("/", 1)[1]
    for number in range(MOST_PER_WINDOW):
        sharing.comment_by_link(store, token, "Klant", str(number), f"k{number}")
    assert comment(visitor, shared[3]).status_code == 429
    assert comment(visitor, shared[3], text="x" * 70_000).status_code == 413
    assert comment(visitor, shared[3], text="x" * 2_001).status_code == 400
    assert len(said(store, shared)) == MOST_PER_WINDOW


def test_a_form_that_is_not_ours_is_refused(visitor, store, shared):
    visitor.page(shared[3])
    answer = visitor.post(shared[3], data={"who": "Klant", "text": "Hoi", "once": "k"})
    assert answer.status_code == 403 and said(store, shared) == []
    elsewhere = visitor.post(shared[3], data={}, headers={"Origin": "https://elders.example"})
    assert elsewhere.status_code == 403


def test_unknown_revoked_and_expired_links_answer_alike(visitor, store, clock, shared):
    actor, organisation, objective, revoked = shared
    link = sharing.links_of(store, actor, organisation).links[0]
    expired = f"{ADDRESS}/{sharing.make_link(store, actor, organisation, objective, 7)}"
    sharing.revoke_link(store, actor, organisation, link.id)
    clock.now += timedelta(days=8)
    visitor.page("/aanmelden")  # the form cookie is there from now on
    for path_behind in ("", "/tekening.svg"):
        answers = [visitor.page(f"{address}{path_behind}") for address in (revoked, expired, f"{ADDRESS}/nothing")]
        assert {answer.status_code for answer in answers} == {404}
        bodies = {re.sub(r'name="next" value="[^"]*"', "", answer.text) for answer in answers}
        assert len(bodies) == 1 and "Deze link werkt niet" in bodies.pop()
    sent = [visitor.fill_in(one, {"who": "Klant", "text": "Hoi", "once": "k"}) for one in (revoked, expired, f"{ADDRESS}/nothing")]
    assert {answer.status_code for answer in sent} == {404} and len({answer.text for answer in sent}) == 1
    assert said(store, shared) == []


def test_the_page_speaks_english_on_request(visitor, shared):
    page = visitor.page(f"{shared[3]}?lang=en")
    assert '<html lang="en">' in page.text and "Think along with De Spaak" in page.text
