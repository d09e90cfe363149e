"""Saved means saved: a writing process is killed at random, and nothing it acknowledged may be missing."""

import multiprocessing
import random
import time

from impactmeter.domain.objective import Mission
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import OPERATOR
from impactmeter.storage.store import Store

START = multiprocessing.get_context("forkserver")
"""Every writer is a process of its own, forked from one that has loaded everything: starting takes no time."""
START.set_forkserver_preload([__name__])


def write(folder, start, told):
    """Writes on and on, and says of each pair of records that it was saved."""
    store = Store(folder)
    for number in range(start, start + 100_000):
        with store.change(OPERATOR) as change:
            added = change.add_organisation(Organisation(name=f"o{number}"))
            change.save_mission(Mission(organisation_id=added.id, statement=str(number)))
        told.send(number)


def acknowledged_until_killed(folder, start, seconds):
    heard, told = START.Pipe(duplex=False)
    child = START.Process(target=write, args=(folder, start, told))
    child.start()
    told.close()
    found = [heard.recv()]
    time.sleep(seconds)
    child.kill()
    child.join()
    while heard.poll():
        try:
            found.append(heard.recv())
        except EOFError:
            break
    heard.close()
    child.close()
    return found


def test_twenty_kills_lose_no_acknowledged_write(tmp_path, kills=20):
    chance = random.Random(20)
    acknowledged, start = [], 0
    for _ in range(kills):
        written = acknowledged_until_killed(tmp_path, start, chance.uniform(0.0, 0.15))
        assert written
        acknowledged += written
        start = acknowledged[-1] + 2
        store = Store(tmp_path)
        assert store.problems() == []
        with store.read() as records:
            missions = {o.name: records.mission(o.id).statement for o in records.organisations()}
        store.close()
        assert {f"o{number}": str(number) for number in acknowledged}.items() <= missions.items()
        assert all(missions.values()), "an organisation without its mission is half a transaction"
