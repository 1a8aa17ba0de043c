"""Child processes that do not outlive their parent, and the tidying up after one that was killed."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1


def _die_with_parent():
    """Between fork and exec: ask the kernel to end this process when its parent ends, however that happens (Linux only)."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def alive(pid):
    """True when a process with this number exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def command_of(pid):
    """Return the command line of a process, empty when it cannot be read."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        found = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
        return found.stdout


def end(pids, patience):
    """Ask processes to stop, wait at most so many seconds, then stop them. Returns those that had to be."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            continue
    until = time.monotonic() + patience
    while time.monotonic() < until and any(alive(pid) for pid in pids):
        time.sleep(0.05)
    stubborn = [pid for pid in pids if alive(pid)]
    for pid in stubborn:
        os.kill(pid, signal.SIGKILL)
    return stubborn


class Children:
    """The children of one launcher: started, watched, stopped in the reverse of their order, and remembered in a file so that
    the next start can end what a killed launcher left behind."""

    def __init__(self, record, logs):
        self.record, self.logs = Path(record), Path(logs)
        self.running = {}
        self.logs.mkdir(parents=True, exist_ok=True)

    def end_leftovers(self, patience=10):
        """End the children of an earlier launcher. A number that now belongs to another program is left alone."""
        try:
            left = json.loads(self.record.read_text())
        except (OSError, ValueError):
            return []
        mine = [row for row in left if alive(row["pid"]) and row["mark"] in command_of(row["pid"])]
        # The broker is asked last, so that the others can still put back what they hold.
        others = [row["pid"] for row in mine if row["name"] != "valkey"]
        end(others, patience)
        end([row["pid"] for row in mine if row["name"] == "valkey"], patience)
        self.record.unlink(missing_ok=True)
        return [row["name"] for row in mine]

    def start(self, name, command, env, mark):
        """Start a child; what it says goes to a log of its own."""
        log = open(self.logs / f"{name}.log", "ab")  # noqa: SIM115 - the child keeps it
        child = subprocess.Popen(  # noqa: PLW1509
            command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_parent
        )
        log.close()
        self.running[name] = (child, mark)
        self._write()
        return child

    def ended(self):
        """Return (name, exit code) of a child that is no more, or nothing."""
        for name, (child, _) in self.running.items():
            if child.poll() is not None:
                return name, child.returncode
        return None

    def stop(self, patience=15):
        """Stop all, last started first; the broker only when the others are gone. Returns names that had to be killed."""
        killed = []
        groups = [[n for n in self.running if n != "valkey"][::-1], [n for n in self.running if n == "valkey"]]
        for names in groups:
            children = [(n, self.running[n][0]) for n in names]
            for _, child in children:
                if child.poll() is None:
                    child.terminate()
            until = time.monotonic() + patience
            for name, child in children:
                try:
                    child.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    _kill_group(child)
                    killed.append(name)
        self.running.clear()
        self.record.unlink(missing_ok=True)
        return killed

    def last_words(self, name, lines=25):
        """Return the end of a child's log."""
        try:
            return "\n".join((self.logs / f"{name}.log").read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def _write(self):
        rows = [{"name": n, "pid": c.pid, "mark": m} for n, (c, m) in self.running.items()]
        new = self.record.with_suffix(".new")
        new.write_text(json.dumps(rows))
        new.replace(self.record)


def _kill_group(child):
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        child.kill()
    child.wait()
