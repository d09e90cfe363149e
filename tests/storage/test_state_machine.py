"""The store against a plain dict: whatever the order of the acts, both say the same."""

import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from impactmeter.domain.measurement import Reading, Status
from impactmeter.domain.message import Conflict, Refused
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.submission import Act, status_after
from impactmeter.storage.store import Store
from tests.storage.builders import a_measurement, an_organisation

OPEN = {Status.DRAFT, Status.RETURNED, Status.WITHDRAWN}
YEARS = (2022, 2023)
values = st.integers(0, 10**6).map(lambda number: Decimal(number) / 10)


class FiguresAsADict(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store(self.folder)
        self.model = {}  # id -> [year, version, status, value, is_current]

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize()
    def start(self):
        with self.store.change(OPERATOR) as change:
            self.organisation = an_organisation(change).id

    def pick(self, data, statuses):
        # In the order in which they were made: ids are random, and hypothesis must find the same one again.
        ids = [name for name, row in self.model.items() if row[2] in statuses]
        return data.draw(st.sampled_from(ids)) if ids else None

    def stored(self, name):
        with self.store.read() as records:
            return records.measurement(name)

    @rule(year=st.sampled_from(YEARS), value=values)
    def add(self, year, value):
        with self.store.change(OPERATOR) as change:
            figure = change.add_measurement(a_measurement(self.organisation, year=year, value=str(value)))
        version = 1 + max((row[1] for row in self.model.values() if row[0] == year), default=0)
        self.model[figure.id] = [year, version, Status.DRAFT, value, False]

    @precondition(lambda self: self.model)
    @rule(data=st.data(), value=values)
    def edit(self, data, value):
        name = self.pick(data, OPEN)
        if name:
            with self.store.change(OPERATOR) as change:
                change.edit_measurement(change.measurement(name), Reading(value=value))
            self.model[name][3] = value

    @precondition(lambda self: self.model)
    @rule(data=st.data(), value=values)
    def edit_with_a_stale_lock(self, data, value):
        name = self.pick(data, OPEN)
        if name:
            stale = self.stored(name).model_copy(update={"lock": 0})
            with pytest.raises(Conflict), self.store.change(OPERATOR) as change:
                change.edit_measurement(stale, Reading(value=value))

    @precondition(lambda self: self.model)
    @rule(data=st.data(), act=st.sampled_from([Act.HAND_IN, Act.WITHDRAW, Act.RETURN]))
    def move(self, data, act):
        name = self.pick(data, set(Status))
        figure = self.stored(name)
        try:
            status = status_after(act, figure.status, "because")
        except Refused:
            return
        with self.store.change(OPERATOR) as change:
            change.set_status(figure, status)
        self.model[name][2] = status

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def approve(self, data):
        name = self.pick(data, {Status.HANDED_IN})
        if name:
            with self.store.change(OPERATOR) as change:
                change.approve(change.measurement(name))
            for row in self.model.values():
                row[4] = row[4] and row[0] != self.model[name][0]
            self.model[name][2], self.model[name][4] = Status.APPROVED, True

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def edit_an_approved_one(self, data):
        name = self.pick(data, {Status.APPROVED})
        if name:
            with pytest.raises(Exception, match="never changed"), self.store.change(OPERATOR) as change:
                change.edit_measurement(change.measurement(name), Reading(value=Decimal(1)))

    @rule(value=values)
    def fail_halfway(self, value):
        with pytest.raises(ZeroDivisionError), self.store.change(OPERATOR) as change:
            change.add_measurement(a_measurement(self.organisation, value=str(value), year=2022))
            raise ZeroDivisionError

    @rule()
    def open_the_file_again(self):
        self.store.close()
        self.store = Store(self.folder)

    @invariant()
    def both_say_the_same(self):
        if not hasattr(self, "organisation"):
            return
        with self.store.read() as records:
            stored = {
                m.id: [m.period.end.year, m.version, m.status, m.reading.value, m.is_current]
                for m in records.measurements(self.organisation)
            }
            years = [Period.year(year) for year in YEARS]
            city = [f.value for y in years for f in records.approved_figures("hours_given", y.start, y.end)]
        assert stored == self.model
        assert sorted(city) == sorted(row[3] for row in self.model.values() if row[4])


TestFiguresAsADict = FiguresAsADict.TestCase
TestFiguresAsADict.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
