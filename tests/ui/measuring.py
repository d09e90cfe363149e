"""An enterprise halfway its path, for the tests of the measuring pages."""

from decimal import Decimal

from impactmeter.domain.measurement import Reading
from impactmeter.domain.objective import Objective, Wish
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import measuring, path, planning, reviewing

PEOPLE = "people_at_work"
SHARE = "arrangement_kept_12_months"
VISITS = "visits_to_activities"
SCORE = "wellbeing_who5"
STEPS = "self_sufficiency_matrix"
YEAR = 2025
REVIEWER = Actor("reviewer", "Ria", frozenset({Grant(Role.ACCOUNT_MANAGER)}))


def add_objective(store, catalogue, organisation_id, category="jobs", title="Meer mensen hebben vast werk"):
    objective = Objective(
        organisation_id=organisation_id,
        goal_category=category,
        title=title,
        target_group="mensen zonder werk",
        change="zij houden hun werk",
        wish=Wish.MORE,
        by_year=2028,
    )
    return path.save_objective(store, OPERATOR, objective, {one.id for one in catalogue.categories})[0]


def plan(store, catalogue, organisation_id, indicator=PEOPLE, first_year=YEAR - 1, frequency=Frequency.YEAR, objective=None):
    return planning.choose_indicator(
        store, OPERATOR, catalogue, organisation_id, indicator,
        objective_id=objective.id if objective else None, first_year=first_year, frequency=frequency,
    )  # fmt: skip


def fill_in(store, catalogue, organisation_id, value, indicator=PEOPLE, year=YEAR, lock=0, **said):
    reading = Reading(value=None if value is None else Decimal(value), **said)
    return measuring.save_figure(
        store, OPERATOR, catalogue, organisation_id, indicator, Period.year(year), reading, lock
    )[0]


def hand_in(store, catalogue, organisation_id, year=YEAR):
    return measuring.hand_in(store, OPERATOR, catalogue, organisation_id, Period.year(year), Consent())


def figures(store, organisation_id, indicator=PEOPLE):
    with store.read() as records:
        return records.measurements(organisation_id, indicator)


def give_back(store, submission_id, figure, question="Hoe is dit geteld?"):
    reviewing.return_submission(store, REVIEWER, submission_id, {figure.id: question})


def approve(store, submission_id):
    reviewing.approve_submission(store, REVIEWER, submission_id)


def field(page, label):
    """The text field with this label."""
    return next(one for one in page.text_input if one.label == label)


def area(page, label):
    return next(one for one in page.text_area if one.label == label)


def button(page, label):
    return next(one for one in page.button if one.label == label)


def choice(page, label):
    return next(one for one in [*page.radio, *page.selectbox, *page.get("pills")] if one.label == label)


def words(page):
    """Everything the page says, as one text."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "error", "html")
    found = []
    for kind in kinds:
        for one in page.get(kind):
            found.append(str(getattr(one, "value", None) or getattr(getattr(one, "proto", None), "body", "")))
    return "\n".join(found).replace("\\", "")
