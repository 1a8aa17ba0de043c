"""The pages by HTTP: strangers get 404, colleagues 403 with the reason, errors keep what was typed, item 9 has its words."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from calendars import local_day
from instruments import definition_files, queries
from instruments.models import Score
from tests.assessments.stories import a_shared_case, with_parts
from tests.instruments.stories import a_score, correction

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def score(house, case, now):
    return a_score(house, case, *[2] * 8, 0, at=now, on=local_day(now))


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None, follow=False):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(name if ":" in name else f"instruments:{name}", args=[case.reference, *args])
        return client.get(url) if data is None else client.post(url, data, follow=follow)

    return to


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def filled(now, *values, **more):
    day = local_day(now)
    data = {"measured_on_day": day.day, "measured_on_month": day.month, "measured_on_year": day.year}
    return {**data, **{f"item-{n}": value for n, value in enumerate(values, start=1)}, **more}


def checked(response):
    """The radios that are chosen on a page: {name: value}."""
    found = re.findall(r'<input class="nhsuk-radios__input"[^>]*>', response.content.decode())
    return {
        re.search(r'name="([^"]+)"', one)[1]: re.search(r'value="([^"]+)"', one)[1]
        for one in found
        if " checked" in one
    }


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "partnership_manager", "administrator"])
    def test_a_stranger_gets_404_everywhere(self, house, case, score, go, who):
        for page in (("scores",), ("record", "phq-9"), ("score", score.pk), ("correct", score.pk)):
            assert go(getattr(house, who), page[0], case, *page[1:]).status_code == 404
            assert go(getattr(house, who), page[0], case, *page[1:], data={}).status_code in (404, 405)

    def test_the_housing_charity_learns_of_no_score(self, house, case, score, go):
        answer = go(house.housing_worker, "scores", case)
        assert answer.status_code == 403
        assert "belongs to a domain your organisation does not hold" in text_of(answer)
        for page in (("record", "phq-9"), ("score", score.pk), ("correct", score.pk)):
            assert go(house.housing_worker, page[0], case, *page[1:]).status_code == 404
        assert "Questionnaires" not in text_of(go(house.housing_worker, "desks:case", case))

    def test_who_reads_and_does_not_record_is_told_why(self, house, case, score, go):
        assert go(house.social_worker, "score", case, score.pk).status_code == 200
        shown = go(house.social_worker, "scores", case)
        assert "Record one" not in text_of(shown)
        for page in (("record", "phq-9"), ("correct", score.pk)):
            for data in (None, {}):
                answer = go(house.social_worker, page[0], case, *page[1:], data=data)
                assert answer.status_code == 403
                assert "Another organisation does this part" in text_of(answer)

    def test_a_score_of_another_case_is_not_found_here(self, house, case, score, go):
        other = a_shared_case(house, given_name="Sam")
        assert go(house.nurse, "score", other, score.pk).status_code == 404

    def test_an_instrument_that_is_not_here_is_not_found(self, house, case, go):
        assert go(house.nurse, "record", case, "honos").status_code == 404

    def test_only_the_kind_of_body_that_a_scale_names_records_it(self, house, case, go, site):
        assert "HoNOS" in text_of(go(house.nurse, "scores", case))
        assert "HoNOS" not in text_of(go(house.social_worker, "scores", case))


class TestRecording:
    def test_from_the_case_page_to_the_score(self, house, case, go, now):
        assert (
            reverse("instruments:scores", args=[case.reference]) in go(house.nurse, "desks:case", case).content.decode()
        )
        assert "PHQ-9" in text_of(go(house.nurse, "scores", case))
        form = go(house.nurse, "record", case, "phq-9")
        assert "Over the last 2 weeks, how often have you been bothered" in text_of(form)
        assert "No permission required to reproduce" in text_of(form)
        assert checked(form) == {}
        done = go(house.nurse, "record", case, "phq-9", data=filled(now, *[1] * 8, 0, form_key=_key(form)), follow=True)
        assert "PHQ-9 is saved." in text_of(done)
        assert "8 of 27" in text_of(done)
        assert "Mild" in text_of(done)
        assert "What to do next" not in text_of(done)
        assert "PHQ-9: Total 8 of 27, mild" in text_of(go(house.nurse, "desks:case", case))
        assert "PHQ-9: Total 8 of 27, mild" in text_of(go(house.nurse, "desks:timeline", case))

    def test_item_9_above_0_says_plainly_what_to_do_next_and_makes_no_level_of_it(self, house, case, go, now):
        form = go(house.nurse, "record", case, "phq-9")
        done = go(house.nurse, "record", case, "phq-9", data=filled(now, *[0] * 8, 1, form_key=_key(form)), follow=True)
        said = text_of(done)
        assert "What to do next" in said
        assert "Talk with Daf about it before you finish today" in said
        assert "“Risk and safeguarding” and “If things go wrong” in the assessment" in said
        assert reverse("assessments:assessment", args=[case.reference]) in done.content.decode()
        assert not re.search(r"(low|medium|moderate|high) risk|risk score|risk level", said, re.IGNORECASE)

    def test_everything_that_is_wrong_is_told_at_its_question_and_nothing_chosen_is_lost(
        self, house, case, go, now, site
    ):
        data = filled(now, *[1] * 7, 2, 1, "", 1, 9) | {
            "measured_on_year": local_day(now).year + 1,
            "item-8-words": "Sleep",
        }
        answer = go(
            house.nurse,
            "record",
            case,
            "honos",
            data={**data, "form_key": _key(go(house.nurse, "record", case, "honos"))},
        )
        assert answer.status_code == 200
        said = text_of(answer)
        assert "There is a problem" in said
        assert "The day must be today or before" in said
        assert said.count("Answer item 10, or choose “Not known”.") == 2
        assert said.count("Choose which, because item 8 is above 0.") == 2
        for name in ("item-10", "item-8-detail", "measured_on_day"):
            assert f'href="#id_{name}"' in answer.content.decode()
            assert f'id="id_{name}"' in answer.content.decode()
        assert checked(answer) == {f"item-{n}": "1" for n in (1, 2, 3, 4, 5, 6, 7, 9, 11)} | {
            "item-8": "2",
            "item-12": "9",
        }
        assert 'value="Sleep"' in answer.content.decode()
        assert not Score.objects.exists()

    def test_an_empty_form_and_a_bent_one_are_told(self, house, case, go, now):
        said = text_of(go(house.nurse, "record", case, "phq-9", data={}))
        assert "Enter the day on which it was answered." in said
        assert "Answer at least one question." in said
        assert "This field is required" not in said
        bent = text_of(go(house.nurse, "record", case, "phq-9", data=filled(now, 7)))
        assert "7" not in checked(go(house.nurse, "record", case, "phq-9", data=filled(now, 7))).values()
        assert "Select a valid choice" in bent
        assert not Score.objects.exists()

    def test_whose_answers_is_asked_where_there_are_several_views(self, house, case, go, now, site):
        form = go(house.nurse, "record", case, "cansas")
        assert "Whose answers are these?" in text_of(form)
        assert "Unmet need" in text_of(form)
        data = filled(now, *[2] * 5, *[1] * 3, *[0] * 14, form_key=_key(form)) | {"item-local": "9"}
        assert "Choose whose answers these are." in text_of(go(house.nurse, "record", case, "cansas", data=data))
        go(house.nurse, "record", case, "cansas", data=data | {"answered_by": "carer"})
        score = Score.objects.get()
        assert (score.answered_by, [one["value"] for one in score.totals]) == ("carer", ["3", "5", "8"])

    def test_the_same_form_sent_twice_is_one_score(self, house, case, go, now):
        data = filled(now, *[1] * 9, form_key=_key(go(house.nurse, "record", case, "phq-9")))
        first, second = (go(house.nurse, "record", case, "phq-9", data=data) for _ in range(2))
        assert first.url == second.url
        assert Score.objects.count() == 1


def _key(response):
    return re.search(r'name="form_key" value="([^"]+)"', response.content.decode())[1]


class TestReading:
    def test_charts_stand_beside_their_tables_in_words(self, house, case, score, go, now):
        a_score(house, case, *[0] * 9, at=now, on=local_day(now) - timedelta(days=30))
        page = go(house.social_worker, "scores", case)
        html = page.content.decode()
        assert html.count('<svg role="img"') == html.count("<table ") == 1
        assert "style=" not in html.split("<main", 1)[1].split("</main>")[0]
        said = text_of(page)
        assert "16 of 27 What it means Moderately severe" in said
        assert "Higher is worse. 0 to 4: none or minimal; 5 to 9: mild; 10 to 14: moderate" in said
        assert "20 to 27: severe (Kroenke, Spitzer and Williams 2001)." in said
        assert Entry.objects.filter(action="scores.read", case_id=case.pk, worker_id=house.social_worker.pk).exists()

    def test_one_score_is_a_table_without_a_chart_and_none_is_said(self, house, case, go, now):
        assert "Nothing has been recorded yet." in text_of(go(house.nurse, "scores", case))
        a_score(house, case, 1, 2, at=now, on=local_day(now))
        page = go(house.nurse, "scores", case)
        assert '<svg role="img"' not in page.content.decode()
        assert "No score" in text_of(page)
        assert "2 of 9 answered" in text_of(page)

    def test_every_answer_stands_on_the_page_of_a_score(self, house, case, go, now, site):
        given = [1, 0, 9, 2, 0, 0, 3, 0, 1, 0, 2, 0]
        score = a_score(house, case, *given, code="honos", who="worker", at=now, on=local_day(now))
        said = text_of(go(house.nurse, "score", case, score.pk))
        assert "Item 3 Not known (9)" in said
        assert "9 of 48 1 not known" in said
        assert "Answered by a worker on" in said
        assert Entry.objects.filter(action="score.read", target_id=score.pk).exists()

    def test_means_and_their_bands_read_well(self, house, case, go, now, site):
        a_score(house, case, 4, 5, 3, 6, 4, 2, 5, 7, 6, 4, 5, code="dialog", at=now, on=local_day(now))
        said = text_of(go(house.nurse, "scores", case))
        assert "4.5 of 7" in said
        assert "5.0 of 7 What it means No published range" in said
        assert "Higher is better. from 1: dissatisfied; from 4: neutral" in said

    def test_a_version_that_is_no_longer_installed_is_still_read_and_not_corrected(
        self, house, case, go, now, site, settings
    ):
        older = a_score(
            house, case, *[1] * 23, code="cansas", who="carer", at=now, on=local_day(now) - timedelta(days=9)
        )
        score = a_score(house, case, *[1] * 23, code="cansas", who="carer", at=now, on=local_day(now))
        settings.ACCORD_INSTRUMENTS_DIR = ""
        definition_files.library.cache_clear()
        said = text_of(go(house.nurse, "score", case, score.pk))
        assert "22 of 22" in said
        assert "Item local 1" in said
        assert "Correct it" not in said
        assert "CANSAS" in text_of(go(house.nurse, "scores", case))
        told = go(house.nurse, "correct", case, older.pk)
        assert told.status_code == 302
        assert "no longer installed here" in text_of(go(house.nurse, "score", case, older.pk))

    def test_the_number_of_questions_does_not_depend_on_the_scores(self, house, case, score, go, now):
        def cost():
            with CaptureQueriesContext(connection) as asked:
                assert go(house.nurse, "scores", case).status_code == 200
            return len(asked)

        cost()
        first = cost()
        for number in range(8):
            a_score(house, case, at=now, on=local_day(now) - timedelta(days=number))
        assert cost() == first

    def test_a_charity_that_shares_the_assessment_finds_its_scores_on_its_own_page(self, house, case, go, site):
        with_parts(house, case, ("assessment", "open_door"))
        page = go(house.housing_worker, "desks:case", case)
        assert reverse("instruments:scores", args=[case.reference]) in page.content.decode()
        assert go(house.housing_worker, "scores", case).status_code == 200

    def test_that_older_ones_are_left_out_is_said(self, house, case, go, now, monkeypatch):
        monkeypatch.setattr(queries, "SIZE", 1)
        for number in range(2):
            a_score(house, case, at=now, on=local_day(now) - timedelta(days=number))
        assert "The newest 1 are shown." in text_of(go(house.nurse, "scores", case))


class TestCorrecting:
    def test_a_correction_says_why_and_both_stay_to_be_read(self, house, case, score, go, now):
        form = go(house.nurse, "correct", case, score.pk)
        assert checked(form) == {f"item-{n}": "2" for n in range(1, 9)} | {"item-9": "0"}
        data = filled(now, *[1] * 8, 3, form_key=_key(form))
        missing = go(house.nurse, "correct", case, score.pk, data=data)
        assert text_of(missing).count("Say why you correct it.") == 2
        assert checked(missing)["item-9"] == "3"
        done = go(house.nurse, "correct", case, score.pk, data={**data, "because": "Wrong line"}, follow=True)
        said = text_of(done)
        assert "PHQ-9 is corrected. What it said before is kept." in said
        assert "PHQ-9: Total 16 of 27, moderately severe" in said
        assert "Corrected because: Wrong line" in said
        before = text_of(go(house.nurse, "score", case, score.pk))
        assert "This was corrected by Kit Mensah" in before
        assert "Correct it" not in before

    def test_what_was_corrected_meanwhile_leads_to_what_stands(self, house, case, score, go, now):
        newer = correction(house, case, score, *[0] * 9, at=now, on=local_day(now))
        assert go(house.nurse, "correct", case, score.pk).url.endswith(f"/{newer.pk}/")
        data = filled(now, *[1] * 9, because="Also wrong")
        answer = go(
            house.nurse,
            "correct",
            case,
            score.pk,
            data={**data, "form_key": _key(go(house.nurse, "record", case, "phq-9"))},
        )
        assert "Somebody has corrected this meanwhile" in text_of(answer)
        assert checked(answer)["item-1"] == "1"
        assert "Also wrong" in text_of(answer)
