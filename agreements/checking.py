"""Prove that the derived pairs are what agreements, parties, status and dates say. Used by ``check_access``."""

from agreements.models import InForce, Party, SharingAgreement
from agreements.services import expected_pairs


def check_pairs():
    """Return what is wrong, in words, one line for each pair; empty when the pairs are the truth."""
    parties = {}
    for agreement_id, organisation_id in Party.objects.values_list("agreement_id", "organisation_id"):
        parties.setdefault(agreement_id, []).append(organisation_id)
    wanted = {
        (agreement.pk, one, other): period
        for agreement in SharingAgreement.objects.all()
        for (one, other), period in expected_pairs(agreement, parties.get(agreement.pk, [])).items()
    }
    found = {
        (row.agreement_id, row.organisation_id, row.other_id): (row.effective_from, row.effective_until)
        for row in InForce.objects.all()
    }
    return [
        _words(key, wanted.get(key), found.get(key))
        for key in sorted({*wanted, *found})
        if wanted.get(key) != found.get(key)
    ]


def _words(key, wanted, found):
    agreement_id, one, other = key
    pair = f"Agreement {agreement_id}: organisations {one} and {other}"
    if found is None:
        return f"{pair} should share and do not."
    if wanted is None:
        return f"{pair} share and should not."
    return f"{pair} share from {found[0]} until {found[1]}; the agreement says from {wanted[0]} until {wanted[1]}."
