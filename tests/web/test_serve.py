"""The server as people start it: real processes on real ports."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from impactmeter.ui.settings import REQUIRED, UnsafeSettings, refuse_unsafe
from impactmeter.web.serve import CannotListen, address_of, open_socket

TOP = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: streamlit\r\n\r\n"
)


def start(command, folder, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "IMPACTMETER_"))}
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process, pattern):
    said = ""
    for line in process.stdout:
        said += line
        found = re.search(pattern, said)
        if found:
            return found, said
    pytest.fail(f"the server stopped before it was ready: {said}")


def stop(process):
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=20)
    return rest


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def status_of(address, path="/", **headers):
    request = urllib.request.Request(address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.geturl(), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.geturl(), error.read().decode()


def first_line_of_websocket(address):
    host = address.removeprefix("http://")
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=10) as raw:
        raw.sendall(HANDSHAKE.format(host=host).encode())
        return raw.recv(1000).split(b"\r\n")[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """`serve` started from a folder of somebody else, on an empty data folder. Gives its address and what it said."""
    folder = tmp_path_factory.mktemp("elsewhere")
    command = [sys.executable, "-m", "impactmeter", "serve", "--port", "0", "--data", str(folder / "data")]
    process = start(command, folder)
    found, said = read_until(process, r"(http://127\.0\.0\.1:\d+)\n(?s:.*)(http://\S+/uitnodiging/\S+)")
    yield found[1], said
    rest = stop(process)
    assert process.returncode == 0, rest


def test_the_first_page_opens_the_moment_the_address_is_printed(served):
    address, _ = served
    status, place, page = status_of(address, Accept="text/html")
    assert (status, place) == (200, f"{address}/aanmelden")
    assert "<h1>Aanmelden</h1>" in page
    assert status_of(address, "/healthz")[0] == 200


def test_the_first_start_prints_a_one_time_link_and_makes_no_account(served):
    address, said = served
    link = re.search(r"http://\S+(/uitnodiging/\S+)", said)[1]
    assert "eerste account" in status_of(address, link)[2]
    assert "password" not in said.casefold() and "wachtwoord" not in said.casefold()


def test_an_anonymous_websocket_is_refused_with_403(served):
    address, _ = served
    assert first_line_of_websocket(address).startswith(b"HTTP/1.1 403")


def test_a_port_that_is_taken_is_said_and_ends_with_1(served, tmp_path):
    address, _ = served
    command = [sys.executable, "-m", "impactmeter", "serve", "--port", address.rsplit(":", 1)[1]]
    process = start(command, tmp_path)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "al bezet" in said and "Traceback" not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("starter", ["uvicorn", "streamlit"])
def test_other_ways_to_start_serve_the_same_application(starter, tmp_path):
    port = free_port()
    commands = {
        "uvicorn": ["uvicorn", "app:app", "--app-dir", str(TOP), "--port", str(port)],
        "streamlit": ["streamlit", "run", str(TOP / "app.py"), "--server.port", str(port)],
    }
    first, *rest = commands[starter]
    process = start([str(BIN / first), *rest], tmp_path, IMPACTMETER_DATA=str(tmp_path / "data"))
    read_until(process, {"uvicorn": "Uvicorn running", "streamlit": "URL: http"}[starter])
    address = f"http://127.0.0.1:{port}"
    try:
        assert status_of(address, Accept="text/html")[1] == f"{address}/aanmelden"
        assert first_line_of_websocket(address).startswith(b"HTTP/1.1 403")
        assert (tmp_path / "data" / "impactmeter.db").exists()
    finally:
        stop(process)


def test_the_socket_says_it_is_tcp_so_that_small_answers_leave_at_once():
    with open_socket("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
        port = listening.getsockname()[1]
        assert address_of(listening, "127.0.0.1") == f"http://127.0.0.1:{port}"
        assert address_of(listening, "0.0.0.0") == f"http://127.0.0.1:{port}"
        with pytest.raises(CannotListen):
            open_socket("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8501), ("192.0.2.1", 0)])
def test_an_address_that_is_not_ours_is_said(host, port):
    with pytest.raises(CannotListen) as wrong:
        open_socket(host, port)
    assert host in str(wrong.value)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_does_not_exist_is_said(port):
    with pytest.raises(CannotListen, match=str(port)):
        open_socket("127.0.0.1", port)


# --- the settings of Streamlit ---


def test_the_file_says_what_is_required():
    table = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert {name: table[name.split(".")[0]][name.split(".")[1]] for name in REQUIRED} == REQUIRED


@pytest.mark.parametrize("name", REQUIRED)
def test_one_setting_that_is_otherwise_is_enough_to_refuse(name):
    refuse_unsafe(REQUIRED)
    with pytest.raises(UnsafeSettings, match=re.escape(name)):
        refuse_unsafe({**REQUIRED, name: "otherwise"})


SHOW = """
import json
from streamlit import config
config.get_config_options(options_from_flags={flags!r})
from impactmeter.ui.settings import REQUIRED, put_in_force
put_in_force()
names = [*REQUIRED, "theme.light.primaryColor", "server.maxUploadSize", "server.port"]
print(json.dumps({{name: config.get_option(name) for name in names}}))
"""


def settings_in_force(folder, flags):
    process = start([sys.executable, "-c", SHOW.format(flags=flags)], folder)
    said, _ = process.communicate(timeout=30)
    return process.returncode, said


def test_our_settings_are_in_force_whatever_stands_in_the_callers_folder(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    hostile = (
        '[client]\nshowErrorDetails = "full"\n[runner]\npostScriptGC = true\n[theme.light]\nprimaryColor = "red"\n'
    )
    (tmp_path / ".streamlit" / "config.toml").write_text(hostile, encoding="utf-8")
    code, said = settings_in_force(tmp_path, {"server.port": 9123})
    assert code == 0, said
    found = json.loads(said)
    assert {name: found[name] for name in REQUIRED} == REQUIRED
    assert found["theme.light.primaryColor"] != "red"
    assert (found["server.maxUploadSize"], found["server.port"]) == (5, 9123)


def test_a_flag_that_shows_tracebacks_keeps_the_server_from_starting(tmp_path):
    code, said = settings_in_force(tmp_path, {"client.showErrorDetails": "full"})
    assert code == 1
    assert "client.showErrorDetails" in said and "Traceback" not in said
