"""What a person does in a browser, in their own words: arrive, fill in, choose, press.

Everything is found by what it is called on the screen, through the texts, so that a rewording breaks no test.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

from impactmeter.catalogue import load_catalogue
from impactmeter.catalogue.guidance import load_guidance
from impactmeter.domain.measurement import Reading
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import accounts, measuring, organisations, path, planning
from impactmeter.storage.store import Store
from impactmeter.web.cookies import SESSION
from tests.browser.conftest import PATIENCE, Served

ANY = "@@"
"""Stands for a value that a test does not know, such as a time, in `pattern`."""
LAST_YEAR = datetime.now(UTC).year - 1
"""The newest year that is over; nothing here runs so long that it would change."""
HOURS = "hours_of_guidance"
"""The indicator these people measure: an amount with decimals that a year adds up."""
TRIES = 5
CATALOGUE = load_catalogue()
GUIDANCE = load_guidance(CATALOGUE.folder)
PASSWORD = "een zin van zes losse woorden"


# --- looking ---


def pattern(t, key, **values):
    """A sentence of the texts as a regular expression in which `ANY` fits everything."""
    return re.compile(re.escape(t(key, **values)).replace(re.escape(ANY), ".+"))


def main_of(visitor):
    """The page itself, without the menu beside it."""
    return visitor.page.get_by_role("main")


def alert(visitor, text):
    """A message that is announced, whatever its colour."""
    return visitor.page.locator("[role=alert], [role=status]").filter(has_text=text)


def field(visitor, label):
    return visitor.page.get_by_role("textbox", name=label, exact=True)


def button(visitor, name):
    return main_of(visitor).get_by_role("button", name=name, exact=True)


def arrive(visitor, title):
    """The page with this title is there, stands still, and anybody can use it."""
    expect(visitor.page.locator("h1")).to_have_text(title)
    visitor.settled().assert_accessible()
    return visitor


def message_at(visitor, label):
    """The text of the first message after a field: what is wrong stands where it went wrong."""
    message = field(visitor, label).locator("xpath=following::*[@data-testid='stAlert'][1]")
    return message.get_by_test_id("stMarkdownContainer")


def number_label(t):
    """What the number field of the figure is called."""
    return t("figures.value", unit=CATALOGUE.unit_name(CATALOGUE.by_id[HOURS].newest.unit, t.language))


# --- doing ---


def fill(visitor, label, text):
    """Types in a field and leaves it."""
    field(visitor, label).fill(text)
    field(visitor, label).press("Tab")


def saved_line(visitor, label):
    """The line under a field that says when it was saved."""
    return field(visitor, label).locator("xpath=following::p[contains(@class, 'im-saved')][1]")


def fill_and_save(visitor, label, text):
    """Types in a field that saves itself, leaves it, and waits until the page says that it was saved."""
    fill(visitor, label, text)
    expect(saved_line(visitor, label)).to_have_text(pattern(visitor.t, "ui.saved_at", time=ANY))


def press(visitor, name):
    button(visitor, name).click()


def follow(visitor, name):
    """Follows a link in the page; in the menu the same words may stand once more."""
    main_of(visitor).get_by_role("link", name=name, exact=True).first.click()


def open_figure(visitor):
    """Opens the one figure in the list; what is filled in is closed when the page opens."""
    name = CATALOGUE.by_id[HOURS].name.in_language(visitor.t.language)
    slot = pattern(visitor.t, "figures.slot", name=name, period=LAST_YEAR, status=ANY)
    visitor.open("cijfers")
    if not field(visitor, number_label(visitor.t)).count():
        main_of(visitor).get_by_role("button", name=slot).click()
    expect(field(visitor, number_label(visitor.t))).to_be_visible()
    return visitor


def choose(visitor, question, answer):
    """One of a few."""
    group = main_of(visitor).get_by_role("radiogroup", name=question, exact=True)
    group.get_by_text(answer, exact=True).click()
    expect(group.get_by_role("radio", name=answer, exact=True)).to_be_checked()


def toggle(visitor, question, answer):
    """Any number of a few."""
    chosen = main_of(visitor).get_by_role("toolbar", name=question, exact=True).get_by_role("button", name=answer, exact=True)
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")


def pick(visitor, question, answer):
    """One of many, from a list that opens."""
    option = visitor.page.get_by_role("option", name=answer, exact=True)
    open_list(visitor, question)
    option.click()
    expect(visitor.page.get_by_role("listbox")).to_have_count(0)


def open_list(visitor, question):
    """Opens a list by the arrow. It closes when the page scrolls under it, as it does when what a test reaches for
    was out of sight; whoever sees that opens it again."""
    box = main_of(visitor).get_by_role("combobox", name=question, exact=True)
    for _ in range(TRIES):
        box.press("ArrowDown")
        try:
            return visitor.page.get_by_role("option").first.wait_for(timeout=PATIENCE / 10)
        except TooLate:
            continue
    raise AssertionError(f"the list of {question!r} does not open")


def speak(visitor):
    """Chooses the visitor's language by the switch on the screen, when the page speaks another."""
    if visitor.page.locator("html").get_attribute("lang") != visitor.t.language:
        visitor.page.locator(f"button[name=language][value={visitor.t.language}]").click()
        expect(visitor.page.locator("html")).to_have_attribute("lang", visitor.t.language)


def sign_in(visitor, login):
    """Signs in somebody of the world, in the visitor's language."""
    visitor.page.goto(f"{visitor.url}/aanmelden")
    speak(visitor)
    visitor.page.get_by_label(visitor.t("sign_in.login"), exact=True).fill(login)
    visitor.page.get_by_label(visitor.t("sign_in.password"), exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name=visitor.t("sign_in.submit"), exact=True).click()
    visitor.settled()
    speak(visitor)
    return visitor.settled()


def session_cookie(visitor):
    return next(one for one in visitor.context.cookies() if one["name"] == SESSION)


# --- a store with people in it ---


class World:
    """A store filled before a server opens it: an enterprise with a plan, another one that handed something in, and
    an account manager. Everybody has the same password."""

    def __init__(self, folder):
        self.folder = folder
        self.store = Store(folder)
        self.organisation_id = self._enterprise("De Spaak", "spaak")
        self.other_id = self._enterprise("Het Anker", "anker")
        self.submission_of_other = self._hand_in(self.other_id)
        self._account("Mona van de gemeente", "mona", Grant(Role.ACCOUNT_MANAGER))
        self.store.close()

    def _account(self, name, login, grant):
        token = accounts.invite(self.store, OPERATOR, name, [grant])
        return accounts.accept_invitation(self.store, token, login=login, password=PASSWORD)

    def _enterprise(self, name, login):
        organisation_id = organisations.create_organisation(self.store, OPERATOR, {"name": name})
        grant = Grant(Role.ENTREPRENEUR, organisation_id)
        account = self._account(f"Ondernemer van {name}", login, grant)
        actor = Actor(account.id, account.name, frozenset({grant}))
        indicator = CATALOGUE.by_id[HOURS]
        objective = Objective(
            organisation_id=organisation_id, goal_category=indicator.goal_category, title="Meer mensen vinden werk"
        )
        categories = {category.id for category in CATALOGUE.categories}
        objective, _ = path.save_objective(self.store, actor, objective, categories)
        planning.choose_indicator(
            self.store, actor, CATALOGUE, organisation_id, HOURS, objective_id=objective.id, first_year=LAST_YEAR
        )
        return organisation_id

    def _hand_in(self, organisation_id):
        year, reading = Period.year(LAST_YEAR), Reading(value=Decimal(80))
        measuring.save_figure(self.store, OPERATOR, CATALOGUE, organisation_id, HOURS, year, reading, 0)
        return measuring.hand_in(self.store, OPERATOR, CATALOGUE, organisation_id, year, Consent())

    def serve(self):
        return Served(self.folder, "--data", str(self.folder)).wait_until_ready()
