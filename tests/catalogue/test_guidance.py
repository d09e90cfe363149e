from pathlib import Path

import pytest

from impactmeter.catalogue import UnusableContent, load_catalogue
from impactmeter.catalogue.guidance import PATH_FILE, THEORY_FILE, load_guidance
from impactmeter.catalogue.reading import content_folder
from impactmeter.domain.theory_of_change import Box


@pytest.fixture(scope="module")
def guidance():
    return load_guidance()


@pytest.fixture(scope="module")
def questions_with_examples(guidance):
    mission, objective = guidance.path.mission, guidance.path.objective
    asked = [mission.problem, mission.for_whom, mission.statement]
    asked += [objective.title, objective.target_group, objective.change]
    return [*asked, *guidance.theory.boxes.values(), guidance.theory.assumption]


def test_every_box_of_a_theory_of_change_has_a_question(guidance):
    assert set(guidance.theory.boxes) == set(Box)


def test_every_goal_category_has_an_example_for_every_question(questions_with_examples):
    ids = {category.id for category in load_catalogue().categories}
    for question in questions_with_examples:
        assert set(question.examples) == ids, question.question.nl


def test_an_example_has_as_many_lines_in_both_languages(questions_with_examples):
    for question in questions_with_examples:
        for example in question.examples.values():
            assert len(example.nl) == len(example.en), example


def test_a_category_without_an_example_shows_none(guidance):
    assert guidance.theory.assumption.example("unheard_of", "nl") == ()


def test_the_levels_run_from_one_to_five(guidance):
    assert [level.number for level in guidance.path.levels] == [1, 2, 3, 4, 5]


def test_a_mistake_in_the_file_is_a_finding_with_its_place(tmp_path):
    for name in (PATH_FILE, THEORY_FILE):
        text = (content_folder() / name).read_text(encoding="utf-8")
        Path(tmp_path / name).write_text(text.replace("  why:", "  wy:", 1), encoding="utf-8")
    with pytest.raises(UnusableContent) as refused:
        load_guidance(tmp_path)
    assert any("wy" in str(finding.values) for finding in refused.value.findings)
