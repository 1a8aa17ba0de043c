"""The CPA view and the Care Act view: the same answers, each printed under the duties that they discharge.

Sources: *Refocusing the Care Programme Approach* (2008): a care coordinator, the assessment by its headings, risks, crisis and
contingency, a review date. Care Act 2014 s9 (the assessment), s12(3) (a written record of it to the adult), s25(1) (what a
care and support plan holds). Determinations and budgets hang in through ``document_section`` where they are kept.
"""

from assessments.documents.common import goal_blocks, helpers, review
from assessments.documents.registry import document_section
from assessments.documents.shapes import Fact, Facts, Section, Table, Text, facts
from design.words import long_date

CPA, CARE_ACT = "cpa", "care-act"
#: Frameworks whose duties the CPA view prints; the first that a version was asked by. The others are not in it.
CPA_FRAMEWORKS = ("cpa-2008", "cmhf-2022", "ctp-wales", "cpa-scotland")
CARE_ACT_FRAMEWORKS = ("care-act-2014", "care-act-2014-carer")


def framework_of(form, codes):
    """The framework of a form that a view is made for, or None: then there is no such document."""
    found = {framework.code: framework for framework in form.frameworks}
    return next((found[code] for code in codes if code in found), None)


def by_duty(record, codes):
    """One section a duty that has an answer: its name, where it stands in law, the questions with answer and source."""
    framework = framework_of(record.form, codes)
    made, silent = [], []
    for duty in framework.duties if framework else ():
        rows = record.answers_to(duty.items)
        if rows:
            made.append(Section(duty.name, (Facts(tuple(rows)),), source=duty.source))
        else:
            silent.append(duty.name)
    if silent:
        made.append(Section("Not answered yet", (Text(f"{'; '.join(silent)}."),)))
    return made


def needs_table(record):
    """Every need that stands, unmet first, with both views beside each other."""
    rows = tuple(
        (
            need.text, need.get_level_display().split(":")[0], need.domain.name, need.persons_view or "Not recorded",
            need.workers_view or "Not recorded",
        )
        for need in record.needs
    )  # fmt: skip
    if not rows:
        return ()
    head = ("Need", "Is it met?", "What it is about", f"How {record.called} sees it", "How the workers see it")
    return (Table("Needs that stand now", head, rows),)


@document_section(CPA, 10)
def coordination(record):
    """Who coordinates, and whose case it is. Source: Refocusing 2008, a named care coordinator."""
    rows = facts(
        Fact("Care coordinator", record.coordinator_line),
        Fact("Body that holds the record", record.case.lead_organisation.name),
        Fact("Framework", record.case.get_framework_display()),
    )
    return Section("Care coordination", rows, source="Refocusing 2008: a named care coordinator")


@document_section(CPA, 20)
def cpa_assessment(record):
    """The summary of the assessment, duty by duty: risks, crisis and contingency are among them."""
    return by_duty(record, CPA_FRAMEWORKS)


@document_section(CPA, 30)
def cpa_needs(record):
    """Needs, met and unmet. Source: a coordinator records unmet need."""
    return Section("Needs", needs_table(record))


@document_section(CPA, 40)
def cpa_plan(record):
    """The written care plan: goals, and who does what by when."""
    return Section("The care plan", goal_blocks(record, needs=True), source="Refocusing 2008: a written care plan")


@document_section(CPA, 50)
def cpa_helpers(record):
    """Who does what, by organisation."""
    return helpers(record, "Who does what")


@document_section(CPA, 60)
def cpa_review(record):
    """When it is reviewed. Source: Refocusing 2008, at least once a year."""
    return review(record, "Reviews")


@document_section(CARE_ACT, 10)
def the_record(record):
    """What this paper is, and how the person was involved."""
    rows = facts(
        Fact("Begun", long_date(record.assessment.started_at)),
        Fact("Begun by", f"{record.assessment.started_by.name}, {record.assessment.organisation.name}"),
        Fact("State", record.version_line),
    )
    text = Text(
        f"This is the written record of the assessment of {record.called}’s needs. A copy is given to {record.called}, and "
        "to others if they ask for that."
    )
    return Section("The record of the assessment", (text, *rows), source="Care Act 2014 s9, s12(3) and (4)")


@document_section(CARE_ACT, 20)
def care_act_assessment(record):
    """The assessment, duty by duty."""
    return by_duty(record, CARE_ACT_FRAMEWORKS)


@document_section(CARE_ACT, 30)
def care_act_needs(record):
    """The needs that were found. Source: Care Act 2014 s25(1)(a)."""
    return Section("The needs that were found", needs_table(record), source="Care Act 2014 s25(1)(a)")


@document_section(CARE_ACT, 50)
def care_act_plan(record):
    """Which needs will be met and how, towards which outcomes. Source: Care Act 2014 s25(1)(c) and (d)."""
    return Section(
        "How needs will be met, and by whom", goal_blocks(record, needs=True), source="Care Act 2014 s25(1)(c), (d)"
    )


@document_section(CARE_ACT, 60)
def care_act_helpers(record):
    """Who does what, by organisation."""
    return helpers(record, "Who does what")


@document_section(CARE_ACT, 70)
def care_act_review(record):
    """When it is reviewed. Source: Care Act 2014 s27 with statutory guidance."""
    return review(record, "Reviews")
