"""What pages, papers and seals read of aftercare, over a case and what became part of it."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from assessments import aftercare_rules as rules
from assessments.models import Aftercare, AftercareSignature
from assessments.sealing import called, moment, written
from cases.policies import family
from cases.timeline import TimelineItem
from design.words import long_date
from partners.models import Organisation, Sector


@dataclass(frozen=True, slots=True)
class AftercareRow:
    """One right to aftercare, with the signatures that stand and the bodies whose signature is missing."""

    aftercare: Aftercare
    standing: tuple
    withdrawn: tuple
    missing: tuple

    @property
    def is_live(self):
        return self.aftercare.ended_at is None

    @property
    def said(self):
        """How it stands, in one sentence."""
        if not self.is_live:
            return f"Ended on {long_date(self.aftercare.ended_at)}: both bodies have signed."
        if not self.standing:
            return f"In force since {long_date(self.aftercare.in_force_since)}."
        signed = " and ".join(one.signed_for for one in self.standing)
        lacking = " and ".join(one.name for one in self.missing)
        return (
            f"In force since {long_date(self.aftercare.in_force_since)}. {signed} has signed that it is no longer needed. "
            f"{lacking} has not signed, so it stays in force."
        )


def rows(case):
    """Every :class:`AftercareRow` of a case and of those that became part of it, newest first. Two queries."""
    signatures = AftercareSignature.objects.select_related("by", "organisation", "withdrawn_by")
    found = (
        Aftercare.objects.filter(case_id__in=family(case))
        .select_related("case", "nhs", "council", "by", "organisation")
        .prefetch_related(Prefetch("signatures", signatures))
        .order_by("-at", "-pk")
    )
    return [row_of(one) for one in found]


def row_of(aftercare):
    """The :class:`AftercareRow` of one right."""
    signatures = list(aftercare.signatures.all())
    standing = tuple(one for one in signatures if one.withdrawn_at is None)
    body = {"nhs": aftercare.nhs, "council": aftercare.council}
    lacking = tuple(body[side] for side in rules.missing({one.side for one in standing}))
    withdrawn = tuple(one for one in signatures if one.withdrawn_at is not None)
    return AftercareRow(aftercare, standing, withdrawn, lacking)


def live(case):
    """Rights in force on a case or on what became part of it, oldest first. One query beside the family."""
    found = Aftercare.objects.filter(case_id__in=family(case), ended_at=None)
    return list(found.select_related("case", "nhs", "council"))


def own_status(case):
    """ "in_force", "ended" or None, by what is written on this very case and not on one that became part of it. One query."""
    ended = list(Aftercare.objects.filter(case_id=case.pk).values_list("ended_at", flat=True))
    return None if not ended else "in_force" if None in ended else "ended"


def bodies(sector):
    """Active organisations of a sector, by name, to say which body owes it. One query."""
    return Organisation.objects.filter(sector=sector, status=Organisation.Status.ACTIVE).order_by("name")


def nhs_bodies():
    return bodies(Sector.NHS)


def councils():
    return bodies(Sector.COUNCIL)


def words(case, *, until=None):
    """((heading, text), ...) about aftercare as it stood at a moment, or stands now: for papers and for comparing versions."""
    said = []
    for row in rows(case):
        one = row.aftercare
        if until is not None and one.at > until:
            continue
        ended = one.ended_at if until is None or (one.ended_at and one.ended_at <= until) else None
        state = f"ended on {long_date(ended)}" if ended else "in force"
        said.append(
            (
                f"Section 117 aftercare, after {one.get_section_display().lower()}",
                f"{state.capitalize()}, since {long_date(one.in_force_since)}. Owed by {one.nhs.name} and {one.council.name}. "
                "What meets these needs is free.",
            )
        )
    return tuple(said)


def canonical(case, *, until):
    """Every right of a case as it stood at a moment, as plain values: what a seal covers. What comes later changes nothing."""
    found = (
        Aftercare.objects.filter(case_id=case.pk, at__lte=until)
        .select_related("nhs", "council", "by", "organisation")
        .prefetch_related("signatures__by", "signatures__organisation")
        .order_by("number")
    )
    return [
        {
            **written(one), "section": one.section, "since": one.in_force_since.isoformat(), "how": one.how_known,
            "nhs": called(one.nhs), "council": called(one.council), "ended": moment(_by(one.ended_at, until)),
            "signatures": [_signature(row, until) for row in one.signatures.all() if row.at <= until],
        }
        for one in found
    ]  # fmt: skip


def _signature(row, until):
    return {
        **written(row), "side": row.side, "reason": row.reason, "persons_words": row.persons_words,
        "withdrawn": moment(_by(row.withdrawn_at, until)),
    }  # fmt: skip


def _by(value, until):
    return value if value is not None and value <= until else None


def timeline(case, ids):
    """Everything that aftercare adds to a timeline, for readers of the domain. One query where there is none, else two."""
    url, items = reverse("assessments:aftercare", args=[case.reference]), []
    found = Aftercare.objects.filter(case_id__in=ids).select_related("by", "organisation")
    for row in found.prefetch_related("signatures"):
        title = f"Section 117 aftercare in force since {long_date(row.in_force_since)}"
        items.append(TimelineItem(row.at, title, f"{row.by.name}, {row.organisation.short_name}", url))
        if row.ended_at is not None:
            items.append(TimelineItem(row.ended_at, "Section 117 aftercare ended", "Both bodies have signed", url))
        for one in row.signatures.all():
            title = f"{one.signed_for} signed: aftercare no longer needed"
            items.append(TimelineItem(one.at, title, f"Signed by {one.signed_name}", url))
            if one.withdrawn_at is not None:
                title = f"{one.signed_for} withdrew its signature about aftercare"
                items.append(TimelineItem(one.withdrawn_at, title, one.withdrawn_because, url))
    return items
