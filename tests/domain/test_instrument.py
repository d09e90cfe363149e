"""Questionnaires: golden values of the scoring sheets, and what must hold for all of them."""

import copy
from decimal import Decimal
from itertools import product

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from impactmeter.catalogue import content_folder, load_catalogue
from impactmeter.domain.indicator import Tier
from impactmeter.domain.instrument import Instrument, Method
from impactmeter.domain.message import Refused
from impactmeter.domain.scoring import (
    GroupStatus,
    Response,
    ScoreStatus,
    check_entered,
    count_moves,
    figures_of,
    figures_of_moves,
    score,
    score_from_raw,
    score_group,
    why_no_change,
)

CATALOGUE = load_catalogue()
WHO5, SWEMWBS, DJG6 = (CATALOGUE.instrument(name) for name in ("who5", "swemwbs", "djg6"))
UCLA3, ONS4, LADDER = (CATALOGUE.instrument(name) for name in ("ucla3", "ons4", "participation_ladder"))
SKILLS, CONTACTS, ZRM = (CATALOGUE.instrument(name) for name in ("work_skills_own", "new_contacts_own", "zrm_2017"))
NO, HALF, YES = 0, 1, 2


def answers(instrument, *given):
    return dict(zip((item.id for item in instrument.asked), given, strict=True))


def keys(refused):
    return [one.key for one in refused.value.messages]


# ---- golden values -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "raw", "value", "flagged"),
    [
        ((3, 3, 2, 1, 4), 13, 52, False),
        ((2, 2, 2, 3, 3), 12, 48, True),
        ((0,) * 5, 0, 0, True),
        ((5,) * 5, 25, 100, False),
    ],
)
def test_who_5_is_the_sum_times_four(given, raw, value, flagged):
    scored = score(WHO5, answers(WHO5, *given))
    assert (scored.raw, scored.value, scored.flagged, scored.status) == (raw, value, flagged, ScoreStatus.COMPLETE)


def test_who_5_with_an_answer_missing_has_no_score():
    scored = score(WHO5, answers(WHO5, 3, 3, None, 1, 4))
    assert (scored.value, scored.raw, scored.missing, scored.status) == (None, None, 1, ScoreStatus.NO_SCORE)


@given(st.lists(st.integers(0, 5), min_size=5, max_size=5))
def test_the_three_ways_of_saying_that_who_5_is_low_are_one_rule(given):
    scored = score(WHO5, answers(WHO5, *given))
    assert scored.flagged == (scored.raw < 13) == (scored.value <= 48) == (scored.value <= 50)


@pytest.mark.parametrize(("given", "value"), [(3, "19.25"), (4, "25.03"), (1, "7.00"), (5, "35.00")])
def test_swemwbs_goes_through_its_table(given, value):
    scored = score(SWEMWBS, answers(SWEMWBS, *[given] * 7))
    assert (scored.raw, scored.value) == (7 * given, Decimal(value))
    assert score_from_raw(SWEMWBS, 7 * given) == Decimal(value)


def test_the_table_of_swemwbs_has_every_sum_and_rises_all_the_way():
    scores = [score_from_raw(SWEMWBS, raw) for raw in range(7, 36)]
    assert len(scores) == 29
    assert all(lower < higher for lower, higher in zip(scores, scores[1:], strict=False))


def test_every_value_of_the_table_of_swemwbs_is_the_published_one():
    """The 29 values as three public scripts print them, typed here apart from the content."""
    published = (
        *("7.00", "9.51", "11.25", "12.40", "13.33", "14.08", "14.75", "15.32", "15.84", "16.36", "16.88", "17.43"),
        *("17.98", "18.59", "19.25", "19.98", "20.73", "21.54", "22.35", "23.21", "24.11", "25.03", "26.02", "27.03"),
        *("28.13", "29.31", "30.70", "32.55", "35.00"),
    )
    assert [score_from_raw(SWEMWBS, raw) for raw in range(7, 36)] == [Decimal(value) for value in published]


@pytest.mark.parametrize("raw", [6, 36])
def test_a_sum_that_cannot_be_is_refused(raw):
    with pytest.raises(Refused) as refused:
        score_from_raw(SWEMWBS, raw)
    assert keys(refused) == ["instrument.raw_out_of_range"]


@pytest.mark.parametrize(
    ("given", "parts", "value", "band"),
    [
        ((NO, HALF, YES, YES, HALF, NO), (2, 2), 4, "moderate"),
        ((NO, NO, NO, YES, YES, YES), (0, 0), 0, "not_lonely"),
        ((YES, YES, YES, NO, NO, NO), (3, 3), 6, "severe"),
    ],
)
def test_the_six_statements_on_loneliness_count_each_part_its_own_way(given, parts, value, band):
    scored = score(DJG6, answers(DJG6, *given))
    assert (scored.subscores["emotional"], scored.subscores["social"]) == parts
    assert (scored.value, scored.band) == (value, band)


def test_two_missing_answers_leave_no_total_of_loneliness():
    scored = score(DJG6, answers(DJG6, None, HALF, YES, YES, HALF, None))
    assert (scored.value, scored.subscores, scored.status) == (None, {}, ScoreStatus.NO_SCORE)


def test_one_missing_answer_leaves_a_total_that_says_so_and_no_score_of_its_part():
    scored = score(DJG6, answers(DJG6, None, HALF, YES, YES, HALF, NO))
    assert (scored.value, scored.missing, scored.status) == (4, 1, ScoreStatus.WITH_MISSING)
    assert dict(scored.subscores) == {"social": 2}


def test_ucla_is_a_sum():
    assert score(UCLA3, answers(UCLA3, 1, 2, 3)).value == 6


def test_the_four_british_questions_are_four_scores_and_no_total():
    scored = score(ONS4, {"satisfied": 7, "worthwhile": 8, "happy": 6, "anxious": None})
    assert (scored.value, scored.status) == (None, ScoreStatus.WITH_MISSING)
    assert dict(scored.subscores) == {"satisfied": 7, "worthwhile": 8, "happy": 6}


def test_moves_on_the_ladder_are_counted_and_never_averaged():
    moves = count_moves(LADDER, [(2, 4), (3, 3), (4, 2)])
    assert (moves.up, moves.same, moves.down, moves.n) == (1, 1, 1, 3)
    assert moves.matrix == {(2, 4): 1, (3, 3): 1, (4, 2): 1}
    scored = score(LADDER, {"step": 4})
    assert (scored.step, scored.value, dict(scored.subscores)) == (4, None, {})


@pytest.mark.parametrize("pair", [(0, 3), (3, 7), (None, 2), (2.5, 3)])
def test_a_step_that_does_not_exist_is_refused(pair):
    with pytest.raises(Refused):
        count_moves(LADDER, [pair])


def test_only_a_ladder_has_moves():
    with pytest.raises(Refused):
        count_moves(WHO5, [(1, 2)])


def test_a_turned_question_counts_the_other_way_round():
    given = {"can_do_more": 4, "dare_more": 5, "see_a_future": 3, "on_time": 5, "hard_to_ask": 1, "work_together": 5}
    scored = score(SKILLS, given)
    assert (scored.subscores["growth"], scored.subscores["skills"]) == (4, 5)
    assert scored.value is None


def test_a_question_that_was_not_for_somebody_is_not_missing():
    without = score(CONTACTS, {"new_contact": 0, "gave_help": 1, "got_help": 0})
    assert (without.missing, without.status) == (0, ScoreStatus.COMPLETE)
    assert "lives_differently" not in without.subscores
    assert score(CONTACTS, {"new_contact": 1, "gave_help": 1, "got_help": 0}).missing == 1


def test_a_profile_is_per_area_and_has_no_sum():
    scored = score(ZRM, answers(ZRM, *[3] * 13))
    assert (scored.value, len(scored.subscores)) == (None, 13)


# ---- what must hold for every questionnaire ------------------------------------------------------------------------

SCORED = [one for one in CATALOGUE.instruments if not one.scores_only]


@pytest.mark.parametrize("instrument", SCORED, ids=lambda one: one.id)
def test_an_answer_outside_the_scale_is_refused_and_never_clipped(instrument):
    first = instrument.asked[0].id
    for wrong in (instrument.scale.lowest - 1, instrument.scale.highest + 1):
        with pytest.raises(Refused) as refused:
            score(instrument, {first: wrong})
        assert keys(refused) == ["instrument.out_of_range"]


@pytest.mark.parametrize("wrong", [2.5, "3", True, Decimal("1")])
def test_what_is_no_whole_number_is_no_answer(wrong):
    with pytest.raises(Refused) as refused:
        score(WHO5, {"q1": wrong})
    assert keys(refused) == ["instrument.not_an_answer"]


def test_every_wrong_answer_is_named_at_once():
    with pytest.raises(Refused) as refused:
        score(WHO5, {"q1": 9, "q2": -1, "q9": 3})
    assert {one.field for one in refused.value.messages} == {"q1", "q2", "q9"}


@pytest.mark.parametrize("instrument", SCORED, ids=lambda one: one.id)
def test_nothing_is_guessed_when_nobody_answered(instrument):
    scored = score(instrument, {})
    assert (scored.value, dict(scored.subscores), scored.status) == (None, {}, ScoreStatus.NO_SCORE)


@pytest.mark.parametrize("instrument", SCORED, ids=lambda one: one.id)
@settings(max_examples=30)
@given(data=st.data())
def test_a_score_stays_within_the_range_that_is_told(instrument, data):
    scale = st.integers(instrument.scale.lowest, instrument.scale.highest) | st.none()
    scored = score(instrument, {item.id: data.draw(scale) for item in instrument.asked})
    if scored.value is not None:
        low, high = instrument.range_of()
        assert low <= scored.value <= high
    for part, value in scored.subscores.items():
        low, high = instrument.range_of(part)
        assert low <= value <= high


@pytest.mark.parametrize("instrument", [WHO5, DJG6, UCLA3], ids=lambda one: one.id)
def test_the_ends_of_the_range_can_be_reached(instrument):
    ends = (instrument.scale.lowest, instrument.scale.highest)
    rows = [answers(instrument, *given) for given in product(ends, repeat=len(instrument.asked))]
    values = [score(instrument, row).value for row in rows]
    assert (min(values), max(values)) == instrument.range_of()


@pytest.mark.parametrize(
    "instrument", [one for one in CATALOGUE.instruments if one.scores_only], ids=lambda one: one.id
)
def test_what_is_worked_out_elsewhere_is_not_scored_here(instrument):
    with pytest.raises(Refused) as refused:
        score(instrument, {})
    assert keys(refused) == ["instrument.enter_the_score"]


# ---- groups --------------------------------------------------------------------------------------------------------


def forms(instrument, *rows, wording=None, version=None, mode="self"):
    wording = wording or instrument.wordings[0].id
    return [Response(instrument.id, version or instrument.version, wording, row, mode) for row in rows]


def low_and_high(low, high):
    return [answers(WHO5, *[2] * 5)] * low + [answers(WHO5, *[4] * 5)] * high


def test_a_group_has_its_mean_and_how_many_fall_in_each_band():
    group = score_group(WHO5, forms(WHO5, *low_and_high(4, 8)))
    assert (group.total.n, group.total.mean.quantize(Decimal("0.01"))) == (12, Decimal("66.67"))
    assert group.total.bands == {"low": 4, "not_low": 8}
    mean, share = figures_of(WHO5, group)
    assert (mean.indicator, mean.n) == ("wellbeing_who5", 12)
    assert (share.indicator, share.numerator, share.denominator) == ("low_wellbeing_who5", 4, 12)


@pytest.mark.parametrize(("n", "minimum", "status"), [(9, 0, "too_few"), (10, 0, "shown"), (10, 15, "too_few")])
def test_rule_9_a_small_group_shows_no_score(n, minimum, status):
    group = score_group(WHO5, forms(WHO5, *low_and_high(n, 0)), minimum=minimum)
    assert (group.total.n, group.total.status) == (n, GroupStatus(status))
    if status == "too_few":
        assert (group.total.mean, group.total.spread, group.total.bands) == (None, None, None)
        assert figures_of(WHO5, group) == []


def test_forms_without_a_score_came_in_but_are_not_in_the_mean():
    group = score_group(WHO5, forms(WHO5, *low_and_high(0, 10), answers(WHO5, 1, None, 1, 1, 1)))
    assert (group.received, group.total.n, group.total.mean) == (11, 10, 80)


def test_totals_with_an_answer_missing_are_counted_apart():
    whole, part = answers(DJG6, *[YES] * 6), answers(DJG6, None, *[YES] * 5)
    group = score_group(DJG6, forms(DJG6, *[whole] * 9, part))
    assert (group.total.n, group.with_missing, group.parts["emotional"].n) == (10, 1, 9)
    assert group.parts["emotional"].mean is None and group.parts["social"].mean == 0


def test_mixed_variants_are_refused():
    with pytest.raises(Refused) as refused:
        score_group(UCLA3, forms(UCLA3, *[answers(UCLA3, 1, 1, 1)] * 10) + forms(DJG6, {}))
    assert keys(refused) == ["instrument.mixed"]


def test_mixed_versions_and_unknown_wordings_are_refused():
    with pytest.raises(Refused) as refused:
        score_group(WHO5, forms(WHO5, *low_and_high(5, 5), version=2))
    assert keys(refused) == ["instrument.mixed"]
    with pytest.raises(Refused) as refused:
        score_group(WHO5, forms(WHO5, *low_and_high(5, 5), wording="home_made"))
    assert keys(refused) == ["instrument.unknown_wording"]


def test_single_questions_feed_their_own_indicators():
    rows = [{"new_contact": 1, "lives_differently": 1, "gave_help": 0, "got_help": 1}] * 10
    rows += [{"new_contact": 0, "gave_help": 1, "got_help": 1}] * 5
    fed = {one.indicator: one for one in figures_of(CONTACTS, score_group(CONTACTS, forms(CONTACTS, *rows)))}
    assert (fed["new_contacts"].numerator, fed["new_contacts"].denominator) == (10, 15)
    assert (fed["bridging_contacts"].numerator, fed["bridging_contacts"].denominator) == (10, 10)
    assert (fed["people_who_gave_help"].numerator, fed["people_who_gave_help"].denominator) == (5, 15)


def test_a_ladder_gives_counts_per_step_and_moves_down_same_up():
    group = score_group(LADDER, forms(LADDER, *[{"step": 2}] * 7, *[{"step": 5}] * 4))
    assert group.total is None and group.parts["step"].mean is None
    (steps,) = figures_of(LADDER, group)
    assert steps.steps == (0, 7, 0, 0, 4, 0)
    (moved,) = figures_of_moves(LADDER, count_moves(LADDER, [(2, 3)] * 6 + [(3, 3)] * 3 + [(4, 2)]))
    assert (moved.indicator, moved.steps) == ("change_on_participation_ladder", (1, 3, 6))
    assert figures_of_moves(LADDER, count_moves(LADDER, [(2, 3)] * 9)) == []


def test_a_profile_counts_marks_per_area():
    group = score_group(ZRM, forms(ZRM, *[answers(ZRM, *[3] * 13)] * 10))
    assert group.parts["q1"].answers == {1: 0, 2: 0, 3: 10, 4: 0, 5: 0}
    assert group.parts["q1"].mean is None and group.parts["q1"].status is GroupStatus.SHOWN


def test_two_moments_that_were_asked_alike_may_be_compared():
    group = score_group(WHO5, forms(WHO5, *low_and_high(10, 0)))
    assert why_no_change(WHO5, group, group) == []


@pytest.mark.parametrize(
    ("change", "reason"), [({"wording": "en_official"}, "other_wording"), ({"mode": "interview"}, "other_mode")]
)
def test_another_wording_or_way_of_asking_is_no_change(change, reason):
    before = score_group(WHO5, forms(WHO5, *low_and_high(10, 0)))
    after = score_group(WHO5, forms(WHO5, *low_and_high(0, 10), **change))
    assert [one.key for one in why_no_change(WHO5, before, after)] == [f"instrument.{reason}"]


@pytest.mark.parametrize(("n", "reasons"), [(29, ["instrument.too_few_for_change"]), (30, [])])
def test_swemwbs_wants_thirty_people_at_both_moments(n, reasons):
    big = score_group(SWEMWBS, forms(SWEMWBS, *[answers(SWEMWBS, *[3] * 7)] * 30))
    other = score_group(SWEMWBS, forms(SWEMWBS, *[answers(SWEMWBS, *[4] * 7)] * n))
    assert [one.key for one in why_no_change(SWEMWBS, big, other)] == reasons


def test_a_result_that_is_entered_is_checked_against_its_scale_and_its_minimum():
    cohesion = CATALOGUE.instrument("neighbourhood_cohesion_cbs_2021")
    assert check_entered(cohesion, Decimal("6.4"), 40) == []
    assert [one.key for one in check_entered(cohesion, Decimal("11"), 4)] == [
        "instrument.out_of_range",
        "instrument.too_few",
    ]


# ---- licences ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "holds", "stores", "acknowledges", "scores_only", "assessor"),
    [
        ("A", True, True, False, False, False),
        ("B", False, True, True, False, False),
        ("C", False, False, False, True, False),
        ("D", False, False, False, False, True),
        ("F", True, True, False, False, False),
    ],
)
def test_what_a_licence_allows(tier, holds, stores, acknowledges, scores_only, assessor):
    one = next(
        one for one in CATALOGUE.instruments if one.tier.value == tier and one.id != "neighbourhood_cohesion_cbs_2021"
    )
    assert (one.may_hold_text, one.may_show_items, one.may_store_items) == (holds, holds, stores)
    assert (one.needs_acknowledgement, one.scores_only, one.needs_assessor) == (acknowledges, scores_only, assessor)


@pytest.mark.parametrize("instrument", CATALOGUE.instruments, ids=lambda one: one.id)
def test_no_protected_question_stands_in_the_repository(instrument):
    if instrument.tier in (Tier.REGISTRATION, Tier.PROTECTED, Tier.ASSESSOR):
        assert [item.id for item in instrument.items if item.text] == []


def _tree(name):
    return yaml.safe_load((content_folder() / "instruments" / f"{name}.yaml").read_text(encoding="utf-8"))


def _with(name, *way, value):
    tree = copy.deepcopy(_tree(name))
    inside = tree
    for step in way[:-1]:
        inside = inside[step]
    inside[way[-1]] = value
    return {**tree, "id": name}


WORDS = {"nl": "Ik mis mensen om me heen.", "en": "I miss people around me."}


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        (_with("djg6", "items", 0, "text", value=WORDS), "items_not_allowed"),
        (_with("djg6", "copyright_line", value=None), "copyright_line_missing"),
        (_with("ph22", "scoring", value={"method": "sum"}), "scoring_not_allowed"),
        (_with("zrm_2017", "scoring", value={"method": "sum"}), "scoring_not_allowed"),
        (_with("who5", "scoring", "times", value=None), "scoring_does_not_fit"),
        (_with("who5", "scoring", "missing_allowed", value=1), "scoring_does_not_fit"),
        (_with("djg6", "subscales", 0, "counts_when", value=[]), "scoring_does_not_fit"),
        (_with("djg6", "items", 0, "reverse", value=True), "scoring_does_not_fit"),
        (_with("swemwbs", "scoring", "table", 3, "score", value=1), "table_not_rising"),
        (_with("swemwbs", "number_of_items", value=8), "table_not_complete"),
        (_with("who5", "bands", 1, "lowest", value=40), "bands_overlap"),
        (_with("who5", "bands", 1, "highest", value=101), "band_outside_scale"),
        (_with("djg6", "items", 0, "subscale", value="nothing"), "scoring_does_not_fit"),
        (_with("djg6", "items", 0, "id", value="e2"), "part_twice"),
        (_with("ons4", "feeds", 0, "part", value="nothing"), "unknown_part"),
        (_with("who5", "feeds", 1, "bands", value=["nothing"]), "unknown_part"),
        (_with("who5", "feeds", 1, "bands", value=[]), "share_of_what"),
        (_with("ons4", "number_of_items", value=4), "items_twice"),
        (_with("ons4", "scale", "labels", 0, "value", value=11), "label_outside_scale"),
        (_with("ons4", "scale", "lowest", value=10), "limits_contradict"),
    ],
)
def test_what_does_not_go_together_is_refused(tree, problem):
    with pytest.raises(ValidationError, match=problem):
        Instrument.model_validate(tree)


def test_every_way_of_scoring_is_in_use():
    assert {one.scoring.method for one in CATALOGUE.instruments} == set(Method)
