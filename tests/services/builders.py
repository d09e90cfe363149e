"""An enterprise on its path, for tests of the use cases."""

from decimal import Decimal

from impactmeter.domain.measurement import Reading
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import measuring, organisations, path, planning

CATEGORIES = {"jobs", "care"}
YEAR = Period.year(2024)


def entrepreneur(organisation_id, account="ondernemer"):
    return Actor(account, "Ondernemer", frozenset({Grant(Role.ENTREPRENEUR, organisation_id)}))


def staff(role, account=None):
    return Actor(account or role.value, role.value, frozenset({Grant(role)}))


MANAGER = staff(Role.ACCOUNT_MANAGER)
COORDINATOR = staff(Role.COORDINATOR)
ADMINISTRATOR = staff(Role.ADMINISTRATOR)


def an_enterprise(store, name="De Spaak"):
    """An organisation made by the operator, and its entrepreneur."""
    organisation_id = organisations.create_organisation(store, OPERATOR, {"name": name})
    return organisation_id, entrepreneur(organisation_id, f"ondernemer-{name}")


def an_objective(store, actor, organisation_id, title="Meer mensen vinden werk"):
    objective = Objective(organisation_id=organisation_id, goal_category="jobs", title=title)
    return path.save_objective(store, actor, objective, CATEGORIES)[0]


def a_figure(store, actor, catalogue, organisation_id, indicator="people_at_work", value="12", lock=0, **more):
    planning.choose_indicator(
        store, actor, catalogue, organisation_id, indicator, objective_id=None, first_year=2023
    )
    reading = Reading(value=Decimal(value), **more)
    return measuring.save_figure(store, actor, catalogue, organisation_id, indicator, YEAR, reading, lock)[0]


def handed_in(store, actor, catalogue, organisation_id, **more):
    """A submission with one figure in it: its id and the figure."""
    figure = a_figure(store, actor, catalogue, organisation_id, **more)
    submission = measuring.hand_in(store, actor, catalogue, organisation_id, YEAR, Consent())
    return submission, figure
