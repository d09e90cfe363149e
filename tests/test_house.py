"""The house keeps its shape: who may lean on whom, what stands where, and words in both languages.

The first table is section 4 of the design, in code. A module that does not exist yet is no mistake.
"""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "impactmeter"
CONTENT = TOP / "questionnaires"

LONGEST_FUNCTION = 60
WORDS_PER_SENTENCE = 15

# Layer → our own layers and the other packages it may lean on; the standard library is open to all but SQL's engine.
MAY_USE = {
    "domain": {"pydantic"},
    "texts": {"domain", "yaml", "babel"},
    "catalogue": {"domain", "texts", "pydantic", "yaml"},
    "storage": {"domain", "pydantic", "sqlite_utils"},
    "analysis": {"domain", "pydantic", "pandas", "scipy", "numpy"},
    "charts": {"domain", "texts", "analysis", "plotly", "pandas", "numpy"},
    "exchange": {
        *("domain", "texts", "catalogue", "analysis", "charts"),
        *("pydantic", "pandas", "python_calamine", "xlsxwriter", "yaml", "babel"),
    },
    "services": {"domain", "catalogue", "storage", "analysis", "argon2", "pydantic"},
}
ABOVE = {*MAY_USE, "web", "ui"}  # what web, ui, the command line and the front door stand on
STREAMLIT_ROOMS = ("app.py", "impactmeter/ui/")
SQL_ROOM = "impactmeter/storage/"
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+TABLE|PRAGMA)\b",
    re.S,
)


def name_of(file):
    return file.relative_to(TOP).as_posix()


SOURCES = {name_of(file): file for file in [*PACKAGE.rglob("*.py"), TOP / "app.py"] if file.exists()}
TREES = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in SOURCES.items()}


def layer_of(name):
    parts = name.split("/")
    return parts[1] if len(parts) > 2 else Path(name).stem


def imports_of(name):
    """Every module a file imports, wherever in the file; a relative import is spelled out."""
    package = name.removesuffix(".py").removesuffix("/__init__").split("/")
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            own = package if name.endswith("__init__.py") else package[:-1]
            yield node.lineno, ".".join([*own[: len(own) - node.level + 1], node.module or ""])
        elif isinstance(node, ast.ImportFrom):
            # `from impactmeter import storage` leans on the layer, not on the package's own file
            inside = [f"impactmeter.{alias.name}" for alias in node.names] if node.module == "impactmeter" else []
            yield from ((node.lineno, module) for module in (inside or [node.module]))


def leans_on(module):
    """Our layer, or the other package, that an import reaches; None for the standard library."""
    first, *rest = module.split(".")
    if first == "impactmeter":
        return rest[0] if rest and rest[0] in ABOVE else None
    if first in sys.stdlib_module_names and first != "sqlite3":
        return None
    return "pydantic" if first == "pydantic_core" else first


def lines(name, wanted):
    """`file:line` for every node of a file that is wanted."""
    return [f"{name}:{node.lineno}" for node in ast.walk(TREES[name]) if wanted(node)]


def documentation(tree):
    """The docstrings and other texts that stand alone: prose for readers."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def strings_in(name):
    """(line, text) of every text in a file that is not prose for readers, pieces of an f-string joined."""
    prose = documentation(TREES[name])
    inside = {id(part) for n in ast.walk(TREES[name]) if isinstance(n, ast.JoinedStr) for part in ast.walk(n)}
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.JoinedStr):
            pieces = (part.value if isinstance(part, ast.Constant) else " x " for part in node.values)
            yield node.lineno, "".join(map(str, pieces))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose | inside:
            yield node.lineno, node.value


def test_there_is_a_house_to_look_at():
    assert {"domain", "texts", "catalogue", "storage", "services"} <= {layer_of(name) for name in SOURCES}


@pytest.mark.parametrize("layer", MAY_USE)
def test_arrows_point_down(layer):
    allowed = MAY_USE[layer] | {layer, None}
    wrong = [
        f"{name}:{line} {module}"
        for name in SOURCES
        if layer_of(name) == layer and name.startswith("impactmeter/")
        for line, module in imports_of(name)
        if leans_on(module) not in allowed
    ]
    assert wrong == []


def test_every_layer_has_its_arrows():
    folders = {file.name for file in PACKAGE.iterdir() if (file / "__init__.py").exists()}
    assert folders <= ABOVE


def test_web_knows_no_page():
    wrong = [f"{n}:{i}" for n in SOURCES if layer_of(n) == "web" for i, m in imports_of(n) if leans_on(m) == "ui"]
    assert wrong == []


def test_streamlit_stays_in_its_rooms():
    wrong = [
        f"{name}:{line}"
        for name in SOURCES
        if not name.startswith(STREAMLIT_ROOMS)
        for line, module in imports_of(name)
        if module.split(".")[0] == "streamlit"
    ]
    assert wrong == []


def test_the_engine_of_the_store_stays_in_its_room():
    wrong = [
        f"{name}:{line}"
        for name in SOURCES
        if not name.startswith(SQL_ROOM)
        for line, module in imports_of(name)
        if leans_on(module) in ("sqlite3", "sqlite_utils")
    ]
    assert wrong == []


def test_one_copy_of_sqlite_touches_the_files():
    """Two in one process undo each other's locks (storage/sqlite.py)."""
    others = ("import " + "sqlite3", "from " + "sqlite3", "import " + "pysqlite3")
    wrong = [
        f"{name_of(file)}: {line}"
        for file in [*PACKAGE.rglob("*.py"), *(TOP / "tests").rglob("*.py")]
        for line in map(str.strip, file.read_text(encoding="utf-8").splitlines())
        if line.startswith(others)
    ]
    assert wrong == []


def test_the_pattern_for_sql_finds_sql_and_leaves_sentences_alone():
    assert all(map(SQL.search, ("SELECT id\nFROM figure", "insert INTO x".upper(), "PRAGMA optimize")))
    assert not any(map(SQL.search, ("Select one from the list", "UPDATE", "what to delete from it")))


def test_no_sql_outside_storage():
    wrong = [
        f"{name}:{line}"
        for name in SOURCES
        if not name.startswith(SQL_ROOM)
        for line, text in strings_in(name)
        if SQL.search(text)
    ]
    assert wrong == []


def test_lower_layers_load_without_streamlit():
    modules = sorted(
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in SOURCES
        if layer_of(name) in MAY_USE and name.startswith("impactmeter/")
    )
    script = f"import sys, importlib; sys.modules['streamlit'] = None\nfor m in {modules!r}: importlib.import_module(m)"
    done = subprocess.run([sys.executable, "-c", script], cwd=TOP, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_no_data_in_html_that_is_not_escaped():
    """`st.html` and our own routes escape what they show, so that this argument is never needed."""
    wrong = [
        line
        for name in SOURCES
        for line in lines(name, lambda node: isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html")
    ]
    assert wrong == []


def content_names():
    """The ids of the goal categories, and the names of municipalities and of their parts, as the content has them."""
    names = {file.parent.name for file in CONTENT.glob("*/category.yaml")}
    for file in CONTENT.glob("municipalities/*.yaml"):
        pack = yaml.safe_load(file.read_text(encoding="utf-8"))
        names |= {file.stem, pack["name"]}
        for area in pack["division"]["neighbourhoods"]:
            names |= {area["code"], area["name"], *area.get("aliases", [])}
    return names


def test_content_is_never_spelled_out_in_python():
    names = content_names()
    assert len(names) > 20, "a check without names would always pass"
    whole = {name.casefold() for name in names}
    wrong = [
        f"{name}:{line} {text!r}"
        for name in SOURCES
        for line, text in strings_in(name)
        if text.strip().casefold() in whole
    ]
    assert wrong == []


def test_no_municipality_is_named_in_python():
    municipalities = {file.stem for file in CONTENT.glob("municipalities/*.yaml")}
    wrong = [
        f"{name} names {municipality}"
        for name, file in SOURCES.items()
        for municipality in municipalities
        if re.search(rf"\b{municipality}\b", file.read_text(encoding="utf-8"), re.I)
    ]
    assert municipalities and wrong == []


def test_no_function_is_too_long_to_read():
    def is_long(node):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        return is_function and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION

    assert [line for name in SOURCES for line in lines(name, is_long)] == []


# ---- words on the screen -------------------------------------------------------------------------------------------


def flat(tree, path=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def texts_of(language):
    texts = {}
    for file in sorted((PACKAGE / "texts" / language).glob("*.yaml")):
        texts.update(flat(yaml.safe_load(file.read_text(encoding="utf-8")) or {}, f"{file.stem}."))
    return texts


DUTCH, ENGLISH = texts_of("nl"), texts_of("en")


def placeholders(text):
    return {field.split(".")[0].split("[")[0] for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_every_text_is_there_in_both_languages():
    assert len(DUTCH) > 100
    assert sorted(DUTCH.keys() ^ ENGLISH.keys()) == []


def test_no_text_is_empty():
    assert [key for texts in (DUTCH, ENGLISH) for key, text in texts.items() if text.strip() in ("", "None")] == []


def test_words_that_yaml_reads_as_something_else_are_quoted():
    """`no: nee` would make a key False, and `label: on` a text True."""
    keys = [key for key in DUTCH.keys() | ENGLISH.keys() if {"True", "False", "None"} & set(key.split("."))]
    texts = [key for part in (DUTCH, ENGLISH) for key, text in part.items() if text in ("True", "False")]
    assert (keys, texts) == ([], [])


def test_both_languages_are_filled_in_with_the_same_values():
    unlike = [key for key in DUTCH.keys() & ENGLISH.keys() if placeholders(DUTCH[key]) != placeholders(ENGLISH[key])]
    assert sorted(unlike) == []


def test_plurals_come_in_pairs():
    """A key such as `choose_one` is no plural as long as it says nothing about a count."""
    many = [key for key in DUTCH if key.endswith("_other")]
    one = [key for key in DUTCH if key.endswith("_one") and "count" in placeholders(DUTCH[key])]
    alone = [key for key in many if key.removesuffix("_other") + "_one" not in DUTCH]
    alone += [key for key in one if key.removesuffix("_one") + "_other" not in DUTCH]
    assert many and alone == []


def test_every_text_that_python_asks_for_exists():
    """Texts spelled out as `t("topic.key")` or `message("topic.key", …)`; keys that are put together have own tests."""
    topics = {key.split(".")[0] for key in DUTCH}
    asked = [
        (f"{name}:{node.lineno}", node.args[0].value)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str) and re.fullmatch(r"[a-z_]+(\.\w+)+", node.args[0].value)
        if node.args[0].value.split(".")[0] in topics and not node.args[0].value.endswith((".yaml", ".py", ".csv"))
    ]
    missing = [(place, key) for place, key in asked if key not in DUTCH and f"{key}_other" not in DUTCH]
    assert asked and missing == []


def sentences(text):
    """The sentences of a text; a colon and a line break end one too. A placeholder counts as one word."""
    plain = re.sub(r"\{[^}]*\}", "iets", text)
    return [part for part in re.split(r"[.!?:;]+(?:\s|$)|\n", plain) if re.search(r"\w", part)]


def words_in(sentence):
    return len(re.findall(r"[\w’'%€/-]+", sentence))


def topics_of(texts):
    return sorted({key.split(".")[0] for key in texts})


@pytest.mark.parametrize("topic", topics_of(DUTCH))
def test_dutch_sentences_stay_short(topic):
    found = [s for key, text in DUTCH.items() if key.split(".")[0] == topic for s in sentences(text)]
    lengths = [words_in(sentence) for sentence in found if words_in(sentence) > 3]  # labels are no sentences
    assert sum(lengths) <= WORDS_PER_SENTENCE * len(lengths)


def test_dutch_says_je():
    formal = [key for key, text in DUTCH.items() if re.search(r"\b(u|uw)\b", text, re.I)]
    assert formal == []
