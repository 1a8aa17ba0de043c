"""What is read about agreements and services."""

from agreements.models import Service, SharingAgreement


def agreements(*, only_to_confirm=False):
    """Every agreement with its parties, those that wait for confirmation first."""
    rows = SharingAgreement.objects.prefetch_related("parties").order_by("-effective_from", "-id")
    if only_to_confirm:
        rows = rows.filter(confirmed_at=None).exclude(status=SharingAgreement.Status.ENDED)
    return list(rows)


def to_confirm():
    """How many agreements wait for an administrator."""
    rows = SharingAgreement.objects.filter(confirmed_at=None).exclude(status=SharingAgreement.Status.ENDED)
    return rows.count()


def agreement(pk):
    """One agreement with its parties, or None."""
    return SharingAgreement.objects.prefetch_related("parties").filter(pk=pk).first()


def service(pk):
    """One service, or None."""
    return Service.objects.select_related("organisation", "team").filter(pk=pk).first()


def services_of(organisation_ids):
    """{organisation id: [services with their domains]}, by name, open ones first. Two queries."""
    found = {}
    rows = Service.objects.filter(organisation_id__in=list(organisation_ids)).prefetch_related("domains")
    for row in rows.order_by("-is_open", "name"):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def offering(domain_code):
    """Ids of the organisations that offer an open service in a domain."""
    return set(
        Service.objects.filter(is_open=True, domains__code=domain_code).values_list("organisation_id", flat=True)
    )
