"""Which cells are hidden: those a rule hides, and others until nothing hidden can be had from what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from impactmeter.analysis.disclosure_control.cube import CITY, GAP, Cube, Table
from impactmeter.analysis.disclosure_control.memory import remember
from impactmeter.analysis.disclosure_control.past import Past, unknowns_of
from impactmeter.analysis.disclosure_control.released import ReleasedFigure, release
from impactmeter.analysis.disclosure_control.report import HiddenCell
from impactmeter.analysis.disclosure_control.rules import Rule, Thresholds
from impactmeter.analysis.disclosure_control.sums import UnknownSet
from impactmeter.analysis.disclosure_control.system import Breach, System, system_of


@dataclass(frozen=True)
class Protected:
    """What may be published of a city year, why the rest may not, and what is out from then on."""

    year: int
    figures: tuple[ReleasedFigure, ...]
    report: tuple[HiddenCell, ...]
    past: Past


@dataclass(frozen=True)
class Steps:
    """Which steps are taken. Only a test of the attacker leaves one out."""

    complementary: bool = True
    insiders: bool = True


def protect_in_order(cubes: Iterable[Cube], thresholds: Thresholds, past: Past | None = None) -> Protected:
    """The last of some city years, as if those before it were published first, each protected with its past."""
    protected: Protected | None = None
    for cube in cubes:
        protected = protect(cube, thresholds, past)
        past = protected.past
    if protected is None:
        raise ValueError("no city year to protect")
    return protected


def protect(cube: Cube, thresholds: Thresholds, past: Past | None = None, steps: Steps | None = None) -> Protected:
    """What may be published of a city year beside everything that is out already.

    The city cells and the neighbourhood cells are protected as one, so that either view may be printed, or both.
    """
    known = Past() if past is None else past.copy()
    figures: list[ReleasedFigure] = []
    report: list[HiddenCell] = []
    for table in cube.tables:
        found = _hidden_in(table, thresholds, known, steps or Steps())
        hidden = {line.neighbourhood for line in found if not line.of_high}
        hidden_highs = {line.neighbourhood for line in found if line.of_high}
        figures += release(table, hidden, hidden_highs, thresholds)
        report += found
    return Protected(cube.year, tuple(figures), tuple(report), known)


def _hidden_in(table: Table, thresholds: Thresholds, past: Past, steps: Steps) -> list[HiddenCell]:
    """First the cells as such, then `value_high` in those that are shown."""
    main = [name for name in table.measures if name != GAP]
    hidden, report = _hide(table, main, thresholds, past, steps, of_high=False, already=())
    if GAP in table.measures:
        report += _hide(table, [GAP], thresholds, past, steps, of_high=True, already=tuple(hidden))[1]
    return report


def _system(
    table: Table,
    measure: str,
    cells: dict[str | None, UnknownSet],
    thresholds: Thresholds,
    past: Past,
    each_alone: bool = False,
) -> System:
    key = table.series, measure
    printed, guarded, out = (kind.get(key, []) for kind in (past.printed, past.guarded, past.out))
    return system_of(table.measures[measure], thresholds, cells, printed, guarded, out, each_alone)


def _hide(
    table: Table,
    names: Sequence[str],
    thresholds: Thresholds,
    past: Past,
    steps: Steps,
    *,
    of_high: bool,
    already: Sequence[str | None],
) -> tuple[list[str | None], list[HiddenCell]]:
    """Hides cells of some measures together until nothing can be had, and remembers what is printed and what is not."""
    cells = {name: unknowns_of(table, name, past) for name in names}
    systems = [_system(table, name, cells[name], thresholds, past) for name in names]
    # a group is one contributor; and as nobody checks who belongs to one, each is looked at alone as well
    for grouped in [one for one in systems if one.has_groups]:
        name = grouped.measure.name
        systems.append(_system(table, name, cells[name], thresholds, past, each_alone=True))
    places = sorted({place for one in systems for place in one.cells}, key=lambda place: (place is CITY, place or ""))
    search = _Search(table, systems, places, past, steps, of_high)
    rules = search.run({place: Rule.COMPLEMENTARY for place in already if place in places})
    shown = [place for place in places if place not in rules]
    report = [search.line(place, rule, shown) for place, rule in rules.items() if place not in already]
    primary = [place for place, rule in rules.items() if rule.is_primary]
    guarded = [place for place in primary if place not in search.out_before]
    out = [place for place in primary if place in search.out_before]
    remember(table, cells, rules, guarded, out, past, of_high=of_high)
    return list(rules), report


@dataclass(frozen=True, eq=False)
class _Search:
    """The search for cells to hide in the systems of one table: one system per measure, hidden together."""

    table: Table
    systems: Sequence[System]
    places: Sequence[str | None]
    past: Past
    steps: Steps
    of_high: bool

    @cached_property
    def out_before(self) -> set[str | None]:
        """Cells that what was printed before gives away to somebody already, so that hiding others cannot undo it.

        That is how it goes when somebody takes a figure back after a release, and few are left in a cell. All others
        still may not come to know it.
        """
        return {
            place
            for place in self.places
            for system in self.systems
            if place in system.cells and self._is_out(system, system.cells[place])
        }

    def _is_out(self, system: System, mask: int) -> bool:
        return bool(system.printed) and system.wrong_about_sum(mask, self.steps.insiders)

    def run(self, already: dict[str | None, Rule]) -> dict[str | None, Rule]:
        """The hidden cells, each with its rule. Ends because every turn hides one more."""
        rules = dict(already)
        for place in self.places:
            found = [one.broken_rule(place) for one in self.systems if place in one.cells]
            broken = [rule for rule in found if rule is not None]
            if broken and place not in rules:
                rules[place] = min(broken, key=list(Rule).index)
        if not self.steps.complementary:
            return rules
        while found_breach := self._breach(rules):
            system, breach = found_breach
            if not (candidates := self._by_cost(rules)):
                break  # nothing of this table is printed any more; what is left was out before
            rules[self._choose(system, breach, candidates, rules)] = breach.rule
        return self._show_again(rules, set(already))

    def _breach(self, rules: dict[str | None, Rule]) -> tuple[System, Breach] | None:
        for system in self.systems:
            if breach := self._breach_of(system, rules):
                return system, breach
        return None

    def _breach_of(self, system: System, rules: dict[str | None, Rule], only: int = -1) -> Breach | None:
        shown = [place for place in self.places if place not in rules]
        primary = [place for place, rule in rules.items() if rule.is_primary]
        guarded = [place for place in primary if place not in self.out_before]
        out = [place for place in primary if place in self.out_before]
        return system.breach(shown, guarded, self.steps.insiders, only, out)

    def _by_cost(self, rules: dict[str | None, Rule]) -> list[str | None]:
        """What may still be hidden: a neighbourhood before the city, what was hidden before, then the smallest."""

        def cost(place: str | None) -> tuple[bool, bool, float, str]:
            size = sum(abs(one.members(one.cells.get(place, 0)).total) for one in self.systems)
            was_hidden = (*self.table.series, place, self.of_high) in self.past.hidden
            return place is CITY, not was_hidden, size, place or ""

        return sorted((place for place in self.places if place not in rules), key=cost)

    def _choose(
        self, system: System, breach: Breach, candidates: Sequence[str | None], rules: dict[str | None, Rule]
    ) -> str | None:
        """The cheapest cell that ends a breach; when none does alone, the cheapest that lies in a sum with it."""
        for place in candidates:
            if system.cells.get(place) == breach.mask:
                return place
        for place in candidates:
            if not self._breach_of(system, rules | {place: breach.rule}, only=breach.mask):
                return place
        linked = [place for place in candidates if system.cells.get(place, 0)]
        return (linked or list(candidates))[0]

    def _show_again(self, rules: dict[str | None, Rule], already: set[str | None]) -> dict[str | None, Rule]:
        """Without the cells that turned out to be hidden in vain, the dearest shown again first."""
        kept = dict(rules)
        size = {
            place: sum(one.members(one.cells.get(place, 0)).total for one in self.systems)
            for place, rule in rules.items()
            if not rule.is_primary and place not in already
        }
        for place in sorted(size, key=lambda one: (one is not CITY, -size[one])):
            without = {other: rule for other, rule in kept.items() if other != place}
            if not self._breach(without):
                kept = without
        return kept

    def line(self, place: str | None, rule: Rule, shown: Sequence[str | None]) -> HiddenCell:
        system = next(one for one in self.systems if place in one.cells)
        mask = system.cells[place]
        width, required = system.width(mask, shown), system.need(mask).width
        where = (self.table.indicator, self.table.revision, self.table.year, place, self.of_high)
        return HiddenCell(*where, rule, width, required, place in self.out_before)
