"""Which files are taken as evidence: by what is in them, whatever they are called."""

import io
import zipfile

import pytest

from impactmeter.domain.evidence_file import LARGEST, FileKind, kind_of, shown_name, wrong_file


def zipped(*names):
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return room.getvalue()


WORKBOOK = zipped("[Content_Types].xml", "xl/workbook.xml")
TAKEN = {
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n\x00\x00": FileKind.PNG,
    b"\xff\xd8\xff\xe0\x00\x10JFIF": FileKind.JPEG,
    WORKBOOK: FileKind.XLSX,
    b"wijk;aantal\nnoord;4\nzuid;5\n": FileKind.CSV,
    "naam,aantal\n\u00e9\u00e9n,1\n".encode("cp1252"): FileKind.CSV,
    b"Geteld op 31 december, door de administratie.": FileKind.TEXT,
    "\ufeffGeteld".encode(): FileKind.TEXT,
}
REFUSED = [
    b"MZ\x90\x00\x03\x00\x00\x00",
    b"\x7fELF\x02\x01\x01\x00",
    b"GIF89a\x01\x00",
    b"PK\x03\x04 this is no archive",
    zipped("a.txt"),
    zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    zipped("[Content_Types].xml", "word/document.xml"),
    b"<!DOCTYPE html><script>alert(1)</script>",
    b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<?php echo 1; ?>",
    b"{\\rtf1 x}",
    b"#!/bin/sh\nrm -rf /\n",
    b"text with a \x00 in it",
    b"   \n",
]


@pytest.mark.parametrize("content", TAKEN, ids=lambda content: repr(content[:10]))
def test_a_file_is_what_is_in_it(content):
    assert kind_of(content) is TAKEN[content]
    assert wrong_file("program.exe", content) == []


@pytest.mark.parametrize("content", REFUSED, ids=lambda content: repr(content[:10]))
def test_everything_else_is_refused_whatever_it_is_called(content):
    (wrong,) = wrong_file("jaarverslag.pdf", content)
    assert (wrong.key, wrong.field) == ("evidence_file.wrong_kind", "file")


def test_the_largest_file_is_taken_and_one_byte_more_is_not():
    content = b"%PDF-" + b"x" * (LARGEST - 5)
    assert wrong_file("a.pdf", content) == []
    (wrong,) = wrong_file("a.pdf", content + b"x")
    assert wrong.key == "evidence_file.too_large"
    assert wrong_file("a.pdf", b"")[0].key == "evidence_file.empty"


@pytest.mark.parametrize(
    ("given", "kind", "shown"),
    [
        ("jaarverslag.pdf", FileKind.PDF, "jaarverslag.pdf"),
        ("../../etc/passwd", FileKind.TEXT, "passwd.txt"),
        ("C:\\Users\\x\\lijst.xlsx", FileKind.XLSX, "lijst.xlsx"),
        ("evil.html", FileKind.TEXT, "evil.txt"),
        ("gpj\u202efdp.exe", FileKind.PDF, "gpjfdp.pdf"),
        ("a\r\nSet-Cookie: x=1.csv", FileKind.CSV, "aSet-Cookie_ x=1.csv"),
        ("", FileKind.PNG, "bestand.png"),
        ("...", FileKind.PNG, "bestand.png"),
        ("\x00", FileKind.PNG, "bestand.png"),
        ("x" * 300 + ".pdf", FileKind.PDF, "x" * 95 + ".pdf"),
    ],
)
def test_a_name_holds_no_path_nothing_invisible_and_ends_on_what_it_is(given, kind, shown):
    assert shown_name(given, kind) == shown


def test_rule_13_no_citizen_service_number_in_a_file_name():
    assert wrong_file("deelnemer 111222333.pdf", b"%PDF-1.7")[0].key == "text.citizen_service_number"
