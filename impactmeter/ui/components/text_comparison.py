"""Old beside new: words that went are struck through, words that came are underlined, and both are said aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from impactmeter.domain.text_comparison import Change, Piece, compare_texts
from impactmeter.texts import Texts


def show_comparison(rows: Iterable[tuple[str, str, str]], texts: Texts) -> None:
    """A table of what it is about, what it said and what it says. '' for what was not there, or is gone."""
    names = [texts(f"desk.compare.{name}") for name in ("what", "before", "now")]
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in names)
    body = "".join(f'<tr role="row">{_cells(row, names, texts)}</tr>' for row in rows)
    st.html(
        f'<table class="im-table" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )
    st.caption(texts("desk.compare.key"))


def _cells(row: tuple[str, str, str], names: Sequence[str], texts: Texts) -> str:
    what, before, now = row
    pieces = compare_texts(before, now)
    cells = (escape(what), _marked(pieces, Change.GONE, texts), _marked(pieces, Change.NEW, texts))
    return "".join(
        f'<td role="cell"><span class="im-cell-name" aria-hidden="true">{escape(name)}: </span>{cell or "–"}</td>'
        for name, cell in zip(names, cells, strict=True)
    )


def _marked(pieces: Iterable[Piece], mine: Change, texts: Texts) -> str:
    """One side: what stayed, and what is on this side alone, marked."""
    tag = {Change.GONE: "del", Change.NEW: "ins"}[mine]
    said = escape(texts(f"desk.compare.{mine.value}"))
    parts = []
    for piece in pieces:
        if piece.change is Change.SAME or not piece.text.strip():
            parts.append(escape(piece.text) if piece.change in (Change.SAME, mine) else "")
        elif piece.change is mine:
            parts.append(f'<{tag} class="im-{tag}"><span class="im-hidden">{said} </span>{escape(piece.text)}</{tag}>')
    return "".join(parts)
