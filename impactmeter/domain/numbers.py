"""Reading numbers as people write them.

On the screen a comma is decimal and a dot groups thousands. `1.234` and `1,234` alone can mean two things and are
asked back. In a table the decimal sign is known from its separator (design section 8).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from impactmeter.domain.measurement import MAX_DIGITS, significant_digits
from impactmeter.domain.message import Message, message

LONGEST_NUMBER = 60
_MINUS_SIGNS = str.maketrans({"−": "-", "–": "-"})
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009']+")


class ParsedNumber(NamedTuple):
    """A number, or what is wrong with the text. `choices` holds the two readings of an ambiguous one."""

    number: Decimal | None = None
    problem: Message | None = None
    choices: tuple[Decimal, ...] = ()


def _wrong(key: str, text: str, **values: Any) -> ParsedNumber:
    return ParsedNumber(problem=message(f"number.{key}", given=text.strip()[:40], **values))


def _finished(plain: str, text: str) -> ParsedNumber:
    number = Decimal(plain)
    if significant_digits(number) > MAX_DIGITS or abs(number) >= Decimal(10) ** MAX_DIGITS:
        return _wrong("too_many_digits", text, most=MAX_DIGITS)
    return ParsedNumber(number=number)


def parse_screen_number(text: str) -> ParsedNumber:
    """A number typed on the screen: `1.234,5`, `1234,5`, `12 500`; empty text gives neither number nor problem.

    `1,234.5` (the English way round) is refused with the Dutch spelling as its cure; `1.234` and `1,234` alone are
    asked back with both readings. The unit, a percent sign or a euro sign beside the number is not accepted: the
    field already says the unit.
    """
    given = text.strip()
    if not given:
        return ParsedNumber()
    if len(given) > LONGEST_NUMBER:
        return _wrong("not_a_number", text)
    plain = _BLANKS.sub("", given.translate(_MINUS_SIGNS))
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain.removeprefix("+"))
    if re.fullmatch(r"[0-9]+", digits):
        return _finished(sign + digits, text)
    if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", digits):
        return _ambiguous(sign, digits, text)
    if re.fullmatch(r"[0-9]+,[0-9]+", digits) or re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+", digits):
        return _finished(sign + digits.replace(".", "").replace(",", "."), text)
    if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+", digits):
        return _finished(sign + digits.replace(".", ""), text)
    if re.fullmatch(r"[0-9]+\.[0-9]+", digits):
        return _finished(sign + digits, text)
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", digits):
        dutch = digits.replace(",", " ").replace(".", ",").replace(" ", ".")
        return _wrong("english_spelling", text, dutch=sign + dutch)
    return _wrong("not_a_number", text)


def _ambiguous(sign: str, digits: str, text: str) -> ParsedNumber:
    whole = Decimal(sign + re.sub(r"[.,]", "", digits))
    broken = Decimal(sign + digits.replace(",", "."))
    problem = message("number.two_readings", given=text.strip(), whole=whole, broken=broken)
    return ParsedNumber(problem=problem, choices=(whole, broken))


def parse_table_number(text: str, decimal_sign: str = ".") -> ParsedNumber:
    """A number in a table with a known decimal sign (`.`, or `,` where `;` separates the columns).

    Grouping is accepted when it cannot be mistaken (two groups, or a decimal part behind it). A lone group of three
    digits behind the other sign is refused with its cure: it may be a thousand or a fraction.
    """
    given = text.strip()
    if not given:
        return ParsedNumber()
    if len(given) <= MAX_DIGITS and given.isascii() and given.isdigit():
        return ParsedNumber(number=Decimal(given))  # what every whole number without signs comes to below
    if len(given) > LONGEST_NUMBER:
        return _wrong("not_a_number", text)
    other = "," if decimal_sign == "." else "."
    plain = _BLANKS.sub("", given.translate(_MINUS_SIGNS))
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain.removeprefix("+"))
    point, group = re.escape(decimal_sign), re.escape(other)
    if re.fullmatch(rf"[0-9]+({point}[0-9]+)?(e[+-]?[0-9]{{1,2}})?", digits, re.I):
        return _finished(sign + digits.replace(decimal_sign, "."), text)
    if re.fullmatch(rf"[0-9]{{1,3}}{group}[0-9]{{3}}", digits):
        return _wrong("lone_group", text, decimal_sign=decimal_sign, whole=digits.replace(other, ""))
    if re.fullmatch(rf"[0-9]{{1,3}}({group}[0-9]{{3}})+({point}[0-9]+)?", digits):
        return _finished(sign + digits.replace(other, "").replace(decimal_sign, "."), text)
    if re.fullmatch(rf"[0-9]+{group}[0-9]+", digits):
        return _wrong("other_decimal_sign", text, decimal_sign=decimal_sign, cure=digits.replace(other, decimal_sign))
    return _wrong("not_a_number", text)
