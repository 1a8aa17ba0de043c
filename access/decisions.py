"""What a policy answers, and what a refusal tells the worker.

A refusal always carries a code (kept in the audit), a sentence in plain English and what to do next.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a policy. True in a boolean context when allowed; ``because`` names the deciding fact."""

    allowed: bool
    because: str

    def __bool__(self):
        return self.allowed

    @property
    def message(self):
        """One sentence for the worker: why not, and what to do next. Empty for a yes."""
        if self.allowed:
            return ""
        return REASONS[self.because]


def allow(because):
    return Decision(True, because)


def deny(because):
    if because not in REASONS:
        raise LookupError(f"No plain-English reason is written for the refusal code {because!r}")
    return Decision(False, because)


#: Every code a policy may refuse with. A code without a sentence cannot be used (``deny`` raises).
REASONS = {
    "inactive_worker": "Your account has been closed. Ask your organisation's administrator.",
    "no_membership": "You have no current role in a partner organisation. Ask your organisation's administrator to add one.",
    "organisation_suspended": (
        "Your organisation is suspended from the partnership, so nobody there can open records. "
        "Your manager can ask the partnership's administrator what has to happen before it is lifted."
    ),
    "not_involved": "Your organisation has no part in this person's care. Ask the care coordinator if you need to be involved.",
    "no_agreement": (
        "There is no sharing agreement in force between your organisation and the one that holds this record. "
        "Ask the partnership's administrator."
    ),
    "consent_missing": (
        "The person has not agreed that your organisation may see this. Ask the care coordinator to talk about it with them."
    ),
    "consent_withdrawn": (
        "The person has said no, or has withdrawn their agreement, to your organisation seeing this. "
        "What you wrote yourselves is still under Past work."
    ),
    "barred": "You may not open this record. Ask your manager if you think this is a mistake.",
    "role_may_not": "Your role does not include this. Ask your manager, or somebody on the case whose role does.",
    "not_your_part": "Another organisation does this part. You can ask them, or ask the care coordinator to change who does it.",
    "other_domain": (
        "This part of the record belongs to a domain your organisation does not hold. "
        "Ask the care coordinator if you need something from it."
    ),
    "part_ended": "Your organisation's part in this has ended, so it can no longer be changed. It is kept under Past work.",
    "part_not_accepted": "Your organisation has not accepted this yet. Accept it first, then you can write here.",
    "kept_informed": (
        "Your organisation is kept informed here and does not write. Ask the care coordinator if it should do a part of this."
    ),
    "already_answered": "This has been answered already. Open the case to see what was decided.",
    "not_coordinator": "Only the care coordinator, or a manager of their organisation, may do this. Ask them.",
    "case_closed": "This case is closed. Ask the care coordinator to re-open it first.",
    "restricted": "This record is open only to workers named on it. Ask the care coordinator.",
    "sensitive": "The person has marked this as sensitive. Ask the care coordinator.",
    "complaint_not_yours": "This complaint, or this part of it, is answered by another organisation.",
    "complained_about": "You are named in this complaint, so you may not see its papers.",
    "complaint_stranger": "There is no complaint here that you may open. Ask your organisation's complaints lead.",
    "complaint_waits": (
        "The complainant has not yet agreed that your organisation may have this complaint. "
        "You will be told when they do; until then there is nothing for you to do."
    ),
    "complaint_not_shared": (
        "The complainant said no to sharing this complaint with your organisation. "
        "They know how to complain to you themselves; you will hear if they change their mind."
    ),
    "complaint_taken_only": (
        "You took this complaint down and it reached your complaints lead. From there on only they open its papers."
    ),
    "complaint_closed": "This complaint is closed. Ask the body that leads it if something is still open.",
    "signed": "This version is signed and locked. Start the next version to change anything.",
    "not_joint_assessment": (
        "The assessment is begun by the care coordinator, or by whoever shares the joint assessment. Ask the care coordinator."
    ),
    "not_accountable": (
        "This decision belongs to another body in law, so only a worker of that body signs it. "
        "The page of decisions says which body it is: ask them."
    ),
    "not_recorded_by_your_body": (
        "Another kind of organisation records this questionnaire. Ask the care coordinator who does it here."
    ),
    "not_a_carers": (
        "Aftercare under section 117 belongs on the record of whoever was detained, not on their carer’s. Open that record."
    ),
    "carers_council": (
        "A carer’s own record is opened by the council, whose duty the assessment is. Ask a worker of the council on this case."
    ),
    "carers_are_not_shown": (
        "Who cares for somebody is shown to the NHS and the council on the case, and to whoever coordinates it. "
        "Ask the care coordinator."
    ),
    "sight_is_not_shown": (
        "Who can see this record, and why, is shown to the NHS and the council on the case, and to whoever coordinates it. "
        "Ask the care coordinator."
    ),
    "ending_is_not_shown": (
        "How the case ends or passes on is shown to the NHS and the council on the case, and to whoever coordinates it. "
        "Ask the care coordinator."
    ),
    "whole_record": (
        "This document is made from the whole record, and part of it belongs to domains that your organisation does not "
        "read. You can print the plan with what you share, or ask the care coordinator to print this one."
    ),
    "being_written": (
        "This version is being written by those who do it, and nobody has agreed it. "
        "Read the version that is agreed, or ask the care coordinator."
    ),
    "emergency_statutory": (
        "Only workers of the NHS and the council open a record in an emergency. If somebody is in danger ring 999; for the "
        "record ring whoever coordinates it, or the duty manager of the trust or council."
    ),
    "own_emergency": (
        "Nobody reviews their own emergency access. Another privacy officer does: the administrator can name one."
    ),
    "council_decides": (
        "A safeguarding concern is read by whoever wrote it and by the council that decides. You can see that it is handled; "
        "ask the council if you need more."
    ),
    "attachment_waits": "This file is not checked yet, so nobody can open it. Try again in a few minutes.",
    "attachment_harmful": (
        "Something harmful was found in this file, so nobody can open it. Ask whoever sent it to make it again and attach that."
    ),
    "attachment_withdrawn": "This file was about another person, so it is closed to everybody. Ask whoever attached it.",
    "unknown_action": "That is not something Accord can do here.",
}


class Refused(PermissionDenied):
    """A colleague who may see the thing, but may not do this with it: HTTP 403, with the reason."""

    def __init__(self, decision):
        self.decision = decision
        super().__init__(decision.message)
