"""`make bench ARGS=review-hour`: 50 submissions through the desk in a real browser, as an account manager clicks.

Nine in ten are approved; the tenth goes back with a question that stands ready. Counted are clicks, and seconds until the
page stands still after each: what the product costs. Reading is not slept but added: so many seconds for each submission.
Everything runs on this machine, browser included, so a fast network and a slow computer.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.measurement import Reading
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR, Grant, Role
from impactmeter.services import accounts, measuring, organisations, planning
from impactmeter.storage.store import Store
from impactmeter.texts import texts_in
from tests.browser.conftest import Served, Visitor
from tests.conftest import CHROMIUM_FLAGS, CHROMIUMS

HOW_MANY, FIGURES, RETURN_EVERY = 50, 3, 10
READING = (30, 45, 60)
"""Seconds of reading for each submission."""
PASSWORD, LOGIN = "een zin van zes losse woorden", "mo-desk"
T = texts_in("nl")


def fill(folder):
    """Enterprises that each handed in three figures; every tenth names no source, so that the checks ask about it."""
    store, catalogue = Store(folder), load_catalogue()
    usable = [one.id for one in catalogue.indicators if one.accepts_figures and one.type and one.type.value == "flow"]
    period = Period.year(2024)
    for number in range(HOW_MANY):
        organisation = organisations.create_organisation(store, OPERATOR, {"name": f"Onderneming {number:02}"})
        source = "" if number % RETURN_EVERY == 0 else "Eigen administratie"
        for indicator in usable[:FIGURES]:
            planning.choose_indicator(
                store, OPERATOR, catalogue, organisation, indicator, objective_id=None, first_year=2024
            )
            reading = Reading(value=10 + number, source=source)
            measuring.save_figure(store, OPERATOR, catalogue, organisation, indicator, period, reading, 0)
        measuring.hand_in(store, OPERATOR, catalogue, organisation, period, Consent())
    link = accounts.invite(store, OPERATOR, "Mo", [Grant(Role.ACCOUNT_MANAGER)])
    accounts.accept_invitation(store, link, login=LOGIN, password=PASSWORD)
    store.close()


class Manager:
    """Clicks, counts them, and waits until the page stands still."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page
        self.clicks, self.waited = 0, []

    def click(self, what):
        begin = time.perf_counter()
        what.click()
        self.visitor.settled()
        self.clicks += 1
        self.waited.append(time.perf_counter() - begin)

    def main(self, role, name):
        return self.page.get_by_role("main").get_by_role(role, name=name)

    def review_one(self):
        """The submission that is open: asks about it when the checks found something, else approves it."""
        ready = self.main("button", T("desk.take", question="")[:10])
        if ready.count():
            self.click(ready.first)
        self.decide()
        following = self.main("button", T("review_page.next", name="", period="")[:15])
        if not following.count():
            return False
        self.click(following.first)
        return True

    def decide(self):
        radios = self.page.get_by_role("main").get_by_role("radiogroup", name=T("review_page.choose"))
        if radios.count():
            self.click(radios.locator("label").first)
        self.click(self.page.get_by_role("main").locator("button[kind=primary]").first)


def main():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fill(Path(folder) / "data")
        served = Served(Path(folder), "--data", str(Path(folder) / "data")).wait_until_ready()
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        try:
            measure(browser, served)
        finally:
            browser.close()
            served.stop()
    return 0


def chromium():
    import shutil

    return next(filter(None, map(shutil.which, CHROMIUMS)))


def measure(browser, served):
    visitor = Visitor(browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL"), served.url)
    visitor.page.goto(f"{served.url}/aanmelden")
    visitor.page.get_by_label(T("sign_in.login"), exact=True).fill(LOGIN)
    visitor.page.get_by_label(T("sign_in.password"), exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name=T("sign_in.submit"), exact=True).click()
    visitor.settled().open("beoordelen")
    manager = Manager(visitor)
    begin, done = time.perf_counter(), 1
    manager.click(visitor.page.get_by_role("main").get_by_role("link", name="Onderneming").first)
    while manager.review_one():
        done += 1
    took = time.perf_counter() - begin
    print(f"{done} submissions of {FIGURES} figures: {manager.clicks} clicks ({manager.clicks / done:.1f} each)")
    print(f"waiting for the page: {took:.0f} s, {took / done:.1f} s each; a click takes {median_of(manager.waited)}")
    for seconds in READING:
        print(f"with {seconds} s of reading each: {(took + done * seconds) / 60:.0f} minutes")


def median_of(seconds):
    ordered = sorted(seconds)
    return f"{statistics.median(ordered):.2f} s in the middle, {ordered[int(len(ordered) * 0.95)]:.2f} s at 95 %"


if __name__ == "__main__":
    sys.exit(main())
