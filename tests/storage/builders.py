"""Small records for tests of the store."""

from decimal import Decimal

from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Period
from impactmeter.domain.permission import Actor, Grant, Role

REVIEWER = Actor("reviewer", "Reviewer", frozenset({Grant(Role.ACCOUNT_MANAGER)}))


def a_measurement(organisation_id, indicator="hours_given", year=2024, value="12.5", **reading):
    return Measurement(
        id="",
        organisation_id=organisation_id,
        indicator=indicator,
        revision=1,
        unit="hours",
        type="flow",
        period=Period.year(year),
        reading=Reading(value=Decimal(value) if value is not None else None, **reading),
    )


def an_organisation(change, name="Fietsatelier De Spaak"):
    return change.add_organisation(Organisation(name=name))
