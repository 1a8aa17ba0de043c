"""Every write of a determination. Each is signed for the accountable body, with what the rule said and on which answers.

All of them: ``seen`` is the number of the newest determination of the kind that the signer has read (0 for none); where
another was signed meanwhile, :class:`SignedMeanwhile` is raised and nothing is written. What is not filled in raises
ValidationError keyed by field. Refused for whoever is not of the accountable body, or a version that is agreed. A later
one supersedes the one before, which stays.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused
from assessments import determination_policies, determination_queries, merged_form, values
from assessments.determination_kinds import ABOUT, DUTY_ENDS, DUTY_STAYS, NOT_ELIGIBLE, NOT_ON_CPA, ON_CPA, Kind
from assessments.determination_kinds import ARRANGE as ADVOCATE
from assessments.determination_models import Determination
from assessments.eligibility import rules
from assessments.eligibility.answers import adult_from, carer_from
from assessments.models import Assessment
from audit import services as audit
from calendars import local_day
from cases import locks
from cases import services as case_services
from design.words import moment
from partners.models import Organisation

WHO_LIMIT = 200


class SignedMeanwhile(ValidationError):
    """Somebody else signed this kind while it was being written. ``number`` is theirs."""

    def __init__(self, theirs, *, at):
        self.number = theirs.number
        super().__init__(
            f"{theirs.signed_name} signed “{theirs.decided}” on {moment(theirs.at, at)} while you were writing. What you wrote "
            "is kept here and not signed yet. Read theirs first; sign again to put yours in its place.",
            code="meanwhile",
        )


class _Signing:
    """One determination in the making, under the lock of its case: who signs it, what is wrong, and writing it down."""

    def __init__(self, assessment, kind, by, *, at, seen):
        locks.case(assessment.case_id)
        self.assessment = (
            Assessment.objects.select_for_update(of=("self",)).select_related("case__person").get(pk=assessment.pk)
        )
        self.kind, self.by, self.at, self.about = kind, by, at, ABOUT[kind]
        authority = determination_policies.authority(by, kind, self.assessment, at=at)
        if not authority.decision:
            raise Refused(authority.decision)
        self.organisation = Organisation.objects.get(pk=authority.organisation_id)
        newest = Determination.objects.filter(assessment=assessment, kind=kind).order_by("-number").first()
        self.number = newest.number if newest else 0
        if self.number != seen:
            raise SignedMeanwhile(newest, at=at) if newest else ValidationError("Open the page again, then sign.")
        self.errors = {}
        self.answers = determination_queries.confirmed_values(self.assessment, self.about.items)

    def text(self, name, text, *, missing="", limit=values.LONG_TEXT_LIMIT):
        """A text as it is kept; ``missing`` is said at the field where it must be written and is not."""
        text = (text or "").replace("\r\n", "\n").strip()
        if len(text) > limit:
            self.errors[name] = f"This is {len(text)} characters long. Shorten it to {limit}."
        elif missing and not text:
            self.errors[name] = missing
        return text

    def yes_or_no(self, name, value, missing):
        """A question that must be answered yes or no."""
        if not isinstance(value, bool):
            self.errors[name] = missing
        return value

    def among_decisions(self, decision, missing):
        if decision not in dict(self.about.decisions):
            self.errors["decision"] = missing

    def check(self):
        if self.errors:
            raise ValidationError(self.errors)

    def sign(self, decision, proposal, *, reasons, persons_words, advice="", facts=None):
        """Write it down: nothing that was signed before is touched."""
        self.check()
        made = Determination.objects.create(
            assessment=self.assessment, kind=self.kind, number=self.number + 1, decision=decision,
            persons_words=persons_words, reasons=reasons, advice=advice, facts=facts or {}, proposal=proposal.as_data(),
            answers={code: {"value": a.value, "number": a.number} for code, a in sorted(self.answers.items())},
            differs=proposal.result not in (rules.OPEN, decision), at=self.at, by=self.by, organisation=self.organisation,
            signed_name=self.by.name, signed_for=self.organisation.name,
        )  # fmt: skip
        audit.record(
            "determination.signed", target=made, by=self.by, at=self.at, case_id=self.assessment.case_id,
            person_id=self.assessment.case.person_id, organisation_id=self.organisation.pk,
            detail={
                "kind": self.kind, "decision": decision, "number": made.number, "version": self.assessment.version,
                "differs": made.differs,
            },
        )  # fmt: skip
        return made


@transaction.atomic
def decide_eligibility(*, assessment, decision, reasons, by, at, seen, persons_words="", advice=""):
    """Determine whether the adult has eligible needs, in writing with reasons. Source: CA14 s13(1), (2); Elig15 reg 2.

    The rule proposes from the confirmed answers; deciding otherwise is allowed and marked. Where nothing is eligible the
    written advice of s13(5) is needed: what can meet or reduce the needs, and prevent or delay others.
    """
    signing = _Signing(assessment, Kind.CARE_ACT, by, at=at, seen=seen)
    form = merged_form.form_for(signing.assessment.frameworks)
    found = adult_from({code: answer.value for code, answer in signing.answers.items()}, set(form.items))
    signing.among_decisions(decision, "Choose whether there are eligible needs.")
    reasons = signing.text("reasons", reasons, missing="Write the reasons: the person has a right to them in writing.")
    needed = "Write the advice: what can meet or reduce these needs, and prevent or delay others."
    advice = signing.text("advice", advice, missing=needed if decision == NOT_ELIGIBLE else "")
    words = signing.text("persons_words", persons_words)
    return signing.sign(decision, found.proposal, reasons=reasons, persons_words=words, advice=advice)


@transaction.atomic
def decide_carers_eligibility(*, assessment, decision, reasons, by, at, seen, persons_words="", advice=""):
    """Determine whether a carer has eligible needs for support, in writing with reasons. Source: CA14 s13(1), (2); Elig15 reg 3.

    As for an adult; the carer's assessment that was owed is made by it. Whether the adult is eligible is not asked. Support
    for the carer may be charged for; care given to the adult is never charged to the carer (CA14 s14).
    """
    signing = _Signing(assessment, Kind.CARER, by, at=at, seen=seen)
    form = merged_form.form_for(signing.assessment.frameworks)
    found = carer_from({code: answer.value for code, answer in signing.answers.items()}, set(form.items))
    signing.among_decisions(decision, "Choose whether there are eligible needs for support.")
    reasons = signing.text("reasons", reasons, missing="Write the reasons: the carer has a right to them in writing.")
    needed = "Write the advice: what can meet or reduce these needs, and prevent or delay others."
    advice = signing.text("advice", advice, missing=needed if decision == NOT_ELIGIBLE else "")
    words = signing.text("persons_words", persons_words)
    made = signing.sign(decision, found.proposal, reasons=reasons, persons_words=words, advice=advice)
    case_services.assessed(case=signing.assessment.case, at=at)
    return made


@transaction.atomic
def decide_cpa(*, assessment, decision, criteria, reasons, by, at, seen, persons_words=""):
    """Decide whether the person is on CPA, with the criteria that were thought of. Source: Refocusing 2008.

    A key group that is ticked is presumed to be on CPA: saying no needs reasons why not.
    """
    signing = _Signing(assessment, Kind.CPA, by, at=at, seen=seen)
    signing.among_decisions(decision, "Choose whether the person is on CPA.")
    proposal = rules.cpa(criteria=criteria)
    missing = "Write the reasons, in words the person can follow."
    if decision == NOT_ON_CPA and proposal.result == ON_CPA:
        missing = "Write why not, although a group is ticked that is presumed to be on CPA."
    reasons = signing.text("reasons", reasons, missing=missing)
    words = signing.text("persons_words", persons_words)
    return signing.sign(decision, proposal, reasons=reasons, persons_words=words, facts={"criteria": sorted(criteria)})


@transaction.atomic
def decide_advocacy(
    *, assessment, decision, difficulties, appropriate_person, reasons, by, at, seen, who="", exceptions=(), arrangement="",
    persons_words="",
):  # fmt: skip
    """Decide whether an independent advocate must be arranged, and what is arranged. Source: CA14 s67.

    ``appropriate_person``: somebody who is not paid to help, whom the person accepts, can represent and support them; then
    ``who`` is written. Where an advocate must be arranged, ``arrangement`` says who, or who is looking.
    """
    signing = _Signing(assessment, Kind.ADVOCACY, by, at=at, seen=seen)
    signing.among_decisions(decision, "Choose whether an advocate must be arranged.")
    said = "Choose whether somebody appropriate can help."
    appropriate_person = signing.yes_or_no("appropriate_person", appropriate_person, said)
    who = signing.text("who", who, missing="Write who can help them." if appropriate_person else "", limit=WHO_LIMIT)
    needed = "Write what is arranged: who, and from when. If nobody is found yet, write who is looking."
    arrangement = signing.text("arrangement", arrangement, missing=needed if decision == ADVOCATE else "")
    reasons = signing.text("reasons", reasons, missing="Write the reasons, in words the person can follow.")
    words = signing.text("persons_words", persons_words)
    signing.check()
    proposal = rules.advocacy(difficulties=difficulties, appropriate_person=appropriate_person, exceptions=exceptions)
    facts = {
        "difficulties": sorted(difficulties), "appropriate_person": appropriate_person, "who": who,
        "exceptions": sorted(exceptions), "arrangement": arrangement,
    }  # fmt: skip
    return signing.sign(decision, proposal, reasons=reasons, persons_words=words, facts=facts)


@transaction.atomic
def record_refusal(*, assessment, has_capacity, best_interests, abuse, reasons, by, at, seen, persons_words=""):
    """Record that the person refuses the assessment. Whether the duty to assess ends follows from the law. Source: CA14 s11.

    It stays where they cannot make this decision and an assessment is in their best interests, and where they are
    experiencing, or at risk of, abuse or neglect. Both are asked. What the assessment says of abuse is not contradicted here.
    """
    signing = _Signing(assessment, Kind.REFUSAL, by, at=at, seen=seen)
    has_capacity = signing.yes_or_no("has_capacity", has_capacity, "Choose whether they can make this decision.")
    if has_capacity is False:
        said = "Choose whether an assessment is in their best interests."
        best_interests = signing.yes_or_no("best_interests", best_interests, said)
    abuse = signing.yes_or_no("abuse", abuse, "Choose whether there is abuse or neglect, or a risk of it.")
    recorded = signing.answers.get("risk.safeguarding")
    if abuse is False and recorded is not None and recorded.value is True:
        signing.errors["abuse"] = (
            "The assessment says that there is abuse or neglect, or a risk of it. If that is no longer so, change the answer "
            "there first."
        )
    reasons = signing.text("reasons", reasons, missing="Write what was asked, what they said, and how you know.")
    words = signing.text("persons_words", persons_words)
    signing.check()
    proposal = rules.refusal(has_capacity=has_capacity, best_interests=best_interests, abuse=abuse)
    facts = {"has_capacity": has_capacity, "best_interests": None if has_capacity else best_interests, "abuse": abuse}
    return signing.sign(proposal.result, proposal, reasons=reasons, persons_words=words, facts=facts)


@transaction.atomic
def ask_again(*, assessment, reasons, by, at, seen, persons_words=""):
    """Record that the assessment is asked for again, or that things have changed: the duty is back. Source: CA14 s11.

    Refuses with ValidationError where no refusal stands.
    """
    signing = _Signing(assessment, Kind.REFUSAL, by, at=at, seen=seen)
    standing = determination_queries.standing(signing.assessment.case, {Kind.REFUSAL}).get(Kind.REFUSAL)
    if standing is None or standing.decision not in (DUTY_ENDS, DUTY_STAYS):
        raise ValidationError("No refusal stands, so there is nothing to take back.")
    reasons = signing.text("reasons", reasons, missing="Write who asked and when, or what has changed.")
    words = signing.text("persons_words", persons_words)
    proposal = rules.asked_again()
    return signing.sign(proposal.result, proposal, reasons=reasons, persons_words=words)


@transaction.atomic
def decide_combining(
    *, assessment, other_person, person_agrees, other_agrees, reasons, by, at, seen, agreed_by="", agreed_how="",
    agreed_on=None, persons_words="",
):  # fmt: skip
    """Record whether the assessment is combined with another person's: only where both agree. Source: CA14 s12(5).

    ``agreed_by``, ``agreed_how`` and ``agreed_on`` say who gave the other person's agreement, how and when. Where one of
    the two does not agree, or no longer, the assessments are kept apart.
    """
    signing = _Signing(assessment, Kind.COMBINED, by, at=at, seen=seen)
    other_person = signing.text("other_person", other_person, missing="Write who the other person is.", limit=WHO_LIMIT)
    person_agrees = signing.yes_or_no("person_agrees", person_agrees, "Choose whether they agree.")
    other_agrees = signing.yes_or_no("other_agrees", other_agrees, "Choose whether the other person agrees.")
    asked = {
        "agreed_by": "Write who agreed.",
        "agreed_how": "Write how they agreed: spoken, in writing, by whom heard.",
    }
    agreed = {
        name: signing.text(name, given, missing=asked[name] if other_agrees else "", limit=WHO_LIMIT)
        for name, given in (("agreed_by", agreed_by), ("agreed_how", agreed_how))
    }
    if other_agrees and agreed_on is None:
        signing.errors["agreed_on"] = "Enter the day on which they agreed."
    elif agreed_on is not None and agreed_on > local_day(at):
        signing.errors["agreed_on"] = "The day must be today or before."
    reasons = signing.text("reasons", reasons, missing="Write the reasons, in words both can follow.")
    words = signing.text("persons_words", persons_words)
    signing.check()
    proposal = rules.combining(person_agrees=person_agrees, other_agrees=other_agrees)
    facts = {
        "other_person": other_person, "person_agrees": person_agrees, "other_agrees": other_agrees, **agreed,
        "agreed_on": agreed_on.isoformat() if agreed_on else None,
    }  # fmt: skip
    return signing.sign(proposal.result, proposal, reasons=reasons, persons_words=words, facts=facts)
