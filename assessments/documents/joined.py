"""What other parts of the room add to documents: who agrees, decisions that bodies signed, and scores.

Each follows its own rule of who reads it, which may be narrower than the document's: a voluntary body that coordinates
prints the Care Act view without the council's determination.
"""

from functools import partial

from assessments import agreement_queries, determination_policies, determination_queries, reached
from assessments.determination_kinds import Kind
from assessments.documents.for_duties import CARE_ACT, CPA
from assessments.documents.for_the_person import MY_PLAN
from assessments.documents.registry import document_section
from assessments.documents.shapes import Fact, Facts, Quote, Section, Text, fact, facts
from assessments.models import Says
from cases.carer_queries import knows_other
from design.words import long_date
from instruments import queries as instruments

#: Which decisions stand in which view.
_OF_CPA = frozenset({Kind.CPA})


@document_section(MY_PLAN, 77)
def who_agrees(record):
    """What everybody whose answer the reader may see said to this version, a no with its words."""
    found = agreement_queries.voices(record.assessment)
    shown = agreement_queries.shown_to(found, record.worker, record.case, record.reach, at=record.at)
    blocks = []
    for voice in (voice for voice in shown if voice.stands):
        stands = voice.stands
        said = f"{Says(stands.says).label}, {long_date(stands.said_on)}"
        if stands.words:
            blocks.append(Quote(stands.words, said, voice.name))
        else:
            blocks.append(Facts((Fact(voice.name, said),)))
    return Section("Who agrees", tuple(blocks)) if blocks else None


@document_section(CARE_ACT, 45)
def decided_under_the_care_act(record):
    """The determinations of this version that the reader sees, but the trust's about CPA, which has a view of its own."""
    return _decided(record, "What was decided", set(Kind.values) - _OF_CPA)


@document_section(CPA, 55)
def decided_about_cpa(record):
    """Whether the person is on CPA, as the trust signed it."""
    return _decided(record, "Whether on CPA", _OF_CPA)


def _decided(record, title, kinds):
    seen = determination_policies.readable(record.worker, record.case, record.reach, at=record.at)
    blocks = []
    names = partial(knows_other, record.case, record.worker, at=record.at)
    for one in determination_queries.in_words(record.assessment, kinds & seen, names=names):
        if one.superseded:
            continue
        blocks.append(Text(f"{one.name}: {one.decided}", strong=True))
        if one.persons_words:
            blocks.append(Quote(one.persons_words, "", "What they said when they were told"))
        blocks += facts(
            fact("Reasons", one.reasons), fact("Advice", one.advice),
            *(Fact(what, said) for what, said in one.facts), Fact("Signed by", one.signed, one.source),
        )  # fmt: skip
    return Section(title, tuple(blocks)) if blocks else None


@document_section(CPA, 35)
def scores(record):
    """The scores that stood when the version was agreed, or stand now, of the domains that the reader reads."""
    until = record.assessment.signed_at or record.at
    first = reached.of(record.assessment, reached.SCORES)
    lines = instruments.in_words(record.assessment.case, record.reach.reads, until=until, first=first)
    rows = [Fact(*line) for line in lines]
    return Section("Questionnaires and scales", (Facts(tuple(rows)),)) if rows else None
