"""Saved means saved: a writing process is killed at random, and nothing it acknowledged may be missing."""

import random
import signal
import subprocess
import sys
import time

from impactmeter.storage.store import Store

WRITER = """
import sys
from pathlib import Path
from impactmeter.domain.objective import Mission
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import OPERATOR
from impactmeter.storage.store import Store

store, start = Store(Path(sys.argv[1])), int(sys.argv[2])
for number in range(start, start + 100_000):
    with store.change(OPERATOR) as change:
        added = change.add_organisation(Organisation(name=f"o{number}"))
        change.save_mission(Mission(organisation_id=added.id, statement=str(number)))
    print(number, flush=True)
"""


def acknowledged_until_killed(folder, start, seconds):
    command = [sys.executable, "-c", WRITER, folder, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        first = child.stdout.readline()
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    lines = (first + rest).split("\n")
    return [int(line) for line in lines[:-1]]


def test_twenty_kills_lose_no_acknowledged_write(tmp_path, kills=20):
    chance = random.Random(20)
    acknowledged, start = [], 0
    for _ in range(kills):
        written = acknowledged_until_killed(str(tmp_path), start, chance.uniform(0.0, 0.15))
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
