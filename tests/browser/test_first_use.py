"""First use: somebody who never heard the word outcome, from signing in to level 1 and to a complete chain on level 2.

What a person does is counted: a field that is filled in or chosen, and a press or a link. The counts are the promise: a
page that asks more of a newcomer fails here.
"""

import pytest
from playwright.sync_api import expect

from impactmeter.domain.objective import Wish
from impactmeter.domain.permission import OPERATOR, Grant, Role
from impactmeter.domain.theory_of_change import Box
from impactmeter.services import accounts
from impactmeter.storage.store import Store
from impactmeter.texts.formats import month_name
from tests.browser import steps
from tests.browser.conftest import Served
from tests.browser.steps import ANY, GUIDANCE, LAST_YEAR, PASSWORD, alert, arrive, main_of, pattern, sign_in

pytestmark = pytest.mark.browser
MOST_TO_LEVEL_1 = {"fields": 9, "presses": 8}
MOST_TO_LEVEL_2 = {"fields": 18, "presses": 14}
"""On top of those for level 1. At half a minute a field to think and write, that is within ten minutes and an hour."""
BOXES = {
    Box.PROBLEM: "Mensen zitten lang thuis zonder werk",
    Box.TARGET_GROUP: "Mensen met een uitkering",
    Box.ACTIVITY: "Samen wassen en strijken",
    Box.OUTPUT: "Mensen die drie dagen per week komen",
    Box.EFFECT_SHORT: "Mensen durven weer te solliciteren",
}


@pytest.fixture
def newcomer(tmp_path, visit):
    """Somebody with an account and nothing else."""
    store = Store(tmp_path / "data")
    token = accounts.invite(store, OPERATOR, "Nieuw Komer", [Grant(Role.ENTREPRENEUR)])
    accounts.accept_invitation(store, token, login="nieuw", password=PASSWORD)
    store.close()
    served = Served(tmp_path, "--data", str(tmp_path / "data")).wait_until_ready()
    yield sign_in(visit(served), "nieuw")
    served.stop()


class Counted:
    """Does what the steps do, and counts it."""

    def __init__(self, person):
        self.person, self.t, self.done = person, person.t, {"fields": 0, "presses": 0}

    def __getattr__(self, name):
        kind = "presses" if name in ("press", "follow") else "fields"

        def act(*arguments):
            self.done[kind] += 1
            return getattr(steps, name)(self.person, *arguments)

        return act


def test_a_newcomer_reaches_level_1_and_then_level_2_in_few_steps(newcomer):
    one = Counted(newcomer)
    to_level_1(one)
    at_1 = dict(one.done)
    assert level_of(newcomer) == 1
    newcomer.open("verandertheorie")
    to_level_2(one)
    at_2 = {kind: count - at_1[kind] for kind, count in one.done.items()}
    assert level_of(newcomer) == 2
    print(f"to level 1: {at_1}; then to level 2: {at_2}")
    assert all(at_1[kind] <= most for kind, most in MOST_TO_LEVEL_1.items()), at_1
    assert all(at_2[kind] <= most for kind, most in MOST_TO_LEVEL_2.items()), at_2
    assert newcomer.problems == []


def to_level_1(one):
    """A name, a mission in one sentence, an objective."""
    t, person = one.t, one.person
    guide = GUIDANCE.path
    one.follow(t("home.create_organisation"))
    arrive(person, t("journey.step.profile"))
    one.fill(t("profile.name"), "Wasserij Het Witte Doek")
    one.press(t("profile.create"))
    expect(main_of(person).get_by_text(t("profile.intro"))).to_be_visible()
    person.settled()
    one.follow(t("profile.onward"))
    arrive(person, t("journey.step.mission"))
    for part, text in (("problem", "Een op de negen mensen in onze wijk heeft geen werk."), ("for_whom", "Zij")):
        one.fill_and_save(asked(t, getattr(guide.mission, part)), text)
        following = "for_whom" if part == "problem" else "statement"
        one.press(t("guidance.on_to", name=t(f"mission.part.{following}")))
        person.settled()
    one.fill_and_save(asked(t, guide.mission.statement), "Niemand in onze wijk staat aan de kant die wil werken.")
    one.follow(t("mission.onward"))
    arrive(person, t("journey.step.objectives"))
    one.fill(asked(t, guide.objective.title), "Mensen die lang thuis zaten vinden werk")
    one.press(t("objectives_page.add"))
    expect(alert(person, t("objectives_page.added"))).to_be_visible()
    person.settled()
    one.fill_and_save(asked(t, guide.objective.target_group), "Mensen uit de wijk zonder baan")
    one.fill_and_save(asked(t, guide.objective.change), "Ze hebben werk dat bij hen past.")
    one.choose(asked(t, guide.objective.wish), t.word("wish", Wish.MORE))
    person.settled()
    one.pick(asked(t, guide.objective.by_year), str(LAST_YEAR + 4))
    person.settled()


def to_level_2(one):
    """Five boxes, two assumptions, two pieces of evidence, and how was looked for harm."""
    t, person = one.t, one.person
    guide = GUIDANCE.theory
    for box, text in BOXES.items():
        one.fill_and_save(t("theory_page.one_per_line", question=asked(t, guide.boxes[box])), text)
        if box is not Box.EFFECT_SHORT:
            go_on(one, t.word("box", list(Box)[list(Box).index(box) + 1]))
    open_part(one, t("theory_page.assumptions"))
    for text, disproof in (("Wie komt, blijft", "De helft stopt"), ("Werken geeft moed", "Niemand solliciteert")):
        one.fill(t("theory_page.assumption_text"), text)
        one.choose(t("theory_page.assumption_plausibility"), t.word("plausibility", 3))
        one.fill(t("theory_page.assumption_disproof"), disproof)
        one.press(t("theory_page.add_assumption"))
        saved(person)
    open_part(one, t("evidence.title"))
    one.fill(t("evidence.reference"), "Zes deelnemers, aan de koffietafel")
    one.pick(t("evidence.month"), month_name(3, t.language))
    one.pick(t("evidence.year"), str(LAST_YEAR))
    one.fill(t("evidence.what_changed"), "Wij begonnen later op de dag.")
    one.press(t("evidence.add"))
    saved(person)
    one.fill(t("evidence.reference"), "Nog vier deelnemers")
    one.press(t("evidence.add"))
    saved(person)
    open_part(one, t("evidence.harm"))
    one.fill_and_save(t("evidence.harm_looked_for"), "Wij vroegen drie buren en vonden niets.")


def asked(t, question):
    return question.question.in_language(t.language)


def go_on(one, name):
    one.press(one.t("guidance.on_to", name=name))
    expect(main_of(one.person).get_by_role("heading", name=name, exact=True).first).to_be_visible()
    one.person.settled()


def open_part(one, name):
    one.done["presses"] += 1
    main_of(one.person).get_by_role("radio", name=name, exact=True).or_(
        main_of(one.person).get_by_role("button", name=name, exact=True)
    ).first.click()
    expect(main_of(one.person).get_by_role("heading", name=name, exact=True).first).to_be_visible()
    one.person.settled()


def saved(person):
    expect(alert(person, pattern(person.t, "ui.saved_at", time=ANY)).first).to_be_visible()
    person.settled()


def level_of(person):
    """What the page of the level says; nobody can set it there."""
    t = person.t
    person.open("niveau").assert_accessible()
    for level in range(5, 0, -1):
        if main_of(person).get_by_text(t("level.line", level=level, highest=5)).count():
            return level
    return 0
