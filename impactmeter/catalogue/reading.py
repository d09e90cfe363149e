"""Reading the content folder: YAML files as plain trees, with findings on what cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from impactmeter.catalogue.findings import Finding, find

Tree = dict[str, Any]
CATEGORY_FILE = "category.yaml"
UNITS_FILE = "units.yaml"
IRIS_FILE = "iris.yaml"
FACTORS_FILE = "factors.yaml"
CALCULATORS_FILE = "calculators.yaml"
SHARE_RULES_FILE = "weighted_share.yaml"
_ALMOST_YAML = (".yml", ".txt", ".md", ".docx", ".odt", ".json")
"""What an editor makes of a name when one does not look: these files would be passed over in silence."""
MUNICIPALITIES = "municipalities"
INSTRUMENTS = "instruments"
EXAMPLES = "examples"
DEMO = "demo"
INTAKE_FILE = "intake.yaml"
FOLDERS_WITH_A_MODEL_OF_THEIR_OWN = (MUNICIPALITIES, INSTRUMENTS, EXAMPLES, DEMO)
"""Folders in the content folder that are not goal categories."""


def content_folder() -> Path:
    """The content that comes with the product: `questionnaires` at the top of the checkout."""
    return Path(__file__).resolve().parents[2] / "questionnaires"


class _TwiceTheSameKey(ValueError):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, which also refuses a key that stands twice: YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                raise _TwiceTheSameKey(key, key_node.start_mark.line + 1)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


@dataclass
class Content:
    """Everything in a content folder as plain trees, by path in the folder. Files that cannot be read are absent."""

    folder: Path
    units: Tree = field(default_factory=dict)
    iris: Tree = field(default_factory=dict)
    """Names of the IRIS+ list by id."""
    factors: Tree = field(default_factory=dict)
    """By id."""
    calculators: Tree = field(default_factory=dict)
    """By id."""
    share_rules: Tree = field(default_factory=dict)
    categories: dict[str, Tree] = field(default_factory=dict)
    """By folder name."""
    indicators: dict[str, Tree] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    """Indicator files that exist but could not be read: what refers to them is no second mistake."""
    municipalities: dict[str, Tree] = field(default_factory=dict)
    instruments: dict[str, Tree] = field(default_factory=dict)
    examples: dict[str, Tree] = field(default_factory=dict)
    """Worked paths, by path in the folder."""
    demo: dict[str, Tree] = field(default_factory=dict)
    """What the demo is built from, by path in the folder."""
    intake: Tree = field(default_factory=dict)
    category_folders: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def read_content(folder: Path) -> Content:
    """Reads every content file once. What cannot be read is a finding, and reading goes on."""
    content = Content(folder)
    if not folder.is_dir():
        content.findings.append(find(folder.name, "no_content_folder"))
        return content
    content.units = _read(content, folder / UNITS_FILE) or {}
    content.iris = _read_if_there(content, folder / IRIS_FILE)
    content.factors = _read_if_there(content, folder / FACTORS_FILE)
    content.calculators = _read_if_there(content, folder / CALCULATORS_FILE)
    content.share_rules = _read_if_there(content, folder / SHARE_RULES_FILE)
    content.intake = _read_if_there(content, folder / INTAKE_FILE)
    folders = sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith((".", "_")))
    content.category_folders = tuple(one.name for one in folders if one.name not in FOLDERS_WITH_A_MODEL_OF_THEIR_OWN)
    for name in content.category_folders:
        _read_category(content, name)
    for file in sorted((folder / MUNICIPALITIES).glob("*.yaml")):
        _keep(content, content.municipalities, file)
    for file in sorted((folder / INSTRUMENTS).glob("*.yaml")):
        _keep(content, content.instruments, file)
    for file in sorted((folder / EXAMPLES).glob("*.yaml")):
        _keep(content, content.examples, file)
    for file in sorted((folder / DEMO).glob("*.yaml")):
        _keep(content, content.demo, file)
    return content


def _read_category(content: Content, name: str) -> None:
    for file in sorted((content.folder / name).iterdir()):
        if file.name == CATEGORY_FILE:
            tree = _read(content, file)
            if tree is not None:
                content.categories[name] = tree
        elif file.suffix == ".yaml":
            _keep(content, content.indicators, file)
            if _inside(content, file) not in content.indicators:
                content.unreadable.append(_inside(content, file))
        elif file.suffix in _ALMOST_YAML and not file.name.startswith("."):
            content.findings.append(find(_inside(content, file), "wrong_suffix", ends=file.suffix))
    if not (content.folder / name / CATEGORY_FILE).exists():
        content.findings.append(find(f"{name}/{CATEGORY_FILE}", "category_without_file"))


def _read_if_there(content: Content, file: Path) -> Tree:
    """Not every content folder has factors or ids of another list."""
    return (_read(content, file) or {}) if file.exists() else {}


def _keep(content: Content, trees: dict[str, Tree], file: Path) -> None:
    tree = _read(content, file)
    if tree is not None:
        trees[_inside(content, file)] = tree


def _inside(content: Content, file: Path) -> str:
    return file.relative_to(content.folder).as_posix()


def _read(content: Content, file: Path) -> Tree | None:
    """The tree of one file, or None with a finding when it is absent, not text, not YAML or not a block of keys."""
    inside, text = _inside(content, file), ""
    try:
        text = file.read_text(encoding="utf-8")
        tree = yaml.load(text, Loader=_Loader)
    except FileNotFoundError:
        content.findings.append(find(inside, "missing_file"))
    except UnicodeDecodeError:
        content.findings.append(find(inside, "not_utf8"))
    except _TwiceTheSameKey as twice:
        content.findings.append(find(inside, "key_twice", name=twice.key, line=twice.line))
    except (yaml.YAMLError, ValueError) as broken:
        content.findings.append(_why_broken(inside, text, broken))
    else:
        if isinstance(tree, dict):
            return tree
        content.findings.append(find(inside, "empty_file" if tree is None else "not_a_block", place=""))
    return None


_HARD_SPACE = "\u00a0"
_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")


def _why_broken(inside: str, text: str, broken: Exception) -> Finding:
    """What is wrong with text that is no YAML: a day that does not exist, a sign one cannot see, or its form."""
    for number, line in enumerate(text.splitlines(), 1):
        if isinstance(broken, ValueError) and (day := _impossible_day(line)):
            return find(inside, "no_such_day", line=number, given=day)
        if _HARD_SPACE in line.split("#")[0]:
            return find(inside, "hard_space", line=number)
    mark = getattr(broken, "problem_mark", None)
    return find(inside, "broken_yaml", line=mark.line + 1 if mark else 1)


def _impossible_day(line: str) -> str:
    """The first thing on the line that looks like a day and is none, such as 2024-02-30; else empty."""
    for found in _DATE.finditer(line.split("#")[0]):
        try:
            date(*map(int, found.groups()))
        except ValueError:
            return found.group()
    return ""


def stem(file: str) -> str:
    """The name of a file without its folder and ending: the id of what it holds."""
    return file.rsplit("/", 1)[-1].removesuffix(".yaml")
