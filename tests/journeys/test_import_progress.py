"""An administrator watches a large import, on a desk and on a phone, without a line of JavaScript."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from merging import importing
from merging.models import ImportRun

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FILES = [{"name": "cld.csv", "bytes": 60_000_000, "sha256": ""}]


def seen(page, name, viewport):
    if folder := os.environ.get("ACCORD_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{viewport['width']}.png", full_page=True)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, {"width": 360, "height": 740}], indirect=True)
def test_an_administrator_sees_how_far_it_is_and_that_a_worker_died(house, sign_in, accessible, viewport):
    now = timezone.now()
    run = importing.begin(files=FILES, by=house.administrator, at=now)
    told = {
        "stage": "reading", "done": 15_000_000, "total": None, "what": "cld.csv", "faults": 12,
        "since": (now - timedelta(minutes=1)).isoformat(),
    }  # fmt: skip
    ImportRun.objects.filter(pk=run.pk).update(state="reading", heartbeat_at=now, progress=told)
    page = sign_in(house.administrator)
    page.goto(reverse("merging:run", args=[run.pk]) + "?watch")
    assert "Step 1 of 3: Reading the files" in page.inner_text("main")
    assert page.locator("progress").get_attribute("value") == "25"
    accessible(page)
    seen(page, "import-reading", viewport)
    page.get_by_role("link", name="Stop looking by itself").click()
    assert page.get_by_role("link", name="Look again now").is_visible()
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=now - timedelta(minutes=3))
    page.get_by_role("link", name="Look again now").click()
    assert "Nobody has worked on it since" in page.inner_text("main")
    accessible(page)
    seen(page, "import-stopped", viewport)
