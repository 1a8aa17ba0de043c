"""What the pages of this room offer to choose from: domains to ask for, partners that fit, who may take over."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from access.rows import effective
from agreements.policies import shares_with
from agreements.queries import services_of
from cases.models import Consent
from cases.sight import AGREED
from domains.models import Part, Share, State
from domains.rules import may_hold
from domains.states import LIVE
from partners.models import STATUTORY, Domain, Organisation, Team
from partners.standing import standing_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner that may be asked, and what to know before asking."""

    organisation: Organisation
    note: str


def domains_to_ask(case):
    """Every domain that can be asked for, with who has it now: (domain, words). Two queries."""
    now = {}
    for part in (
        Part.objects.filter(case=case, state__in=LIVE).exclude(share=Share.INFORMED).select_related("organisation")
    ):
        said = (
            f"{part.organisation.short_name} has been asked"
            if part.state == State.PROPOSED
            else part.organisation.short_name
        )
        now.setdefault(part.domain_id, []).append(said)
    return [(domain, ", ".join(now.get(domain.pk, []))) for domain in Domain.objects.filter(proposable=True)]


def fitting_partners(case, domain, *, at):
    """Active partners whose sector may have a share in the domain and that share this record. Four queries."""
    sharing = list(shares_with(case.lead_organisation_id, at=at).values_list("other_id", flat=True))
    organisations = [
        o for o in Organisation.objects.filter(pk__in=[*sharing, case.lead_organisation_id], status=Organisation.Status.ACTIVE)
        if may_hold(domain, o.sector, Share.CONTRIBUTOR)
    ]  # fmt: skip
    keys = [o.pk for o in organisations]
    services, answers = services_of(keys), _answers(case, domain, keys, at=at)
    here = set(Part.objects.filter(case=case, domain=domain, state__in=LIVE).values_list("organisation_id", flat=True))
    return [
        Candidate(o, _note(o, domain, services.get(o.pk, []), answers.get(o.pk), o.pk in here)) for o in organisations
    ]


def _answers(case, domain, keys, *, at):
    """Organisation id -> what the person said about it for this domain: the domain's own answer before the general one."""
    rows = Consent.objects.filter(
        effective(at),
        person_id=case.person_id,
        about=case.kind,
        organisation_id__in=keys,
        ended_at=None,
        purpose=Consent.Purpose.DIRECT_CARE,
    )
    found = {}
    for row in sorted(rows, key=lambda r: (r.is_override, r.domain_id is not None)):
        if row.domain_id in (None, domain.pk):
            found[row.organisation_id] = row
    return found


def _note(organisation, domain, services, answer, is_here):
    notes = []
    if is_here:
        notes.append("Has a part in this, or has been asked.")
    offers = [s.name for s in services if s.is_open and domain in s.domains.all()]
    if offers:
        notes.append(f"Offers {', '.join(offers)}.")
    if not may_hold(domain, organisation.sector, Share.LEAD):
        notes.append("May contribute, not lead.")
    if not organisation.is_statutory:
        notes.append(_said(answer))
    return " ".join(notes)


def _said(answer):
    if answer is None:
        return "The person has not been asked about them yet."
    return "The person has agreed." if answer.status in AGREED else "The person has said no."


def teams_of(organisations):
    """Their teams but the whole organisation's, for a select."""
    return Team.objects.filter(organisation__in=organisations, is_whole=False).select_related("organisation")


def successors(part, *, at):
    """Partners that could take a part over: those that fit its domain and share, but its holder's own team."""
    candidates = fitting_partners(part.case, part.domain, at=at)
    return [
        c for c in candidates
        if may_hold(part.domain, c.organisation.sector, part.share) and c.organisation.pk != part.organisation_id
    ]  # fmt: skip


def accountable_bodies(domain, *, case, at):
    """Bodies that can answer for a domain in law on this case."""
    sharing = [
        *shares_with(case.lead_organisation_id, at=at).values_list("other_id", flat=True),
        case.lead_organisation_id,
    ]
    rows = Organisation.objects.filter(pk__in=sharing, status=Organisation.Status.ACTIVE)
    return rows.filter(sector__in=domain.accountable) if domain.accountable else rows


def domain_and_organisation(code, organisation_id):
    """The rows behind a domain's code and an organisation's key. Raises ValidationError at the field that has none."""
    domain = Domain.objects.filter(code=code).first()
    if domain is None:
        raise ValidationError({"domain": "There is no such domain. Use a code of the catalogue."})
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None:
        raise ValidationError({"organisation": "There is no such partner. Use the key of one from the directory."})
    return domain, organisation


def lead_of(case, domain):
    """Whoever leads or does a domain on a case now, or has been asked to; None when nobody."""
    rows = Part.objects.filter(case=case, domain=domain, state__in=LIVE, share=Share.LEAD)
    return rows.select_related("organisation").first()


def takes_for_own_team(worker, organisation, team, *, at):
    """Whether the team chosen (None: the whole organisation) is one the worker sits in: then nobody has to answer."""
    chosen = team or Team.objects.filter(organisation=organisation, is_whole=True).first()
    return any(seat.team_id == chosen.pk for seat in standing_of(worker, at=at).seats)


def successor_asked(part):
    """Who has been asked to take a part over and has not answered, or None."""
    return Part.objects.filter(replaces=part, state=State.PROPOSED).select_related("organisation").first()


def readers_of(part):
    """Short names of the statutory bodies, beside the holder, that will read an entry of a part."""
    case = part.case
    keys = set(Part.objects.filter(case=case, state=State.ACCEPTED).values_list("organisation_id", flat=True))
    keys |= {case.lead_organisation_id, case.coordinator_organisation_id} - {None}
    rows = Organisation.objects.filter(pk__in=keys - {part.organisation_id}, sector__in=STATUTORY)
    return list(rows.values_list("short_name", flat=True))


def councils_among(councils):
    """These councils as a queryset, for a form's field."""
    return Organisation.objects.filter(pk__in=[council.pk for council in councils])


def organisations_of(candidates):
    """The candidates as a queryset, for a form's field."""
    return Organisation.objects.filter(pk__in=[candidate.organisation.pk for candidate in candidates])
