from decimal import Decimal

import pytest

from impactmeter.analysis.progress_sentence import describe_progress
from impactmeter.domain.indicator import Direction
from impactmeter.domain.measurement import AimKind, Kind, State
from impactmeter.texts import all_texts, texts_in
from tests.analysis.test_progress import a_figure, a_share, an_aim, progress, told_as


def told(*figures, unit="kg", language="nl", **other):
    texts = texts_in(language)
    return [texts.of(message) for message in describe_progress(progress(*figures, **other), unit)]


def test_no_figure_is_said():
    assert told() == ["Er is nog geen cijfer."]
    assert told(language="en") == ["There is no figure yet."]


def test_one_figure_is_said_with_its_period():
    assert told(a_figure("2019", "1234.5")) == ["Er is één cijfer: 1.234,5 kg (2019)."]


def test_a_line_is_said_with_first_last_change_and_target():
    figures = [a_figure("2018", 100), a_figure("2019", 110), a_figure("2020", 125)]
    aims = [an_aim("2017", 90, AimKind.BASELINE), an_aim("2020", 120, operator=Kind.AT_LEAST)]
    assert told(*figures, aims=aims, direction=Direction.UP) == [
        "Er zijn 3 cijfers.",
        "Het eerste is 100 kg (2018). Het laatste is 125 kg (2020).",
        "Dat is 15 kg (14%) hoger dan het cijfer van 2019.",
        "De nulmeting was 90 kg (2017).",
        "De streefwaarde voor 2020 was minstens 120 kg. Die is gehaald.",
    ]


def test_dq10_points_are_called_points():
    found = told(a_share("2018", 17, 100), a_share("2019", 14, 100), unit="%", language="en")
    assert "That is 3 percentage points lower than the figure for 2018." in found


def test_dq30_a_difference_inside_the_rounding_is_not_called_a_fall():
    found = told(a_figure("2016", 38464), told_as(Kind.ABOUT, 2017, "38000"), unit="mensen")
    assert found[1] == "Het eerste is 38.464 mensen (2016). Het laatste is ongeveer 38.000 mensen (2017)."
    assert found[2].startswith("Het verschil met 2016 is kleiner dan de afronding.")
    assert not any("lager" in sentence for sentence in found)
    assert found[-1] == "Eén cijfer is niet precies. Dat punt is open."


def test_rule_9_a_share_of_few_is_said_in_counts():
    assert told(a_share("2019", 3, 5), unit="%") == ["Er is één cijfer: 3 van de 5 (2019)."]


def test_rule_3_gaps_are_said_per_state_and_missing_ones_apart():
    found = told(
        a_figure("2015", 1), a_figure("2016", state=State.NOT_MEASURED), a_figure("2017", state=State.NOT_MEASURED),
        a_figure("2018", 2), a_figure("2020", 2),
    )  # fmt: skip
    assert found[-2:] == ["2 keer is er niet gemeten.", "Tussen de cijfers ontbreekt één periode."]


def test_rule_6_a_change_of_definition_is_said_and_nothing_compared():
    found = told(a_figure("2018", 1), a_figure("2019", 2, revision=2))
    assert "Vergelijk het niet met 2018, want de definitie is anders." in found
    assert "De definitie veranderde één keer. Daar breekt de lijn." in found


def test_rule_7_a_neutral_direction_is_never_judged():
    found = told(a_figure("2019", 50), aims=[an_aim("2019", 40)])
    assert found[-1] == "De streefwaarde voor 2019 was 40 kg. Meer of minder zegt hier nog niets."


def test_a_range_is_said_with_both_ends():
    assert told(told_as(Kind.RANGE, 2019, "5000"))[0] == "Er is één cijfer: 5.000 tot 5.001 kg (2019)."


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_state_of_a_progress_has_its_sentences(language):
    figures = [
        [a_figure("2018", 5, None), a_figure("2019", 6, None)],
        [a_figure("2018", 5, "steps", steps={"1": 2}), a_figure("2019", 6, "steps", steps={"1": 3, "2": 1})],
        [a_figure("2018", 5), a_figure("2019 half 1", 6)],
        [a_figure("2018", 5), a_figure("2019", 5)],
        [a_figure("2018", 0), a_figure("2019", 5)],
        [a_figure("2018", 500000), a_figure("2019", 499999)],
        [a_figure("2018", 6, "score", n=9), a_figure("2019", 5, "score", n=9)],
        [a_share("2018", 3, 9), a_share("2019", 30, 40)],
        [a_share("2018", 1, 40), a_share("2019", 30, 40)],
        [told_as(kind, 2010 + place) for place, kind in enumerate(Kind)],
        *([a_figure("2018", 5), a_figure("2019", state=state)] for state in list(State)[1:]),
    ]
    aims = [an_aim("2019", 4), an_aim("2030", 4), an_aim("2018", Decimal("4.5"), AimKind.BASELINE)]
    for some in figures:
        for direction in Direction:
            for chosen in ([], aims, aims[1:], aims[:1]):
                sentences = told(*some, aims=chosen, direction=direction, language=language)
                assert all("{" not in sentence and "None" not in sentence for sentence in sentences)


@pytest.mark.parametrize("topic", ["progress.", "outcome."])
def test_both_languages_have_the_same_keys(topic):
    keys = [{key for key in all_texts(language) if key.startswith(topic)} for language in ("nl", "en")]
    assert keys[0] == keys[1] != set()
