"""The documents that can be printed, for whom each is, who may print it, and how one is made from a record."""

from dataclasses import dataclass, replace

from assessments import merged_form
from assessments.documents import (  # noqa: F401 - joined and money_and_risk hang their sections in by being read
    easy,
    for_duties,
    for_the_gp,
    for_the_person,
    joined,
    money_and_risk,
)
from assessments.documents.registry import sections_of
from assessments.documents.shapes import Document, Fact
from design.words import long_date

STANDARD, LARGE, EASY = "standard", "large-print", "easy-read"
VARIANTS = {STANDARD: "Standard", LARGE: "Large print", EASY: "Easy read"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One document. ``whole``: only for who reads the whole record. ``frameworks``: made only where one of them was asked."""

    code: str
    name: str
    about: str
    whole: bool
    variants: tuple = (STANDARD, LARGE)
    frameworks: tuple = ()

    def is_made_of(self, assessment):
        """Whether this version was asked what the document needs."""
        if not self.frameworks:
            return True
        return for_duties.framework_of(merged_form.form_for(assessment.frameworks), self.frameworks) is not None


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            for_the_person.MY_PLAN, "My plan",
            "For the person: what matters, their goals in their words, who does what by when, and what helps in a crisis.",
            False, (STANDARD, LARGE, EASY),
        ),
        Kind(
            for_the_person.CRISIS_PAGE, "Crisis page",
            "One page to keep at hand: signs, what helps, whom to call, and what happens if part of the plan fails.", False,
        ),
        Kind(
            for_duties.CPA, "CPA view", "The assessment and the plan, by what the care programme asks for.", True,
            frameworks=for_duties.CPA_FRAMEWORKS,
        ),
        Kind(
            for_duties.CARE_ACT, "Care Act view",
            "The written record of the assessment, and what a care and support plan must hold.", True,
            frameworks=for_duties.CARE_ACT_FRAMEWORKS,
        ),
        Kind(
            for_the_gp.GP_LETTER, "Letter to the GP",
            "What was agreed, medication as recorded, crisis contacts, the next review and who coordinates.", True,
        ),
    )
}  # fmt: skip


def name_of(code):
    """What a document is called; the code itself where no such document is made any longer."""
    return KINDS[code].name if code in KINDS else code


def offered(assessment):
    """The documents that can be made of one version."""
    return [kind for kind in KINDS.values() if kind.is_made_of(assessment)]


def make(kind, variant, record):
    """The whole document of a record in one variant."""
    document = Document(
        code=kind.code, variant=variant, title=_title(kind, record), lead=_lead(kind, record), facts=_facts(kind, record),
        sections=sections_of(kind.code, record), footer=f"{record.name}, {record.case.reference}. {record.version_line}",
        author=record.partnership, draft=record.is_draft, opening=_opening(kind, record), closing=_closing(kind, record),
        one_page=kind.code == for_the_person.CRISIS_PAGE,
    )  # fmt: skip
    if variant == EASY:
        return replace(easy.easy(document), title=f"{record.called}’s plan")
    return document


def _title(kind, record):
    if kind.code == for_the_person.MY_PLAN:
        return f"{record.called}’s plan"
    if kind.code == for_the_person.CRISIS_PAGE:
        return f"{record.called}’s crisis page"
    if kind.code == for_the_gp.GP_LETTER:
        return f"About {record.name}"
    framework = for_duties.framework_of(record.form, kind.frameworks)
    return f"{framework.name}: {record.name}"


def _lead(kind, record):
    lines = [f"{record.version_line}. Printed {long_date(record.at)}."]
    if not record.whole:
        lines.append(
            "This copy holds what all partners share, and what the organisation that printed it does. It is not the whole plan."
        )
    return tuple(lines)


def _facts(kind, record):
    rows = record.identity if kind.whole else ()
    return tuple(Fact(term, text) for term, text in (*rows, ("Reference", record.case.reference)))


def _opening(kind, record):
    if kind.code != for_the_gp.GP_LETTER:
        return ()
    sender = record.case.coordinator_organisation or record.case.lead_organisation
    to = for_the_gp.practice(record) or "The GP practice (not recorded yet)"
    return (f"From: {sender.name}", f"To: {to}", long_date(record.at))


def _closing(kind, record):
    if kind.code != for_the_gp.GP_LETTER:
        return ()
    coordinator, where = record.case.coordinator, record.case.coordinator_organisation or record.case.lead_organisation
    signed = (coordinator.name, coordinator.job_title or "Care coordinator") if coordinator else ()
    return ("Yours sincerely", *signed, where.name)
