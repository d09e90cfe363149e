"""A chart on a page: the drawing, the sentences that say what it shows, and the same as a table to look at or keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from impactmeter.texts import Texts
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.table import show_table

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def is_dark() -> bool:
    """Whether the page is shown dark, so that a chart can be drawn for it."""
    return st.context.theme.type == "dark"


def show_chart(
    figure: go.Figure,
    sentence: str,
    rows: Sequence[dict[str, str]],
    texts: Texts,
    key: str,
    *,
    files: str | None = None,
) -> None:
    """Draws the chart with its sentence as its name for who cannot see it, the sentence itself, and the table.

    `sentence` and `rows` are plain text. The file holds every column, the screen those that are filled. `files` is the
    address of its files, for a chart that can be kept as table, drawing and picture.
    """
    st.plotly_chart(figure, key=f"chart/{key}", theme=None, config=CONFIG, alt=sentence)
    st.markdown(plain(sentence))
    if files:
        show_files(files, texts)
        fold = st.expander(texts("chart.table"), key=f"table/{key}", on_change="rerun")
        if fold.open:
            with fold:
                show_table(rows)
        return
    with st.expander(texts("chart.table")):
        show_table(rows)
        st.download_button(
            texts("chart.download"),
            as_csv(rows),
            file_name=texts("chart.file_name"),
            mime="text/csv",
            key=f"download/{key}",
            on_click="ignore",
        )


def show_files(address: str, texts: Texts) -> None:
    """Links to the chart as a table, a drawing and a picture; the browser itself paints the picture (web/page.js)."""
    where = escape(address)
    links = " · ".join(
        f'<a href="{where}&amp;als={kind}"{more}>{escape(texts(f"chart.keep_{name}"))}</a>'
        for name, kind, more in (
            ("csv", "csv", " download"),
            ("svg", "svg", " download"),
            ("png", "svg", ' data-as-png="voortgang.png"'),
        )
    )
    st.html(f"<p>{escape(texts('chart.keep'))} {links}</p>")


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """The rows for a spreadsheet: semicolons as the Dutch Excel wants them, nothing that could run as a formula."""
    written = io.StringIO()
    columns = list(rows[0]) if rows else []
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_as_cell(row[name]) for name in columns] for row in rows)
    return ("\ufeff" + written.getvalue()).encode("utf-8")


def _as_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
