"""What people do with an organisation's profile, its consent and its account manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Message, NotFound, Refused, message
from impactmeter.domain.organisation import Consent, Organisation, Origin, check_kvk
from impactmeter.domain.permission import Actor, Role, UseCase, may, require
from impactmeter.services.access import organisation_for
from impactmeter.storage.figures import UndatedNote
from impactmeter.storage.store import Change, Records, Store

LONGEST_NAME = 200
LONGEST_LEGAL_FORM = 100
EDITABLE = (
    *("name", "kvk", "neighbourhood", "size", "phase", "categories", "purposes", "about", "year_starts_in"),
    *("legal_form", "trade_income", "parent_kvk"),
)


def _checked(organisation: Organisation, changes: dict[str, Any], records: Records) -> Organisation:
    """The organisation with the changes, or `Refused` with everything that is wrong with them."""
    wrong: list[Message] = []
    values = {name: value for name, value in changes.items() if name in EDITABLE}
    name = " ".join(str(values.get("name", organisation.name)).split())
    if not name:
        wrong.append(message("organisation.name_needed", field="name"))
    elif len(name) > LONGEST_NAME:
        wrong.append(message("text.too_long", field="name", length=len(name), longest=LONGEST_NAME))
    kvk, wrong_kvk = check_kvk(str(values.get("kvk", organisation.kvk) or ""))
    wrong += wrong_kvk
    parent_kvk, wrong_parent = check_kvk(str(values.get("parent_kvk", organisation.parent_kvk) or ""), "parent_kvk")
    wrong += wrong_parent
    if parent_kvk and parent_kvk == kvk:
        wrong.append(message("organisation.own_parent", field="parent_kvk" if "parent_kvk" in values else "kvk"))
    if wrong:
        raise Refused(*wrong)
    refuse_bad_texts({"name": name, "about": str(values.get("about", organisation.about))})
    refuse_bad_texts({"legal_form": str(values.get("legal_form", organisation.legal_form))}, LONGEST_LEGAL_FORM)
    _refuse_taken(organisation.id, name, kvk, records)
    try:
        values |= {"name": name, "kvk": kvk, "parent_kvk": parent_kvk}
        return Organisation(**{**organisation.model_dump(), **values})
    except ValidationError as error:
        fields = [str(problem["loc"][0]) for problem in error.errors() if problem["loc"]]
        raise Refused(*(message("organisation.not_valid", field=field) for field in fields)) from None


def _refuse_taken(organisation_id: str, name: str, kvk: str | None, records: Records) -> None:
    same_name = records.organisation_by_name(name)
    if same_name is not None and same_name.id != organisation_id:
        raise Refused(message("organisation.name_taken", field="name", name=name))
    same_kvk = records.organisation_by_kvk(kvk) if kvk else None
    if same_kvk is not None and same_kvk.id != organisation_id:
        raise Refused(message("organisation.kvk_taken", field="kvk"))


def create_organisation(
    store: Store, actor: Actor, changes: dict[str, Any], key: str | None = None, origin: Origin = Origin.OWN
) -> str:
    """A new organisation, of which the actor becomes an entrepreneur. Gives its id.

    `changes` holds any of `EDITABLE`; the name is needed. Raises `Refused` with one message per field. Only the
    operator may say that an organisation is of another origin than its own.
    """
    require(actor, UseCase.CREATE_ORGANISATION)
    if origin is not Origin.OWN and not actor.has(Role.OPERATOR):
        raise NotFound
    with store.change(actor, key) as change:
        if change.earlier:
            return change.earlier
        added = change.add_organisation(_checked(Organisation(name="?", origin=origin), changes, change))
        if actor.has(Role.ENTREPRENEUR):
            change.grant(actor.account_id, Role.ENTREPRENEUR, added.id)
        return change.done(added.id)


def save_profile(store: Store, actor: Actor, organisation_id: str, changes: dict[str, Any], lock: int) -> Organisation:
    """Saves profile fields. `Conflict` when somebody else saved after `lock`, `Refused` with a message per field."""
    with store.change(actor) as change:
        organisation = organisation_for(change, actor, UseCase.EDIT_ORGANISATION, organisation_id)
        refuse_read_only(organisation)
        checked = _checked(organisation, changes, change)
        return change.save_organisation(checked.model_copy(update={"lock": lock}))


def save_consent(store: Store, actor: Actor, organisation_id: str, consent: Consent) -> Organisation:
    """Says per item what may be named in public; can be withdrawn at any time, so it needs no lock."""
    with store.change(actor) as change:
        organisation = organisation_for(change, actor, UseCase.GIVE_CONSENT, organisation_id)
        return keep_consent(change, organisation, consent)


def keep_consent(change: Change, organisation: Organisation, consent: Consent) -> Organisation:
    if organisation.consent == consent:
        return organisation
    return change.save_organisation(organisation.model_copy(update={"consent": consent}))


def refuse_read_only(organisation: Organisation) -> None:
    """Figures from public sources were not handed in: nobody edits them on a screen."""
    if organisation.is_read_only:
        raise Refused(message("organisation.read_only"))


def organisation_of(store: Store, actor: Actor, organisation_id: str) -> Organisation:
    with store.read() as records:
        return organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)


def my_organisations(store: Store, actor: Actor) -> list[Organisation]:
    """The organisations the actor works for as an entrepreneur, by name."""
    with store.read() as records:
        found = [records.organisation(organisation_id) for organisation_id in actor.organisations]
    return sorted((o for o in found if o is not None), key=lambda o: o.name.casefold())


def organisations_in_sight(store: Store, actor: Actor) -> list[Organisation]:
    """Every organisation the actor may see, by name."""
    with store.read() as records:
        return [
            organisation
            for organisation in records.organisations()
            if may(actor, UseCase.SEE_ORGANISATION, organisation.id, organisation.account_manager)
        ]


def ids_in_sight(store: Store, actor: Actor) -> list[str]:
    """The ids of `organisations_in_sight`, in the same order, without reading more than that of each."""
    with store.read() as records:
        keys = records.organisation_keys()
    return [one for one, manager in keys if may(actor, UseCase.SEE_ORGANISATION, one, manager)]


def those_in_sight(store: Store, actor: Actor, ids: Sequence[str]) -> list[Organisation]:
    """Those of these organisations that the actor may see, in this order."""
    with store.read() as records:
        found = [records.organisation(one) for one in ids]
    return [
        one for one in found if one is not None and may(actor, UseCase.SEE_ORGANISATION, one.id, one.account_manager)
    ]


def undated_notes_of(store: Store, actor: Actor, organisation_id: str) -> list[UndatedNote]:
    """Published figures without a period: to be read, never drawn or counted."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)
        return records.undated_notes(organisation_id)


@dataclass(frozen=True)
class Assignment:
    """What an administrator sees of an organisation: its name and who looks after it, no figures."""

    organisation_id: str
    name: str
    account_manager: str | None


def assignments(store: Store, actor: Actor) -> list[Assignment]:
    require(actor, UseCase.ASSIGN_MANAGER)
    with store.read() as records:
        return [Assignment(o.id, o.name, o.account_manager) for o in records.organisations()]


def assign_account_manager(store: Store, actor: Actor, organisation_id: str, account_id: str | None) -> None:
    """Puts an organisation in an account manager's portfolio; with None it is in every account manager's queue."""
    require(actor, UseCase.ASSIGN_MANAGER)
    with store.change(actor) as change:
        organisation = change.organisation(organisation_id)
        manager = change.actor_of_account(account_id) if account_id else None
        if organisation is None or (account_id and (manager is None or not manager.has(Role.ACCOUNT_MANAGER))):
            raise Refused(message("accounts.not_an_account_manager"))
        change.assign_account_manager(organisation_id, account_id)
