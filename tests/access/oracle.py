"""Who may see what, told a second time, slowly and plainly, from the rows that people wrote down.

It reads whole tables into memory and goes through them in loops. It shares no code with the policies, the branches, the
standing or the derived tables (involvement, pairs in force, grants): where the two disagree, one of them is wrong.
"""

from functools import cached_property

from agreements.models import Party, SharingAgreement
from cases.models import Bar, Case, Consent, Coordination, NamedAccess
from complaints.models import Body, Complaint, NamedStaff, SharingConsent
from domains.models import Part
from partners.models import Membership, Organisation, Team, Worker

ROLES_ON_CASES = ("coordinator", "practitioner", "domain_worker", "team_manager")
STATUTORY_SECTORS = ("nhs", "council")


def holds_at(row, at):
    """Whether a dated row holds at a moment: from its beginning, until before its end."""
    return row.effective_from <= at and (row.effective_until is None or at < row.effective_until)


class Oracle:
    """Everything as it stands in the database when this is made, to be asked for one moment."""

    def __init__(self, at):
        self.at = at
        self.workers = {row.pk: row for row in Worker.objects.all()}
        self.organisations = {row.pk: row for row in Organisation.objects.all()}
        self.teams = {row.pk: row for row in Team.objects.all()}
        self.memberships = [row for row in Membership.objects.all() if holds_at(row, at) and row.recorded_at <= at]
        self.cases = list(Case.objects.all())
        self.bars = {(row.worker_id, row.case_id) for row in Bar.objects.all() if holds_at(row, at)}
        self.named = [row for row in NamedAccess.objects.all() if holds_at(row, at)]
        self.consents = [
            row for row in Consent.objects.all()
            if row.ended_at is None and holds_at(row, at) and row.recorded_at <= at and row.purpose == "direct_care"
        ]  # fmt: skip
        self.parts = list(Part.objects.all())
        self.coordinations = list(Coordination.objects.filter(effective_until=None).select_related())
        self.agreed_pairs = self._agreed_pairs()
        self.codes = dict(Part._meta.get_field("domain").related_model.objects.values_list("code", "pk"))

    def _agreed_pairs(self):
        pairs = set()
        for agreement in SharingAgreement.objects.all():
            if agreement.status == "suspended" or not holds_at(agreement, self.at) or agreement.recorded_at > self.at:
                continue
            parties = [row.organisation_id for row in Party.objects.filter(agreement=agreement)]
            for one in parties:
                for other in parties:
                    pairs.add((one, other))
        return pairs

    def seats(self, worker_id):
        """Current roles in active partners, of an active worker."""
        if not self.workers[worker_id].is_active:
            return []
        return [
            row for row in self.memberships
            if row.worker_id == worker_id and self.organisations[row.organisation_id].status == "active"
        ]  # fmt: skip

    def reasons_of(self, case, organisation_id):
        """(team, domain) of each thing an organisation does on a case now: accepted parts, and coordinating it."""
        reasons = [
            (part.team_id, part.domain_id) for part in self.parts
            if part.case_id == case.pk and part.organisation_id == organisation_id and part.state == "accepted"
        ]  # fmt: skip
        for row in self.coordinations:
            if row.case_id == case.pk and row.organisation_id == organisation_id:
                reasons.append((row.team_id, self.codes["coordination"]))
        return reasons

    def lets_read(self, case, organisation_id):
        """Whether the person lets a body read something it does for them, where it must ask: if it is not statutory, and on a
        carer's own record if it does not lead it. There a statutory body needs the yes to everything."""
        statutory = self.organisations[organisation_id].sector in STATUTORY_SECTORS
        if statutory and (case.kind == "person" or case.lead_organisation_id == organisation_id):
            return True
        does = [domain_id for _, domain_id in self.reasons_of(case, organisation_id)]
        for answer in self.consents:
            if (answer.person_id, answer.about) != (
                case.person_id,
                case.kind,
            ) or answer.organisation_id != organisation_id:
                continue
            lets = answer.status in ("given", "best_interests") and answer.scope in ("read", "write")
            if lets and (answer.domain_id is None or (not statutory and answer.domain_id in does)):
                return True
        return False

    def through(self, seat, case):
        """Whether one role opens one case by itself: what its team or organisation does, coordinating, or by name."""
        if seat.role not in ROLES_ON_CASES:
            return False
        mine = seat.organisation_id
        for row in self.named:
            if row.worker_id == seat.worker_id and row.case_id == case.pk and row.organisation_id == mine:
                return True
        if case.coordinator_id == seat.worker_id and case.coordinator_organisation_id == mine:
            return True
        if case.restricted:
            return False
        reasons = self.reasons_of(case, mine)
        everywhere = (
            seat.role == "team_manager"
            or self.organisations[mine].sight == "everyone"
            or self.teams[seat.team_id].is_whole
        )
        if everywhere:
            return bool(reasons)
        return any(team_id == seat.team_id for team_id, _ in reasons)

    def sees(self, worker_id, case):
        """Whether a worker may open a case."""
        if case.merged_into_id is not None or (worker_id, case.pk) in self.bars:
            return False
        for seat in self.seats(worker_id):
            if (
                self._shares(seat.organisation_id, case)
                and self.lets_read(case, seat.organisation_id)
                and self.through(seat, case)
            ):
                return True
        return False

    def sees_part(self, worker_id, part, case):
        """Whether a worker may open a part: with its case; when it is asked of their own, under an agreement in force; their own
        past work, whatever became of the agreement."""
        if self.sees(worker_id, case):
            return True
        if (worker_id, case.pk) in self.bars:
            return False
        mine = [seat for seat in self.seats(worker_id) if self._is_own(seat, part)]
        if part.state == "proposed":
            return bool(mine) and case.is_open and self._shares(part.organisation_id, case)
        return bool(mine) and part.state == "ended"

    def _shares(self, organisation_id, case):
        lead = case.lead_organisation_id
        return organisation_id == lead or (organisation_id, lead) in self.agreed_pairs

    def _is_own(self, seat, part):
        if seat.role not in ROLES_ON_CASES or seat.organisation_id != part.organisation_id:
            return False
        return (
            seat.team_id == part.team_id
            or seat.role == "team_manager"
            or self.organisations[seat.organisation_id].sight == "everyone"
            or self.teams[seat.team_id].is_whole
        )

    def sees_complaint(self, worker_id, complaint):
        """Whether a worker may open a complaint: for who received it, or a body that has it and was agreed to; never one
        about themselves, or linked to a record that they are barred from."""
        if (worker_id, complaint.case_id) in self.bars:
            return False
        if NamedStaff.objects.filter(complaint=complaint, worker=worker_id).exists():
            return False
        having = self._bodies_with_it(complaint)
        for seat in self.seats(worker_id):
            has_it = seat.organisation_id == complaint.received_by_id or seat.organisation_id in having
            if has_it and seat.role in ("complaints_lead", "investigating_officer"):
                return True
            if seat.role == "partnership_manager" and sum(role == "responsible" for role in having.values()) > 1:
                return True
        return False

    def _bodies_with_it(self, complaint):
        answers = {
            row.organisation_id: row.answer for row in SharingConsent.objects.filter(complaint=complaint, ended_at=None)
        }
        return {
            row.organisation_id: row.role for row in Body.objects.filter(complaint=complaint)
            if row.state == "open"
            and (row.organisation_id == complaint.received_by_id or answers.get(row.organisation_id) == "given")
        }  # fmt: skip

    @cached_property
    def complaints(self):
        return list(Complaint.objects.all())

    @property
    def questions(self):
        """How many decisions there are to make about one worker."""
        return len(self.cases) + len(self.parts) + len(self.complaints)

    def of(self, worker_id):
        """The keys of cases, parts and complaints that one worker may open."""
        by_key = {case.pk: case for case in self.cases}
        return (
            {case.pk for case in self.cases if self.sees(worker_id, case)},
            {part.pk for part in self.parts if self.sees_part(worker_id, part, by_key[part.case_id])},
            {one.pk for one in self.complaints if self.sees_complaint(worker_id, one)},
        )

    def everything(self):
        """:meth:`of` each worker."""
        return {worker_id: self.of(worker_id) for worker_id in self.workers}
