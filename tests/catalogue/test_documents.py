import json
import shutil
from time import process_time

import pytest
import yaml

from impactmeter.catalogue import check_catalogue, content_folder, load_catalogue
from impactmeter.catalogue.documents import (
    FROM_THE_PATH,
    INSTRUMENT_SCHEMA_FILE,
    SCHEMA_FILE,
    TABLES,
    indicator_schema,
    instrument_schema,
    schema_text,
    stands_elsewhere,
    with_key_tables,
)
from impactmeter.catalogue.findings import keys_of
from impactmeter.catalogue.home import SETTING
from impactmeter.catalogue.meanings import MEANINGS, METHOD_MEANINGS, RULE_MEANINGS, TIER_MEANINGS, TYPE_MEANINGS
from impactmeter.domain.chain_rules import Rule
from impactmeter.domain.indicator import Indicator, MeasureType, Tier
from impactmeter.domain.instrument import Method

FOLDER = content_folder()
RENEW = "run: python -m impactmeter.catalogue.documents"


def test_the_key_tables_in_the_readme_are_current():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert with_key_tables(readme) == readme, RENEW


def test_the_json_schema_is_current():
    assert (FOLDER / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(FOLDER), RENEW


def test_the_json_schema_of_a_questionnaire_is_current():
    shipped = json.loads((FOLDER / INSTRUMENT_SCHEMA_FILE).read_text(encoding="utf-8"))
    assert shipped == instrument_schema(), RENEW
    assert "id" not in shipped["properties"] and shipped["title"] == "Instrument"


def test_every_key_has_a_meaning_and_no_meaning_is_left_over():
    keys = {
        f"{model.__name__}.{key}"
        for _, model in TABLES
        for key in keys_of(model, ())
        if not stands_elsewhere(model, key)
    }
    assert set(MEANINGS) == keys
    assert set(METHOD_MEANINGS) == {method.value for method in Method}
    assert set(TIER_MEANINGS) == {tier.value for tier in Tier}
    assert set(RULE_MEANINGS) == {rule.value for rule in Rule}
    assert set(TYPE_MEANINGS) == {kind.value for kind in MeasureType}


def test_the_schema_knows_every_key_of_an_indicator_file_and_no_other():
    schema = indicator_schema(["kg"])
    assert set(schema["properties"]) == set(Indicator.model_fields) - set(FROM_THE_PATH)
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Definition"]["properties"]["unit"]["enum"] == ["kg"]


def test_the_schema_is_json_without_surprises():
    assert json.loads(schema_text(FOLDER))["title"] == "Indicator"


@pytest.mark.parametrize("needed", ["impactmeter check", "template.yaml", "settings.yaml", "numerator", "changed"])
def test_the_readme_shows_a_newcomer_the_way(needed):
    assert needed in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_pieces_of_yaml_in_the_readme_are_good():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    blocks = [part.split("```", 1)[0] for part in readme.split("```yaml\n")[1:]]
    share = yaml.safe_load(blocks[0])["revisions"][0]
    assert len(blocks) == 4
    assert load_catalogue(FOLDER).municipality(yaml.safe_load(blocks[-1])[SETTING])
    schema = indicator_schema(["%"])["$defs"]["Definition"]
    assert set(schema["required"]) <= set(share) <= set(schema["properties"])


def test_the_template_can_be_copied_as_it_stands(tmp_path):
    """Whoever fills it in begins with a file without findings, so what `check` says is about their own words."""
    copy = tmp_path / "content"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("demo"))
    shutil.copy(FOLDER / "template.yaml", copy / "cohesion" / "shared_meals.yaml")
    assert check_catalogue(copy) == []
    assert load_catalogue(copy).by_id["shared_meals"].name.nl
    assert "template" not in load_catalogue(FOLDER).by_id


def test_checking_everything_takes_less_than_two_seconds():
    check_catalogue(FOLDER)
    begun = process_time()
    check_catalogue(FOLDER)
    assert process_time() - begun < 2
