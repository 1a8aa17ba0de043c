"""Make a large invented partnership for measuring: ``manage.py seed --cases 20000``."""

import random
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from audit import services as audit
from cases.models import Case
from deploy.seeding import people
from deploy.seeding.cases import Seeder
from deploy.seeding.partnership import plan
from deploy.seeding.writer import settle
from notifications import loading as rules
from partners.catalogue import loader as catalogue
from partners.models import Membership, Organisation, Partnership, Team, Worker

CASES_AT_ONCE = 5_000


class Command(BaseCommand):
    help = "Write an invented partnership with many cases, six responsibilities each. Refuses a database that is not empty."

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, required=True, help="How many cases, at most 900,000.")
        parser.add_argument("--seed", type=int, default=1, help="The same number gives the same partnership.")

    def handle(self, *, cases, seed, **options):
        if not 10 <= cases <= 900_000:
            raise CommandError("Give --cases a number from 10 to 900000: there are no more test NHS numbers.")
        if Organisation.objects.exists() or Worker.objects.exists() or Partnership.objects.exists():
            raise CommandError(
                "This database has partners or workers already. The seed only fills an empty one, so that it can never mix "
                "with real records: make a new database, run migrate, and seed that."
            )
        began = time.monotonic()
        at = timezone.now().replace(minute=0, second=0, microsecond=0)
        catalogue.load()
        rules.load()
        chance = random.Random(seed)  # noqa: S311 - invented people, not secrets
        areas, bodies = plan(cases)
        with transaction.atomic():
            desks = people.write(areas, bodies, cases, chance=chance, at=at)
            seeder = Seeder(areas, desks, chance=chance, at=at)
            for key in range(1, cases + 1):
                seeder.case(key)
                if key % CASES_AT_ONCE == 0:
                    seeder.rows.flush()
                    self._say(f"{key:,} of {cases:,} cases", began)
            seeder.rows.flush()
            audit.record_many(
                [
                    {"action": "seed.wrote", "target": ("seed", block), "by": None, "at": at, "detail": {"cases": 1000}}
                    for block in range(1, cases // 1000 + 2)
                ]
            )
        settle([Organisation, Team, Worker, Membership, *(table.model for table in seeder.rows.tables())])
        for table in seeder.rows.tables():
            self.stdout.write(f"  {table.model._meta.label:30} {table.written:>12,}")
        self._say(f"Done: {Case.objects.count():,} cases", began)

    def _say(self, words, began):
        self.stdout.write(f"{words}, {time.monotonic() - began:.1f} s")
