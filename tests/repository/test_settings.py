"""The settings, the table of beat, and the migrations."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from deploy.celery import app
from deploy.settings.addresses import cache_beside

from . import ROOT, of_rooms


def test_every_entry_of_beat_names_a_task_that_exists():
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert not named - set(app.tasks)


def test_every_task_has_a_name_of_its_own_and_ignores_its_result():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert all(task.name.count(".") == 1 for task in ours), [task.name for task in ours]
    assert settings.CELERY_TASK_IGNORE_RESULT
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_beat_stands_in_one_place():
    found = [str(f.relative_to(ROOT)) for f in of_rooms(".py") if "beat_" + "schedule" in f.read_text()]
    assert found == ["deploy/celery.py"]


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_stand_in_one_line_each():
    for file in of_rooms("migrations/__init__.py"):
        latest = file.with_name("max_migration.txt")
        names = sorted(p.stem for p in file.parent.glob("[0-9]*.py"))
        assert latest.read_text().strip() == names[-1]


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("", ""),
        ("redis://server:6379/0", "redis://server:6379/1"),
        ("redis://server", "redis://server/1"),
        ("rediss://:word@server:6380/3", "rediss://:word@server:6380/4"),
        ("redis+socket:///tmp/a/v.sock?virtual_host=0", "unix:///tmp/a/v.sock?db=1"),
    ],
)
def test_the_cache_never_shares_the_brokers_database(broker, cache):
    assert cache_beside(broker) == cache


def test_the_settings_of_a_deployment_are_clean():
    env = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DJANGO_SETTINGS_MODULE": "deploy.settings.production",
        "SECRET_KEY": "Zk3" * 30 + "".join(chr(c) for c in range(48, 91)),
        "ALLOWED_HOSTS": "accord.example",
        "ACCORD_BASE_URL": "https://accord.example",
        "DATABASE_URL": "postgres://accord@127.0.0.1/accord",
        "REDIS_URL": "redis://127.0.0.1/0",
        "CACHE_URL": "redis://127.0.0.1/1",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_a_deployment_without_what_it_must_be_given_does_not_start(missing):
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "deploy.settings.production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "accord.example",
        "DATABASE_URL": "postgres://accord@127.0.0.1/accord",
        "REDIS_URL": "redis://127.0.0.1/0",
        "CACHE_URL": "redis://127.0.0.1/1",
    }
    del env[missing]
    command = [sys.executable, "-c", "import deploy.settings.production"]
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert found.returncode != 0
    assert missing in found.stderr
