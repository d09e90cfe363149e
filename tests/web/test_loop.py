"""The server's event loop: one waking for many hand-overs, and none is missed."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from impactmeter.web.loop import OneWakingLoop


def run(loop, coroutine):
    """In a thread of its own: a browser that other tests opened keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as apart:
        try:
            return apart.submit(loop.run_until_complete, coroutine).result()
        finally:
            loop.close()


class Counting(OneWakingLoop):
    """Counts what is really written to the pipe."""

    def __init__(self):
        self.written = 0
        super().__init__()

    def _write_to_self(self):
        before = self._is_woken
        super()._write_to_self()
        self.written += self._is_woken and not before


def test_hand_overs_that_come_together_wake_the_loop_once():
    loop = Counting()

    async def busy():
        done = []
        for number in range(100):
            loop.call_soon_threadsafe(done.append, number)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return done

    assert run(loop, busy()) == list(range(100))
    assert loop.written == 1


def test_none_is_missed_however_threads_and_loop_take_turns():
    loop, each, hands = OneWakingLoop(), 3000, 4

    async def wait_for_all():
        got, everything = [], asyncio.Event()

        def take(one):
            got.append(one)
            if len(got) == each * hands:
                everything.set()

        def hand_over(number):
            for count in range(each):
                loop.call_soon_threadsafe(take, (number, count))

        threads = [threading.Thread(target=hand_over, args=(number,)) for number in range(hands)]
        for thread in threads:
            thread.start()
        await asyncio.wait_for(everything.wait(), 30)
        for thread in threads:
            thread.join()
        return got

    got = run(loop, wait_for_all())
    for number in range(hands):
        assert [count for hand, count in got if hand == number] == list(range(each)), "in order, each once"


def test_one_hand_over_at_a_time_wakes_a_sleeping_loop_every_time():
    loop = OneWakingLoop()

    async def one_by_one():
        for number in range(200):
            answer = loop.create_future()
            thread = threading.Thread(target=lambda a=answer, n=number: loop.call_soon_threadsafe(a.set_result, n))
            thread.start()
            assert await asyncio.wait_for(answer, 5) == number
            thread.join()

    run(loop, one_by_one())
