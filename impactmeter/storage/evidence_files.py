"""Evidence files: which stand behind which version in the database, what is in them in a folder, by their hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from impactmeter.domain.evidence_file import EvidenceFile, FileKind
from impactmeter.domain.measurement import Measurement
from impactmeter.storage.base import ChangeBase, ReadBase, new_id

FOLDER_NAME = "evidence"
_HALF_WRITTEN = ".new"
_HEX = frozenset("0123456789abcdef")
_HASH_LENGTH = 64


def _is_hash(name: str) -> bool:
    return len(name) == _HASH_LENGTH and set(name) <= _HEX


class EvidenceFolder:
    """The contents, each once, under its SHA-256 and without an ending: nothing here is opened or carried out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keeps it, on the disk before this returns; gives its hash. The same content twice is one file."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self.read(sha256) == content:
            return sha256
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._folder / f"{sha256}{_HALF_WRITTEN}"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path(sha256))
        place = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
        return sha256

    def read(self, sha256: str) -> bytes | None:
        """What was kept under this hash; None when it is not there or is not what was kept."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def keep_only(self, wanted: Collection[str]) -> int:
        """Removes whatever is not wanted, half-written files too; gives how many."""
        gone = 0
        for file in self._files():
            if file.name not in wanted:
                with suppress(FileNotFoundError):
                    file.unlink()
                    gone += 1
        return gone

    def _files(self) -> Iterator[Path]:
        if self._folder.is_dir():
            yield from [one for one in self._folder.iterdir() if _is_hash(one.name.removesuffix(_HALF_WRITTEN))]

    def _path(self, sha256: str) -> Path:
        if not _is_hash(sha256):
            raise ValueError("not a hash")
        return self._folder / sha256


def _file(row: dict[str, Any]) -> EvidenceFile:
    return EvidenceFile(**{**row, "kind": FileKind(row["kind"])})


class EvidenceFileRecords(ReadBase):
    def evidence_files(self, measurement_id: str) -> list[EvidenceFile]:
        """The files behind one version, oldest first."""
        sql = "SELECT * FROM evidence_file WHERE measurement_id = ? ORDER BY added_at, rowid"
        return [_file(row) for row in self.rows(sql, [measurement_id])]

    def evidence_file(self, file_id: str) -> EvidenceFile | None:
        row = self.row("SELECT * FROM evidence_file WHERE id = ?", [file_id])
        return _file(row) if row else None

    def evidence_room(self, organisation_id: str) -> int:
        """How many bytes the files of an organisation take, each content once."""
        sql = """SELECT coalesce(sum(size), 0) AS bytes FROM (SELECT DISTINCT f.sha256, f.size FROM evidence_file f
            JOIN measurement m ON m.id = f.measurement_id WHERE m.organisation_id = ?)"""
        found = self.row(sql, [organisation_id])
        return int(found["bytes"]) if found else 0

    def evidence_hashes(self) -> list[str]:
        """Of every content that some version refers to."""
        return [row["sha256"] for row in self.rows("SELECT DISTINCT sha256 FROM evidence_file ORDER BY sha256")]


class EvidenceFileChanges(ChangeBase, EvidenceFileRecords):
    def add_evidence_file(
        self, figure: Measurement, *, sha256: str, name: str, kind: FileKind, size: int
    ) -> EvidenceFile:
        """Puts a file, whose content is kept already, behind a version."""
        added = EvidenceFile(new_id(), figure.id, sha256, name, kind, size, self.at, self.actor.account_id)
        self._insert(added)
        detail = {"file": added.id, "sha256": sha256, "name": name, "size": size}
        self.tell("attach", "measurement", figure.id, organisation_id=figure.organisation_id, detail=detail)
        return added

    def remove_evidence_file(self, figure: Measurement, file: EvidenceFile) -> None:
        """Takes a file away from an open version. Its content goes when nothing refers to it any more."""
        self.database.execute("DELETE FROM evidence_file WHERE id = ?", [file.id])
        detail = {"file": file.id, "sha256": file.sha256, "name": file.name}
        self.tell("detach", "measurement", figure.id, organisation_id=figure.organisation_id, detail=detail)

    def copy_evidence_files(self, figure: Measurement, fresh: Measurement) -> None:
        """Puts the files behind a new version of the figure too."""
        files = self.evidence_files(figure.id)
        for one in files:
            self._insert(
                EvidenceFile(
                    new_id(), fresh.id, one.sha256, one.name, one.kind, one.size, one.added_at, one.added_by
                )
            )
        if files:
            detail = {"from": figure.id, "files": len(files)}
            self.tell("attach", "measurement", fresh.id, organisation_id=fresh.organisation_id, detail=detail)

    def _insert(self, one: EvidenceFile) -> None:
        what = [one.sha256, one.name, one.kind.value, one.size]
        self.database.execute(
            "INSERT INTO evidence_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [one.id, one.measurement_id, *what, one.added_at, one.added_by],
        )
