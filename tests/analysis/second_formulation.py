"""City figures once more, written to be obviously slow: day by day, in fractions, organisation by organisation.

It shares no function with impactmeter/analysis; where the two differ, one of them misreads design section 5.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

LAST = {"stock", "cumulative", "score", "steps"}


def days_of(row):
    return [date.fromordinal(day) for day in range(row.period.start.toordinal(), row.period.end.toordinal() + 1)]


def year_and_shape(row, kind):
    days = days_of(row)
    per_year = Counter(day.year for day in days)
    if kind in LAST:
        return days[-1].year, "last"
    if len(per_year) == 1:
        year = days[0].year
        is_leap = date(year, 12, 31).timetuple().tm_yday
        return year, "calendar" if len(days) == is_leap else "part"
    if len(days) > 371:
        return days[-1].year, "long"
    most = max(per_year.values())
    year = max(year for year, count in per_year.items() if count == most)
    return year, "broken" if len(days) >= 360 else "part"


def can_be_combined(row, shape, definition):
    kind = definition.type.value
    has_value = row.value is not None
    has = {
        "ratio": row.numerator is not None and row.denominator is not None,
        "score": has_value and row.n is not None and row.n > 0,
        "steps": bool(row.steps),
    }.get(kind, has_value)
    return definition.combine and has and shape != "long" and not (kind == "people" and shape == "part")


def covers(parts, year):
    seen = Counter(day for row in parts for day in days_of(row))
    every_day = [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]
    return all(seen[day] == 1 for day in every_day) and set(seen.values()) <= {1}


def longest_first(parts):
    left, taken = list(parts), []
    while left:
        length = max(len(days_of(row)) for row in left)
        best = min((row for row in left if len(days_of(row)) == length), key=lambda row: row.period.end)
        taken.append(best)
        left = [row for row in left if not set(days_of(row)) & set(days_of(best))]
    return taken


def under_one_revision(rows, definition, year):
    """(rank, standing, rows) of the numbers of one revision: a lower rank wins."""
    kind = definition.type.value
    shaped = [(row, year_and_shape(row, kind)[1]) for row in rows]
    good = [(row, shape) for row, shape in shaped if can_be_combined(row, shape, definition)]
    for wanted in ("last", "calendar", "broken"):
        fitting = sorted(
            (row.period.end, row.period.start, number) for number, (row, shape) in enumerate(good) if shape == wanted
        )
        if fitting:
            return 0, "reported", [good[fitting[-1][2]][0]], wanted == "broken"
    parts = [row for row, _ in good]
    if kind in ("flow", "amount", "ratio") and covers(parts, year):
        return 0, "reported", parts, False
    if len(good) < len(shaped):
        return 1, "left_out", [row for row, shape in shaped if (row, shape) not in good], False
    return 2, "partial", longest_first(parts), False


def value_of(rows, definition):
    """(value, high) of figures together, as fractions; None when there is none to be had."""
    kind = definition.type.value
    if not rows or kind == "steps":
        return None, None
    if kind == "ratio":
        below = sum(Fraction(row.denominator) for row in rows)
        scale = 100 if definition.unit == "%" else 1
        return (scale * sum(Fraction(row.numerator) for row in rows) / below if below else None), None
    weights = [Fraction(row.n) if kind == "score" else Fraction(1) for row in rows]
    by = sum(weights) if kind == "score" else 1
    low = sum(weight * Fraction(row.value) for weight, row in zip(weights, rows, strict=True)) / by
    tops = [row.value if row.value_high is None else row.value_high for row in rows]
    high = sum(weight * Fraction(top) for weight, top in zip(weights, tops, strict=True)) / by
    return low, high if any(row.value_high is not None for row in rows) else None


def count_city(indicator, rows, plans, year):
    """{revision: {standing: count, "value": …, "high": …, "so_far": …, "broken": …}} for one city year."""
    definitions = {definition.revision: definition for definition in indicator.revisions}
    newest = max((d for d in indicator.revisions if d.from_date <= date(year, 12, 31)), key=lambda d: d.revision)
    found = {newest.revision: []}
    for who in {row.organisation_id for row in rows} | {plan.organisation_id for plan in plans}:
        its = [row for row in rows if row.organisation_id == who]
        its = [row for row in its if year_and_shape(row, definitions[row.revision].type.value)[0] == year]
        numbers = [row for row in its if row.state == "number"]
        planned = [p for p in plans if p.organisation_id == who and p.first_year <= year <= (p.last_year or 9999)]
        if numbers:
            best = min(
                (*under_one_revision([row for row in numbers if row.revision == r], definitions[r], year)[:1], -r)
                for r in {row.revision for row in numbers}
            )
            revision = -best[1]
            _, standing, used, is_broken = under_one_revision(
                [row for row in numbers if row.revision == revision], definitions[revision], year
            )
            found.setdefault(revision, []).append((standing, used, is_broken))
        elif its:
            last = max(its, key=lambda row: (row.period.end, row.period.start))
            found[newest.revision].append((str(last.state), [], False))
        elif planned:
            found[newest.revision].append(("missing", [], False))
    return {revision: tally(outcomes, definitions[revision]) for revision, outcomes in found.items()}


def tally(outcomes, definition):
    reported = [row for standing, used, _ in outcomes if standing == "reported" for row in used]
    partial = [row for standing, used, _ in outcomes if standing == "partial" for row in used]
    value, high = value_of(reported, definition)
    steps = Counter()
    for row in reported:
        steps.update(row.steps or {})
    return {
        **Counter(standing for standing, _, _ in outcomes),
        "value": value,
        "high": high,
        "steps": dict(steps),
        "so_far": value_of(partial, definition)[0],
        "broken": sum(is_broken for _, _, is_broken in outcomes),
    }
