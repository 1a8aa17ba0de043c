"""Taking a complaint down. Any worker of a partner may; from then on only the complaints leads open it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from calendars import local_day
from cases.models import Case, Identifier, Involvement, RecordKind
from cases.numbers import bare
from cases.policies import case_number
from cases.policies import visible_to as cases_visible_to
from complaints import notices, waking
from complaints.models import (
    Body,
    Complaint,
    Element,
    Event,
    NamedStaff,
    ReferenceCounter,
    SharingConsent,
    Status,
    StatusRow,
)
from complaints.policies import offices
from complaints.rules import clocks
from complaints.rules.intake import problems
from complaints.services import rows
from domains.policies import not_barred
from partners.standing import may_here

NHS_NUMBER_DIGITS = 10
NOT_FOUND = (
    "We cannot find that person among the people you may link to a complaint. Check the reference, or leave it empty and "
    "write their name: the complaint can be taken all the same"
)


def _locked_counter(at):
    """The counter of the year in which it is written down, locked: from here on takers wait for each other."""
    year = local_day(at).year
    ReferenceCounter.objects.get_or_create(year=year)
    return ReferenceCounter.objects.select_for_update().get(year=year)


def _next_reference(counter):
    """The next number, ``JC-2026-0042``. Given once; a transaction that fails gives it back, so there are no gaps."""
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"JC-{counter.year}-{counter.last:04d}"


def next_reference(at):
    """Lock the year's counter and take the next number from it."""
    return _next_reference(_locked_counter(at))


def linkable_case(worker, reference, *, at):
    """The case that a worker may link a complaint to, by its reference or the person's NHS number, or None.

    A case they may open; or, for who handles complaints and opens no case, one in which their own organisation is
    involved, that is not restricted and from which they are not barred. Linking opens nothing: it lets the router ask who
    held a domain on a day. Nothing says whether a reference that may not be linked exists.
    """
    asked = _asked_for(reference)
    if asked is None:
        return None
    case = cases_visible_to(worker, at=at).select_related("person").filter(asked, merged_into=None).first()
    if case is not None:
        return case
    involved = Involvement.objects.filter(
        not_barred(worker.pk, at=at), organisation_id__in=offices(worker, at=at), restricted=False
    ).values("case_id")
    return Case.objects.select_related("person").filter(asked, merged_into=None, pk__in=involved).first()


def _asked_for(reference):
    """The condition on cases that a typed reference or NHS number means; None for anything else."""
    number = case_number(reference)
    digits = bare(reference)
    if len(digits) == NHS_NUMBER_DIGITS and digits.isdecimal():
        numbers = Identifier.objects.filter(type=Identifier.Type.NHS, value=digits, is_settled=True)
        return Q(person__in=numbers.values("person"), kind=RecordKind.PERSON)
    return Q(pk=number) | Q(absorbed=number) if number is not None else None


@transaction.atomic
def take(
    *,
    received_by,
    received_at,
    method,
    title,
    words,
    complainant,
    elements,
    by,
    at,
    wants="",
    about_name="",
    case=None,
    noticed_on=None,
    copy_given_on=None,
    sharing=(),
    wished_lead=None,
    named_staff=(),
    form_key=None,
):
    """Write a complaint down and start its clocks. Returns the complaint; the same form sent twice gives the same one.

    ``complainant`` is a :class:`~complaints.rules.intake.Complainant`, ``elements`` a list of
    :class:`~complaints.rules.intake.ElementDraft`, ``sharing`` pairs of organisation and answer ("given", "refused").
    Routing is owed from now on and done by the router, not here. Refuses with ``ValidationError`` by field what is
    missing or cannot be; a complaint about long ago is taken, and the body decides afterwards (CR09 reg 12).
    """
    decision = may_here(by, Permission.TAKE_COMPLAINT, at=at, organisation_id=received_by.pk)
    if not decision:
        raise Refused(decision)
    counter = _locked_counter(at)
    if form_key is not None:
        again = Complaint.objects.filter(form_key=form_key, taken_by=by).first()
        if again is not None:
            return again
    found = problems(
        title=title, words=words, complainant=complainant, elements=elements, noticed_on=noticed_on,
        received_on=local_day(received_at), today=local_day(at),
    )  # fmt: skip
    if received_at > at and "received_on" not in found:
        found["received_on"] = "The moment it was received must not be in the future"
    if case is not None and linkable_case(by, case.reference, at=at) is None:
        found["case_reference"] = NOT_FOUND
    if found:
        raise ValidationError(found)
    complaint = insert(
        reference=_next_reference(counter), title=title.strip(), words=words.strip(), wants=wants.strip(),
        received_by=received_by, received_at=received_at, recorded_at=at, taken_by=by, method=method,
        copy_given_on=copy_given_on, form_key=form_key, complainant_name=complainant.name.strip(),
        complainant_contact=complainant.contact.strip(), relation=complainant.relation,
        acts_because=complainant.acts_because, acts_checked=complainant.acts_checked.strip(),
        about_name=about_name.strip(), about_person=case.person if case is not None else None, case=case,
        noticed_on=noticed_on, wished_lead=wished_lead,
    )  # fmt: skip
    begin(complaint, elements=elements, sharing=sharing, named_staff=named_staff, by=by, at=at)
    return complaint


def insert(**values):
    """One new complaint, with the end of its relevant period."""
    with writing(Complaint):
        return Complaint.objects.create(
            period_ends_on=clocks.period_ends_on(local_day(values["received_at"])), **values
        )


def begin(complaint, *, elements, sharing, named_staff, by, at, text=""):
    """What every new complaint starts with, taken down or passed on: status, elements, answers, clocks, wake-up."""
    StatusRow.objects.create(complaint=complaint, status=Status.TAKEN, at=at, by=by)
    Element.objects.bulk_create(
        Element(
            complaint=complaint, number=number, words=draft.words.strip(), domain=draft.domain,
            about_on=draft.about_on, severity=draft.severity,
        )
        for number, draft in enumerate(elements, start=1)
    )  # fmt: skip
    with writing(Body, SharingConsent, NamedStaff):
        receiver = Body.objects.create(
            complaint=complaint, organisation=complaint.received_by, role=Body.Role.RECEIVED, state=Body.State.OPEN,
            because="Took the complaint", added_at=at, received_at=complaint.received_at,
        )  # fmt: skip
        for organisation, answer in dict(sharing).items():
            if organisation.pk != complaint.received_by_id:
                SharingConsent.objects.create(
                    complaint=complaint, organisation=organisation, answer=answer, recorded_at=at, recorded_by=by,
                    given_by=complaint.complainant_name, method=complaint.method,
                )  # fmt: skip
        for worker in {worker.pk: worker for worker in named_staff}.values():
            NamedStaff.objects.create(complaint=complaint, worker=worker, named_at=at, named_by=by)
    event = rows.happened(
        Event.Kind.TAKEN, complaint, by=by, at=at, organisation=complaint.received_by, text=text, elements=len(elements)
    )
    rows.owes_acknowledgement(receiver, at=at)
    rows.owes_period(complaint, at=at)
    notices.taken(event=event, body=receiver, at=at)
    waking.wake()
