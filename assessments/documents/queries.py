"""Read shapes about copies: whom one may be given to, and which were given."""

from dataclasses import dataclass

from assessments.documents.catalogue import VARIANTS, name_of
from assessments.documents.for_the_gp import PRACTICE
from assessments.documents.models import CopyGiven, Recipient
from cases import carer_queries
from cases.policies import family
from partners.models import STATUTORY, Organisation
from partners.standing import standing_of

#: The key of somebody who is not on the record.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody a copy may be given to. ``asked``: only where the person asked for it or agreed, in words and with a day."""

    key: str
    recipient: str
    name: str
    asked: bool
    organisation: Organisation | None = None


def receivers(case, assessment, reach, *, whole, worker, at):
    """Whom a copy may be given to: the person, carers on the record, the GP practice as recorded, partners on the case, and
    somebody else by name. At most three queries.

    The adult has the record in writing; a carer and others if the adult asks (Care Act 2014 s12(3), (4)). Statutory bodies on
    the case and the GP have it for direct care; what others read of it on paper goes further than their screens, so the person
    is asked. Who does not read the whole record is not told who the carers and the practice are, and nobody is told of a carer
    who has not agreed to them (``cases.carer_policies``).
    """
    person = case.person
    found = [Receiver("person", Recipient.PERSON, person.called, False)]
    if whole:
        for link in carer_queries.shown_links(case, worker, at=at):
            found.append(Receiver(f"carer-{link.pk}", Recipient.CARER, link.carer.display_name, True))
        answer = assessment.answers.filter(item=PRACTICE).first() if "physical-health" in reach.reads else None
        if answer is not None and answer.value:
            found.append(Receiver("gp", Recipient.GP, str(answer.value)[:200], False))
        for organisation in Organisation.objects.filter(pk__in=case.involvements.values("organisation")):
            asked = organisation.sector not in STATUTORY
            key = f"organisation-{organisation.pk}"
            found.append(Receiver(key, Recipient.ORGANISATION, organisation.name, asked, organisation))
    return [*found, Receiver(OTHER, Recipient.OTHER, "", True)]


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy that was given, as the page lists it."""

    copy: CopyGiven
    document: str
    variant: str
    error: object


def _copies(case, worker, *, whole, at):
    """Copies that the worker may know of: all for who reads the whole record, for others those of their own organisation."""
    found = CopyGiven.objects.filter(case_id__in=family(case))
    if not whole:
        found = found.filter(organisation_id__in=standing_of(worker, at=at).organisation_ids())
    return found.select_related("case", "assessment", "by", "organisation", "sent_in_error__by")


def _line(copy):
    name = VARIANTS.get(copy.variant, copy.variant)
    return CopyLine(copy, name_of(copy.document), name, getattr(copy, "sent_in_error", None))


def copies(case, worker, *, whole, at, size=100):
    """The newest copies that the worker may know of. One query beside those of the standing."""
    return [_line(copy) for copy in _copies(case, worker, whole=whole, at=at).order_by("-at", "-pk")[:size]]


def copy_line(case, worker, number, *, whole, at):
    """One copy by its key, or None where there is none that the worker may know of."""
    copy = _copies(case, worker, whole=whole, at=at).filter(pk=number).first()
    return _line(copy) if copy is not None else None
