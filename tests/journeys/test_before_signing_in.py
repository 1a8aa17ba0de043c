"""A visitor, before anybody knows who they are: every page they can reach, wide and narrow."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/pages/help/",
    "/pages/records/",
]
SIZES = [{"width": 1280, "height": 900}, {"width": 360, "height": 740}]


@pytest.mark.parametrize("viewport", SIZES, ids=["1280", "360"], indirect=True)
def test_the_pages_before_the_sign_in_are_accessible_wide_and_narrow(page, accessible):
    for address in [*PAGES, "/pages/accessibility/", "/pages/nothing-here/", "/accounts/signup/"]:
        page.goto(address)
        accessible(page)


@pytest.mark.parametrize("viewport", SIZES, ids=["1280", "360"], indirect=True)
def test_a_mistake_at_the_sign_in_is_said_on_top_and_at_the_field(page, accessible):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("^Error: "))  # waits for the page that answers
    page.get_by_role("alert").wait_for()
    accessible(page)
    page.get_by_role("link", name="Enter your password").click()
    assert page.evaluate("document.activeElement.name") == "password"


def test_the_skip_link_leads_to_the_content(page):
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"
