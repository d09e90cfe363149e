"""A small catalogue and small tables, for tests of import and export."""

from datetime import UTC, datetime

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.category import Category, Unit
from impactmeter.catalogue.municipality import Municipality
from impactmeter.domain.indicator import Indicator
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.tidy import COLUMNS
from impactmeter.exchange.tidy_reading import read_tidy
from impactmeter.exchange.tidy_writing import write_csv
from impactmeter.services.exporting import export_tidy
from impactmeter.services.importing import import_rows
from tests.stores import new_store

TODAY = datetime(2026, 3, 1, tzinfo=UTC)


def _both(text):
    return {"nl": text, "en": text}


def _revision(number=1, begins="2010-01-01", **more):
    words = {"counts": _both("Wat telt."), "excludes": _both("Wat niet telt.")}
    return {"revision": number, "from": begins, "unit": "people", "type": "people", **words, **more}


def _part(name):
    return {"name": _both(name), "definition": _both(name)}


def an_indicator(indicator_id, *revisions, **more):
    return Indicator.model_validate(
        {
            "id": indicator_id,
            "goal_category": "green",
            "name": {"nl": f"Naam van {indicator_id}", "en": f"Name of {indicator_id}"},
            "short": _both(indicator_id[:40]),
            "question": _both(f"Hoeveel {indicator_id}?"),
            "everyday_words": {"nl": ["woord"], "en": ["word"]},
            "place": "output",
            "direction": "up",
            "levels": [3],
            "designs": ["counted"],
            "how_to_collect": _both("Tel."),
            "minutes": 10,
            "sdg": "8.5",
            "personal_data": "none",
            "origin": "catalogue",
            "tier": "F",
            "sources": [{"title": "Bron", "url": "https://example.org"}],
            "revisions": list(revisions) or [_revision()],
            **more,
        }
    )


def _category(category_id, position):
    words = {"label": _both(category_id), "short": _both(category_id)}
    long = {"description": _both(category_id), "example": _both(category_id)}
    return Category.model_validate({"id": category_id, "position": position, **words, **long})


_SHARE = {
    "unit": "%",
    "type": "ratio",
    "numerator": _part("gelukt"),
    "denominator": _part("begonnen"),
    "minimum": 0,
    "maximum": 100,
}
CATALOGUE = Catalogue(
    categories=(_category("green", 1), _category("social", 2)),
    indicators=(
        an_indicator("heads", _revision(minimum=0, whole_numbers=True)),
        an_indicator("weight", _revision(unit="kg", type="flow"), _revision(2, "2020-01-01", unit="kg", type="flow")),
        an_indicator("share", _revision(**_SHARE)),
        an_indicator("mood", _revision(unit="points", type="score", minimum=1, maximum=10)),
        an_indicator("ladder", _revision(type="steps", steps=[_both("thuis"), _both("buiten"), _both("werk")])),
        an_indicator("money", _revision(unit="euro", type="amount")),
        an_indicator("referral", accepts_figures=False),
        an_indicator("old_one", retired="2022-01-01", successor="heads"),
    ),
    units=(Unit.model_validate({"id": "kg", "name": _both("kg"), "fits": ["flow"], "aliases": ["kilo"]}),),
)
_SOURCE = {"title": "Bron", "url": "https://example.org"}
PACK = Municipality.model_validate(
    {
        "id": "dorp",
        "name": "Dorp",
        "code": "GM9999",
        "division": {
            "year": 2024,
            "source": _SOURCE,
            "neighbourhoods": [
                {"code": "WK1", "name": "Noord", "aliases": ["De Kop"]},
                {"code": "WK2", "name": "Zuid"},
            ],
        },
        "directorates": [{"id": "d", "name": "Directie", "subjects": _both("Alles")}],
        "city_tasks": [{"id": "t", "name": _both("Taak"), "categories": ["green"]}],
        "programme": _both("Programma"),
        "minimums": {"contributors": 5, "people": 10, "own_view": 5},
        "theme": {"primary": "#000000", "accent": "#000000", "background": "#ffffff", "text": "#000000"},
    }
)
ROW = {
    "organisation": "De Spaak",
    "indicator": "heads",
    "period_start": "2023-01-01",
    "period_end": "2023-12-31",
    "value": "12",
}
OWN = ROW | {"indicator": "fietsen gemaakt", "goal_category": "green", "unit": "fietsen"}


def a_store(folder):
    return new_store(folder, clock=lambda: TODAY)


def a_table(*rows, name="cijfers.csv"):
    """The rows as a CSV file that was read."""
    return read_tidy(write_csv([dict.fromkeys(COLUMNS, "") | row for row in rows]), name)


def bring_in(store, *rows, actor=OPERATOR, **how):
    return import_rows(store, actor, CATALOGUE, a_table(*rows), pack=PACK, **how)


def taken_out(store):
    return write_csv(export_tidy(store, OPERATOR, CATALOGUE))


def figures(store):
    """Every stored version, in the order in which it came in."""
    with store.read() as records:
        return records.all_measurements()


def names(notes):
    """Row, column and name of each note, the further ones of a row too."""
    return [
        (one.row, one.column, one.reason.key.removeprefix("tidy.").removesuffix(".reason"))
        for note in notes
        for one in (note, *note.more)
    ]
