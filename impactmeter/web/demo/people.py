"""The people of the demo, and who looks after which enterprise."""

from __future__ import annotations

from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.storage.store import Store

LOGINS = {
    Role.ENTREPRENEUR: "demo-ondernemer",
    Role.ACCOUNT_MANAGER: "demo-accountmanager",
    Role.COORDINATOR: "demo-coordinator",
    Role.ADMINISTRATOR: "demo-beheerder",
}
NEWCOMER = "demo-starter"
MANAGERS = (LOGINS[Role.ACCOUNT_MANAGER], "demo-accountmanager-2")
NAMES = {
    "demo-ondernemer": "Noor de ondernemer",
    "demo-accountmanager": "Sam de accountmanager",
    "demo-accountmanager-2": "Lin de tweede accountmanager",
    "demo-coordinator": "Robin de coördinator",
    "demo-beheerder": "Kim de beheerder",
    "demo-starter": "Jip die net begint",
}
_PORTFOLIOS = (MANAGERS[0], MANAGERS[1], MANAGERS[0], None)
"""Whose every first, second, third and fourth enterprise is; the fourth is nobody's."""


def add_people(store: Store) -> dict[str, Actor]:
    """The demo's people by login; they have no password: the demo signs them in by a button."""
    actors: dict[str, Actor] = {}
    people = [*LOGINS.items(), (Role.ACCOUNT_MANAGER, MANAGERS[1]), (Role.ENTREPRENEUR, NEWCOMER)]
    with store.change(OPERATOR) as change:
        for role, login in people:
            account = change.add_account(login=login, name=NAMES[login], password_hash=None)
            change.grant(account.id, role, None)
            actors[login] = Actor(account.id, NAMES[login], frozenset({Grant(role)}))
    return actors


def manager_of(number: int, accounts: dict[str, Actor]) -> Actor | None:
    """Who looks after the enterprise with this number; None when nobody does."""
    login = _PORTFOLIOS[number % len(_PORTFOLIOS)]
    return accounts[login] if login else None


def assign_the_rest(store: Store, accounts: dict[str, Actor], known: set[str]) -> None:
    """Divides the made-up enterprises in the same way, without those with the ids `known`, who have their manager."""
    with store.change(OPERATOR) as change:
        made_up = [one for one in change.organisations() if one.origin is Origin.FICTITIOUS and one.id not in known]
        for number, organisation in enumerate(made_up):
            manager = manager_of(number, accounts)
            if manager is not None:
                change.assign_account_manager(organisation.id, manager.account_id)
