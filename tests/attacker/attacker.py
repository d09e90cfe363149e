"""Somebody who wants to know a number that is not theirs. Knows nothing of how the release was made.

What the attacker has: the printed JSON of every release, who reported where and whose figure was corrected (that is
talked about), and, as an insider, the own figures of one or two organisations. Every number of every organisation is a
column; every printed number is an equation over them; what is common knowledge is an inequality.
"""

import json
from collections import defaultdict
from itertools import combinations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, kron

SURE = 1e-6
PART = 0.1
MEASURES = {"ratio": ("numerator", "denominator"), "score": ("points", "n"), "steps": ("1", "2")}


def own_numbers(row, kind):
    if kind == "ratio":
        return {"numerator": float(row.numerator), "denominator": float(row.denominator)}
    if kind == "score":
        return {"points": float(row.value) * row.n, "n": float(row.n)}
    if kind == "steps":
        return {step: float(people) for step, people in row.steps.items()}
    if kind == "ranges":
        return {"value": float(row.value), "high": float(row.value_high or row.value)}
    return {"value": float(row.value)}


def printed_numbers(figure, kind):
    if kind == "score":
        return {"points": figure["value"] * figure["n"], "n": float(figure["n"])}
    if kind == "steps":
        return figure["steps"]
    if figure["value_high"] is not None:
        return {"value": figure["value"], "high": figure["value_high"]}
    return {name: figure[name] for name in MEASURES.get(kind, ("value",))}


class Attacker:
    def __init__(self, city):
        self.kind, self.whole = city.kind, city.whole
        self.columns, self.truth, self.owner = {}, [], []
        self.owner_of = lambda organisation: city.groups.get(organisation, organisation)
        self.equations, self.sums = [], []
        self.less = []  # pairs of columns: factor × first ≤ second
        self.members = []  # per release: place → organisation → column names
        self.hidden = city.hidden
        self.printed_sets = []
        self.out_by = []  # how many equations there were after each release
        for (year, rows), views in zip(city.releases, city.printed, strict=True):
            self._take_in(year, rows)
            self._read(views)
            self.out_by.append(len(self.equations))

    def _take_in(self, year, rows):
        places = defaultdict(dict)
        for row in rows:
            columns = {}
            for measure, number in own_numbers(row, self.kind).items():
                if measure == "high" and row.value_high is None:
                    continue
                name = (row.organisation_id, year, measure, number)
                if name not in self.columns:
                    self.columns[name] = len(self.truth)
                    self.truth.append(number)
                    self.owner.append(self.owner_of(row.organisation_id))
                columns[measure] = self.columns[name]
            if self.kind == "ranges" and row.value_high is None:
                columns["high"] = columns["value"]  # everybody sees that it is exact
            elif self.kind == "ranges":
                self.less.append((1, columns["value"], columns["high"]))
            if self.kind == "ratio":
                self.less.append((1, columns["numerator"], columns["denominator"]))
            if self.kind == "score":
                self.less += [(1, columns["n"], columns["points"]), (0.1, columns["points"], columns["n"])]
            if self.kind == "cumulative" and self.members:
                before = self.members[-1][None].get(row.organisation_id)
                if before and before["value"] != columns["value"]:
                    self.less.append((1, before["value"], columns["value"]))
            for place in (None, row.neighbourhood):
                places[place][row.organisation_id] = columns
        self.members.append(places)

    def _read(self, views):
        for figure in (one for view in views for one in json.loads(view)["figures"]):
            if figure["suppressed"] or figure["value"] is None and figure["steps"] is None:
                continue
            members = self.members[-1].get(figure["neighbourhood"], {})
            for measure, number in printed_numbers(figure, self.kind).items():
                row = frozenset(columns[measure] for columns in members.values())
                self.equations.append(row)
                self.sums.append(number)
                self.printed_sets.append((measure, row))

    # ---- what can be worked out -------------------------------------------------------------------------------------

    def bounds(self, questions, equations=None):
        """Per question (wanted columns with a sign, known owners): smallest and largest possible answer.

        `equations` limits the attacker to so many of the first equations.
        """
        if not questions:
            return []
        size, times = len(self.truth), len(questions)
        scale = max(np.abs(self.truth)) or 1.0  # where all is nought, `far` below must still be far
        truth = np.array(self.truth) / scale
        far = 100 * (truth.sum() + 1)
        lows, highs = np.zeros((times, size)), np.full((times, size), far)
        wish = np.zeros((times, size))
        for index, (wanted, known) in enumerate(questions):
            for column, sign in wanted.items():
                wish[index, column] = sign
            mine = [column for column, owner in enumerate(self.owner) if owner in known]
            lows[index, mine] = highs[index, mine] = truth[mine]
        printed = self.equations[:equations]
        equal = csr_matrix(np.array([[float(c in row) for c in range(size)] for row in printed]).reshape(-1, size))
        below = np.zeros((len(self.less), size))
        for index, (factor, small, large) in enumerate(self.less):
            below[index, small], below[index, large] = factor, -1
        every = csr_matrix(np.eye(times))
        given = np.tile(np.array(self.sums[:equations]) / scale, times)
        answers = []
        for sign in (1, -1):
            found = linprog(
                sign * wish.ravel(),
                A_eq=kron(every, equal, format="csr"),
                b_eq=given,
                A_ub=kron(every, csr_matrix(below), format="csr") if self.less else None,
                b_ub=np.full(times * len(self.less), 1e-9) if self.less else None,
                bounds=np.column_stack([lows.ravel(), highs.ravel()]),
                method="highs",
            )
            assert found.status == 0, found.message
            answers.append((wish * found.x.reshape(times, size)).sum(axis=1) * scale)
        return list(zip(*answers, strict=True))

    def coalitions(self, outside, insiders, limit=12):
        """Nobody, and every pair of the owners not in `outside`; in a large city the largest ones."""
        if not insiders:
            return [()]
        size = defaultdict(float)
        for owner, number in zip(self.owner, self.truth, strict=True):
            size[owner] += number
        others = sorted((name for name in size if name not in outside), key=lambda name: -size[name])[:limit]
        return [(), *(combinations(others, 2) if len(others) > 1 else [tuple(others)] if others else [])]

    def targets(self):
        """(name, wanted columns, true answer, the largest contribution in it, its owners).

        Organisations of one group tell one another what they have: to others, and of others, they know it together.
        """
        for name, column in self.columns.items():
            yield name, {column: 1}, self.truth[column], self.truth[column], {self.owner[column]}
        for release, places in enumerate(self.members):
            for place in self.hidden[release]:
                members = places.get(place, {})
                for measure in MEASURES.get(self.kind, ("value",)):
                    columns = [one[measure] for one in members.values()]
                    numbers = [self.truth[column] for column in columns]
                    by_owner = defaultdict(float)
                    for column, number in zip(columns, numbers, strict=True):
                        by_owner[self.owner[column]] += number
                    if columns:
                        yield (
                            (release, place, measure),
                            dict.fromkeys(columns, 1),
                            sum(numbers),
                            max(by_owner.values()),
                            set(by_owner),
                        )
        yield from self.increases()

    def increases(self):
        """What an organisation added since the year before, or how wide its range is."""
        if self.kind not in ("cumulative", "ranges"):
            return
        for _, before, after in self.less:
            grown = self.truth[after] - self.truth[before]
            yield ("increase", before, after), {after: 1, before: -1}, grown, grown, {self.owner[after]}

    def needed(self, largest):
        return max(2 * PART * largest, 2.0 if self.whole and self.kind != "score" else 0.0)

    def too_narrow(self, insiders=True, most=400, rng=None):
        """Every target on which somebody's bounds lie closer than they may: (target, coalition, width, needed)."""
        asked = [
            (name, wanted, largest, known)
            for name, wanted, _, largest, outside in self.targets()
            for known in self.coalitions(outside, insiders)
        ]
        if rng is not None and len(asked) > most:
            asked = rng.sample(asked, most)
        answers = self.bounds([(wanted, set(known)) for _, wanted, _, known in asked])
        return [
            (name, known, high - low, self.needed(largest))
            for (name, wanted, largest, known), (low, high) in zip(asked, answers, strict=True)
            if self._is_narrow(low, high, largest) and not self._was_out(name, wanted, known, largest)
        ]

    def _is_narrow(self, low, high, largest):
        slip = SURE * max([*self.truth, 1.0])
        return high - low < self.needed(largest) - slip or high - low < slip

    def _was_out(self, name, wanted, known, largest):
        """A cell of which the same bounds followed before this release; somebody left it, and nothing helps any more."""
        if not isinstance(name[0], int) or name[0] == 0:
            return False
        [(low, high)] = self.bounds([(wanted, set(known))], self.out_by[name[0] - 1])
        return self._is_narrow(low, high, largest)

    def recovered_cells(self, insiders=False):
        """The cells hidden by a rule of their own that are known exactly, and how many there are."""
        hidden = [one for one in self.targets() if isinstance(one[0][0], int)]
        asked = [(one, known) for one in hidden for known in self.coalitions(one[4], insiders)]
        answers = self.bounds([(one[1], set(known)) for one, known in asked])
        slip = SURE * max([*self.truth, 1.0])
        found = {one[0] for (one, _), (low, high) in zip(asked, answers, strict=True) if high - low < slip}
        return found, len(hidden)

    def small_differences(self, fewest):
        """Printed numbers whose difference is about fewer owners than a printed number may be."""
        found = []
        for (measure, a), (other, b) in combinations(set(self.printed_sets), 2):
            if measure != other or a == b:
                continue
            small, large = sorted((a, b), key=len)
            if small < large:
                about = {self.owner[column] for column in large - small}
                if len(about) < fewest:
                    found.append((measure, sorted(about)))
        return found
