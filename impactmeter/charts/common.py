"""What all charts share: one palette, one layout, Dutch numbers.

The colours tell apart for people who see red and green alike (after Okabe and Ito), and everything they say is also
said by shape or in words. Nothing here is green for good or red for bad (rule 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

FONT = "Source Sans, Source Sans Pro, Segoe UI, Arial, sans-serif"
FONT_SIZE = 14
HEIGHT = 420
SEPARATORS = {"nl": ",.", "en": ".,"}
"""Plotly's decimal sign and thousands sign."""


@dataclass(frozen=True)
class Palette:
    """Colours by what they stand for; each has at least 3:1 on the page behind it, text 4.5:1."""

    ink: str
    grid: str
    result: str
    draft: str
    target: str
    baseline: str
    forecast: str
    gap: str
    steps: tuple[str, ...]


LIGHT = Palette(
    ink="#0B1512",
    grid="#D9D4C6",
    result="#0B5D4E",
    draft="#5E8F84",
    target="#A2480A",
    baseline="#1F5A94",
    forecast="#631A7E",
    gap="#5F6B65",
    steps=("#E3DCC8", "#B9CDBD", "#7FB0A0", "#3F8878", "#0B5D4E", "#06352C", "#1F5A94", "#631A7E", "#A2480A"),
)
DARK = Palette(
    ink="#F1EEE4",
    grid="#33423C",
    result="#5FC3AC",
    draft="#8FB3A9",
    target="#F0A35E",
    baseline="#8CBDF0",
    forecast="#C9A3DC",
    gap="#A5B0AA",
    steps=("#F1EEE4", "#BFEEA5", "#8FD3C4", "#5FC3AC", "#3E9A86", "#2A6F60", "#8CBDF0", "#C9A3DC", "#F0A35E"),
)


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def plain_text(text: str) -> str:
    """Somebody's own words, safe inside a chart: Plotly reads its texts as a kind of HTML."""
    return escape(text, quote=False)


def empty_chart(language: str, colours: Palette) -> go.Figure:
    """A figure without traces in the house style: no paper, no frame, the legend below, numbers in the language."""
    figure = go.Figure()
    axis: dict[str, Any] = {
        "gridcolor": colours.grid,
        "zerolinecolor": colours.gap,
        "linecolor": colours.gap,
        "automargin": True,
        "fixedrange": True,
    }
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": FONT_SIZE, "color": colours.ink},
        separators=SEPARATORS.get(language, ",."),
        legend={
            "orientation": "h",
            "yanchor": "top",
            "y": -0.16,
            "xanchor": "left",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": FONT_SIZE},
        },
        hoverlabel={"font": {"size": FONT_SIZE}},
        hovermode="closest",
        dragmode=False,
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure
