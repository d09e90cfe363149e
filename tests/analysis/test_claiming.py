"""The strongest sentence a line of figures allows, and what so few people can show."""

from decimal import Decimal

import pytest

from impactmeter.analysis.claiming import claim_of, size_advice_of
from impactmeter.analysis.grounds import Grounds
from impactmeter.analysis.intervals import interval_of, people_behind
from impactmeter.domain.claim import Wording
from impactmeter.domain.indicator import Design, Direction
from impactmeter.domain.measurement import Kind
from impactmeter.domain.time_mark import MarkKind
from impactmeter.texts import texts_in
from tests.analysis.test_progress import a_figure, a_mark, a_share, progress


def claimed(found, unit="", language="nl"):
    claim = claim_of(found, "Welzijn", unit)
    texts = texts_in(language)
    return claim.wording, " ".join(texts.of(one) for one in claim.sentences)


def a_score(when, value, n=20, design=Design.BEFORE_AFTER, **other):
    return a_figure(when, value, "score", "points", n=n, design=design, **other)


def rounded(figure):
    reading = figure.reading.model_copy(update={"kind": Kind.ABOUT})
    return figure.model_copy(update={"reading": reading})


def test_rule_8_people_asked_twice_went_from_one_to_another():
    found = progress(a_score("2019", 6), a_score("2020", 7), direction=Direction.UP)
    assert claimed(found) == (
        Wording.WENT,
        "Welzijn: deelnemers gingen van 6 (2019) naar 7 (2020). Dit gaat over 20 mensen. Dat is de kant die we op willen.",
    )
    assert "participants went from 6 (2019) to 7 (2020)" in claimed(found, language="en")[1]


def test_rule_8_without_an_earlier_figure_people_only_say_so_and_the_step_is_to_measure_again():
    claim = claim_of(progress(a_score("2020", 7)), "Welzijn", "")
    assert claim.wording is Wording.SAY
    assert claim.why_not_stronger[0].key == "claim.why.need.before"
    assert claim.step.key == "claim.step.need.before"


def test_DQ03_across_a_break_no_change_is_claimed():
    marks = (a_mark("2020-01-01", "andere vragenlijst", MarkKind.BREAK),)
    found = progress(a_score("2019", 6), a_score("2020", 7), grounds=Grounds(marks))
    assert claimed(found)[0] is Wording.SAY


def test_rule_8_with_a_published_average_the_average_is_named():
    marks = (a_mark("2018-01-01", "het gemiddelde van Nederland", MarkKind.REFERENCE, 8),)
    figure = a_score("2020", 7, design=Design.BENCHMARK)
    wording, words = claimed(progress(figure, grounds=Grounds(marks)))
    assert wording is Wording.COMPARED
    assert "Dat is 1 lager dan het gemiddelde van Nederland." in words
    assert claimed(progress(figure))[0] is Wording.FIGURE, "without an average nothing is compared"


def test_rule_8_beside_another_group_nothing_is_called_caused_without_certainty():
    marks = (a_mark("2018-01-01", "de wachtlijst", MarkKind.REFERENCE, 5),)
    for design in (Design.COMPARISON_GROUP, Design.RANDOMISED):
        found = progress(a_score("2020", 7, n=40, design=design), grounds=Grounds(marks))
        assert claimed(found)[0] is Wording.BESIDE_GROUP


def test_rule_4_a_figure_that_is_not_exact_is_not_compared_with_others():
    marks = (a_mark("2018-01-01", "het gemiddelde", MarkKind.REFERENCE, 8),)
    about = rounded(a_score("2020", 7, design=Design.BENCHMARK))
    assert claimed(progress(about, grounds=Grounds(marks)))[0] is Wording.FIGURE


def test_two_groups_of_different_people_may_differ_by_chance():
    shares = [a_share("2019", 20, 40, design=Design.REPEATED_CROSS_SECTION)]
    near = progress(*shares, a_share("2020", 22, 40, design=Design.REPEATED_CROSS_SECTION), direction=Direction.UP)
    far = progress(*shares, a_share("2020", 36, 40, design=Design.REPEATED_CROSS_SECTION), direction=Direction.UP)
    assert "ook toeval" in claimed(near, "%")[1]
    assert "ook toeval" not in claimed(far, "%")[1]
    assert claimed(far, "%")[0] is Wording.GROUPS


def test_two_groups_with_a_mean_may_differ_by_chance_when_their_spread_is_known():
    groups = {"design": Design.REPEATED_CROSS_SECTION, "n": 40}
    before = a_score("2019", 6, spread=2.0, **groups)
    near, far = (progress(before, a_score("2020", value, spread=2.0, **groups)) for value in (6.4, 7.5))
    unknown = progress(before, a_score("2020", 6.4, **groups))
    assert ["ook toeval" in claimed(one)[1] for one in (near, far, unknown)] == [True, False, False]
    assert claimed(near)[0] is Wording.GROUPS


def test_there_is_no_claim_without_a_figure():
    assert claim_of(progress(), "x", "") is None
    assert claim_of(progress(a_figure("2020", None, "steps", "people", steps={"1": 3})), "x", "") is None


@pytest.mark.parametrize(
    ("n", "says", "advice"),
    [
        (15, "Met 15 mensen kun je alleen een grote verandering laten zien.", "Neem 2 jaren samen"),
        (200, "Met 200 mensen kun je ook een kleine verandering laten zien.", None),
    ],
)
def test_rule_9_advice_in_words_says_what_so_many_people_can_show(n, says, advice):
    found = size_advice_of(progress(a_score("2020", 7, n=n)))
    texts = texts_in("nl")
    assert texts.of(found.says) == says
    assert (found.advice is None) is (advice is None)
    assert advice is None or advice in texts.of(found.advice)


def test_what_was_counted_needs_no_advice_about_people():
    assert size_advice_of(progress(a_figure("2020", 5, design=Design.COUNTED))) is None
    assert size_advice_of(progress()) is None


def test_an_interval_is_for_shares_of_ten_and_more_that_were_not_all_counted():
    def interval(figure):
        return interval_of(progress(figure).points[0])

    asked = interval(a_share("2020", 30, 40, design=Design.ASKED_ONCE))
    assert (asked.low, asked.high) == (Decimal("59.8"), Decimal("85.8"))
    for none in (
        a_share("2020", 30, 40, design=Design.COUNTED),
        a_share("2020", 3, 9),
        a_share("2020", 30.5, 40),
        rounded(a_share("2020", 30, 40)),
        a_score("2020", 7),
    ):
        assert interval(none) is None


def test_a_share_is_about_as_many_as_it_was_divided_by():
    assert people_behind(progress(a_share("2020", 30, 40)).points[0]) == 40
    assert people_behind(progress(a_score("2020", 7, n=12)).points[0]) == 12
