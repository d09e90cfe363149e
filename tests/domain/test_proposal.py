"""Rule 15: an own indicator gets questions back until it is sharp."""

import pytest

from impactmeter.domain.indicator import MeasureType, OwnIndicator, Place
from impactmeter.domain.proposal import questions_about_own

SHARP = OwnIndicator(
    organisation_id="o",
    name="Gesprekken met buren",
    unit="gesprekken",
    type=MeasureType.FLOW,
    place=Place.OUTPUT,
    definition="Elk gesprek van tien minuten of langer aan onze tafel, met iemand uit de wijk.",
    excludes="Een groet in het voorbijgaan telt niet mee.",
    how_to_measure="Uit de agenda van de gastvrouw.",
)


def test_a_sharp_one_gets_no_question():
    assert questions_about_own(SHARP) == []


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"definition": "Elk gesprek."}, "short"),
        ({"definition": SHARP.definition + " Enzovoort."}, "vague"),
        ({"excludes": " "}, "no_edge"),
        ({"unit": "Aantal"}, "no_unit"),
        ({"how_to_measure": ""}, "no_how"),
        ({"type": MeasureType.RATIO}, "no_parts"),
        ({"type": MeasureType.RATIO, "numerator": "Buren die blijven"}, "no_parts"),
        ({"unit": "mensen"}, "twice"),
        ({"place": Place.EFFECT, "name": "Aantal gesprekken"}, "counted_effect"),
        ({"place": Place.EFFECT, "name": "50 gesprekken"}, "counted_effect"),
    ],
)
def test_what_is_vague_is_asked_about(changed, key):
    assert [one.key for one in questions_about_own(SHARP.model_copy(update=changed))] == [f"own_indicator.{key}"]


def test_a_share_with_both_parts_and_an_effect_that_counts_nothing_are_left_alone():
    parts = {"type": MeasureType.RATIO, "numerator": "Buren die blijven", "denominator": "Alle buren"}
    assert questions_about_own(SHARP.model_copy(update=parts)) == []
    assert questions_about_own(SHARP.model_copy(update={"place": Place.EFFECT})) == []
