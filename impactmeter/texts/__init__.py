"""The words on the screen: one folder of YAML files per language, and one look-up.

A key is `<file>.<path>`, such as `number.not_a_number` for `not_a_number` in `nl/number.yaml`. Values are filled in
with `{name}`; a plural is written as two keys, `<key>_one` and `<key>_other`, chosen by the value `count`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from impactmeter.domain.message import Message

LANGUAGES = ("nl", "en")
DEFAULT_LANGUAGE = "nl"
FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MissingText(KeyError):
    """A key that the language does not have: a mistake of ours, found by the tests."""


def _flatten(prefix: str, tree: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for key, value in tree.items():
        path = f"{prefix}.{key}"
        if isinstance(value, dict):
            yield from _flatten(path, value)
        else:
            yield path, str(value)


@lru_cache(maxsize=len(LANGUAGES))
def all_texts(language: str) -> dict[str, str]:
    """Every text of a language by its key."""
    texts: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.yaml")):
        tree = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
        texts.update(_flatten(file.stem, tree or {}))
    return texts


class Texts:
    """The texts of one language. Called with a key and its values it gives the sentence."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._texts = all_texts(self.language)

    def __call__(self, key: str, /, **values: Any) -> str:
        if "count" in values and key not in self._texts:
            key = f"{key}_{'one' if values['count'] == 1 else 'other'}"
        try:
            text = self._texts[key]
        except KeyError:
            raise MissingText(key) from None
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        return key in self._texts

    def word(self, kind: str, value: Any) -> str:
        """The word for a fixed value, such as `word('status', 'draft')`; enum members are fine too."""
        return self(f"word.{kind}.{getattr(value, 'value', value)}")

    def of(self, message: Message) -> str:
        """A message in this language, its numbers and dates written as its readers write them.

        A value that is a fixed word, such as `status`, is also there as `status_name`; a value that is itself a
        message, such as a figure with its *about*, is put into words first.
        """
        values: dict[str, Any] = {name: self._spelled(value) for name, value in message.values.items()}
        for name, value in message.values.items():
            key = f"word.{name}.{getattr(value, 'value', value)}"
            if key in self._texts:
                values[f"{name}_name"] = self._texts[key]
        return self(message.key, **values)

    def _spelled(self, value: Any) -> Any:
        from impactmeter.domain.period import Period
        from impactmeter.texts.formats import format_day, format_number, format_period

        if isinstance(value, Message):
            return self.of(value)
        if hasattr(value, "in_language"):
            return value.in_language(self.language)  # a name or paragraph of the content
        if isinstance(value, Period):
            return format_period(value, self.language)
        if isinstance(value, Decimal):
            return format_number(value, self.language)
        if isinstance(value, date):
            return format_day(value, self.language)
        return value


def texts_in(language: str) -> Texts:
    return Texts(language)
