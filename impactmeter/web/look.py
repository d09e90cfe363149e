"""The look of the plain pages: the colours of the theme in one small style sheet, and the sign of the product."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

CONFIG_FILE = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
HERE = Path(__file__).parent
_COLOURS = {
    "accent": "primaryColor",
    "paper": "backgroundColor",
    "soft": "secondaryBackgroundColor",
    "ink": "textColor",
    "link": "linkColor",
    "line": "borderColor",
}


def theme_settings() -> dict[str, Any]:
    """The whole of `.streamlit/config.toml`."""
    return tomllib.loads(CONFIG_FILE.read_text(encoding="utf-8"))


def _variables(mode: str) -> str:
    colours = theme_settings()["theme"][mode]
    return " ".join(f"--{name}: {colours[key]};" for name, key in _COLOURS.items())


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The style sheet of the plain pages, light or dark as the visitor's system is."""
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables('dark')} --bad: #FFB4A8; }} }}"
    rules = (HERE / "plain.css").read_text(encoding="utf-8")
    return f":root {{ {_variables('light')} --bad: #9B1C12; }}\n{dark}\n{rules}"


@lru_cache(maxsize=1)
def product_sign() -> str:
    """The sign of the product as SVG: a leaf that is also a rising line."""
    colour = theme_settings()["theme"]["light"]["primaryColor"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{colour}" d="M4 28C4 12 14 4 29 3c0 15-8 25-21 25z"/>'
        '<path fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" '
        'd="M5 29l7-8 4 3 8-12"/></svg>'
    )
