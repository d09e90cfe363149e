import pytest

from impactmeter.domain.tidy_mapping import TableMapping, fingerprint, proposal, wrong_mapping


def test_names_that_people_use_are_proposed_and_each_column_once():
    found = proposal(["Boekjaar", "Indicator", "Aantal deelnemers", "Toelichting", "Bron", "Wijk", "Kleur", ""])
    assert found.year == "Boekjaar"
    assert found.columns == {
        "indicator": "Indicator", "value": "Aantal deelnemers", "note": "Toelichting", "source_url": "Bron",
        "neighbourhood": "Wijk",
    }  # fmt: skip
    assert proposal(["van", "tot", "teller", "noemer"]).columns == {
        "period_start": "van", "period_end": "tot", "numerator": "teller", "denominator": "noemer"
    }  # fmt: skip


def test_a_file_is_known_again_by_its_columns_in_any_order_and_spelling():
    assert fingerprint(["Jaar", "Één Getal", ""]) == fingerprint(["een  getal", " jaar "])
    assert fingerprint(["jaar"]) != fingerprint(["jaar", "getal"])


@pytest.mark.parametrize(
    ("columns", "year", "wrong"),
    [
        ({"indicator": "a", "value": "b"}, "c", []),
        ({"indicator": "a", "numerator": "b", "denominator": "c"}, "d", []),
        ({"indicator": "a", "numerator": "b"}, "d", ["no_value"]),
        ({"value": "b"}, "c", ["no_indicator"]),
        ({"indicator": "a", "value": "b", "period_start": "c"}, "", ["no_period"]),
        ({"indicator": "a", "value": "a"}, "c", ["twice"]),
        ({"indicator": "a", "value": "z"}, "c", ["no_such_column"]),
    ],
)
def test_what_a_mapping_lacks_is_said(columns, year, wrong):
    found = wrong_mapping(TableMapping(columns=columns, year=year), ["a", "b", "c", "d"])
    assert [one.key.removeprefix("tidy_mapping.") for one in found] == wrong
