"""Print and share by HTTP: who may print what, the page and its PDF, copies recorded, errors that lose nothing."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.documents.catalogue import KINDS
from assessments.documents.models import CopyGiven
from assessments.models import Assessment
from audit.models import Entry
from desks.audit_words import said
from tests.assessments.documents.reading import Read
from tests.assessments.documents.stories import TABLETS, a_written_case, signed
from tests.assessments.stories import a_case
from tests.assessments.test_pages import text_of

pytestmark = pytest.mark.django_db
WHOLE = ["cpa", "care-act", "gp-letter"]
EVERY = [(kind.code, variant) for kind in KINDS.values() for variant in kind.variants]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def story(house, now):
    return a_written_case(house, at=now)


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None, follow=False, query=""):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"assessments:{name}", args=[case.reference, *args]) + query
        if data is None:
            return client.get(url)
        return client.post(url, data, follow=follow)

    return to


def day(prefix, value):
    return {f"{prefix}_day": value.day, f"{prefix}_month": value.month, f"{prefix}_year": value.year}


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "administrator", "privacy_officer"])
    def test_a_stranger_gets_404_everywhere(self, house, story, go, who):
        worker, case = getattr(house, who), story[0]
        assert go(worker, "documents", case).status_code == 404
        for name in ("document", "document-pdf", "give-copy"):
            assert go(worker, name, case, 1, "my-plan", "standard").status_code == 404

    @pytest.mark.parametrize("document", WHOLE)
    @pytest.mark.parametrize("name", ["document", "document-pdf", "give-copy"])
    def test_what_needs_the_whole_record_is_refused_in_words(self, house, story, go, name, document):
        page = go(house.housing_worker, name, story[0], 1, document, "standard")
        assert page.status_code == 403
        assert "made from the whole record" in text_of(page)
        assert TABLETS not in page.content.decode(errors="ignore")

    @pytest.mark.parametrize(
        "address",
        [(2, "my-plan", "standard"), (1, "diary", "standard"), (1, "cpa", "easy-read"), (1, "my-plan", "tiny")],
    )
    def test_what_there_is_not_is_404(self, house, story, go, address):
        assert go(house.coordinator, "document", story[0], *address).status_code == 404

    def test_a_view_of_duties_that_nobody_asked_for_is_404(self, house, story, go):
        Assessment.objects.filter(pk=story[1].pk).update(frameworks={"cpa-2008": "1"})
        assert go(house.coordinator, "document", story[0], 1, "care-act", "standard").status_code == 404

    def test_a_version_of_another_case_is_not_printed_under_this_one(self, house, story, go):
        assert go(house.coordinator, "document", a_case(house), 1, "my-plan", "standard").status_code == 404


class TestPrinting:
    @pytest.mark.parametrize(("document", "variant"), EVERY)
    def test_the_page_and_its_pdf_say_the_same(self, house, story, go, document, variant):
        case = story[0]
        page = go(house.coordinator, "document", case, 1, document, variant)
        file = go(house.coordinator, "document-pdf", case, 1, document, variant)
        assert (page.status_code, file.status_code) == (200, 200)
        printed, read = text_of(page), re.sub(r"\s+", " ", Read(file.content).text)
        title = re.search(r'<h1 id="paper">(.*?)</h1>', page.content.decode())[1]
        for words in (title.replace("&#x27;", "'"), "Draft, not agreed", "01632 960333", case.reference):
            assert words in printed, words
            assert words in read, words

    def test_the_file_is_named_by_reference_and_document_only(self, house, story, go):
        file = go(house.coordinator, "document-pdf", story[0], 1, "gp-letter", "large-print")
        name = f"{story[0].reference}-gp-letter-version-1-large-print.pdf"
        assert file["Content-Disposition"] == f'attachment; filename="{name}"'
        assert (file["Content-Type"], file["Cache-Control"]) == ("application/pdf", "no-store")

    def test_the_charity_prints_no_medication_and_no_family_name(self, house, story, go):
        for variant in KINDS["my-plan"].variants:
            page = go(house.housing_worker, "document", story[0], 1, "my-plan", variant)
            file = Read(go(house.housing_worker, "document-pdf", story[0], 1, "my-plan", variant).content)
            for words in ("tablets", "Medication", "Evans", TABLETS):
                assert words not in page.content.decode(), words
                assert words not in file.text, words
            assert "To keep my flat" in file.text
            assert "Evans" not in file.info.decode("latin-1")

    def test_the_page_prints_without_a_script_and_marks_each_sheet(self, house, story, go):
        html = go(house.coordinator, "document", story[0], 1, "my-plan", "large-print").content.decode()
        assert 'class="accord-paper accord-paper--large-print"' in html
        assert html.count("accord-paper__draft") == 1
        assert "What is above the line is not printed" in html

    def test_an_agreed_version_is_not_a_draft(self, house, story, go, now):
        signed(story[1], at=now)
        page = go(house.coordinator, "document", story[0], 1, "my-plan", "standard")
        assert "Draft" not in page.content.decode()
        assert "It was agreed on" in text_of(page)

    def test_every_reading_is_noted(self, house, story, go):
        go(house.coordinator, "document", story[0], 1, "cpa", "standard")
        go(house.coordinator, "document-pdf", story[0], 1, "cpa", "standard")
        noted = Entry.objects.filter(action="assessment.printed", case_id=story[0].pk).order_by("pk")
        assert [entry.detail for entry in noted] == [
            {"document": "cpa", "variant": "standard", "version": 1, "form": form} for form in ("page", "pdf")
        ]
        assert all(entry.is_read for entry in noted)
        assert said("assessment.printed") == "Opened a document to print"


class TestTheChoice:
    def test_every_document_with_its_variants_and_an_honest_word_about_easy_read(self, house, story, go):
        page = go(house.coordinator, "documents", story[0])
        text = text_of(page)
        for words in ("My plan", "Crisis page", "CPA view", "Care Act view", "Letter to the GP", "Large print"):
            assert words in text, words
        assert "Nobody has made the words themselves easier" in text
        assert "No copy is recorded yet." in text
        for document, variant in EVERY:
            assert (
                reverse("assessments:document", args=[story[0].reference, 1, document, variant])
                in page.content.decode()
            )

    def test_the_charity_is_told_why_the_others_are_not_theirs(self, house, story, go):
        page = go(house.housing_worker, "documents", story[0])
        assert text_of(page).count("made from the whole record") == len(WHOLE)
        assert (
            reverse("assessments:document", args=[story[0].reference, 1, "cpa", "standard"])
            not in page.content.decode()
        )

    def test_an_older_version_can_be_chosen(self, house, story, go, now):
        case, first = story
        signed(first, at=now)
        services.start(case=case, by=house.coordinator, at=now)
        text = text_of(go(house.coordinator, "documents", case))
        assert "Version 2, being written" in text
        older = go(house.coordinator, "documents", case, query="?version=1")
        assert "Version 1, agreed" in text_of(older)
        assert reverse("assessments:document", args=[case.reference, 1, "cpa", "standard"]) in older.content.decode()
        assert go(house.coordinator, "documents", case, query="?version=9").status_code == 404
        assert "Draft" not in go(house.coordinator, "document", case, 1, "my-plan", "standard").content.decode()

    def test_without_an_assessment_there_is_nothing_to_print_yet(self, house, go):
        page = go(house.coordinator, "documents", a_case(house))
        assert page.status_code == 200
        assert "nobody has begun yet" in text_of(page)

    def test_the_record_and_the_assessment_lead_here(self, house, story, client):
        here = reverse("assessments:documents", args=[story[0].reference])
        for worker, name in (
            (house.coordinator, "desks:case"), (house.housing_worker, "desks:case"), (house.coordinator, "assessments:assessment"),
        ):  # fmt: skip
            client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
            assert f'href="{here}"' in client.get(reverse(name, args=[story[0].reference])).content.decode()

    def test_the_page_stays_within_its_queries(self, house, story, go, client, django_assert_max_num_queries):
        go(house.coordinator, "documents", story[0])
        for _ in range(3):
            sent = {"to": "person", "how": "handed", **day("given_on", timezone.now().date())}
            go(house.coordinator, "give-copy", story[0], 1, "my-plan", "standard", data=sent)
        with django_assert_max_num_queries(25):
            client.get(reverse("assessments:documents", args=[story[0].reference]))


class TestCopies:
    def test_recording_a_copy_and_then_that_it_was_an_error(self, house, story, go, now):
        case = story[0]
        form = go(house.coordinator, "give-copy", case, 1, "my-plan", "easy-read")
        assert "My plan, easy read, version 1, a draft that is not agreed." in text_of(form)
        sent = {
            "to": "other", "name": "Mr Rees", "how": "posted", "asked_words": "He should see it",
            **day("given_on", now.date()), **day("asked_on", now.date()),
        }  # fmt: skip
        page = go(house.coordinator, "give-copy", case, 1, "my-plan", "easy-read", data=sent, follow=True)
        text = text_of(page)
        for words in (
            "The copy for Mr Rees is recorded.",
            "To Mr Rees, by post",
            "“He should see it”",
            "Jo Price, Trust",
        ):
            assert words in text, words
        copy = CopyGiven.objects.get()
        empty = go(house.coordinator, "copy-sent-in-error", case, copy.pk, data={"words": ""})
        assert "Write what went wrong" in text_of(empty)
        page = go(house.coordinator, "copy-sent-in-error", case, copy.pk, data={"words": "Wrong flat"}, follow=True)
        assert "Sent in error Wrong flat" in text_of(page)
        assert "It was sent in error" not in text_of(page).replace("was sent in error. It stays", "")
        again = go(house.coordinator, "copy-sent-in-error", case, copy.pk, data={"words": "Again"})
        assert "It is written down already" in text_of(again)

    def test_without_the_persons_agreement_it_is_refused_at_the_field_and_nothing_typed_is_lost(
        self, house, story, go, now
    ):
        sent = {"to": "other", "name": "Mr Rees, landlord", "how": "posted", **day("given_on", date(2020, 2, 3))}
        page = go(house.coordinator, "give-copy", story[0], 1, "my-plan", "standard", data=sent)
        html = page.content.decode()
        assert page.status_code == 200
        assert "There is a problem" in html
        assert "Without that, this copy may not be given." in html
        assert "This version had not been begun on that day." in html
        for typed in ('value="Mr Rees, landlord"', 'value="2020"', 'value="posted" checked'):
            assert typed in html, typed
        assert 'href="#id_asked_words"' in html
        assert not CopyGiven.objects.exists()

    def test_an_empty_form_is_told_what_is_missing(self, house, story, go):
        text = text_of(go(house.coordinator, "give-copy", story[0], 1, "my-plan", "standard", data={}))
        for words in (
            "Choose who is given the copy.",
            "Choose how it is given.",
            "Enter the day on which it is given.",
        ):
            assert words in text

    def test_a_bent_form_gives_nobody_a_copy(self, house, story, go, now):
        sent = {"to": f"organisation-{house.workwise.pk}", "how": "handed", **day("given_on", now.date())}
        go(house.coordinator, "give-copy", story[0], 1, "my-plan", "standard", data=sent)
        assert not CopyGiven.objects.exists()

    def test_the_charity_does_not_find_a_copy_of_others(self, house, story, go, now):
        sent = {"to": "gp", "how": "posted", **day("given_on", now.date())}
        go(house.coordinator, "give-copy", story[0], 1, "gp-letter", "standard", data=sent)
        copy = CopyGiven.objects.get()
        assert go(house.housing_worker, "copy-sent-in-error", story[0], copy.pk).status_code == 404
        assert "Tŷ Newydd" not in go(house.housing_worker, "documents", story[0]).content.decode()
        assert go(house.social_worker, "copy-sent-in-error", story[0], copy.pk).status_code == 200
        assert go(house.coordinator, "copy-sent-in-error", a_case(house), copy.pk).status_code == 404
