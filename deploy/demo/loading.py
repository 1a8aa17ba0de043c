"""Making the demonstration, and bringing its dates up to today. Every step is safe to repeat and loses nothing."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path

import yaml
from django.db import transaction

from agreements.models import SharingAgreement
from agreements.services import make_agreement, offer_service
from assessments import clocks
from calendars import add_months, local_day
from cases import people as case_people
from cases import services as cases
from cases.models import Case, Consent, RecordKind
from deploy.demo.assessing import Assessing
from domains import services as domains
from domains.models import Part, State
from domains.services import PartRequest
from instruments import services as instruments
from instruments.definition_files import library
from merging import importing
from merging.models import SourceRecord
from merging.remembered import last_landed
from merging.shift import SAMPLE, shift_extract, weeks_until
from partners import services as partners
from partners.models import Domain, Organisation, Partnership, StaffCode, Team, Worker

HERE = Path(__file__).parent
#: How long ago the partnership began, so that nothing of the demonstration happened before it.
BEGAN = timedelta(days=90)


def load(*, at, people_file, say=lambda words: None):
    """Make what is not there yet, import the sample as of three weeks ago, and tell the story once.

    ``people_file`` is written for the sign-in page. Run again in later weeks, the sample comes as a later extract: what
    people did meanwhile stays.
    """
    data, story = _read("partnership"), _read("story")
    with transaction.atomic():
        house = House(data, began=at - BEGAN)
    imported_at = at - timedelta(days=story["imported_days_ago"])
    fresh = last_landed() is None
    _import(imported_at, at, fresh=fresh, say=say)
    with transaction.atomic():
        Story(story, house, at=at, imported_at=imported_at).tell()
    people = [{"email": row["email"], "note": row["note"]} for row in data["people"] if "note" in row]
    people_file.parent.mkdir(parents=True, exist_ok=True)
    people_file.write_text(json.dumps(people, indent=1) + "\n")
    open_cases = Case.objects.filter(is_open=True, kind=RecordKind.PERSON).count()
    say(f"{open_cases} open cases, {len(people)} people to look around as.")


def _read(name):
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def _import(imported_at, at, *, fresh, say):
    """The sample moved by whole weeks, through the same import as any; nothing where it has come already."""
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    end = local_day(at).fromisoformat(truth["as_at"])
    weeks = weeks_until(end, local_day(at))
    before = last_landed()
    if before is not None and before.as_at >= end + timedelta(weeks=weeks):
        return
    with tempfile.TemporaryDirectory() as folder:
        extract = shift_extract(Path(folder), weeks)
        run, found = importing.run_import(
            mhsds=extract / "mhsds", cld=extract / "cld.csv", by=None, at=imported_at if fresh else at
        )
    say(f"Sample extracts as at {run.as_at}: {found.new} new people, {found.changed} changed.")


class House:
    """The partners and their workers, found by what never changes about them, else made."""

    def __init__(self, data, *, began):
        self.began = began
        if not Partnership.objects.exists():
            partners.set_partnership(**data["partnership"], by=None, at=began)
        self.organisations = {}
        for row in data["organisations"]:
            self.organisations[row["key"]] = self._organisation(dict(row))
        self.workers = {}
        self.employers = {row["key"]: row["organisation"] for row in data["people"]}
        for row in data["people"]:
            self.workers[row["key"]] = self._worker(row)
        self._claim(data["people"])
        self._agree(data["agreement"])
        for row in data["services"]:
            self._offer(dict(row))

    def employer(self, key):
        """The organisation for which a worker was hired."""
        return self.organisations[self.employers[key]]

    def _organisation(self, row):
        key, teams = row.pop("key"), row.pop("teams", ())
        code = row.get("code")
        found = Organisation.objects.filter(code=code).first() if code else None
        found = found or Organisation.objects.filter(name=row["name"]).first()
        if found is None:
            answered_for_by = self.organisations.get(row.pop("answered_for_by", None))
            found = partners.create_organisation(**row, answered_for_by=answered_for_by, by=None, at=self.began)
        for team in teams:
            if not Team.objects.filter(organisation=found, name=team["name"]).exists():
                partners.create_team(organisation=found, **team, by=None, at=self.began)
        self.organisations[key] = found
        return found

    def _worker(self, row):
        found = Worker.objects.filter(email=row["email"]).first()
        if found is not None:
            return found
        return partners.hire(
            name=row["name"], email=row["email"], organisation=self.organisations[row["organisation"]],
            role=row["role"], job_title=row["job_title"], telephone=row.get("telephone", ""), by=None, at=self.began,
        )  # fmt: skip

    def _claim(self, people):
        codes = {row["staff_code"]: row for row in people if "staff_code" in row}
        trust = self.organisations["trust"]
        if StaffCode.objects.filter(organisation=trust, code__in=codes).count() == len(codes):
            return
        kept = partners.keep_staff_codes(organisation=trust, codes=codes, by=None, at=self.began)
        for code, row in codes.items():
            partners.claim_staff_code(staff_code=kept[code], worker=self.workers[row["key"]], by=None, at=self.began)

    def _agree(self, row):
        if not SharingAgreement.objects.filter(name=row["name"]).exists():
            make_agreement(
                name=row["name"], organisations=[self.organisations[key] for key in row["organisations"]],
                since=self.began, until=None, by=self.workers["ola"], at=self.began,
            )  # fmt: skip

    def _offer(self, row):
        organisation = self.organisations[row.pop("organisation")]
        if not organisation.services.filter(name=row["name"]).exists():
            found = list(Domain.objects.filter(code__in=row.pop("domains")))
            offer_service(organisation=organisation, domains=found, by=None, at=self.began, **row)


class Story:
    """What happened after the import. Told once: whatever is there already is left as people made it."""

    def __init__(self, data, house, *, at, imported_at):
        self.data, self.house, self.at, self.imported_at = data, house, at, imported_at
        self.domains = {domain.code: domain for domain in Domain.objects.all()}

    def tell(self):
        case = self._case(self.data["person"]["health_id"])
        if case is None or Part.objects.filter(case=case, domain=self.domains["housing"]).exists():
            return
        self._social_work(self.data["social_work"])
        self._person(case, self.data["person"])
        self._review(self.data["review_due_today"])

    def _case(self, local_id):
        record = SourceRecord.objects.filter(local_id=local_id).first()
        return (
            record
            and Case.objects.filter(
                person=record.person, kind=RecordKind.PERSON, merged_into=None, is_open=True
            ).first()
        )

    def _ago(self, days):
        return self.at - timedelta(days=days)

    def _social_work(self, data):
        worker, council = self.house.workers[data["coordinator"]], self.house.organisations["council"]
        cases_of_council = Case.objects.filter(
            is_open=True, coordinator=None, lead_organisation=council,
            merged_record__isnull=False,
        ).order_by("pk")  # fmt: skip
        team = council.teams.get(is_whole=True)
        for case in list(cases_of_council)[:: data["every"]]:
            cases.set_coordinator(
                case=case,
                organisation=council,
                team=team,
                worker=worker,
                by=None,
                at=self.imported_at,
                reason="Allocated",
            )

    def _person(self, case, data):
        coordinator, asked = self.house.workers[data["coordinator"]], self._ago(data["asked_days_ago"])
        case_people.say_what_matters(case=case, words=data["what_matters"], by=coordinator, at=asked)
        for key in data["consents"]:
            cases.record_consent(
                case=case, organisation=self.house.organisations[key], status=Consent.Status.GIVEN,
                given_by=data["said_by"], method=Consent.Method.SPOKEN, by=coordinator, at=asked,
            )  # fmt: skip
        self._propose(case, data["proposes"], by=coordinator, at=asked)
        for yes in data["accepts"]:
            part = Part.objects.get(case=case, domain=self.domains[yes["domain"]], state=State.PROPOSED)
            domains.accept(part=part, by=self.house.workers[yes["by"]], at=self._ago(yes["days_ago"]))
        entry = data["entry"]
        domains.write_entry(
            part=Part.objects.get(case=case, domain=self.domains[entry["domain"]], state=State.ACCEPTED),
            what_happened=entry["text"], goal_state=entry["goal_state"], by=self.house.workers[entry["by"]],
            at=self._ago(entry["days_ago"]),
            next_contact_on=local_day(self.at) + timedelta(days=entry["next_contact_in_days"]),
        )  # fmt: skip
        self._propose(case, data["asks"]["proposes"], by=coordinator, at=self._ago(data["asks"]["days_ago"]))
        self._carer(case, data["carer"])
        for row in data["questionnaires"]:
            self._questionnaire(case, row, by=coordinator)
        Assessing(_read("assessed"), self.house, self.domains, ago=self._ago, at=self.at).tell(case)

    def _carer(self, case, data):
        """Who cares for them, as the council wrote it down; what was said with them; the record of their own that is open."""
        by = self.house.workers[data["by"]]
        details = case_people.PersonDetails(given_name=data["given_name"], family_name=data["family_name"])
        added = self._ago(data["steps"][0]["days_ago"])
        link = cases.add_carer(case=case, details=details, relationship=data["relationship"], by=by, at=added)
        for row in data["steps"]:
            at = self._ago(row["days_ago"])
            cases.record_step(
                case=case, link=link, step=row["step"], on=local_day(at), words=row.get("words", ""), by=by, at=at
            )
        own = cases.open_carer_record(case=case, link=link, by=by, at=self._ago(data["record_days_ago"]))
        Assessing(data["assessed"], self.house, self.domains, ago=self._ago, at=self.at).tell_carers(own)

    def _questionnaire(self, case, row, *, by):
        definition, at = library().newest(row["code"]), self._ago(row["days_ago"])
        instruments.record(
            case=case, definition=definition, answers=dict(zip(definition.by_code, row["answers"], strict=True)),
            measured_on=local_day(at), answered_by="person", by=by, at=at,
        )  # fmt: skip

    def _propose(self, case, rows, *, by, at):
        requests = [
            PartRequest(
                domain=self.domains[row["domain"]], organisation=self.house.organisations[row["organisation"]],
                words=row.get("words", ""), at_once=row.get("at_once", False),
            )
            for row in rows
        ]  # fmt: skip
        domains.propose(case=case, requests=requests, by=by, at=at)

    def _review(self, data):
        case = self._case(data["health_id"])
        if case is None:
            return
        last = add_months(local_day(self.at), -12)
        side = clocks.Side(
            last_done_on=last,
            organisation_id=self.house.organisations["trust"].pk,
            source_text="Trust, last CPA review",
        )
        clocks.set_clocks(case=case, sides={data["kind"]: side}, at=self.at, by=None)
