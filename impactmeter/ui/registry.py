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
    icon: str
    step: bool = False

    @property
    def file(self) -> str:
        return f"pages/{self.key}.py"


_E, _M, _C, _A = Role.ENTREPRENEUR, Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR
_ALL = frozenset({_E, _M, _C, _A})


def _entry(key: str, address: str, section: str, roles: set[Role], icon: str, step: bool = False) -> PageEntry:
    return PageEntry(key, address, section, frozenset(roles), f":material/{icon}:", step)


PAGES = (
    _entry("home", "start", "start", set(_ALL), "home"),
    _entry("profile", "organisatie", "path", {_E}, "storefront", True),
    _entry("mission", "missie", "path", {_E}, "flag", True),
    _entry("objectives", "impactdoelen", "path", {_E}, "target", True),
    _entry("theory", "verandertheorie", "path", {_E}, "account_tree", True),
    _entry("indicators", "indicatoren", "path", {_E}, "checklist", True),
    _entry("aims", "streefwaarden", "path", {_E}, "sports_score", True),
    _entry("figures", "cijfers", "path", {_E}, "edit_note", True),
    _entry("hand_in", "inleveren", "path", {_E}, "send", True),
    _entry("progress", "voortgang", "results", {_E}, "show_chart"),
    _entry("exchange", "bestanden", "results", {_E}, "swap_vert"),
    _entry("queue", "beoordelen", "review", {_M}, "inbox"),
    _entry("review", "inzending", "review", {_M, _C}, "rate_review"),
    _entry("organisations", "organisaties", "review", {_M, _C}, "domain"),
    _entry("city", "stad", "city", {_C}, "location_city"),
    _entry("accounts", "accounts", "administration", {_A}, "group"),
    _entry("assignments", "verdeling", "administration", {_A}, "assignment_ind"),
    _entry("catalogue", "catalogus", "more", {_E, _M, _C}, "menu_book"),
    _entry("about", "over", "more", set(_ALL), "info"),
)
HIDDEN = frozenset({"review"})
"""Pages one reaches from another page, not from the menu."""


def pages_for(actor: Actor) -> list[PageEntry]:
    """The pages a person's roles open. Hiding a page is no authorisation: every service asks again."""
    return [entry for entry in PAGES if entry.roles & set(actor.roles)]


def page_file(key: str) -> str:
    """The file of a page, as `st.page_link` and `st.switch_page` want it."""
    return next(entry.file for entry in PAGES if entry.key == key)
