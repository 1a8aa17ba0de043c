"""Pages that were answered inside this process, shown by the browser on a phone 360 px wide, and what is wrong with them.

They are answered by Django's client and only shown by the browser, so that the world of the matrix serves here too. A page
that two roles see alike is looked at once.
"""

import hashlib
import mimetypes
import re

import pytest
from django.conf import settings

SITE = "http://testserver"
WIDTH = 360
#: Pages of packages that are drawn by a script of their own.
NOT_OURS = {"api-docs", "api-schema"}
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

    def show(seen):
        headers = {name: value for name, value in seen.headers.items() if name != "Content-Length"}
        shown.update(body=seen.body, status=seen.status, headers=headers)
        page.goto(SITE + seen.url.split("?")[0])
        return page

    yield show
    context.close()


def is_new(body):
    """Whether no role has seen this page's content yet. What is new in every answer is left out."""
    main = re.search(rb"<main.*</main>", body, re.DOTALL)
    bare = re.sub(rb'(value|nonce)="[A-Za-z0-9+/=-]{24,}"', b"", main.group() if main else body)
    mark = hashlib.sha256(bare).digest()
    if mark in _looked_at:
        return False
    _looked_at.add(mark)
    return True


def faults(page):
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{violation['id']}: {violation['nodes'][0]['target']} {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wider} px wider than the window"] if wider > 0 else [])
