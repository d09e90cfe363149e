"""The one table of pages: which file, for which roles, under which address, in which part of the menu."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.permission import Actor, Role


@dataclass(frozen=True)
class PageEntry:
    """A page of the menu. `key` is its text key (`ui.page.<key>`) and its file `pages/<key>.py`."""

    key: str
    address: str
    section: str
    roles: frozenset[Role]
    step: bool = False

    @property
    def file(self) -> str:
        return f"pages/{self.key}.py"


_E, _M, _C, _A = Role.ENTREPRENEUR, Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR
_ALL = frozenset({_E, _M, _C, _A})


def _entry(key: str, address: str, section: str, roles: set[Role], step: bool = False) -> PageEntry:
    return PageEntry(key, address, section, frozenset(roles), step)


PAGES = (
    _entry("home", "start", "start", set(_ALL)),
    _entry("profile", "organisatie", "path", {_E}, True),
    _entry("mission", "missie", "path", {_E}, True),
    _entry("objectives", "impactdoelen", "path", {_E}, True),
    _entry("theory", "verandertheorie", "path", {_E}, True),
    _entry("indicators", "indicatoren", "path", {_E}, True),
    _entry("aims", "streefwaarden", "path", {_E}, True),
    _entry("figures", "cijfers", "path", {_E}, True),
    _entry("hand_in", "inleveren", "path", {_E}, True),
    _entry("progress", "voortgang", "results", {_E}),
    _entry("exchange", "bestanden", "results", {_E}),
    _entry("queue", "beoordelen", "review", {_M}),
    _entry("review", "inzending", "review", {_M, _C}),
    _entry("organisations", "organisaties", "review", {_M, _C}),
    _entry("city", "stad", "city", {_C}),
    _entry("accounts", "accounts", "administration", {_A}),
    _entry("assignments", "verdeling", "administration", {_A}),
    _entry("catalogue", "catalogus", "more", {_E, _M, _C}),
    _entry("about", "over", "more", set(_ALL)),
)
HIDDEN = frozenset({"review"})
"""Pages one reaches from another page, not from the menu."""


def pages_for(actor: Actor) -> list[PageEntry]:
    """The pages a person's roles open. Hiding a page is no authorisation: every service asks again."""
    return [entry for entry in PAGES if entry.roles & set(actor.roles)]


def page_file(key: str) -> str:
    """The file of a page, as `st.page_link` and `st.switch_page` want it."""
    return next(entry.file for entry in PAGES if entry.key == key)
