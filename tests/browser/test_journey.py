"""The main job, end to end, in a real browser: from an empty store to the coordinator who sees the figure.

Four people with a browser each. Every page they pass is given to axe.
"""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from impactmeter.domain.objective import Wish
from impactmeter.domain.organisation import Phase, Purpose, Size
from impactmeter.domain.permission import Role
from impactmeter.domain.theory_of_change import Box
from impactmeter.texts.formats import format_number
from tests.browser.steps import (
    ANY,
    CATALOGUE,
    GUIDANCE,
    HOURS,
    LAST_YEAR,
    PASSWORD,
    alert,
    arrive,
    button,
    choose,
    field,
    fill,
    fill_and_save,
    follow,
    main_of,
    number_label,
    pattern,
    pick,
    press,
    speak,
    toggle,
)

pytestmark = pytest.mark.browser
YEAR = str(LAST_YEAR)
ENTERPRISE = "Wasserij Het Witte Doek"
OBJECTIVE = "Mensen die lang thuis zaten vinden weer werk"
QUESTION = "Telt de reistijd hier ook in mee?"
ANSWER = "Je hebt gelijk. Ik heb de reistijd eraf gehaald."


@pytest.mark.parametrize(("language", "municipality"), [("nl", ""), ("en", "voorbeeldstad")])
def test_a_figure_goes_from_an_empty_store_to_the_city(empty, visit, language, municipality):
    area = replace(CATALOGUE, home=municipality).home_municipality.neighbourhoods[0]

    def somebody():
        return visit(empty, language=language)

    administrator = set_up(empty, somebody())
    links = {role: invite(administrator, role) for role in (Role.ENTREPRENEUR, Role.ACCOUNT_MANAGER, Role.COORDINATOR)}
    entrepreneur, manager, coordinator = (accept(somebody(), role, link) for role, link in links.items())

    see_an_empty_city(coordinator)
    describe(entrepreneur, area)
    plan(entrepreneur)
    fill_in_a_figure(entrepreneur)
    hand_in(entrepreneur)
    ask_and_return(manager)
    answer_and_hand_in_again(entrepreneur)
    see_what_changed_and_approve(manager)
    see_the_city(coordinator)

    for person in (administrator, entrepreneur, manager, coordinator):
        assert person.problems == []


# --- administrator ---


def set_up(served, person):
    """The first administrator, by the one-time link in the log."""
    person.page.goto(served.printed(r"(http://\S+/uitnodiging/\S+)"))
    speak(person)
    arrive(person, person.t("sign_in.set_up_title"))
    person.page.get_by_label(person.t("sign_in.name"), exact=True).fill("Bea Beheer")
    choose_password(person, "bea")
    arrive(person, person.t("home.title"))
    return person


def choose_password(person, login):
    t = person.t
    person.page.get_by_label(t("sign_in.login"), exact=True).fill(login)
    person.page.get_by_label(t("sign_in.password"), exact=True).fill(PASSWORD)
    person.page.get_by_role("button", name=t("sign_in.create"), exact=True).click()


def invite(administrator, role):
    """A one-time link for somebody with this role; for an entrepreneur without an organisation."""
    t, page = administrator.t, administrator.page
    if page.locator("h1").inner_text() != t("accounts_page.title"):
        follow(administrator, t("home.to_accounts"))
        arrive(administrator, t("accounts_page.title"))
    name = name_of(role)
    fill(administrator, t("accounts_page.name"), name)
    toggle(administrator, t("accounts_page.roles"), t.word("role", role))
    press(administrator, t("accounts_page.invite_button"))
    expect(alert(administrator, t("accounts_page.link_for", name=name))).to_be_visible()
    arrive(administrator, t("accounts_page.title"))
    return page.locator(".im-link").inner_text()


def name_of(role):
    return {Role.ENTREPRENEUR: "Els Onderneemt", Role.ACCOUNT_MANAGER: "Amir Kijkt", Role.COORDINATOR: "Cor Telt"}[role]


def accept(person, role, link):
    """Opens the link in a browser of one's own and chooses a name and a password; the link works once."""
    person.page.goto(link)
    speak(person)
    arrive(person, person.t("sign_in.invitation_title"))
    choose_password(person, name_of(role).split()[0].lower() + "-1")
    arrive(person, person.t("home.title"))
    assert person.context.request.get(link).status == 404
    return person


# --- entrepreneur ---


def describe(person, area):
    """Profile, mission, objective, theory of change."""
    t = person.t
    follow(person, t("home.create_organisation"))
    arrive(person, t("journey.step.profile"))
    make_profile(person, area)
    follow(person, t("profile.onward"))
    arrive(person, t("journey.step.mission"))
    write_mission(person)
    follow(person, t("mission.onward"))
    arrive(person, t("journey.step.objectives"))
    write_objective(person)
    follow(person, t("objectives_page.onward"))
    arrive(person, t("journey.step.theory"))
    write_theory(person)


def make_profile(person, area):
    t = person.t
    category = CATALOGUE.category(CATALOGUE.by_id[HOURS].goal_category)
    fill(person, t("profile.name"), ENTERPRISE)
    fill(person, t("profile.kvk"), "12345678")
    pick(person, t("profile.neighbourhood"), area.name)
    toggle(person, t("profile.categories"), category.label.in_language(t.language))
    press(person, t("profile.create"))
    expect(main_of(person).get_by_text(t("profile.intro"))).to_be_visible()
    choose(person, t("profile.size"), t.word("size", Size.SMALL))
    choose(person, t("profile.phase"), t.word("phase", Phase.GROWTH))
    toggle(person, t("profile.purposes"), t.word("purpose", Purpose.LEARN))
    expect(main_of(person).get_by_text(pattern(t, "ui.saved_at", time=ANY)).last).to_be_visible()
    arrive(person, t("journey.step.profile"))


def write_mission(person):
    t, asked = person.t, GUIDANCE.path.mission
    answers = {
        "problem": "Veel mensen in de wijk zitten lang zonder werk thuis.",
        "for_whom": "Mensen uit de wijk die langer dan een jaar een uitkering hebben",
        "statement": "Wij willen dat niemand in onze wijk aan de kant staat die wil werken.",
    }
    for part, text in answers.items():
        fill_and_save(person, getattr(asked, part).question.in_language(t.language), text)
        if part != "statement":
            following = list(answers)[list(answers).index(part) + 1]
            press(person, t("guidance.on_to", name=t(f"mission.part.{following}")))
            arrive(person, t("journey.step.mission"))
    expect(main_of(person).get_by_role("definition").filter(has_text=answers["problem"])).to_be_visible()


def write_objective(person):
    t, asked = person.t, GUIDANCE.path.objective
    category = CATALOGUE.category(CATALOGUE.by_id[HOURS].goal_category)
    fill(person, asked.title.question.in_language(t.language), OBJECTIVE)
    choose(person, t("objectives_page.category"), category.label.in_language(t.language))
    press(person, t("objectives_page.add"))
    expect(alert(person, t("objectives_page.added"))).to_be_visible()
    arrive(person, t("journey.step.objectives"))
    fill_and_save(person, asked.target_group.question.in_language(t.language), "Mensen uit de wijk zonder baan")
    fill_and_save(person, asked.change.question.in_language(t.language), "Ze hebben weer werk dat bij hen past.")
    choose(person, asked.wish.question.in_language(t.language), t.word("wish", Wish.MORE))
    pick(person, asked.by_year.question.in_language(t.language), str(LAST_YEAR + 5))
    expect(main_of(person).get_by_text(pattern(t, "ui.saved_at", time=ANY)).last).to_be_visible()


def write_theory(person):
    """All boxes, one after the other; the chain below grows with them."""
    t, boxes = person.t, GUIDANCE.theory.boxes
    for place, box in enumerate(Box):
        label = t("theory_page.one_per_line", question=boxes[box].question.in_language(t.language))
        fill_and_save(person, label, f"Tekst van vak {place}\nMeer van vak {place}")
        rest = list(Box)[place + 1 :]
        name = t.word("box", rest[0]) if rest else t("theory_page.assumptions")
        press(person, t("guidance.on_to", name=name))
        expect(main_of(person).get_by_role("heading", name=name, exact=True).first).to_be_visible()
        expect(main_of(person).locator("li").filter(has_text=f"Meer van vak {place}").first).to_be_visible()
    arrive(person, t("journey.step.theory"))
    fill(person, t("theory_page.assumption_text"), "Wie bij ons leert wassen, durft ook elders te solliciteren.")
    press(person, t("theory_page.add_assumption"))
    expect(alert(person, pattern(t, "ui.saved_at", time=ANY)).first).to_be_visible()
    arrive(person, t("journey.step.theory"))


def plan(person):
    """An indicator from the catalogue and a target."""
    t, indicator = person.t, CATALOGUE.by_id[HOURS]
    name = indicator.name.in_language(t.language)
    follow(person, t("theory_page.onward"))
    arrive(person, t("journey.step.indicators"))
    pick(person, t("indicators.browse_open"), name)
    card = main_of(person).get_by_role("heading", name=name, exact=True).last
    card.locator(f"xpath=following::button[normalize-space()='{t('indicators.choose')}'][1]").click()
    expect(alert(person, t("indicators.chosen_saved", name=name))).to_be_visible()
    arrive(person, t("journey.step.indicators"))
    follow(person, t("indicators.next"))
    arrive(person, t("journey.step.aims"))
    unit = CATALOGUE.unit_name(indicator.newest.unit, t.language)
    # The baseline asks the same above it.
    field(person, t("aims.value", unit=unit)).last.fill("600")
    fill(person, t("aims.reason"), "Er komt een tweede begeleider bij.")
    press(person, t("aims.save_target"))
    expect(alert(person, pattern(t, "ui.saved_at", time=ANY)).first).to_be_visible()
    arrive(person, t("journey.step.aims"))
    follow(person, t("aims.next"))
    arrive(person, t("journey.step.figures"))


def fill_in_a_figure(person):
    """The figure of the newest year that is over, and its chart with the sentence that says what it shows."""
    t = person.t
    fill(person, number_label(t), "1234,5")
    fill(person, t("figures.source"), "De agenda van de begeleider")
    press(person, t("figures.save"))
    expect(alert(person, pattern(t, "ui.saved_at", time=ANY)).first).to_be_visible()
    arrive(person, t("journey.step.figures"))
    see_the_chart(person, "1234.5")


def see_the_chart(person, number):
    t, said = person.t, format_number(float(number), person.t.language)
    person.open("voortgang")
    arrive(person, t("progress_page.title"))
    chart = main_of(person).get_by_role("figure")
    sentence = chart.get_attribute("aria-label")
    assert said in sentence
    assert YEAR in sentence
    expect(main_of(person).get_by_text(sentence, exact=True)).to_be_visible()
    main_of(person).get_by_text(t("chart.table"), exact=True).click()
    expect(main_of(person).get_by_role("cell").filter(has_text=said).first).to_be_visible()


def hand_in(person):
    t = person.t
    person.open("inleveren")
    arrive(person, t("journey.step.hand_in"))
    main_of(person).get_by_text(t("hand_in.consent_name"), exact=True).click()
    press(person, t("hand_in.button", count=1))
    expect(alert(person, t("hand_in.done"))).to_be_visible()
    expect(main_of(person).get_by_text(t.word("submission_status", "in_review"))).to_be_visible()
    arrive(person, t("journey.step.hand_in"))


def answer_and_hand_in_again(person):
    """The question stands at the figure; answering and correcting it, and handing in once more."""
    t = person.t
    person.open()
    arrive(person, t("home.title"))
    expect(main_of(person).get_by_text(t("home.questions", count=1))).to_be_visible()
    follow(person, t("home.answer"))
    arrive(person, t("journey.step.figures"))
    expect(main_of(person).get_by_text(QUESTION)).to_be_visible()
    fill(person, t("figures.answer"), ANSWER)
    press(person, t("figures.answer_button"))
    expect(main_of(person).get_by_text(ANSWER)).to_have_count(1)
    fill(person, number_label(t), "1120")
    press(person, t("figures.save"))
    expect(alert(person, pattern(t, "ui.saved_at", time=ANY)).first).to_be_visible()
    arrive(person, t("journey.step.figures"))
    hand_in(person)


# --- account manager ---


def open_what_waits(manager):
    t = manager.t
    manager.open()
    arrive(manager, t("home.title"))
    follow(manager, t("home.to_queue"))
    arrive(manager, t("queue.title"))
    expect(main_of(manager).get_by_text(t("queue.header", count=1))).to_be_visible()


def open_submission(manager):
    follow(manager, manager.t("queue.open", name=ENTERPRISE, period=YEAR))
    arrive(manager, manager.t("review_page.title"))


def ask_and_return(manager):
    t = manager.t
    name = CATALOGUE.by_id[HOURS].name.in_language(t.language)
    open_what_waits(manager)
    open_submission(manager)
    expect(main_of(manager).get_by_role("definition").filter(has_text="De agenda van de begeleider")).to_be_visible()
    expect(main_of(manager).get_by_role("figure")).to_be_visible()
    fill(manager, t("review_page.ask", name=name), QUESTION)
    press(manager, t("review_page.button.return", count=1, approved=0, returned=1))
    expect(alert(manager, t("review_page.done.return", count=1, approved=0, returned=1))).to_be_visible()
    arrive(manager, t("review_page.title"))
    follow(manager, t("review_page.back_to_queue"))
    arrive(manager, t("queue.title"))
    expect(alert(manager, t("queue.empty"))).to_be_visible()


def see_what_changed_and_approve(manager):
    t = manager.t
    open_what_waits(manager)
    expect(main_of(manager).get_by_text(t("queue.again"))).to_be_visible()
    expect(main_of(manager).get_by_text(t("queue.changed", count=1))).to_be_visible()
    open_submission(manager)
    table = main_of(manager).get_by_role("table").filter(has_text=t("review_page.column.before"))
    expect(table).to_contain_text(format_number(1234.5, t.language))
    expect(table).to_contain_text(format_number(1120, t.language))
    expect(main_of(manager).get_by_text(ANSWER)).to_be_visible()
    press(manager, t("review_page.button.approve", count=1, approved=1, returned=0))
    expect(alert(manager, t("review_page.done.approve", count=1, approved=1, returned=0))).to_be_visible()
    expect(button(manager, t("review_page.button.approve", count=1, approved=1, returned=0))).to_have_count(0)
    arrive(manager, t("review_page.title"))


# --- coordinator ---


def see_an_empty_city(coordinator):
    coordinator.open("stad")
    arrive(coordinator, coordinator.t("city.title"))
    expect(alert(coordinator, coordinator.t("city.empty"))).to_be_visible()


def see_the_city(coordinator):
    """The figure of the city, of how many organisations it is, and its course."""
    t = coordinator.t
    coordinator.open(f"stad?jaar={YEAR}")
    arrive(coordinator, t("city.title"))
    card = main_of(coordinator)
    expect(card.locator(".im-value")).to_contain_text(format_number(1120, t.language))
    expect(card.get_by_text(t("city.from", coverage=t("city.coverage_whole", count=1)))).to_be_visible()
    card.get_by_text(t("city.more"), exact=True).click()
    sentence = card.get_by_role("figure").get_attribute("aria-label")
    assert format_number(1120, t.language) in sentence
    arrive(coordinator, t("city.title"))
