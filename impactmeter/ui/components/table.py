"""A table that anybody can read: on a narrow screen every row becomes a list of its cells, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st


def show_table(rows: Sequence[dict[str, str]]) -> None:
    """Draws rows of plain text. Columns that nobody filled are left out.

    The roles are written out, since a browser forgets that something is a table once it is drawn as a list.
    """
    columns = [name for name in (rows[0] if rows else {}) if any(row[name] for row in rows)]
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in columns)
    body = "".join(f'<tr role="row">{_cells(row, columns)}</tr>' for row in rows)
    st.html(
        f'<table class="im-table" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(row: dict[str, str], columns: Sequence[str]) -> str:
    return "".join(
        f'<td role="cell"><span class="im-cell-name" aria-hidden="true">{escape(name)}: </span>'
        f"{escape(row[name]) or '–'}</td>"
        for name in columns
    )
