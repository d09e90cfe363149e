"""The first three steps without a mouse: Tab, Shift, arrows, Space, Enter and typing."""

import pytest
from playwright.sync_api import expect

from impactmeter.domain.organisation import Phase, Purpose, Size
from impactmeter.texts import texts_in
from impactmeter.web.demo import NEWCOMER
from tests.browser.steps import ANY, CATALOGUE, GUIDANCE, alert, field, main_of, pattern, saved_line

pytestmark = pytest.mark.browser
T = texts_in("nl")
MOST_STOPS = 90
"""More stops than any of these pages has between two things a person needs: past that the keyboard is trapped."""


class Keyboard:
    """Somebody with a keyboard. There is no way to click here."""

    def __init__(self, visitor):
        self.visitor = visitor
        self.page = visitor.page

    def go_to(self, target):
        """Tabs until the focus is on the target, and sees where it is."""
        expect(target).to_be_visible()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return self
        raise AssertionError(f"the keyboard does not get to {target}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text):
        self.page.keyboard.type(text)
        return self

    def type_in(self, label, text):
        return self.go_to(field(self.visitor, label)).type(text)

    def type_and_leave(self, label, text):
        """Types in a field that saves itself, and hears that it was saved."""
        self.type_in(label, text).press("Tab")
        expect(saved_line(self.visitor, label)).to_have_text(pattern(T, "ui.saved_at", time=ANY))
        return self

    def follow(self, name):
        self.go_to(main_of(self.visitor).get_by_role("link", name=name, exact=True)).press("Enter")
        return self

    def push(self, name):
        self.go_to(main_of(self.visitor).get_by_role("button", name=name, exact=True)).press("Enter")
        return self

    def toggle(self, question, answer):
        """To the first of a row, by the arrows to the one that is meant, and Space."""
        row = main_of(self.visitor).get_by_role("toolbar", name=question, exact=True).get_by_role("button")
        self.go_to(row.first)
        self.press(*["ArrowRight"] * row.all_inner_texts().index(answer), "Space")
        expect(row.filter(has_text=answer)).to_have_attribute("aria-pressed", "true")
        return self

    def choose(self, question, answer):
        """Among a few of which none is chosen yet: by the arrows, and Space."""
        group = main_of(self.visitor).get_by_role("radiogroup", name=question, exact=True)
        radios, wanted = group.get_by_role("radio"), group.get_by_role("radio", name=answer, exact=True)
        self.go_to(radios.first).press("Space")
        expect(radios.first).to_be_checked()
        while not wanted.is_checked():
            self.press("ArrowDown")
        expect(wanted).to_be_checked()
        return self

    def sees_title(self, key):
        expect(self.page.locator("h1")).to_have_text(T(key))
        self.visitor.settled()
        return self


def test_the_first_three_steps_need_no_mouse(demo, visit):
    visitor = visit(demo)
    keyboard = Keyboard(visitor)
    visitor.page.goto(f"{demo.url}/aanmelden")
    keyboard.go_to(visitor.page.locator(f"button[value={NEWCOMER}]")).press("Enter")
    keyboard.sees_title("home.title").follow(T("home.create_organisation"))

    keyboard.sees_title("journey.step.profile")
    make_profile(keyboard)
    keyboard.follow(T("profile.onward")).sees_title("journey.step.mission")
    write_mission(keyboard)
    keyboard.follow(T("mission.onward")).sees_title("journey.step.objectives")
    write_objective(keyboard)

    path = visitor.page.get_by_role("navigation", name=T("journey.title")).get_by_role("listitem")
    for step, key in zip(path.all()[:2], ("profile", "mission"), strict=True):
        expect(step).to_contain_text(T(f"journey.step.{key}"))
        expect(step).to_contain_text(T("journey.state.done"))
    expect(path.nth(2)).to_contain_text(T("journey.state.busy"))
    assert visitor.problems == []


def make_profile(keyboard):
    keyboard.type_in(T("profile.name"), "Zonder muis")
    place = main_of(keyboard.visitor).get_by_role("combobox", name=T("profile.neighbourhood"), exact=True)
    keyboard.go_to(place).type(CATALOGUE.home_municipality.neighbourhoods[0].name[:6])
    expect(keyboard.page.get_by_role("option").first).to_be_visible()
    keyboard.press("ArrowDown", "Enter")
    expect(keyboard.page.get_by_role("listbox")).to_have_count(0)
    keyboard.toggle(T("profile.categories"), CATALOGUE.categories[1].label.in_language("nl"))
    keyboard.push(T("profile.create"))
    expect(main_of(keyboard.visitor).get_by_text(T("profile.intro"))).to_be_visible()
    keyboard.visitor.settled()
    keyboard.choose(T("profile.size"), T.word("size", Size.MICRO))
    keyboard.choose(T("profile.phase"), T.word("phase", Phase.START))
    keyboard.toggle(T("profile.purposes"), T.word("purpose", Purpose.LEARN))
    keyboard.visitor.settled()


def write_mission(keyboard):
    asked = GUIDANCE.path.mission
    for part, following in (("problem", "for_whom"), ("for_whom", "statement"), ("statement", None)):
        keyboard.type_and_leave(getattr(asked, part).question.in_language("nl"), "Iedereen telt mee in onze straat.")
        if following:
            keyboard.push(T("guidance.on_to", name=T(f"mission.part.{following}")))


def write_objective(keyboard):
    asked = GUIDANCE.path.objective
    keyboard.type_in(asked.title.question.in_language("nl"), "Buren kennen elkaar beter")
    keyboard.push(T("objectives_page.add"))
    expect(alert(keyboard.visitor, T("objectives_page.added"))).to_be_visible()
    keyboard.type_and_leave(asked.target_group.question.in_language("nl"), "Bewoners van de flats")
