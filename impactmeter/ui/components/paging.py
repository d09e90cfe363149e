"""A long list in pages. The page stands in the address, so that the back button and a shared link work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from impactmeter.texts import Texts

T = TypeVar("T")
PAGE_SIZE = 20
PARAM = "pagina"


@dataclass(frozen=True)
class ListPage:
    """The part of a list of `count` things that is in sight; `number` counts from 1."""

    number: int
    count: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return min(self.first + self.size, self.count)

    def of(self, things: Sequence[T]) -> Sequence[T]:
        return things[self.first : self.last]


def current_page(count: int, *, of: object = None, size: int = PAGE_SIZE) -> ListPage:
    """The page in the address; the nearest there is when it says something else.

    `of` says which list it is, such as what was searched for: another list begins at its first page.
    """
    if st.session_state.get("paging/of", of) != of:
        st.query_params.pop(PARAM, None)
    st.session_state["paging/of"] = of
    asked = st.query_params.get(PARAM, "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    whole = ListPage(1, count, size)
    return ListPage(min(max(number, 1), whole.pages), count, size)


def show_pages(page: ListPage, texts: Texts) -> None:
    """Which part is in sight, with buttons to the parts before and after it. Nothing when all of it is."""
    if page.pages == 1:
        return
    st.caption(texts("paging.part", first=str(page.first + 1), last=str(page.last), count=page.count))
    with st.container(horizontal=True):
        if page.number > 1:
            st.button(texts("paging.before"), key="paging/before", on_click=turn_to, args=(page.number - 1,))
        if page.number < page.pages:
            st.button(texts("paging.after"), key="paging/after", on_click=turn_to, args=(page.number + 1,))


def turn_to(number: int) -> None:
    st.query_params[PARAM] = str(number)
