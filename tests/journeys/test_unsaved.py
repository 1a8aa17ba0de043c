"""The page's own script keeps what is typed: it says so, waits while the connection or the sign-in is away, and tries again."""

import pytest
from django.utils import timezone

from assessments import services
from cases.models import UnsavedWords
from cases.services.unsaved import typed_by
from tests.assessments.stories import a_shared_case

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_it_waits_for_the_connection_and_for_the_sign_in_and_then_keeps(sign_in, house, accessible):
    case = a_shared_case(house, preferred_name="Daf")
    found = services.start(case=case, by=house.coordinator, at=timezone.now())
    page = sign_in(house.coordinator)
    page.goto(f"/assessments/{case.reference}/sections/about-me/")
    says, box = page.locator("[data-unsaved-says]"), page.get_by_label("In Daf’s words, not ours")

    def typed():
        words = typed_by(house.coordinator, case=case, form=f"section-{found.pk}-about-me", at=timezone.now())
        return words and words.data["words"]

    assert says.inner_text() == ""
    page.context.set_offline(True)
    box.fill("Typed in a lift")
    says.get_by_text("The connection is away. What you typed is still on this page").wait_for()
    assert not UnsavedWords.objects.exists()
    page.context.set_offline(False)
    says.get_by_text("not yet saved to the record").wait_for()
    assert typed() == "Typed in a lift"
    accessible(page)

    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    box.fill("Typed after the session ended")
    says.get_by_text("You are signed out. What you typed is still on this page").wait_for()
    assert typed() == "Typed in a lift"
    page.context.add_cookies(cookies)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says.get_by_text("Kept at").wait_for()
    assert typed() == "Typed after the session ended"
    stored = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert stored == [0, 0], "nothing of a person stays in the browser"
