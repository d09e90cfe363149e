"""The store: one SQLite file, one writing connection behind a lock, reading connections that can only read.

`Store.change` gives the records with their writing methods inside one `BEGIN IMMEDIATE … COMMIT`; `Store.read` gives
them without. Only after the commit is anything called saved. The measurements behind these choices are in
`docs/decisions`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from impactmeter.domain.permission import Actor
from impactmeter.storage.accounts import AccountChanges, AccountRecords
from impactmeter.storage.calculations import CalculationChanges, CalculationRecords
from impactmeter.storage.desk import DeskChanges, DeskRecords
from impactmeter.storage.erasure import ErasureChanges, EverythingRecords
from impactmeter.storage.figures import FigureChanges, FigureRecords
from impactmeter.storage.measuring_plan import MeasuringPlanChanges, MeasuringPlanRecords
from impactmeter.storage.migrations import migrations
from impactmeter.storage.notices import NoticeChanges, NoticeRecords
from impactmeter.storage.organisations import OrganisationChanges, OrganisationRecords
from impactmeter.storage.programme import ProgrammeChanges, ProgrammeRecords
from impactmeter.storage.proposals import ProposalChanges, ProposalRecords
from impactmeter.storage.reflections import ReflectionChanges, ReflectionRecords
from impactmeter.storage.releases import ReleaseChanges, ReleaseRecords
from impactmeter.storage.service_point import ServicePointChanges, ServicePointRecords
from impactmeter.storage.time_marks import TimeMarkChanges, TimeMarkRecords
from impactmeter.storage.trail import first_broken_event

FILE_NAME = "impactmeter.db"


def utc_now() -> datetime:
    return datetime.now(UTC)


class Records(
    OrganisationRecords,
    FigureRecords,
    AccountRecords,
    ProposalRecords,
    CalculationRecords,
    ReleaseRecords,
    ProgrammeRecords,
    MeasuringPlanRecords,
    DeskRecords,
    ServicePointRecords,
    NoticeRecords,
    ReflectionRecords,
    TimeMarkRecords,
    EverythingRecords,
):
    """Everything that can be read, in the words of the domain."""


class Change(
    OrganisationChanges,
    FigureChanges,
    AccountChanges,
    ProposalChanges,
    CalculationChanges,
    ReleaseChanges,
    ProgrammeChanges,
    MeasuringPlanChanges,
    DeskChanges,
    ServicePointChanges,
    NoticeChanges,
    ReflectionChanges,
    TimeMarkChanges,
    ErasureChanges,
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
        self.clock = clock
        self._lock = threading.RLock()
        self._kept = threading.local()
        self._notes: list[tuple[Actor, Callable[[Change], None]]] = []
        self._writer = self._connect()
        os.chmod(self.path, 0o600)
        self._migrate()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
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

    def sweep(self) -> bool:
        """Leaves no byte of what was deleted: not in free pages, not in the WAL. False while a reader is in the way."""
        with self._lock:
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
        """A consistent copy in one file, also while others write. The target must not exist."""
        with self._lock:
            self._writer.execute("VACUUM INTO ?", [str(target)])

    def problems(self) -> list[str]:
        """What is wrong with the file: damage, orphans, a broken chain. Empty when it verifies."""
        with self.read() as records:
            database = records.database
            found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"orphan in {row[0]} row {row[1]}" for row in database.execute("PRAGMA foreign_key_check")]
            broken = first_broken_event(database)
        return found + ([f"the trail is broken at event {broken}"] if broken is not None else [])

    def close(self) -> None:
        with self._lock:
            self._writer.close()
