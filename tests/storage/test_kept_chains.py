"""Theories of change that an earlier release stored as boxes can be read as graphs."""

import shutil
from pathlib import Path

import pytest

from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.chain_rules import key_links
from impactmeter.domain.theory_of_change import Box
from impactmeter.storage.store import FILE_NAME, Store

KEPT = sorted((Path(__file__).parent / "kept").glob("*.db"))


@pytest.mark.parametrize("kept", KEPT, ids=[path.stem for path in KEPT])
def test_every_kept_theory_and_version_is_read_as_a_graph_with_all_its_words(kept, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(kept, folder / FILE_NAME)
    opened = Store(folder)
    try:
        with opened.read() as records:
            ids = [row["objective_id"] for row in records.rows("SELECT objective_id FROM theory_of_change", [])]
            objectives = [records.objective(objective_id) for objective_id in ids]
            theories = [(one, records.theory(one)) for one in objectives]
            theories += [(one, theory) for one in objectives for _, _, theory in records.theory_versions(one.id)]
    finally:
        opened.close()
    assert len(theories) == 2 * len(ids) > 0
    for objective, theory in theories:
        graph = graph_of(theory, objective)
        lines = {line for box in Box for line in theory.lines(box)}
        assert {node.text for node in graph.nodes} == lines | {objective.title}
        assert [link.ends for link in key_links(graph)] == [
            ("activity-1", "output-1"),
            ("output-1", "effect_short-1"),
        ]
        assert [one.text for one in key_links(graph)[1].assumptions] == [one.text for one in theory.assumptions]
