"""Every act that a history shows has words of its own in both languages: found in the source, not listed by hand."""

import ast
from pathlib import Path

import pytest

import impactmeter
from impactmeter.domain.measurement import Status
from impactmeter.domain.service_point import HelpAct
from impactmeter.domain.submission import Act
from impactmeter.texts import texts_in

SOURCE = Path(impactmeter.__file__).parent
NEVER_SHOWN = frozenset({"access", "remark"})
"""Who read or was refused what stands in the trail alone; remarks stand in the conversation, with their text."""
TELLERS = frozenset({"tell", "_tell", "_tell_change", "event_fields"})
"""What writes an event: the act, the kind of record, which record."""
COMPUTED = {
    ("measurement", "status.value"): {one.value for one in Status if one is not Status.DRAFT},
    ("measurement", "Status.APPROVED.value"): {Status.APPROVED.value},
    ("measurement", "Act.REOPEN.value"): {Act.REOPEN.value},
    ("help_request", "f'{act.value}_help'"): {f"{one.value}_help" for one in HelpAct if one is not HelpAct.ASK},
    ("organisation", "ERASE"): {"erase"},
    ("account", "ERASE"): {"erase"},
}
"""What the acts are that the source computes, by the kind of record and the expression."""
TOGETHER = (("measurement", "create"), ("measurement", "approved"), ("planned_indicator", "create"))
"""What a table does to many records at once."""


def functions_of(tree):
    """Every call with the function it stands in."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield function, node


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def constants(node):
    """The texts an expression can be: of a choice, both."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def handed_to(calls, function, parameter):
    """The expressions with which a function is called for one of its parameters, each with where that call stands."""
    place = [one.arg for one in function.args.args if one.arg != "self"].index(parameter)
    named = [pair for pair in calls if name_of(pair[1]) == function.name and len(pair[1].args) > place]
    return [(caller, call.args[place]) for caller, call in named]


def acts_of(calls, function, node):
    """The acts an expression stands for, with the expressions that the source computes."""
    found = constants(node)
    if found:
        return found, []
    parameters = [one.arg for one in function.args.args]
    if isinstance(node, ast.Name) and node.id in parameters:
        given = [acts_of(calls, caller, one) for caller, one in handed_to(calls, function, node.id)]
        return [one for acts, _ in given for one in acts], [one for _, computed in given for one in computed]
    return [], [ast.unparse(node)]


def told():
    """(kind of record, act) of every event that has an organisation or is about an account."""
    files = [file for layer in ("storage", "services") for file in (SOURCE / layer).rglob("*.py")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    calls = [pair for tree in trees for pair in functions_of(tree)]
    shown, computed = set(), set()
    for function, call in calls:
        if name_of(call) not in TELLERS or len(call.args) < 3:
            continue
        kinds = constants(call.args[1])
        about_an_organisation = name_of(call) != "tell" or any(one.arg == "organisation_id" for one in call.keywords)
        if isinstance(call.args[1], ast.Name) and call.args[1].id == "kind" and function.name == "_erase_said":
            kinds, about_an_organisation = ["organisation", "account"], True
        acts, open_ends = acts_of(calls, function, call.args[0])
        for kind in kinds:
            if kind in NEVER_SHOWN or not (about_an_organisation or kind == "account"):
                continue
            shown |= {(kind, act) for act in acts}
            computed |= {(kind, expression) for expression in open_ends}
    return shown, computed


def test_the_source_computes_no_act_but_those_that_are_known_here():
    assert told()[1] == set(COMPUTED)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_act_that_is_shown_has_words(language):
    shown = told()[0] | {(kind, act) for (kind, _), acts in COMPUTED.items() for act in acts}
    assert len(shown) > 60, "a search that finds nothing would always pass"
    t = texts_in(language)
    assert sorted(f"{kind}.{act}" for kind, act in shown if not t.has(f"history.act.{kind}.{act}")) == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("kind", "act"), TOGETHER)
def test_what_is_told_of_many_at_once_says_of_how_many(language, kind, act):
    assert "12" in texts_in(language)(f"history.act.{kind}.{act}_together", count=12)
