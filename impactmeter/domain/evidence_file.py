"""Files behind a figure: which sorts are taken, told by what is in them and never by what they are called."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from impactmeter.domain.free_text import check_text
from impactmeter.domain.message import Message, message

LARGEST = 10_000_000
MOST_FILES = 10
"""Per version of a figure."""
MOST_ROOM = 250_000_000
"""Bytes per organisation."""
LONGEST_NAME = 100
_MEGABYTE = 1_000_000
_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LIVE_TEXT = re.compile(r"\s*(<[!?a-z/]|\{\\rtf|#!|%!ps)", re.IGNORECASE)
"""How text begins that a program could carry out or draw: markup, RTF, scripts, PostScript."""
_SEPARATORS = (";", ",", "\t")
_LINES_LOOKED_AT = 5
_PROGRAMS = ("vbaproject", "oleobject", "activex", "macrosheets")
"""Parts of a workbook that can carry something out."""


class FileKind(StrEnum):
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    CSV = "csv"
    TEXT = "txt"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv",
    FileKind.TEXT: "text/plain",
}


@dataclass(frozen=True)
class EvidenceFile:
    """One file behind one version of a figure. What is in it lies in the data folder, under its hash."""

    id: str
    measurement_id: str
    sha256: str
    name: str
    kind: FileKind
    size: int
    added_at: str
    added_by: str


def kind_of(content: bytes) -> FileKind | None:
    """What a file is, by its content; None for everything that is not taken."""
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(_PNG):
        return FileKind.PNG
    if content.startswith(_JPEG):
        return FileKind.JPEG
    if content.startswith(_ZIP):
        return FileKind.XLSX if _is_workbook(content) else None
    return _kind_of_text(content)


_UNREADABLE = (
    zipfile.BadZipFile,
    ValueError,  # a name or a date in the list of parts that cannot be
    OSError,  # a place in the file that is not there
    NotImplementedError,  # how zipfile says that it does not know this way of packing
)


def _is_workbook(content: bytes) -> bool:
    """A workbook without macros. Only its list of parts is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = {name.lower() for name in parts.namelist()}
    except _UNREADABLE:
        return False
    has_program = any(word in name for name in names for word in _PROGRAMS)
    return {"[content_types].xml", "xl/workbook.xml"} <= names and not has_program


def _kind_of_text(content: bytes) -> FileKind | None:
    text = _as_text(content)
    if text is None or not text.strip() or _CONTROL.search(text) or _LIVE_TEXT.match(text):
        return None
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    for sign in _SEPARATORS:
        counts = {line.count(sign) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            return FileKind.CSV
    return FileKind.TEXT


def _as_text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def wrong_file(name: str, content: bytes) -> list[Message]:
    """Why a file is not taken; empty when it may be kept."""
    if not content:
        return [message("evidence_file.empty", field="file")]
    if len(content) > LARGEST:
        size, most = -(-len(content) // _MEGABYTE), LARGEST // _MEGABYTE
        return [message("evidence_file.too_large", field="file", size=size, most=most)]
    if kind_of(content) is None:
        return [message("evidence_file.wrong_kind", field="file")]
    return check_text(name, "file")


def shown_name(name: str, kind: FileKind) -> str:
    """The name to show and to download under: no path, nothing invisible, and the ending of what it is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    stem = visible.rsplit(".", 1)[0] if "." in visible else visible
    stem = re.sub(r"[<>:\"|?*%;]", "_", " ".join(stem.split())).strip(". ")
    return f"{stem[: LONGEST_NAME - 5] or 'bestand'}.{kind.value}"
