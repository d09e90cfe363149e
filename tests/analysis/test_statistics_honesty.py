from decimal import Decimal

import pytest

from impactmeter.analysis.statistics import Interval
from impactmeter.analysis.statistics.honesty import (
    Participation,
    advise_on_size,
    change_message,
    consistency_message,
    p_to_show,
    participation_messages,
    response_messages,
    share_message,
    trend_messages,
    why_no_p,
)
from impactmeter.analysis.statistics.printed import (
    PrintedDifference,
    avoided_impact,
    base_of_growth,
    wellbeing_value,
)
from impactmeter.analysis.statistics.trends import trend_of
from impactmeter.texts import texts_in

DUTCH, ENGLISH = texts_in("nl"), texts_in("en")


def keys(messages):
    return [message.key.split(".", 1)[1] for message in messages]


@pytest.mark.parametrize("n", range(1, 10))
def test_rule_9_no_percentage_under_ten_people(n):
    for successes in range(n + 1):
        assert "%" not in DUTCH.of(share_message(successes, n)) + ENGLISH.of(share_message(successes, n))


def test_rule_9_share_from_ten_people_on_says_counts_first_and_then_its_interval():
    said = DUTCH.of(share_message(7, 10))
    assert said == "7 van de 10. Dat is 70%. In de hele groep ligt het waarschijnlijk tussen 40% en 89%."
    assert ENGLISH.of(share_message(15, 24)) == (
        "15 of 24. That is 62%. In the whole group it probably lies between 43% and 79%."
    )


def test_share_of_thousands_is_said_in_tenths():
    assert DUTCH.of(share_message(4373, 8114)).startswith("4.373 van de 8.114. Dat is 53,9%.")


def test_share_of_nobody_is_no_share_of_0():
    assert keys([share_message(0, 0)]) == ["share.nobody"]


def test_share_when_everybody_answered_has_no_interval():
    assert ENGLISH.of(share_message(9, 12, group=12)) == "9 of 12 (75%). Everybody took part."


def test_share_of_a_known_group_has_a_smaller_interval():
    of_group, endless = share_message(9, 12, group=14).values, share_message(9, 12).values
    assert of_group["high"] - of_group["low"] < endless["high"] - endless["low"]


@pytest.mark.parametrize(("n", "shown"), [(9, None), (10, Decimal("0.057")), (40, Decimal("0.057"))])
def test_rule_9_no_p_value_under_ten_people(n, shown):
    assert p_to_show(0.057373046875, n) == shown
    assert (why_no_p(n) is not None) is (shown is None)


def test_rule_9_there_are_no_stars_in_any_text():
    for texts in (DUTCH, ENGLISH):
        said = [texts._texts[key] for key in texts._texts if key.startswith(("statistics.", "claim.", "contribution."))]
        assert len(said) > 100
        assert not any("*" in text or "significan" in text.lower() for text in said)


@pytest.mark.parametrize(
    ("interval", "key"),
    [(Interval(0.5, 1.5), "change.shown"), (Interval(-0.1, 2.1), "change.not_shown"), (None, "change.no_interval")],
)
def test_change_whose_interval_holds_0_is_said_to_be_possible_chance(interval, key):
    assert keys([change_message(1.0, interval, 12)]) == [key]


@pytest.mark.parametrize(
    ("answered", "invited", "said"),
    [
        (20, 40, ["response.rate"]),
        (19, 40, ["response.rate", "response.low"]),
        (4, 9, ["response.counts", "response.low"]),
        (0, 12, ["response.rate", "response.low"]),
        (12, None, ["response.unknown"]),
        (0, 0, ["response.unknown"]),
        (13, 12, ["response.more_than_invited"]),
    ],
)
def test_response_under_half_says_so(answered, invited, said):
    assert keys(response_messages(answered, invited)) == said


def test_real_response_of_a_third_is_said_with_its_warning():
    assert [DUTCH.of(one) for one in response_messages(89, 300)] == [
        "Antwoord gaf 89 van de 300 mensen (30%).",
        "Minder dan de helft gaf antwoord. Misschien denkt de rest er anders over.",
    ]


def test_change_stands_beside_how_many_left_on_the_way():
    people = Participation(planned=30, started=24, answered_before=20, answered_both=11)
    assert [ENGLISH.of(one) for one in participation_messages(people)] == [
        "Planned: 30 people.",
        "Started: 24 people.",
        "Answered at the start: 20 people.",
        "Answered at the start and at the end: 11 people.",
        "Fewer than half of those who started are in this change. For those who stopped it may be different.",
    ]


def test_what_is_not_known_about_participation_is_not_said_as_0():
    people = Participation(planned=None, started=None, answered_before=1, answered_both=0)
    assert keys(participation_messages(people)) == ["participation.answered_before", "participation.answered_both"]


def test_fifteen_people_show_a_large_change_only_and_are_told_to_pool_two_years():
    found = advise_on_size(15)
    assert found.smallest == pytest.approx(0.778, abs=0.001)
    assert DUTCH.of(found.says) == "Met 15 mensen kun je alleen een grote verandering laten zien."
    assert DUTCH.of(found.advice) == (
        "Neem 2 jaren samen, dan heb je ongeveer 30 mensen. Doe dat alleen als de vraag gelijk bleef."
    )


@pytest.mark.parametrize(
    ("n", "says", "advice", "years"),
    [
        (0, "size.nothing", "size.conversations", None),
        (1, "size.nothing", "size.conversations", None),
        (2, "size.very_large", "size.pool_and_still_few", 3),
        (9, "size.very_large", "size.pool_and_still_few", 3),
        (10, "size.very_large", "size.pool", 3),
        (14, "size.very_large", "size.pool", 3),
        (15, "size.large", "size.pool", 2),
        (33, "size.large", "size.pool", 2),
        (34, "size.medium", None, None),
        (198, "size.medium", None, None),
        (199, "size.small", None, None),
    ],
)
def test_advice_follows_what_so_many_people_can_show(n, says, advice, years):
    found = advise_on_size(n)
    assert keys([found.says]) == [says]
    assert (keys([found.advice]) if found.advice else None) == ([advice] if advice else None)
    assert (found.advice.values.get("years") if found.advice else None) == years


def test_trend_of_four_points_is_not_named():
    assert keys(trend_messages(None, 4)) == ["trend.too_few"]
    assert keys(trend_messages(None, 1, last_is_complete=False)) == ["trend.too_few", "trend.last_incomplete"]


def test_real_trend_is_named_with_its_interval():
    share_fixed = [47.3, 42.9, 39.7, 42.8, 49.7, 52.4, 52.8, 54.6, 53.4]
    said = trend_messages(trend_of(range(2017, 2026), share_fixed), 9)
    assert [DUTCH.of(one) for one in said] == [
        "Het stijgt met ongeveer 1,59 per jaar. Waarschijnlijk ligt dat tussen 0,4 en 2,95."
    ]


def test_falling_trend_is_said_without_a_minus_sign():
    said = trend_messages(trend_of(range(8), [9, 8, 7, 6, 5, 4, 3, 1]), 8)
    assert keys(said) == ["trend.down"]
    assert min(said[0].values[name] for name in ("slope", "low", "high")) > 0


def test_trend_whose_interval_holds_0_is_not_called_rising():
    assert keys(trend_messages(trend_of(range(6), [5, 1, 6, 2, 7, 3]), 6)) == ["trend.unclear"]


@pytest.mark.parametrize(("n", "key"), [(29, "too_few"), (30, "shown")])
def test_consistency_is_shown_from_thirty_people_on(n, key):
    assert keys([consistency_message(0.896, n)]) == [f"consistency.{key}"]


def test_consistency_that_cannot_be_computed_is_not_shown():
    assert keys([consistency_message(None, 40)]) == ["consistency.too_few"]


def test_every_text_about_numbers_of_people_reads_in_both_languages():
    said = [
        share_message(3, 8),
        share_message(8, 20),
        change_message(1, Interval(-1, 3), 12),
        change_message(1, None, 12),
        why_no_p(4),
        *response_messages(4, 9),
        *(advise_on_size(n).says for n in (0, 1, 5, 20, 50, 300)),
        *(advise_on_size(n).advice for n in (0, 1, 5, 20)),
        *trend_messages(None, 2),
        consistency_message(0.9, 12),
        consistency_message(0.9, 50),
    ]
    for one in said:
        assert "{" not in DUTCH.of(one) + ENGLISH.of(one)
        assert DUTCH.of(one) != ENGLISH.of(one)


def test_dq06_printed_saving_is_recomputed_and_the_difference_shown():
    saved = avoided_impact(Decimal(47256), benchmark=Decimal(33), own=Decimal("3.5"))
    found = PrintedDifference(printed=Decimal(1394079), computed=saved)
    assert (found.computed, found.difference, found.agrees) == (1394052, 27, False)


@pytest.mark.parametrize(
    ("printed", "computed", "agrees"),
    [("1400000", "1394052", True), ("1390000", "1394052", True), ("1380000", "1394052", False), ("0", "0.4", True),
     ("0", "0.6", False), ("2.5", "2.54", True), ("2.5", "2.56", False)],
)  # fmt: skip
def test_printed_figure_agrees_within_its_own_rounding(printed, computed, agrees):
    assert PrintedDifference(Decimal(printed), Decimal(computed)).agrees is agrees


def test_own_product_that_costs_more_than_the_benchmark_saves_less_than_nothing():
    assert avoided_impact(Decimal(10), benchmark=Decimal(2), own=Decimal(3)) == -10


@pytest.mark.parametrize("growth", ["-100", "-99.9", "-250"])
def test_no_base_before_a_fall_to_nothing(growth):
    found = base_of_growth(Decimal(5), Decimal(growth))
    assert (found is None) is (growth != "-99.9")


def test_growth_printed_in_tenths_gives_a_narrower_range():
    whole, tenths = base_of_growth(Decimal(149), Decimal("49")), base_of_growth(Decimal(149), Decimal("49.0"))
    assert whole.base == tenths.base == 100
    assert whole.low < tenths.low < 100 < tenths.high < whole.high


def test_wellbeing_in_money_has_no_value_of_its_own():
    with pytest.raises(TypeError, match="per_point_and_year"):
        wellbeing_value(change=Decimal("0.2"), people=1, years=Decimal(2))
