"""Imports as stories: small extracts of the house's own trust and council, and digests of what stands in the tables."""

import hashlib
from datetime import timedelta

from django.apps import apps
from django.core import serializers

from merging.importing import run_import
from merging.shift import SAMPLE
from partners.models import Organisation, StaffCode
from tests.house import NOON
from tests.merging.small_extracts import MPI

#: What an import itself is: every try is noted, whatever it changed.
NOTES = {
    "merging.importrun",
    "merging.runproblem",
    "audit.entry",
    "contenttypes.contenttype",
    "auth.permission",
    "sessions.session",
}
LATER = NOON + timedelta(hours=1)


def import_sample(*, at=NOON, **more):
    """The sample pair, through the same service as any import. Returns (run, found)."""
    return run_import(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", by=None, at=at, **more)


def bring(mhsds=None, cld=None, *, at=NOON):
    """One import; returns its run."""
    return run_import(mhsds=mhsds, cld=cld, by=None, at=at)[0]


def settle_in(house):
    """Give the house's two bodies the codes of the small extracts, and its coordinator the staff code CP1."""
    Organisation.objects.filter(pk=house.trust.pk).update(code="RXX")
    Organisation.objects.filter(pk=house.council.pk).update(code="398")
    StaffCode.objects.create(
        organisation=house.trust, code="CP1", worker=house.coordinator, claimed_at=NOON, claimed_by=house.administrator
    )


def tables():
    """Model label -> digest of every row, but for the notes that each import leaves."""
    found = {}
    for model in apps.get_models():
        if model._meta.label_lower in NOTES or model._meta.proxy or not model._meta.managed:
            continue
        digest = hashlib.sha256()
        for row in serializers.serialize("python", model._default_manager.order_by("pk")):
            digest.update(repr(sorted(row["fields"].items())).encode() + str(row["pk"]).encode())
        found[model._meta.label_lower] = digest.hexdigest()
    return found


def people(*rows):
    """The MHS001MPI table with these rows."""
    return "\n".join([MPI, *rows]) + "\n"


EPISODES = "CPAEpisodeId,LocalPatientId,StartDateCPA,EndDateCPA"
COORDINATORS = "LocalPatientId,CareProfLocalId,StartDateAssCareCoord,EndDateAssCareCoord"
HOMES = "LocalPatientId,AccommodationType,AccommodationTypeDate"
COORDINATED = f"{COORDINATORS}\nRX1,CP1,2026-01-01,\n"
ON_CPA = f"{EPISODES}\nC1,RX1,2026-01-10,\n"

__all__ = [
    "COORDINATED", "COORDINATORS", "EPISODES", "HOMES", "LATER", "ON_CPA", "bring", "import_sample", "people",
    "settle_in", "tables",
]  # fmt: skip
