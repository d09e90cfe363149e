"""The store: one SQLite file, one writing connection behind a lock, reading connections that can only read.

`Store.change` gives the records with their writing methods inside one `BEGIN IMMEDIATE … COMMIT`; `Store.read` gives
them without. Only after the commit is anything called saved. The measurements behind these choices are in
`docs/decisions`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from impactmeter.domain.permission import Actor
from impactmeter.storage.account_requests import AccountRequestChanges, AccountRequestRecords
from impactmeter.storage.accounts import AccountChanges, AccountRecords
from impactmeter.storage.calculations import CalculationChanges, CalculationRecords
from impactmeter.storage.desk import DeskChanges, DeskRecords
from impactmeter.storage.erasure import ErasureChanges, EverythingRecords
from impactmeter.storage.evidence_files import FOLDER_NAME, EvidenceFileChanges, EvidenceFileRecords, EvidenceFolder
from impactmeter.storage.figures import FigureChanges, FigureRecords
from impactmeter.storage.history import HistoryRecords
from impactmeter.storage.imports import ImportChanges, ImportRecords
from impactmeter.storage.knowledge import KnowledgeChanges, KnowledgeRecords
from impactmeter.storage.measuring_plan import MeasuringPlanChanges, MeasuringPlanRecords
from impactmeter.storage.migrations import migrations
from impactmeter.storage.notices import NoticeChanges, NoticeRecords
from impactmeter.storage.organisations import OrganisationChanges, OrganisationRecords
from impactmeter.storage.programme import ProgrammeChanges, ProgrammeRecords
from impactmeter.storage.proposals import ProposalChanges, ProposalRecords
from impactmeter.storage.questions_back import KnownChanges, KnownRecords
from impactmeter.storage.reflections import ReflectionChanges, ReflectionRecords
from impactmeter.storage.releases import ReleaseChanges, ReleaseRecords
from impactmeter.storage.second_factor import SecondFactorChanges, SecondFactorRecords
from impactmeter.storage.service_point import ServicePointChanges, ServicePointRecords
from impactmeter.storage.sharing import SharingChanges, SharingRecords
from impactmeter.storage.splits import SplitChanges, SplitRecords
from impactmeter.storage.sqlite import sqlite3
from impactmeter.storage.starting_points import StartingPointChanges, StartingPointRecords
from impactmeter.storage.time_marks import TimeMarkChanges, TimeMarkRecords
from impactmeter.storage.trail import first_broken_event

FILE_NAME = "impactmeter.db"
_KEPT_SAFE = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
"""What is saved is on the disk, and what is deleted is overwritten: not every build of SQLite does that unasked."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Records(
    OrganisationRecords,
    FigureRecords,
    AccountRecords,
    ProposalRecords,
    KnownRecords,
    CalculationRecords,
    ReleaseRecords,
    ProgrammeRecords,
    MeasuringPlanRecords,
    ImportRecords,
    DeskRecords,
    ServicePointRecords,
    NoticeRecords,
    ReflectionRecords,
    StartingPointRecords,
    SharingRecords,
    EverythingRecords,
    SplitRecords,
    EvidenceFileRecords,
    HistoryRecords,
    KnowledgeRecords,
    AccountRequestRecords,
    SecondFactorRecords,
    TimeMarkRecords,
):
    """Everything that can be read, in the words of the domain."""


class Change(
    OrganisationChanges,
    FigureChanges,
    AccountChanges,
    ProposalChanges,
    KnownChanges,
    CalculationChanges,
    ReleaseChanges,
    ProgrammeChanges,
    MeasuringPlanChanges,
    ImportChanges,
    DeskChanges,
    ServicePointChanges,
    NoticeChanges,
    ReflectionChanges,
    StartingPointChanges,
    SharingChanges,
    ErasureChanges,
    SplitChanges,
    EvidenceFileChanges,
    KnowledgeChanges,
    AccountRequestChanges,
    SecondFactorChanges,
    TimeMarkChanges,
    Records,
):
    """Everything that can be written, inside one transaction. Each method adds its event to the trail."""


class StoreIsNewer(Exception):
    """The file was written by a later version of impactmeter than this one."""


class Store:
    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        """Opens (or creates) the store in `folder` and brings its tables up to date."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.path = folder / FILE_NAME
        self.evidence = EvidenceFolder(folder / FOLDER_NAME)
        self.clock = clock
        self._lock = threading.RLock()
        self._kept = threading.local()
        self._notes: list[tuple[Actor, Callable[[Change], None]]] = []
        self._writer = self._connect()
        os.chmod(self.path, 0o600)
        self._migrate()
        self._unpack_evidence()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        for pragma in (*_KEPT_SAFE, "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _migrate(self) -> None:
        database = Database(self._writer)
        ours = {migration.name for migration in migrations.pending(Database(memory=True))}
        if {migration.name for migration in migrations.applied(database)} - ours:
            raise StoreIsNewer(str(self.path))
        with self._transaction():
            migrations.apply(database)
        self._writer.execute("PRAGMA optimize")

    def _unpack_evidence(self) -> None:
        """Puts the evidence files that a backup carries in their folder. Interrupted, it is done again."""
        if not self._writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'evidence_packed'").fetchone():
            return
        for (content,) in self._writer.execute("SELECT content FROM evidence_packed"):
            self.evidence.keep(content)
        with self._transaction():
            self._writer.execute("DROP TABLE evidence_packed")
        self.sweep()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._write_notes()

    @contextmanager
    def change(self, actor: Actor, key: str | None = None) -> Iterator[Change]:
        """One transaction by one person. With a `key` the same command twice is one: see `Change.earlier`."""
        with self._transaction():
            yield Change(Database(self._writer), actor=actor, at=self.clock(), key=key)

    def note(self, actor: Actor, tell: Callable[[Change], None]) -> None:
        """Writes something in a transaction of its own: at once, or right after the one this thread is in.

        So that a refusal is kept, although the transaction in which it was met is undone.
        """
        with self._lock:
            self._notes.append((actor, tell))
            if not self._writer.in_transaction:
                self._write_notes()

    def _write_notes(self) -> None:
        while self._notes:
            actor, tell = self._notes.pop(0)
            with self.change(actor) as change:
                tell(change)

    def sweep_evidence(self) -> int:
        """Removes every evidence file that no version refers to; gives how many. Nobody adds one in the meantime."""
        with self._transaction():
            return self.evidence.keep_only(set(Records(Database(self._writer)).evidence_hashes()))

    def sweep(self) -> bool:
        """Leaves no byte of what was deleted: no evidence file, nothing in free pages, nothing in the WAL.

        False while a reader is in the way.
        """
        with self._lock:
            self.sweep_evidence()
            if self._writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'").fetchone():
                self._writer.execute("ANALYZE")  # its samples hold values of columns
            self._writer.execute("VACUUM")
            for _ in range(20):
                if self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                    return True
                time.sleep(0.1)
        return False

    @contextmanager
    def read(self) -> Iterator[Records]:
        """The records as they are now, over a connection that cannot write."""
        kept: Records | None = getattr(self._kept, "records", None)
        if kept is not None:
            yield kept
            return
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            for pragma in ("query_only=ON", "foreign_keys=ON", "trusted_schema=OFF", "wal_autocheckpoint=0"):
                connection.execute(f"PRAGMA {pragma}")
            yield Records(Database(connection))
        finally:
            connection.close()

    @contextmanager
    def read_on_one_connection(self) -> Iterator[None]:
        """Whatever this thread reads inside goes over one connection, and still sees every change at once.

        For the drawing of a page, which reads many little things: opening takes longer than most of them, and some
        are asked for by several parts of the page.
        """
        with self.read() as records:
            records.remember()
            self._kept.records = records
            try:
                yield
            finally:
                self._kept.records = None

    def back_up_to(self, target: Path) -> None:
        """A consistent copy in one file, evidence files included, also while others write. The target must not exist.

        Opening the copy as a store puts the evidence files in their folder again.
        """
        with self._lock:
            self._writer.execute("VACUUM INTO ?", [str(target)])
            copy = sqlite3.connect(target, isolation_level=None)
            try:
                self._pack_evidence(copy)
            finally:
                copy.close()

    def _pack_evidence(self, copy: sqlite3.Connection) -> None:
        hashes = Records(Database(copy)).evidence_hashes()
        if not hashes:
            return
        copy.execute("BEGIN IMMEDIATE")
        copy.execute("CREATE TABLE evidence_packed (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT")
        for sha256 in hashes:
            content = self.evidence.read(sha256)
            if content is not None:  # what is missing here is said by `problems` of the copy
                copy.execute("INSERT INTO evidence_packed VALUES (?, ?)", [sha256, content])
        copy.execute("COMMIT")

    def problems(self) -> list[str]:
        """What is wrong with what is stored: damage, orphans, a broken chain, evidence that is not what was kept.

        Empty when it verifies.
        """
        with self.read() as records:
            database = records.database
            found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"orphan in {row[0]} row {row[1]}" for row in database.execute("PRAGMA foreign_key_check")]
            broken = first_broken_event(database)
            hashes = records.evidence_hashes()
        found += [f"evidence file {one} is missing or damaged" for one in hashes if self.evidence.read(one) is None]
        return found + ([f"the trail is broken at event {broken}"] if broken is not None else [])

    def close(self) -> None:
        with self._lock:
            self._writer.close()
