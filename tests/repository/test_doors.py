"""The three doors: what they may not reach for, and who may pass."""

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from . import ROOMS, ROOT, of_rooms

# Whoever is not signed in may open these and nothing else. Each has its reason.
OPEN = {
    "health": "says only that the process lives",
    "account_login": "the sign-in",
    "account_signup": "sends to the sign-in: there is no sign-up",
    "account_inactive": "says that an account is closed",
    "account_logout": "sends to the sign-in",
    "account_reset_password": "for whoever cannot sign in",
    "account_reset_password_done": "for whoever cannot sign in",
    "account_reset_password_from_key": "for whoever cannot sign in",
    "account_reset_password_from_key_done": "for whoever cannot sign in",
    "mfa_authenticate": "the second step of the sign-in",
    "mfa_login_webauthn": "the sign-in with a passkey",
    "mfa_signup_webauthn": "refused: there is no sign-up",
    "mfa_trust": "the second step of the sign-in",
    "design:help": "how to get in",
    "design:records": "how records are kept and shared",
    "design:accessibility": "the accessibility statement",
    "api-docs": "the page to read that shape on",
    "api-schema": "the shape of the API, without anybody's data",
    "look-around": "the people of the demonstration, where ACCORD_DEMO allows it, on this machine only",
    "assessments:feed": "a calendar program signs in by the secret in the address, which carries no person's data",
}


def _doors(door):
    return [file for file in of_rooms(".py") if door in file.relative_to(ROOT).parts[1:2]]


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_pages_and_api_never_reach_for_a_manager():
    """A view starts at visible_to(worker), or at a page built on the same branches."""
    managers = {"objects", "_default_manager", "_base_manager", "all_objects"}
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for door in ("web", "api")
        for file in _doors(door)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]
    assert not found


def test_doors_do_not_import_each_other():
    found = []
    for door in ("web", "api", "tasks"):
        others = {"web", "api", "tasks"} - {door}
        files = _doors(door) if door != "tasks" else [f for f in of_rooms("tasks.py")]
        for file in files:
            for name in _imports(ast.parse(file.read_text())):
                parts = name.split(".")
                if parts[0] in ROOMS and others & set(parts[1:2]):
                    found.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not found


def test_services_do_not_import_a_door():
    """A service never calls a task: it writes rows, and notifications alone wakes its own sender after commit."""
    found = []
    for file in of_rooms("services.py", "rules.py", "policies.py", "queries.py", "models.py", "states.py"):
        for name in _imports(ast.parse(file.read_text())):
            parts = name.split(".")
            if parts[0] in ROOMS and {"web", "api", "tasks"} & set(parts[1:2]):
                found.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not found


def test_models_send_no_signals_and_save_nothing_behind_the_back():
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in of_rooms("models.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals")
    ]
    assert not found


def test_no_relation_of_a_model_goes_upward():
    order = {room: number for number, room in enumerate(ROOMS)}
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in order
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if not isinstance(field.related_model, str)
        if order.get(field.related_model._meta.app_label, -1) > order[model._meta.app_label]
    ]
    assert not upward


def _patterns(resolver, namespace="", prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", prefix + str(entry.pattern), entry.callback


def test_every_page_asks_for_a_sign_in_except_those_listed_with_their_reason():
    open_doors = {}
    for name, address, view in _patterns(get_resolver()):
        if address.startswith("api/"):
            continue
        if not getattr(view, "login_required", True):
            open_doors[name] = address
    assert set(open_doors) <= set(OPEN), {n: a for n, a in open_doors.items() if n not in OPEN}


def test_every_address_of_the_api_keeps_its_own_door():
    """The framework's views opt out of the middleware that asks for a sign-in, so each must ask by its permission classes."""
    from rest_framework.permissions import AllowAny

    careless = []
    for name, address, view in _patterns(get_resolver()):
        cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
        if not address.startswith("api/") or name in OPEN:
            continue
        classes = getattr(view, "initkwargs", {}).get("permission_classes") or getattr(cls, "permission_classes", [])
        if not classes or AllowAny in classes:
            careless.append(f"{name} {address}")
    assert not careless


def test_nobody_passes_by_default():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["rest_framework.permissions.IsAuthenticated"]
    assert settings.AUTHENTICATION_BACKENDS[0] == "access.backend.PolicyBackend"
    assert not any("guardian" in backend for backend in settings.AUTHENTICATION_BACKENDS)
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/cases/", "/partners/", "/notices/", "/complaints/", "/domains/"])
def test_a_visitor_is_sent_to_the_sign_in_or_told_nothing(client, address):
    answer = client.get(address)
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert answer.url.startswith("/accounts/login/")
