"""What a list of registrations comes to, as a sentence and tables on a plain page."""

from __future__ import annotations

from decimal import Decimal

from impactmeter.domain.registration import ColumnMapping, Counted, YearCount
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number, format_period
from impactmeter.web import plain

_MOST_ROWS = 100


def told(counted: Counted, mapping: ColumnMapping, texts: Texts, *, is_check: bool) -> list[plain.Html]:
    """The counts, the years with their unknowns, and every impossible row with why it is one."""
    used = sum(year.records for year in counted.years)
    sentences = [
        texts("upload.checked" if is_check else "registration.taken_over"),
        texts("registration.counted", rows=str(counted.rows), counted=str(used)),
    ]
    if counted.left_out:
        sentences.append(texts("registration.left_out", count=str(counted.left_out)))
    if counted.impossible:
        sentences.append(texts("registration.impossible", count=str(len(counted.impossible))))
    parts = [plain.good(*sentences)]
    if counted.years:
        parts.append(_years(counted, mapping, texts))
    if counted.impossible:
        parts.append(_impossible(counted, texts))
    return parts


def _table(caption: str, heads: list[str], rows: list[list[str]]) -> plain.Html:
    head = "".join(f'<th scope="col">{plain.h(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{plain.h(first)}</th>{"".join(f"<td>{plain.h(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return plain.Html(
        f"<table><caption>{plain.h(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _years(counted: Counted, mapping: ColumnMapping, texts: Texts) -> plain.Html:
    names = ("period", "rows", "succeeded_short", "unknown_short", "unknown_share", "share_short")
    rows = [_year(year, mapping, texts) for year in counted.years]
    return _table(texts("registration.years_title"), [texts(f"registration.{name}") for name in names], rows)


def _year(year: YearCount, mapping: ColumnMapping, texts: Texts) -> list[str]:
    span = texts("registration.part_year" if year.is_part_of_year else "registration.whole_year")
    whole = year.whole(mapping)
    share = f"{_one_decimal(Decimal(year.succeeded) * 100 / whole, texts)}%" if whole else "–"
    unknown = f"{_one_decimal(year.unknown_share, texts)}%"
    counts = [str(number) for number in (year.records, year.succeeded, year.unknown)]
    return [f"{format_period(year.period, texts.language)} ({span})", *counts, unknown, share]


def _one_decimal(number: Decimal, texts: Texts) -> str:
    return format_number(round(number, 1), texts.language)


def _impossible(counted: Counted, texts: Texts) -> plain.Html:
    heads = [texts("upload.row"), texts("registration.given"), texts("registration.why_title")]
    rows = [
        [str(one.number), one.given, texts(f"registration.why.{one.why}")] for one in counted.impossible[:_MOST_ROWS]
    ]
    table = _table(texts("registration.impossible_title"), heads, rows)
    if len(counted.impossible) <= _MOST_ROWS:
        return table
    more = texts("upload.only_first", shown=_MOST_ROWS, total=len(counted.impossible))
    return plain.join([table, plain.paragraph(more)])
