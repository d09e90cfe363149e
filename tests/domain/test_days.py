from datetime import date

import pytest

from impactmeter.domain.days import read_day

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    "typed",
    ["1-3-2027", "01-03-2027", "1/3/2027", "1.3.2027", " 1 maart 2027 ", "1 mrt. 2027", "1 March 2027", "2027-03-01", "1 3 2027"],
)
def test_a_day_is_read_however_people_write_it(typed):
    assert read_day(typed) == DAY


@pytest.mark.parametrize("typed", ["", "1-3-27", "31-2-2027", "13-13-2027", "3 maart", "2027", "maart 1 2027", "0-1-2027", "1 - - 2027"])
def test_what_is_no_day_is_not_guessed(typed):
    assert read_day(typed) is None
