"""A page in the browser, and the accessibility check that ends every story."""

import pytest


@pytest.fixture(params=[{"width": 1280, "height": 900}], ids=["1280"])
def viewport(request):
    """The size of the window; a test may ask for others."""
    return request.param


@pytest.fixture
def page(browser, viewport, live_server):
    """A page of a fresh visitor. Fails the test when it asked another machine for anything, or said something on the console."""
    context = browser.new_context(viewport=viewport, base_url=live_server.url)
    opened = context.new_page()
    outside, said = [], []
    opened.on("request", lambda r: outside.append(r.url) if not r.url.startswith((live_server.url, "data:")) else None)
    # What the server refuses and a connection that the test itself took away are part of a story.
    told = ("status of 4", "ERR_INTERNET_DISCONNECTED")
    opened.on(
        "console", lambda m: said.append(m.text) if m.type == "error" and not any(t in m.text for t in told) else None
    )
    opened.set_default_timeout(15_000)
    yield opened
    context.close()
    assert not outside, f"asked another machine: {outside}"
    assert not said, f"the console says: {said}"


@pytest.fixture
def sign_in(page, live_server, client, settings):
    """Return a function that signs a worker in, as the session cookie would."""

    def _sign_in(worker):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return _sign_in


@pytest.fixture
def accessible():
    """Return a function that fails with the violations when the page has any, and when it is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    def _accessible(page):
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{page.url} is {wider} px wider than its window"

    return _accessible
