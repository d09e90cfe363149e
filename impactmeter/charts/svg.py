"""A pen for pictures that are files of their own: SVG without a style sheet, script or font."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from math import floor, log10

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DASHES = {"solid": "", "dot": "2 4", "dash": "8 5", "dashdot": "8 4 2 4", "longdash": "12 5"}


def safe(text: str) -> str:
    """Somebody's words, fit to stand in a picture."""
    return escape(_NOT_IN_XML.sub("", text))


@dataclass
class Pen:
    """Draws on a sheet of so many points; gives the file at the end. Numbers are written in tenths."""

    width: int
    height: int
    ink: str
    parts: list[str] = field(default_factory=list)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1.5, dash: str = ""
    ) -> None:
        broken = f' stroke-dasharray="{DASHES[dash]}"' if DASHES.get(dash) else ""
        place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.parts.append(f'<line {place} stroke="{colour}" stroke-width="{width:g}"{broken}/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, opacity: float = 1.0) -> None:
        place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{max(height, 0):.1f}"'
        self.parts.append(f'<rect {place} fill="{colour}" fill-opacity="{opacity:g}"/>')

    def path(self, places: list[tuple[float, float]], colour: str, *, width: float, dash: str = "solid") -> None:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        broken = f' stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else ""
        look = f'fill="none" stroke="{colour}" stroke-width="{width:g}"{broken}'
        self.parts.append(f'<polyline points="{points}" {look}/>')

    def sign(self, x: float, y: float, shape: str, colour: str, size: float) -> None:
        """A circle, square, diamond or triangle round a place; `-open` behind its name leaves it hollow."""
        hollow = shape.endswith("-open")
        look = f'fill="{"#fff" if hollow else colour}" stroke="{colour}" stroke-width="2"'
        name, half = shape.removesuffix("-open"), size / 2
        if name == "circle":
            self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" {look}/>')
            return
        points = " ".join(f"{x + dx * half:.1f},{y + dy * half:.1f}" for dx, dy in _CORNERS[name])
        self.parts.append(f'<polygon points="{points}" {look}/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 12,
        anchor: str = "start",
        colour: str = "",
        bold: bool = False,
    ) -> None:
        look = f'font-size="{size}" text-anchor="{anchor}" fill="{colour or self.ink}"'
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {look}{weight}>{safe(words)}</text>')

    def as_file(self, title: str, description: str) -> str:
        """The picture with its name and what it says for who cannot see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" font-family="Segoe UI, Arial, sans-serif" role="img" '
            f'aria-labelledby="t d"><title id="t">{safe(title)}</title><desc id="d">{safe(description)}</desc>'
            f'<rect width="100%" height="100%" fill="#fff"/>{"".join(self.parts)}</svg>'
        )


_CORNERS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond-tall": ((0, -1.2), (0.8, 0), (0, 1.2), (-0.8, 0)),
    "star": ((0, -1.2), (0.4, -0.4), (1.2, 0), (0.4, 0.4), (0, 1.2), (-0.4, 0.4), (-1.2, 0), (-0.4, -0.4)),
    "triangle-up": ((0, -1.1), (1, 0.8), (-1, 0.8)),
    "triangle-down": ((0, 1.1), (1, -0.8), (-1, -0.8)),
}


def round_steps(low: float, high: float, most: int = 5) -> list[float]:
    """The round numbers (1, 2 or 5 times a power of ten apart) from at most `low` to at least `high`."""
    span = high - low or abs(high) or 1.0
    raw = span / most
    power = 10.0 ** floor(log10(raw))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= raw * 0.999)
    first = floor(low / step + 1e-9)
    last = -floor(-high / step + 1e-9)
    return [round(step * number, 10) for number in range(first, max(last, first + 1) + 1)]
