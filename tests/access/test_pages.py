"""Every page by every role that may open it, on a phone 360 px wide: no accessibility violation, nothing wider than the window.

The pages are those of the matrix, with the errors of a form sent empty, and the refusals. They are answered by Django's client
inside this process and only shown by the browser, so that the world of the matrix serves here too. A page that two roles see
alike is looked at once.
"""

import hashlib
import mimetypes
import re

import pytest
from django.conf import settings

from tests.access.addresses import EVERY
from tests.access.asking import ROLES, ask, client_of

# One process looks at all of them, so that what two roles see alike is looked at once.
pytestmark = [pytest.mark.django_db, pytest.mark.journey, pytest.mark.slow, pytest.mark.xdist_group("pages")]

SITE = "http://testserver"
WIDTH = 360
#: Pages of packages that are drawn by a script of their own.
NOT_OURS = {"api-docs", "api-schema"}
#: The pages made to be read by others than workers, or printed, are looked at like all others.
_looked_at = set()


@pytest.fixture(scope="module")
def screen(browser):
    """A page that shows what it is given, with our style sheet and script, and asks nobody for anything else."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 740})
    page = context.new_page()
    shown = {}

    def answer(route):
        path = route.request.url.removeprefix(SITE).split("?")[0]
        if path.startswith(settings.STATIC_URL):
            for folder in settings.STATICFILES_DIRS:
                file = folder / path.removeprefix(settings.STATIC_URL)
                if file.is_file():
                    kind = mimetypes.guess_type(file.name)[0] or "text/plain"
                    return route.fulfill(body=file.read_bytes(), content_type=kind)
        if route.request.is_navigation_request():
            return route.fulfill(body=shown["body"], status=shown["status"], headers=shown["headers"])
        return route.abort()

    page.route("**/*", answer)
    page.set_default_timeout(15_000)

    def show(url, response, body):
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        shown.update(body=body, status=response.status_code, headers=headers)
        page.goto(SITE + url.split("?")[0])
        return page

    yield show
    context.close()


def _is_new(body):
    """Whether no role has seen this page's content yet. What is new in every answer is left out."""
    main = re.search(rb"<main.*</main>", body, re.DOTALL)
    bare = re.sub(rb'(value|nonce)="[A-Za-z0-9+/=-]{24,}"', b"", main.group() if main else body)
    mark = hashlib.sha256(bare).digest()
    if mark in _looked_at:
        return False
    _looked_at.add(mark)
    return True


def _faults(page):
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{violation['id']}: {violation['nodes'][0]['target']} {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wider} px wider than the window"] if wider > 0 else [])


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits_a_phone(world, screen, role):
    client, faults, looked = client_of(world, role), {}, 0
    for address in EVERY:
        if address.name in NOT_OURS or address.is_api:
            continue
        for method in ("GET", "POST"):
            response, body = ask(client, address.url(world), method)
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            if response.status_code in (301, 302, 405) or not is_page or not _is_new(body):
                continue
            looked += 1
            found = _faults(screen(address.url(world), response, body))
            if found:
                faults[f"{method} {address.key} ({response.status_code})"] = found
    table = "\n".join(f"{where:60} {'; '.join(found)}" for where, found in faults.items())
    assert not faults, f"{role}: {looked} pages looked at, {len(faults)} with faults\n{table}"
