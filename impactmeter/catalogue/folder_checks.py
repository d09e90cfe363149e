"""Checks across files: what refers to nothing, what stands there twice, what does not go together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from impactmeter.catalogue.demo_checks import DEMO_CHECKS
from impactmeter.catalogue.example_checks import EXAMPLE_CHECKS
from impactmeter.catalogue.findings import LANGUAGE_KEYS, Finding, find, nearest
from impactmeter.catalogue.loose_trees import (
    block_at,
    line_at,
    list_at,
    meant_unit,
    named_twice,
    revisions_of,
    words_at,
)
from impactmeter.catalogue.reading import CALCULATORS_FILE, CATEGORY_FILE, FACTORS_FILE, UNITS_FILE, Content, Tree, stem


def _files(content: Content) -> dict[str, Tree]:
    """Every indicator file that exists, with an empty tree for one that cannot be read."""
    return {file: {} for file in content.unreadable} | content.indicators


def _check_successors(content: Content) -> Iterator[Finding]:
    trees = {stem(file): tree for file, tree in _files(content).items()}
    for file, tree in content.indicators.items():
        successor = tree.get("successor")
        if not isinstance(successor, str):
            continue
        if successor == stem(file) or successor not in trees:
            known = nearest(successor, trees.keys() - {stem(file)})
            yield find(file, "unknown_successor", given=successor, known=known)
        elif trees[successor].get("retired"):
            yield find(file, "successor_is_retired", given=successor)


def _check_meaning_twice(content: Content) -> Iterator[Finding]:
    """Two indicators in use under one name, label or question: whoever chooses cannot tell them apart."""
    seen: dict[tuple[str, str, str], str] = {}
    listed = {entry for tree in content.categories.values() for entry in words_at(tree, "order")}
    # a copy that is in no order list yet is the new one, and the finding belongs to it, not to what it was copied from
    for file, tree in sorted(content.indicators.items(), key=lambda one: stem(one[0]) not in listed):
        if tree.get("retired"):
            continue
        for key in ("name", "short", "question"):
            for language in LANGUAGE_KEYS:
                text = line_at(tree, key, language).casefold()
                first = seen.setdefault((key, language, text), file)
                if text and first != file:
                    yield find(file, "meaning_twice", place=f"{key} › {language}", other=stem(first))


def _check_ids(content: Content) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for file in content.indicators:
        earlier = first.setdefault(stem(file), file)
        if earlier != file:
            yield find(file, "id_twice", other=earlier)


def _check_order(content: Content) -> Iterator[Finding]:
    for name, tree in content.categories.items():
        here = {stem(file) for file in _files(content) if file.startswith(f"{name}/")}
        everywhere = {stem(file) for file in _files(content)}
        file = f"{name}/{CATEGORY_FILE}"
        order = words_at(tree, "order")
        for entry in order:
            if entry in everywhere and entry not in here:
                yield find(file, "order_of_other_category", given=entry)
            elif entry not in here:
                yield find(file, "order_names_nothing", given=entry, known=nearest(entry, here))
        for entry in named_twice(order):
            yield find(file, "listed_twice", place="order", given=entry)


def _check_categories(content: Content) -> Iterator[Finding]:
    for name in content.category_folders:
        in_use = [tree for file, tree in _files(content).items() if file.startswith(f"{name}/")]
        if not any(not tree.get("retired") for tree in in_use):
            yield find(f"{name}/{CATEGORY_FILE}", "empty_category")
    seen: dict[Any, str] = {}
    for name, tree in content.categories.items():
        for key, given in (("position", tree.get("position")), ("label", line_at(tree, "label", "nl").casefold())):
            first = seen.setdefault((key, str(given)), name)
            if given and first != name:
                yield find(f"{name}/{CATEGORY_FILE}", "category_twice", place=key, other=first)


def _check_iris(content: Content) -> Iterator[Finding]:
    """Ids copied from elsewhere are often wrong: only those of which the name was looked up may be used."""
    for file, tree in content.indicators.items():
        for entry in words_at(tree, "iris"):
            if entry not in content.iris:
                yield find(file, "unknown_iris", given=entry)


def _check_unit_words(content: Content) -> Iterator[Finding]:
    seen: dict[str, str] = {str(unit).casefold(): str(unit) for unit in content.units}
    for unit, entry in content.units.items():
        for word in words_at(entry, "aliases"):
            first = seen.setdefault(word.casefold(), str(unit))
            if first != str(unit):
                yield Finding(UNITS_FILE, str(unit), "catalogue.unit_word_twice", {"given": word, "other": first})


def _check_factors(content: Content) -> Iterator[Finding]:
    for factor, entry in content.factors.items():
        for key in ("unit", "per"):
            given = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(given, str) and content.units and given not in content.units:
                values = {"place": key, "given": given, "known": meant_unit(given, content.units)}
                yield Finding(FACTORS_FILE, str(factor), "catalogue.unknown_unit", values)


def _check_instruments(content: Content) -> Iterator[Finding]:
    """What a questionnaire feeds exists, and takes that kind of figure."""
    trees = {stem(file): tree for file, tree in _files(content).items()}
    for file, tree in content.instruments.items():
        for feed in list_at(tree, "feeds"):
            named = feed.get("indicator") if isinstance(feed, dict) else None
            if not isinstance(named, str):
                continue
            if named not in trees:
                yield find(file, "unknown_indicator", place="feeds", given=named, known=nearest(named, trees))
                continue
            types = {str(revision.get("type")) for _, revision in revisions_of(trees[named])}
            wanted = _TYPE_FED_BY.get(str(feed.get("kind")))
            if wanted is not None and types and wanted not in types:
                yield find(file, "feed_does_not_fit", given=named, kind=feed["kind"], type=", ".join(sorted(types)))


def _check_tiers(content: Content) -> Iterator[Finding]:
    """What is measured with a questionnaire is under the licence of that questionnaire."""
    by_id = {stem(file): (file, tree) for file, tree in content.indicators.items()}
    for instrument, tree in content.instruments.items():
        fed = [feed.get("indicator") for feed in list_at(tree, "feeds") if isinstance(feed, dict)]
        for named in sorted({one for one in fed if isinstance(one, str) and one in by_id}):
            file, indicator = by_id[named]
            given, wanted = indicator.get("tier"), tree.get("tier")
            if given and wanted and given != wanted:
                yield find(file, "tier_of_instrument", given=given, wanted=wanted, instrument=stem(instrument))


_TYPE_FED_BY = {"mean": "score", "share": "ratio", "steps": "steps", "moves": "steps"}


def _check_calculators(content: Content) -> Iterator[Finding]:
    ids = {stem(file) for file in _files(content)}
    for calculator, entry in content.calculators.items():
        for named in block_at(entry, "fills").values():
            if isinstance(named, str) and named not in ids:
                values = {"place": "fills", "given": named, "known": nearest(named, ids)}
                yield Finding(CALCULATORS_FILE, str(calculator), "catalogue.unknown_indicator", values)


def _check_municipalities(content: Content) -> Iterator[Finding]:
    ids = {stem(file) for file in _files(content)}
    for file, tree in content.municipalities.items():
        for part in ("directorates", "city_tasks"):
            for entry in list_at(tree, part):
                for named in words_at(entry, "categories"):
                    if named not in content.category_folders:
                        known = nearest(named, content.category_folders)
                        yield find(file, "unknown_category", place=part, given=named, known=known)
                for named in words_at(entry, "indicators"):
                    if named not in ids:
                        yield find(file, "unknown_indicator", place=part, given=named, known=nearest(named, ids))


def _check_value_tables(content: Content) -> Iterator[Finding]:
    """One amount per day: tables of one municipality may not hold on the same day, nor end before they begin."""
    for file, tree in content.municipalities.items():
        spans = [_span(table) for table in list_at(tree, "social_return") if _has_amounts(table)]
        for number, (begin, end, name) in enumerate(spans):
            if end < begin:
                yield find(file, "value_table_backwards", given=name)
            for other_begin, other_end, other in spans[:number]:
                if begin <= other_end and other_begin <= end:
                    yield find(file, "value_tables_overlap", given=name, other=other)


def _has_amounts(table: Any) -> bool:
    return any(isinstance(row, dict) and row.get("amount") is not None for row in list_at(table, "rows"))


def _span(table: Tree) -> tuple[date, date, str]:
    begin, end = table.get("valid_from"), table.get("valid_to")
    return (
        begin if isinstance(begin, date) else date.min,
        end if isinstance(end, date) else date.max,
        str(table.get("id")),
    )


FOLDER_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (
    _check_successors,
    _check_meaning_twice,
    _check_ids,
    _check_order,
    _check_categories,
    _check_iris,
    _check_unit_words,
    _check_factors,
    _check_instruments,
    _check_tiers,
    _check_calculators,
    _check_municipalities,
    _check_value_tables,
    *EXAMPLE_CHECKS,
    *DEMO_CHECKS,
)
