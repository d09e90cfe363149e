"""The catalogue in memory: loaded once, never changed, asked by everybody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from impactmeter.catalogue.category import Category, Unit
from impactmeter.catalogue.findings import Finding, UnusableContent, find, findings_of, without_repeats
from impactmeter.catalogue.intake import Intake
from impactmeter.catalogue.municipality import Municipality
from impactmeter.catalogue.reading import (
    CALCULATORS_FILE,
    CATEGORY_FILE,
    FACTORS_FILE,
    INTAKE_FILE,
    SHARE_RULES_FILE,
    UNITS_FILE,
    Content,
    Tree,
    content_folder,
    read_content,
    stem,
)
from impactmeter.catalogue.worked_path import WorkedPath
from impactmeter.domain.calculators.sheet import CalculatorSheet
from impactmeter.domain.calculators.weighted_share import ShareRules
from impactmeter.domain.factor import Factor
from impactmeter.domain.indicator import Content as ContentModel
from impactmeter.domain.indicator import Indicator
from impactmeter.domain.instrument import Instrument

Model = TypeVar("Model", bound=ContentModel)


@dataclass(frozen=True)
class Catalogue:
    """Everything in the content folder, each kind in the order in which it is shown."""

    categories: tuple[Category, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    factors: tuple[Factor, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    calculators: tuple[CalculatorSheet, ...] = ()
    share_rules: ShareRules | None = None
    examples: tuple[WorkedPath, ...] = ()
    """Worked paths, in the order of their categories."""
    intake: Intake = field(default_factory=Intake)
    iris_names: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Names of the IRIS+ list by id."""
    folder: Path | None = field(default=None, compare=False)
    home: str = ""
    """The municipality the operator chose; empty when nobody chose one."""

    @cached_property
    def by_id(self) -> Mapping[str, Indicator]:
        return {one.id: one for one in self.indicators}

    @cached_property
    def _units_by_word(self) -> Mapping[str, Unit]:
        words = {fold(alias): unit for unit in self.units for alias in unit.aliases}
        names = {fold(name): unit for unit in self.units for name in (unit.name.nl, unit.name.en)}
        return words | names | {fold(unit.id): unit for unit in self.units}

    def indicator(self, indicator_id: str) -> Indicator | None:
        return self.by_id.get(indicator_id)

    def category(self, category_id: str) -> Category | None:
        return next((one for one in self.categories if one.id == category_id), None)

    def in_category(self, category_id: str) -> tuple[Indicator, ...]:
        return tuple(one for one in self.indicators if one.goal_category == category_id)

    def municipality(self, municipality_id: str) -> Municipality | None:
        return next((one for one in self.municipalities if one.id == municipality_id), None)

    @property
    def home_municipality(self) -> Municipality | None:
        """The one this installation serves: the one chosen (see `home.py`), else the first that is real."""
        if self.home:
            return self.municipality(self.home)
        return next((one for one in self.municipalities if not one.fictitious), None)

    def factor(self, factor_id: str) -> Factor | None:
        return next((one for one in self.factors if one.id == factor_id), None)

    def instrument(self, instrument_id: str) -> Instrument | None:
        return next((one for one in self.instruments if one.id == instrument_id), None)

    def instruments_for(self, indicator_id: str) -> tuple[Instrument, ...]:
        """The questionnaires of which a group's result is a figure of this indicator."""
        return tuple(one for one in self.instruments if any(feed.indicator == indicator_id for feed in one.feeds))

    def example(self, category_id: str) -> WorkedPath | None:
        """The worked path of a category; not every category has one."""
        return next((one for one in self.examples if one.id == category_id), None)

    def calculator(self, calculator_id: str) -> CalculatorSheet | None:
        return next((one for one in self.calculators if one.id == calculator_id), None)

    def unit(self, word: str) -> Unit | None:
        """The unit with this id, name or other word, in capitals or not."""
        return self._units_by_word.get(fold(word))

    def unit_name(self, unit: str, language: str) -> str:
        """How a unit is written on the screen; a unit of somebody's own is written as they wrote it."""
        known = next((one for one in self.units if one.id == unit), None)
        return known.name.in_language(language) if known else unit

    def search(self, text: str, language: str) -> tuple[Indicator, ...]:
        """The indicators in which every word typed occurs, the best first; all of them when nothing was typed."""
        words = fold(text).split()
        scores = {one.id: _score(words, self._searched(one, language)) for one in self.indicators}
        found = [one for one in self.indicators if scores[one.id] > 0 or not words]
        return tuple(sorted(found, key=lambda one: -scores[one.id]))

    def _searched(self, indicator: Indicator, language: str) -> tuple[tuple[int, str], ...]:
        """The texts of an indicator with the weight a word found in it has."""
        category = self.category(indicator.goal_category)
        groups = " ".join(group.in_language(language) for group in indicator.target_groups)
        short = indicator.short.in_language(language)
        texts = (
            (4, f"{indicator.name.in_language(language)} {short} {indicator.id.replace('_', ' ')}"),
            (3, " ".join(indicator.everyday_words.in_language(language))),
            (2, f"{indicator.question.in_language(language)} {groups}"),
            (1, f"{indicator.newest.counts.in_language(language)} {category.label.in_language(language)}")
            if category
            else (1, indicator.newest.counts.in_language(language)),
        )
        return tuple((weight, fold(searched)) for weight, searched in texts)


_WHOLE_WORDS_ONLY_BELOW = 4
"""Shorter words must begin a word; longer ones may stand inside a compound, as `afval` in `restafval`."""


def _score(words: Iterable[str], texts: tuple[tuple[int, str], ...]) -> int:
    """The sum of each word's best weight; 0 when some word occurs nowhere."""
    total = 0
    for word in words:
        best = max((weight for weight, text in texts if _occurs(word, text)), default=0)
        if best == 0:
            return 0
        total += best
    return total


def _occurs(word: str, text: str) -> bool:
    if len(word) < _WHOLE_WORDS_ONLY_BELOW:
        return any(other.startswith(word) for other in text.split())
    return word in text


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Without capitals, accents and double spaces."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue of a content folder (the product's own when none is given).

    Raises `UnusableContent` with all findings when a file cannot be read or does not fit its model. What
    `check_catalogue` finds beyond that (twice the same meaning, a unit that does not fit) does not stop loading.
    """
    content = read_content(folder or content_folder())
    catalogue, findings = build_catalogue(content)
    if findings:
        raise UnusableContent(findings)
    return catalogue


def build_catalogue(content: Content) -> tuple[Catalogue, list[Finding]]:
    """The catalogue of everything that fits its model, and the findings about what does not."""
    findings = list(content.findings)
    units = _entries(Unit, content.units, UNITS_FILE, findings)
    factors = _entries(Factor, content.factors, FACTORS_FILE, findings)
    indicators = [fit_indicator(file, tree, findings) for file, tree in content.indicators.items()]
    known = [one for one in indicators if one is not None]
    categories = [
        one
        for name, tree in content.categories.items()
        if (one := fit(Category, tree, f"{name}/{CATEGORY_FILE}", findings, id=name)) is not None
    ]
    instruments = [fit(Instrument, tree, file, findings, id=stem(file)) for file, tree in content.instruments.items()]
    examples = [fit(WorkedPath, tree, file, findings, id=stem(file)) for file, tree in content.examples.items()]
    packs = [fit(Municipality, tree, file, findings, id=stem(file)) for file, tree in content.municipalities.items()]
    if not content.indicators and not findings:
        findings.append(find(content.folder.name, "no_indicators"))
    catalogue = Catalogue(
        categories=tuple(sorted(categories, key=lambda one: (one.position, one.id))),
        indicators=_in_order(known, categories),
        units=units,
        factors=factors,
        instruments=tuple(one for one in instruments if one is not None),
        calculators=_entries(CalculatorSheet, content.calculators, CALCULATORS_FILE, findings),
        share_rules=fit(ShareRules, content.share_rules, SHARE_RULES_FILE, findings) if content.share_rules else None,
        examples=_by_category((one for one in examples if one is not None), categories),
        intake=fit(Intake, content.intake, INTAKE_FILE, findings) or Intake(),
        municipalities=tuple(pack for pack in packs if pack is not None),
        iris_names={str(key): str(name) for key, name in content.iris.items()},
        folder=content.folder,
    )
    return catalogue, without_repeats(findings)


def fit_indicator(file: str, tree: Tree, findings: list[Finding]) -> Indicator | None:
    category, _ = file.split("/")
    own_id = tree.get("id")
    if own_id is not None and own_id != stem(file):
        findings.append(find(file, "id_is_not_file_name", given=own_id))
    return fit(Indicator, tree, file, findings, id=stem(file), goal_category=category)


def fit(model: type[Model], tree: Tree, file: str, findings: list[Finding], **from_path: str) -> Model | None:
    """The model of one file, or None with all its findings."""
    given = {key: value for key, value in tree.items() if key != "id"}
    if "goal_category" in from_path and "goal_category" in given:
        findings.append(find(file, "category_is_the_folder", given=given.pop("goal_category")))
    try:
        return model.model_validate(given | from_path)
    except ValidationError as error:
        findings.extend(findings_of(error, file, model))
    return None


def _entries(model: type[Model], tree: Tree, file: str, findings: list[Finding]) -> tuple[Model, ...]:
    """The models of a file that holds one entry per key; findings carry that key as their id."""
    entries = []
    for word, entry in tree.items():
        try:
            entries.append(model.model_validate({**(entry if isinstance(entry, dict) else {}), "id": str(word)}))
        except ValidationError as error:
            findings.extend(
                Finding(one.file, str(word), one.key, one.values) for one in findings_of(error, file, model)
            )
    return tuple(entries)


def _by_category(examples: Iterable[WorkedPath], categories: list[Category]) -> tuple[WorkedPath, ...]:
    """The worked paths in the order of their categories; one of no category at all is a finding elsewhere."""
    position = {one.id: one.position for one in categories}
    return tuple(sorted((one for one in examples if one.id in position), key=lambda one: (position[one.id], one.id)))


def _in_order(indicators: list[Indicator], categories: list[Category]) -> tuple[Indicator, ...]:
    """By the position of the category, then by its order list, then by id."""
    position = {one.id: (one.position, one.id) for one in categories}
    place = {(one.id, name): number for one in categories for number, name in enumerate(one.order)}
    last = (100, "")

    def key(one: Indicator) -> tuple[tuple[int, str], int, str]:
        return position.get(one.goal_category, last), place.get((one.goal_category, one.id), len(place)), one.id

    return tuple(sorted(indicators, key=key))
