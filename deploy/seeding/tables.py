"""Every table that the seed writes, in the order in which foreign keys allow."""

from assessments.models import Assessment, ReviewClock, Signature
from cases.models import (
    Case,
    CaseStatus,
    Consent,
    Coordination,
    Identifier,
    Involvement,
    InvolvementBasis,
    Person,
)
from deploy.seeding.writer import Table
from domains.models import Part, PartEvent, Responsibility
from notifications.models import Deadline, Waiting


class Rows:
    """Every table of the seed, with keys given in order."""

    def __init__(self):
        self.person = Table(
            Person,
            [
                "id", "given_name", "family_name", "preferred_name", "birth_date", "gender", "postcode", "address",
                "telephone", "email", "communication_needs", "what_matters", "search_key", "created_at",
            ],
        )  # fmt: skip
        self.identifier = Table(Identifier, ["person_id", "type", "value", "is_settled", "recorded_at"])
        self.case = Table(
            Case,
            [
                "id",
                "person_id",
                "lead_organisation_id",
                "framework",
                "status",
                "is_open",
                "restricted",
                "coordinator_id",
                "coordinator_organisation_id",
                "coordinator_team_id",
                "opened_at",
                "closed_at",
                "next_due",
                "section_117",
                "created_at",
            ],
        )
        self.status = Table(CaseStatus, ["case_id", "status", "at", "by_id", "reason"])
        self.coordination = Table(
            Coordination,
            ["id", "case_id", "organisation_id", "team_id", "worker_id", "staff_code", "effective_from", "recorded_at"],
        )
        self.responsibility = Table(
            Responsibility,
            [
                "id", "case_id", "domain_id", "mode", "accountable_id", "effective_from", "effective_until",
                "recorded_at",
            ],
        )  # fmt: skip
        self.part = Table(
            Part,
            [
                "id", "responsibility_id", "case_id", "domain_id", "organisation_id", "team_id", "worker_id",
                "share", "state", "words", "proposed_by_id", "proposed_at", "answered_at", "effective_from",
                "effective_until", "ended_recorded_at", "end_reason", "due_at", "goal_state",
            ],
        )  # fmt: skip
        self.event = Table(PartEvent, ["part_id", "state", "at", "by_id", "reason"])
        self.basis = Table(
            InvolvementBasis, ["case_id", "organisation_id", "team_id", "domain_id", "kind", "reference", "recorded_at"]
        )
        self.involvement = Table(
            Involvement, ["case_id", "organisation_id", "team_id", "next_due", "is_open", "restricted"]
        )
        self.consent = Table(
            Consent,
            [
                "person_id", "organisation_id", "domain_id", "purpose", "scope", "status", "given_by", "method",
                "note", "effective_from", "recorded_at",
            ],
        )  # fmt: skip
        self.clock = Table(
            ReviewClock, ["case_id", "kind", "organisation_id", "started_on", "last_done_on", "source_text", "set_at"]
        )
        self.deadline = Table(
            Deadline,
            [
                "kind", "subject_kind", "subject_id", "case_id", "version", "due_at", "owner_organisation_id",
                "owner_team_id", "owner_worker_id", "set_at", "set_by_rule", "is_live", "id",
            ],
        )  # fmt: skip
        self.waiting = Table(Waiting, ["deadline_id", "position", "at"])
        self.assessment = Table(
            Assessment,
            [
                "id", "case_id", "version", "state", "frameworks", "started_at", "started_by_id", "organisation_id",
                "signed_at",
            ],
        )  # fmt: skip
        self.signature = Table(
            Signature,
            [
                "assessment_id", "at", "by_id", "organisation_id", "why_without_person", "why_incomplete",
                "why_despite_no", "digest", "parts", "reached",
            ],
        )  # fmt: skip

    def tables(self):
        """In the order in which foreign keys allow them to be written."""
        return [
            self.person,
            self.identifier,
            self.case,
            self.status,
            self.coordination,
            self.responsibility,
            self.part,
            self.event,
            self.basis,
            self.involvement,
            self.consent,
            self.clock,
            self.deadline,
            self.waiting,
            self.assessment,
            self.signature,
        ]

    def flush(self):
        for table in self.tables():
            table.flush()
