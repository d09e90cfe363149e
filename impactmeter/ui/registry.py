"""The one table of pages: which file, for which roles, under which address."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.permission import Actor, Role


@dataclass(frozen=True)
class PageEntry:
    """A page of the menu. `key` is its text key (`ui.page.<key>`) and its file `pages/<key>.py`."""

    key: str
    address: str
    roles: frozenset[Role]
    step: bool = False

    @property
    def file(self) -> str:
        return f"pages/{self.key}.py"


_E, _M, _C, _A = Role.ENTREPRENEUR, Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR
_ALL = frozenset({_E, _M, _C, _A})


def _entry(key: str, address: str, roles: set[Role], step: bool = False) -> PageEntry:
    return PageEntry(key, address, frozenset(roles), step)


PAGES = (
    _entry("home", "", set(_ALL)),
    _entry("start_here", "waar-begin-je", {_E}),
    _entry("profile", "organisatie", {_E}, True),
    _entry("mission", "missie", {_E}, True),
    _entry("objectives", "impactdoelen", {_E}, True),
    _entry("theory", "verandertheorie", {_E}, True),
    _entry("indicators", "indicatoren", {_E}, True),
    _entry("aims", "streefwaarden", {_E}, True),
    _entry("figures", "cijfers", {_E}, True),
    _entry("hand_in", "inleveren", {_E}, True),
    _entry("progress", "voortgang", {_E}),
    _entry("level", "niveau", {_E}),
    _entry("learning", "leren", {_E}),
    _entry("sharing", "meedenken", {_E}),
    _entry("examples", "voorbeelden", {_E, _M, _C}),
    _entry("calculators", "rekenhulp", {_E}),
    _entry("yearly_report", "jaarverslag", {_E}),
    _entry("exchange", "bestanden", {_E}),
    _entry("help", "hulp", {_E}),
    _entry("knowledge", "agenda", {_E, _M, _C}),
    _entry("people", "mensen", {_E}),
    _entry("queue", "beoordelen", {_M}),
    _entry("help_desk", "hulpvragen", {_M, _C}),
    _entry("review", "inzending", {_M, _C}),
    _entry("organisations", "organisaties", {_M, _C}),
    _entry("organisation", "onderneming", {_M, _C}),
    _entry("city", "stad", {_C}),
    _entry("proposals", "voorstellen", {_C}),
    _entry("programme", "programma", {_C}),
    _entry("releases", "publicaties", {_M, _C}),
    _entry("accounts", "accounts", {_A}),
    _entry("assignments", "verdeling", {_A}),
    _entry("catalogue", "catalogus", {_E, _M, _C}),
    _entry("inbox", "berichten", set(_ALL)),
    _entry("my_sessions", "aanmeldingen", set(_ALL)),
    _entry("about", "over", set(_ALL)),
)
HIDDEN = frozenset({"review", "organisation"})
"""Pages one reaches from another page, not from the menu."""


def pages_for(actor: Actor) -> list[PageEntry]:
    """The pages a person's roles open. Hiding a page is no authorisation: every service asks again."""
    roles = set(actor.roles)
    return [entry for entry in PAGES if entry.roles & roles]


def page_file(key: str) -> str:
    """The file of a page, as `st.page_link` and `st.switch_page` want it."""
    return next(entry.file for entry in PAGES if entry.key == key)
