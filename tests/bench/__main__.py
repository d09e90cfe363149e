"""`make bench`: the server's CPU per rerun and per new session of every page, as ratios to an empty page.

Both servers run side by side with the same settings; reruns are asked for over Streamlit's own websocket, turn and turn
about, so that a noisy machine disturbs both alike. Nothing here is a test: read the ratios, not the milliseconds.
`make bench ARGS="home progress"` measures those pages only.
`make bench ARGS=national` measures city figures at national scale against DuckDB instead (national.py), and
`make bench ARGS=city-scale` the coordinator's pages on a city of 300 enterprises (city_scale.py).
`make bench ARGS=review-hour` reviews 50 submissions in a browser and says how long that takes (review_hour.py).
`make bench ARGS=ten-years` measures the pages of an enterprise with 40 indicators over ten years (ten_years.py).
Aims (issue 2): at most 8 × for a rerun, at most 10 × for a new session.
"""

import contextlib
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from impactmeter.domain.permission import Role
from impactmeter.ui.registry import PAGES
from impactmeter.web.demo import LOGINS
from tests.bench import city_scale, importing, national, review_hour, ten_years

TOP = Path(__file__).parents[2]
ROUNDS, RERUNS, SESSIONS = 5, 30, 8
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def wait_until_ready(url, child):
    for _ in range(300):
        if child.poll() is not None:
            raise SystemExit(f"the server at {url} stopped with {child.returncode}")
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url).status_code < 500:
                return
        time.sleep(0.2)
    raise SystemExit(f"the server at {url} did not get ready")


def rerun(socket_, address, query=""):
    message = BackMsg()
    message.rerun_script.page_name = address
    message.rerun_script.query_string = query
    socket_.send(message.SerializeToString())
    while True:
        forward = ForwardMsg()
        forward.ParseFromString(socket_.recv(timeout=60))
        if forward.WhichOneof("type") == "script_finished":
            return


class Server:
    def __init__(self, command, ready):
        self.port = free_port()
        environment = {**os.environ, "PYTHONPATH": str(TOP)}
        self.child = subprocess.Popen(
            [part.format(port=self.port) for part in command], env=environment, stdout=subprocess.DEVNULL, cwd=TOP
        )
        self.address = f"127.0.0.1:{self.port}"
        wait_until_ready(f"http://{self.address}{ready}", self.child)

    def open(self, cookies=""):
        headers = {"Cookie": cookies} if cookies else {}
        return connect(
            f"ws://{self.address}/_stcore/stream",
            subprotocols=["streamlit"],
            additional_headers=headers,
            origin=f"http://{self.address}",
            max_size=None,
            compression=None,
        )

    def stop(self):
        self.child.terminate()
        self.child.wait(20)


def sign_in(server, login):
    """The cookies of one of the demo's people."""
    with httpx.Client(base_url=f"http://{server.address}") as client:
        sign = re.search(r'name="form_sign" value="([^"]+)"', client.get("/aanmelden").text).group(1)
        answer = client.post(
            "/demo-login",
            data={"form_sign": sign, "login": login, "next": "/"},
            headers={"Origin": f"http://{server.address}"},
        )
        assert answer.status_code == 303, answer.text
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)


def cpu_of_reruns(server, socket_, address, query=""):
    before = cpu_seconds(server.child.pid)
    for _ in range(RERUNS):
        rerun(socket_, address, query)
    return (cpu_seconds(server.child.pid) - before) / RERUNS


def cpu_of_sessions(server, cookies, address, query=""):
    before = cpu_seconds(server.child.pid)
    for _ in range(SESSIONS):
        with server.open(cookies) as socket_:
            rerun(socket_, address, query)
    return (cpu_seconds(server.child.pid) - before) / SESSIONS


def measure(ours, empty, cookies, address, query=""):
    """The median ratios of a rerun and of a new session, and the milliseconds of a rerun."""
    reruns, sessions, own = [], [], []
    with ours.open(cookies) as mine, empty.open() as bare:
        for _ in range(2):
            rerun(mine, address, query)
            rerun(bare, "")
        for _ in range(ROUNDS):
            a, b = cpu_of_reruns(ours, mine, address, query), cpu_of_reruns(empty, bare, "")
            reruns.append(a / max(b, 1 / TICK / RERUNS))
            own.append(a)
    for _ in range(3):
        a, b = cpu_of_sessions(ours, cookies, address, query), cpu_of_sessions(empty, "", "")
        sessions.append(a / max(b, 1 / TICK / SESSIONS))
    return statistics.median(reruns), statistics.median(sessions), statistics.median(own) * 1000


def serve(*arguments):
    return Server([sys.executable, "-m", "impactmeter", "serve", *arguments, "--port", "{port}"], "/healthz")


def serve_empty():
    return Server([sys.executable, str(Path(__file__).with_name("empty_server.py")), "{port}"], "/")


def chosen_pages(keys):
    """Every page, or those that are named."""
    return [entry for entry in PAGES if not keys or entry.key in keys]


def main():
    if sys.argv[1:] == ["review-hour"]:
        return review_hour.main()
    if sys.argv[1:] == ["national"]:
        return national.main()
    if sys.argv[1:] == ["import"]:
        return importing.main()
    if sys.argv[1:] == ["city-scale"]:
        return city_scale.main(lambda folder: serve("--data", folder), serve_empty, measure)
    if sys.argv[1:] == ["ten-years"]:
        return ten_years.main(lambda folder: serve("--data", folder), serve_empty, measure)
    ours, empty = serve("--demo"), serve_empty()
    try:
        print(f"{'page':16} {'role':16} {'rerun':>8} {'session':>8} {'ms CPU':>8}")
        for entry in chosen_pages(sys.argv[1:]):
            role = next(role for role in Role if role in entry.roles)
            a, b, ms = measure(ours, empty, sign_in(ours, LOGINS[role]), entry.address)
            print(f"{entry.key:16} {role.value:16} {a:7.1f}x {b:7.1f}x {ms:8.1f}", flush=True)
    finally:
        ours.stop()
        empty.stop()


if __name__ == "__main__":
    main()
