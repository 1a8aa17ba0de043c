"""Roles, permissions, and the one table that joins them.

A role says what kind of act somebody may do at all. It is never enough: for a person's record the policies of the
rooms also ask about the case (decisions.md 8 and 9). Every role stands here with a paragraph a manager can read.
"""

from django.db import models


class Role(models.TextChoices):
    COORDINATOR = "coordinator", "Care coordinator"
    PRACTITIONER = "practitioner", "Practitioner"
    DOMAIN_WORKER = "domain_worker", "Domain worker"
    TEAM_MANAGER = "team_manager", "Team manager"
    PARTNERSHIP_MANAGER = "partnership_manager", "Partnership manager"
    COMPLAINTS_LEAD = "complaints_lead", "Complaints lead"
    INVESTIGATING_OFFICER = "investigating_officer", "Investigating officer"
    ADMINISTRATOR = "administrator", "Administrator"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"


class Permission(models.TextChoices):
    # cases
    VIEW_CASE = "case.view", "Open a case"
    TAKE_REFERRAL = "case.refer", "Take a referral"
    EDIT_PERSON = "case.edit_person", "Change what is known about the person"
    SET_COORDINATOR = "case.set_coordinator", "Say who coordinates"
    RECORD_CONSENT = "case.record_consent", "Record what the person agrees to"
    RESOLVE_CONFLICT = "case.resolve_conflict", "Decide between two values"
    JOIN_CASES = "case.join", "Confirm or refuse a possible match"
    UNDO_JOIN = "case.undo_join", "Undo a confirmed match"
    CLOSE_CASE = "case.close", "Close a case, and open it again"
    RECORD_DEATH = "case.death", "Write down that the person died"
    TRANSFER = "case.transfer", "Ask another team or body to take a case over"
    TAKE_TRANSFER = "case.take_transfer", "Answer for their team whether it takes a case over"
    VIEW_AUDIT = "case.view_audit", "See who opened and changed a record"
    NAME_WORKER = "case.name_worker", "Let one named worker open a case"
    BAR_WORKER = "case.bar_worker", "Bar one worker from a case"
    RESTRICT = "case.restrict", "Restrict a record to named workers"
    BREAK_GLASS = "case.break_glass", "Open a record in an emergency"
    REVIEW_EMERGENCY = "case.review_emergency", "Review an emergency access"
    # domains
    PROPOSE = "domain.propose", "Ask a partner to take on a domain"
    VIEW_PART = "domain.view", "See a part in a domain"
    ANSWER = "domain.answer", "Accept or decline a proposed part"
    END_PART = "domain.end", "End or hand over a part"
    WRITE_ENTRY = "domain.write_entry", "Write progress on a part"
    READ_DOMAIN = "domain.read", "Read what belongs to a domain"
    RAISE_CONCERN = "concern.raise", "Raise a safeguarding concern"
    VIEW_CONCERN = "concern.view", "Read a safeguarding concern"
    DECIDE_CONCERN = "concern.decide", "Decide on a safeguarding concern, for a council"
    # instruments
    RECORD_SCORE = "score.record", "Record a questionnaire or scale"
    # assessments
    WRITE_ASSESSMENT = "assessment.write", "Write in the assessment"
    WRITE_PLAN = "assessment.plan", "Write the plan"
    HOLD_REVIEW = "assessment.review", "Plan and hold a review"
    DETERMINE = "assessment.determine", "Sign a determination of their own body"
    GIVE_COPY = "assessment.give_copy", "Give somebody a copy of a document, and record it"
    ASK_REVIEW = "assessment.ask_review", "Write down that a review was asked for"
    KEEP_DUTY = "assessment.duty", "Say that a duty to review began or ended"
    KEEP_CARERS = "case.carers", "Write down who cares for the person and what they were told"
    FOLLOW_UP = "assessment.follow_up", "Record a discharge and the contacts after it"
    # complaints
    TAKE_COMPLAINT = "complaint.take", "Take a complaint"
    VIEW_COMPLAINT = "complaint.view", "Open a complaint"
    HANDLE_COMPLAINT = "complaint.handle", "Acknowledge and answer a complaint"
    # desks
    VIEW_REVIEWS = "desk.reviews", "See the reviews desk"
    VIEW_DEADLINE = "deadline.view", "See a deadline"
    # partners
    ADMINISTER = "partners.administer", "Manage partners, people and agreements"
    IMPORT = "merging.import", "Import extracts"


#: Roles that may open cases through the involvement of their team or organisation.
READS_CASES = frozenset({Role.COORDINATOR, Role.PRACTITIONER, Role.DOMAIN_WORKER, Role.TEAM_MANAGER})

#: Roles that read every case of their organisation even where it limits workers to their team.
READS_WHOLE_ORGANISATION = frozenset({Role.TEAM_MANAGER})

_WORKS_ON_CASES = {
    Permission.VIEW_CASE,
    Permission.VIEW_PART,
    Permission.ANSWER,
    Permission.END_PART,
    Permission.WRITE_ENTRY,
    Permission.READ_DOMAIN,
    Permission.RECORD_SCORE,
    Permission.WRITE_ASSESSMENT,
    Permission.GIVE_COPY,
    Permission.ASK_REVIEW,
    Permission.VIEW_DEADLINE,
    Permission.TAKE_COMPLAINT,
    Permission.RAISE_CONCERN,
    Permission.VIEW_CONCERN,
}

#: What workers of statutory bodies write down whoever coordinates: facts of their own, and of discharges.
_KEEPS_DUTIES = {
    Permission.DECIDE_CONCERN,
    Permission.KEEP_DUTY,
    Permission.FOLLOW_UP,
    Permission.KEEP_CARERS,
    Permission.RECORD_DEATH,
}

#: How a case leaves a team and comes to another.
_HANDS_OVER = {Permission.CLOSE_CASE, Permission.TRANSFER, Permission.TAKE_TRANSFER}

ROLE_TABLE = {
    Role.COORDINATOR: frozenset(
        _WORKS_ON_CASES
        | _KEEPS_DUTIES
        | _HANDS_OVER
        | {
            Permission.TAKE_REFERRAL,
            Permission.EDIT_PERSON,
            Permission.SET_COORDINATOR,
            Permission.RECORD_CONSENT,
            Permission.RESOLVE_CONFLICT,
            Permission.JOIN_CASES,
            Permission.VIEW_AUDIT,
            Permission.NAME_WORKER,
            Permission.BREAK_GLASS,
            Permission.RESTRICT,
            Permission.PROPOSE,
            Permission.WRITE_PLAN,
            Permission.HOLD_REVIEW,
            Permission.DETERMINE,
        }
    ),
    Role.PRACTITIONER: frozenset(
        _WORKS_ON_CASES
        | _KEEPS_DUTIES
        | {Permission.TAKE_REFERRAL, Permission.WRITE_PLAN, Permission.DETERMINE, Permission.BREAK_GLASS}
    ),
    Role.DOMAIN_WORKER: frozenset(_WORKS_ON_CASES),
    Role.TEAM_MANAGER: frozenset(
        _WORKS_ON_CASES
        | _KEEPS_DUTIES
        | _HANDS_OVER
        | {
            Permission.TAKE_REFERRAL,
            Permission.EDIT_PERSON,
            Permission.SET_COORDINATOR,
            Permission.RECORD_CONSENT,
            Permission.RESOLVE_CONFLICT,
            Permission.JOIN_CASES,
            Permission.VIEW_AUDIT,
            Permission.NAME_WORKER,
            Permission.BAR_WORKER,
            Permission.BREAK_GLASS,
            Permission.RESTRICT,
            Permission.PROPOSE,
            Permission.WRITE_PLAN,
            Permission.HOLD_REVIEW,
            Permission.DETERMINE,
            Permission.VIEW_REVIEWS,
        }
    ),
    Role.PARTNERSHIP_MANAGER: frozenset(
        {
            Permission.VIEW_REVIEWS,
            Permission.VIEW_DEADLINE,
            Permission.TAKE_COMPLAINT,
            Permission.VIEW_COMPLAINT,
        }
    ),
    Role.COMPLAINTS_LEAD: frozenset(
        {Permission.TAKE_COMPLAINT, Permission.VIEW_COMPLAINT, Permission.HANDLE_COMPLAINT, Permission.VIEW_DEADLINE}
    ),
    Role.INVESTIGATING_OFFICER: frozenset(
        {Permission.TAKE_COMPLAINT, Permission.VIEW_COMPLAINT, Permission.VIEW_DEADLINE}
    ),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.IMPORT, Permission.UNDO_JOIN}),
    Role.PRIVACY_OFFICER: frozenset({Permission.VIEW_AUDIT, Permission.REVIEW_EMERGENCY}),
}

ROLE_WORDS = {
    Role.COORDINATOR: (
        "Takes referrals, runs the single assessment, proposes domains to partners, agrees the plan with the person and "
        "holds reviews. Any partner may employ one, a charity too. Reads every section that consent allows. Never makes "
        "another body's statutory decision."
    ),
    Role.PRACTITIONER: "Works on the cases of their team or organisation, by the parts it holds.",
    Role.DOMAIN_WORKER: (
        "Works on the parts of their own organisation: answers what is asked of it, writes progress. Reads the shared "
        "core and their own domains, with the person's agreement. What most workers of voluntary partners are."
    ),
    Role.TEAM_MANAGER: "Sees all cases of the organisation, allocates work, and follows its reviews.",
    Role.PARTNERSHIP_MANAGER: (
        "Follows figures of all partners and lists without clinical content, and owns joint complaints. Opens no record."
    ),
    Role.COMPLAINTS_LEAD: (
        "Acknowledges and answers the organisation's own part of complaints. Reads complaints, never the record through them."
    ),
    Role.INVESTIGATING_OFFICER: "Looks into the organisation's part of a complaint.",
    Role.ADMINISTRATOR: "Keeps partners, people, rules and imports in order. Opens no person's record.",
    Role.PRIVACY_OFFICER: "Reviews who opened what, and emergency access. Sees no clinical content.",
}


def permits(role, permission):
    """Whether a role includes a permission at all. An unknown role or permission raises: nothing falls through."""
    return Permission(permission) in ROLE_TABLE[Role(role)]
