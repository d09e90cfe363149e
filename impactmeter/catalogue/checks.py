"""Checks of the content: every finding at once, per file and across files.

The models say what each file must hold. The checks beside them read the plain trees, so that a file with one mistake
still shows all its others.
"""

from __future__ import annotations

from pathlib import Path

from impactmeter.catalogue.catalogue import build_catalogue
from impactmeter.catalogue.file_checks import FILE_CHECKS, check_units
from impactmeter.catalogue.findings import Finding, without_repeats
from impactmeter.catalogue.folder_checks import FOLDER_CHECKS
from impactmeter.catalogue.reading import Content, content_folder, read_content


def check_catalogue(folder: Path | None = None) -> list[Finding]:
    """All findings about a content folder (the product's own when none is given), by file; none means it is good."""
    return findings_about(read_content(folder or content_folder()))


def findings_about(content: Content) -> list[Finding]:
    """All findings about content that was read, by file."""
    _, findings = build_catalogue(content)
    for file, tree in content.indicators.items():
        findings.extend(found for check in FILE_CHECKS for found in check(file, tree))
        findings.extend(check_units(file, tree, content.units) if content.units else ())
    findings.extend(found for check in FOLDER_CHECKS for found in check(content))
    return without_repeats(findings)
