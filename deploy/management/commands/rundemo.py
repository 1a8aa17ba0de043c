"""Run all of Accord on this machine."""

import os
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from deploy.launcher import CannotStart, Launcher


class Command(BaseCommand):
    """Starts the embedded parts that are needed, web, one worker and beat; stops them all with ctrl-C or SIGTERM."""

    help = "Run everything on this machine: database, broker, web, worker and beat."
    requires_system_checks = ()

    def add_arguments(self, parser):
        """--port, and --prepare for the step that brings the database up to date."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--prepare", action="store_true", help="bring database, pages and demonstration up to date")

    def handle(self, *, port, host, prepare, **options):
        """Exit code 0 when asked to stop, 1 when something ended by itself or could not start."""
        if prepare:
            return self._prepare()
        if not 1 <= port <= 65535:
            raise CommandError(f"A port is a number from 1 to 65535; {port} is not.")
        launcher = Launcher(root=settings.ROOT, var=settings.VAR, port=port, host=host, say=self._say)
        try:
            code = launcher.run()
        except CannotStart as error:
            raise CommandError(str(error)) from error
        if code:
            raise SystemExit(code)
        return None

    def _say(self, words):
        self.stdout.write(words)
        self.stdout.flush()

    def _prepare(self):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_rules", stdout=StringIO())  # kinds of reminders that came with a newer version
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.ACCORD_DEMO:
            call_command("load_demo", verbosity=1)
        for address in (settings.VAR / "outbox", settings.VAR / "files"):
            address.mkdir(parents=True, exist_ok=True)
