"""Makes docs/decisions/README.md: one line per decision, from the title of its page. `make docs` runs it."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "decisions"
HEAD = """# Decisions

Why it is as it is: one page each, with context, decision and consequences. A decision that no longer holds stays here
and says which page replaced it. Made by `make docs`; do not edit.

"""


def decision_pages(folder: Path = FOLDER) -> list[Path]:
    """The pages in order of their number."""
    return sorted(page for page in folder.glob("*.md") if re.match(r"\d{4}-", page.name))


def title_of(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").strip()


def index_of(folder: Path = FOLDER) -> str:
    """The whole text of the index."""
    lines = (f"- [{page.name[:4]}]({page.name}) {title_of(page)}\n" for page in decision_pages(folder))
    return HEAD + "".join(lines)


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(index_of(), encoding="utf-8")
