"""Which organisations belong together, by the KvK numbers they give."""

import random

import pytest

from impactmeter.domain.organisation import Organisation, groups_of


def those(*numbers):
    """Organisations a, b, c … by (own number, number of the parent)."""
    return [
        Organisation(id=name, name=name, kvk=own, parent_kvk=parent)
        for name, (own, parent) in zip("abcdefgh", numbers, strict=False)
    ]


@pytest.mark.parametrize(
    ("numbers", "together"),
    [
        ([], {}),
        ([(None, None), (None, None)], {}),
        ([("1", None), ("2", None)], {}),
        ([("1", "9")], {}),
        ([("1", "9"), ("2", "9"), ("3", None)], {"a": "a", "b": "a"}),
        ([(None, "9"), (None, "9")], {"a": "a", "b": "a"}),
        ([("1", "2"), ("2", None)], {"a": "a", "b": "a"}),
        ([("1", "2"), ("2", "3"), ("3", None)], {"a": "a", "b": "a", "c": "a"}),
        ([("1", "9"), ("2", "8"), ("3", "9"), ("4", "8")], {"a": "a", "c": "a", "b": "b", "d": "b"}),
        ([("1", "2"), ("2", "1")], {"a": "a", "b": "a"}),
    ],
    ids=["none", "no numbers", "strangers", "alone", "siblings", "without own", "child", "steps", "two groups", "circle"],
)
def test_those_belong_together_that_name_the_same_or_one_another(numbers, together):
    assert groups_of(those(*numbers)) == together


@pytest.mark.parametrize("seed", range(30))
def test_the_order_does_not_matter_and_a_second_formulation_agrees(seed):
    rng = random.Random(seed)
    found = those(*[(rng.choice([None, str(i)]), rng.choice([None, *"0123456789"])) for i in range(8)])
    numbers = {one.id: {n for n in (one.kvk, one.parent_kvk) if n} for one in found}
    sets = [{one} for one in numbers]
    while touching := [(a, b) for a in sets for b in sets if a is not b and {n for x in a for n in numbers[x]} & {n for x in b for n in numbers[x]}]:
        a, b = touching[0]
        sets = [one for one in sets if one is not a and one is not b] + [a | b]
    expected = {one: min(together) for together in sets if len(together) > 1 for one in together}
    assert groups_of(found) == expected
    rng.shuffle(found)
    assert groups_of(found) == expected
