"""An event of the trail in plain words: who, what, and each field that changed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from impactmeter.domain.period import Period
from impactmeter.services.history import BOX, FieldChange, HistoryLine
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number, format_period, month_name
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen

_WORDS = {
    **{name: name for name in ("state", "kind", "design", "frequency", "size", "phase", "wish", "place", "direction")},
    **{"operator": "kind", "origin": "origin"},
}
"""Fields whose value is a fixed word, with the kind of word."""
LONGEST = 300


def who_in_words(t: Texts, line: HistoryLine) -> str:
    if line.is_operator:
        return t("history.operator")
    name = line.who or t("history.somebody")
    return t("history.me", name=name) if line.is_me else name


def what_in_words(screen: Screen, line: HistoryLine, with_indicator: bool) -> str:
    """What was done, safe inside Markdown; an act that nobody gave words yet still shows."""
    t, key = screen.t, f"history.act.{line.record}.{line.action}"
    key += "_together" if line.count > 1 else ""
    values = {"count": line.count} if line.count > 1 else {"version": str(line.version or 1)}
    what = t(key, **values) if t.has(key) else t("history.act.other")
    if line.record == "measurement" and with_indicator and line.indicator:
        known = screen.catalogue.indicator(line.indicator)
        name = known.name.in_language(screen.language) if known else t("history.own_indicator")
        return f"{what} ({plain(name)})"
    return what


def changes_in_words(screen: Screen, line: HistoryLine) -> list[str]:
    """A line per field that changed, safe inside Markdown."""
    words = {"aim": "aim_kind"} if line.record == "aim" else {}
    return [_change_in_words(screen, change, words) for change in line.changes]


def _change_in_words(screen: Screen, change: FieldChange, words: Mapping[str, str]) -> str:
    t = screen.t
    field = _field_in_words(t, change.field)
    before, now = (_value_in_words(screen, change.field, one, words) for one in (change.before, change.after))
    if not before:
        return t("history.set", field=field, now=now)
    return t("history.changed" if now else "history.emptied", field=field, before=before, now=now)


def _field_in_words(t: Texts, field: str) -> str:
    if field.startswith(BOX) and t.has(f"word.{field}"):
        return t(f"word.{field}")
    return t(f"history.field.{field}") if t.has(f"history.field.{field}") else t("history.field.other")


def _value_in_words(screen: Screen, field: str, value: Any, words: Mapping[str, str]) -> str:
    """The value as one line of text, cut off when it is long; empty when there is none."""
    text = " ".join(_plain_value(screen, field, value, words).split())
    return plain(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _plain_value(screen: Screen, field: str, value: Any, words: Mapping[str, str]) -> str:
    t = screen.t
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return t("history.yes" if value else "history.no")
    if field == "year_starts_in" and isinstance(value, int):
        return month_name(value, screen.language)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, (_plain_value(screen, field, one, words) for one in value)))
    if isinstance(value, Mapping):
        return _mapping_in_words(screen, value, words)
    return _text_in_words(screen, field, str(value), words)


def _mapping_in_words(screen: Screen, value: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if set(value) == {"start", "end"}:
        return _period_in_words(screen, f"{value['start']}/{value['end']}")
    if set(value) == {"name", "neighbourhood", "figures"}:
        agreed = [screen.t(f"review_page.consent_{name}") for name, said in value.items() if said]
        return ", ".join(agreed) or screen.t("review_page.consent_none")
    main = next((value[name] for name in ("text", "reference", "reasoning") if value.get(name)), None)
    if main is not None:
        return str(main)
    return "; ".join(filter(None, (_plain_value(screen, name, one, words) for name, one in value.items())))


def _text_in_words(screen: Screen, field: str, value: str, words: Mapping[str, str]) -> str:
    t = screen.t
    kind = words.get("aim") if field == "kind" and words else _WORDS.get(field)
    if kind and t.has(f"word.{kind}.{value}"):
        return t.word(kind, value)
    if field in ("goal_category", "categories"):
        known = screen.catalogue.category(value)
        return known.label.in_language(screen.language) if known else value
    if field == "indicator":
        found = screen.catalogue.indicator(value)
        return found.name.in_language(screen.language) if found else t("history.own_indicator")
    if field == "purposes" and t.has(f"word.purpose.{value}"):
        return t.word("purpose", value)
    if field == "period":
        return _period_in_words(screen, value)
    if field in ("value", "value_high", "numerator", "denominator"):
        try:
            return format_number(Decimal(value), screen.language)
        except InvalidOperation:
            return value
    return value


def _period_in_words(screen: Screen, period: str) -> str:
    start, _, end = period.partition("/")
    try:
        return format_period(Period.model_validate({"start": start, "end": end}), screen.language)
    except ValidationError:
        return period
