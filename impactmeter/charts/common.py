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


class Sketch:
    """A chart in the making: plain dictionaries that become a Plotly figure once, at the end.

    Changing a Plotly figure piece by piece checks and copies it at every step, which made a chart ten times as dear.
    """

    def __init__(self, language: str, colours: Palette) -> None:
        """Begins without traces in the house style: no paper, no frame, the legend below, numbers in the language."""
        self.traces: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.layout = _house_layout(language, colours)

    def add_scatter(self, **trace: Any) -> None:
        self.traces.append({"type": "scatter", **trace})

    def add_bar(self, **trace: Any) -> None:
        self.traces.append({"type": "bar", **trace})

    def add_level(self, y: float, line: dict[str, Any]) -> None:
        """A line over the whole width."""
        place = {"x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "yref": "y"}
        self.shapes.append({"type": "line", "line": line, **place})

    def add_upright(self, x: Any, line: dict[str, Any]) -> None:
        """A line over the whole height."""
        place = {"x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
        self.shapes.append({"type": "line", "line": line, **place})

    def add_band(self, x0: Any, x1: Any, colour: str) -> None:
        """A pale band over the whole height, behind everything else."""
        place = {"x0": x0, "x1": x1, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
        look = {"fillcolor": colour, "opacity": 0.14, "line": {"width": 0}, "layer": "below"}
        self.shapes.append({"type": "rect", **look, **place})

    def add_box(self, x0: Any, x1: Any, y0: float, y1: float, colour: str) -> None:
        """A pale box from one number to another, over a stretch of time."""
        place = {"x0": x0, "x1": x1, "xref": "x", "y0": y0, "y1": y1, "yref": "y"}
        look = {"fillcolor": colour, "opacity": 0.16, "line": {"width": 0}, "layer": "below"}
        self.shapes.append({"type": "rect", **look, **place})

    def add_note(self, **note: Any) -> None:
        """Words at a place in the chart, without an arrow."""
        self.notes.append({"showarrow": False, **note})

    def set_layout(self, **settings: Any) -> None:
        """Settings of the whole; those of the legend and of an axis come on top of what they have."""
        for name, value in settings.items():
            known = self.layout.get(name)
            self.layout[name] = {**known, **value} if isinstance(known, dict) else value

    def as_figure(self) -> go.Figure:
        layout = {**self.layout, "shapes": self.shapes, "annotations": self.notes}
        return go.Figure({"data": self.traces, "layout": layout})


def _house_layout(language: str, colours: Palette) -> dict[str, Any]:
    axis = {
        "gridcolor": colours.grid,
        "zerolinecolor": colours.gap,
        "zerolinewidth": 2,
        "linecolor": colours.gap,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
    }
    return {
        # Without Plotly's own template, which is thrice as long as the chart and says nothing that this does not.
        "template": {},
        "autotypenumbers": "strict",
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": FONT_SIZE, "color": colours.ink},
        "separators": SEPARATORS.get(language, ",."),
        "legend": {
            "orientation": "h",
            "yanchor": "top",
            "y": -0.16,
            "xanchor": "left",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": FONT_SIZE},
        },
        "hoverlabel": {"font": {"size": FONT_SIZE}, "align": "left"},
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": axis,
        "yaxis": axis,
    }
