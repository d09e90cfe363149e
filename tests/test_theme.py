"""The palette in `.streamlit/config.toml`: names Streamlit knows, contrasts people need, colours that stay apart."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
CONFIG = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
MODES = ("light", "dark")
TEXT, SIGN = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for what is needed to recognise a control or a line
SMALLEST_DISTANCE = 20  # CIE76; about twenty times what an eye sees side by side

# Machado, Oliveira and Fernandes (2009), severity 1.0; "full" is sight without a colour deficiency.
SIGHTS = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def channels(colour):
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def linear(colour):
    parts = [channel / 255 for channel in channels(colour)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour):
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def faded(colour, background, part):
    pairs = zip(channels(colour), channels(background), strict=True)
    return "#" + "".join(f"{round(part * above + (1 - part) * below):02X}" for above, below in pairs)


def seen(colour, sight):
    """The colour as CIELAB, the way this sight sees it."""
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear(colour), strict=True))))
        for row in SIGHTS[sight]
    )
    tristimulus = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in tristimulus)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, sight):
    pairs = zip(seen(one, sight), seen(other, sight), strict=True)
    return sum((first - second) ** 2 for first, second in pairs) ** 0.5


def grounds(mode):
    theme = CONFIG["theme"][mode]
    return {theme["backgroundColor"], theme["secondaryBackgroundColor"], *theme["sidebar"].values()}


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_words_stand_out_from_every_ground(mode):
    theme = CONFIG["theme"][mode]
    for ground in grounds(mode):
        assert contrast(theme["textColor"], ground) >= 7, ground
        assert contrast(theme["linkColor"], ground) >= TEXT, ground


@pytest.mark.parametrize("mode", MODES)
def test_captions_and_placeholders_stand_out_although_streamlit_fades_them(mode):
    theme = CONFIG["theme"][mode]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(faded(theme["textColor"], ground, 0.6), ground) >= TEXT, ground


@pytest.mark.parametrize("mode", MODES)
def test_a_main_button_can_be_read_and_found(mode):
    theme = CONFIG["theme"][mode]
    assert contrast("#FFFFFF", theme["primaryColor"]) >= TEXT, "Streamlit writes on it in white, in both modes"
    for ground in grounds(mode):
        assert contrast(theme["primaryColor"], ground) >= SIGN, ground


@pytest.mark.parametrize("mode", MODES)
def test_the_edge_of_a_field_is_seen(mode):
    theme = CONFIG["theme"][mode]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["borderColor"], ground) >= SIGN, ground


@pytest.mark.parametrize("mode", MODES)
def test_lines_in_a_chart_stand_out_from_the_page(mode):
    theme = CONFIG["theme"][mode]
    faint = [c for c in theme["chartCategoricalColors"] if contrast(c, theme["backgroundColor"]) < SIGN]
    assert faint == []


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("mode", MODES)
def test_colours_of_a_chart_stay_apart_for_every_sight(mode, sight):
    colours = CONFIG["theme"][mode]["chartCategoricalColors"]
    alike = [pair for pair in itertools.combinations(colours, 2) if distance(*pair, sight) < SMALLEST_DISTANCE]
    assert alike == []


def options(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def test_streamlit_knows_every_option():
    from streamlit import config

    unknown = [name for name, _ in options(CONFIG) if name not in config._config_options_template]
    assert unknown == []


def test_what_start_up_requires_is_set():
    settings = dict(options(CONFIG))
    assert settings["client.showErrorDetails"] == "none"
    assert settings["browser.gatherUsageStats"] is False
    assert settings["server.fileWatcherType"] == "none"
    assert settings["runner.postScriptGC"] is False
