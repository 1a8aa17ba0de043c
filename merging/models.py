"""What the extracts brought, what they disagree about, who may be the same person, and which cases became one.

Nothing here is overwritten: a value keeps its row when a newer one takes its place, and a resolution stays when a later
extract differs again.
"""

from django.db import models
from django.db.models import F, Q

from cases.models import Case, Person
from merging.records import HEALTH, SOCIAL_CARE
from partners.models import Organisation, Worker


class Source(models.TextChoices):
    HEALTH = HEALTH, "Trust"
    SOCIAL_CARE = SOCIAL_CARE, "Council"


class ImportRun(models.Model):
    """One import: its files, what it found, and whether it landed. It lands whole or not at all."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READING = "reading", "Being read"
        READ = "read", "Read, not imported yet"
        LANDING = "landing", "Being imported"
        LANDED = "landed", "Imported"
        FAILED = "failed", "Not imported"
        DISCARDED = "discarded", "Given up"

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    by = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: from the command line."
    )
    as_at = models.DateField(null=True, blank=True, help_text="The day that counts as today for the extract.")
    given_as_at = models.DateField(null=True, blank=True, help_text="Where a person gave the day.")
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(help_text="When whoever works on it was last known to be alive.")
    finished_at = models.DateTimeField(null=True, blank=True)
    base = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The last landed import it compared with.",
    )
    folder = models.CharField(max_length=200, blank=True, help_text="Where uploaded files wait, below the upload root.")
    files = models.JSONField(default=list, help_text="Name, size and SHA-256 of each file.")
    summary = models.JSONField(default=dict, help_text="What the files hold, as import_records --json writes it.")
    changes = models.JSONField(default=dict, help_text="What landing it changes, or changed.")
    progress = models.JSONField(default=dict)
    failure = models.TextField(blank=True, help_text="In plain English, for administrators.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["landed", "failed", "discarded"]) | Q(finished_at__isnull=False),
                name="import_finished_at",
            ),
        ]

    def __str__(self):
        return f"Import {self.pk}"


class RunProblem(models.Model):
    """A row that was rejected, whole, or a value that was doubted. Open to administrators only."""

    class Kind(models.TextChoices):
        REJECT = "reject", "Row not used"
        WARNING = "warning", "Value doubted"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    file = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    row = models.JSONField(default=dict, help_text="The whole row by heading, of a rejected row.")

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "id"], name="run_problem")]


class StagedChunk(models.Model):
    """People of an import that are new or changed, made ready outside the transaction that lands them."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    payload = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="chunk_once")]


class SourceRecord(models.Model):
    """Somebody as one source knows them, so that the other source can be imported alone, another day."""

    source = models.CharField(max_length=12, choices=Source)
    local_id = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, related_name="source_records")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_index=False)
    payload = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "local_id"], name="source_record_once")]


class MergedRecord(models.Model):
    """What an import made of one person: by whom they are known, how both sides were linked, and a digest of it all.

    A person who was joined to another keeps this row under their own key; the survivor's tells how things stand.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="merged_record")
    case = models.OneToOneField(Case, models.CASCADE, null=True, blank=True, related_name="merged_record")
    link = models.CharField(max_length=16)
    position = models.PositiveIntegerField(help_text="Its place in the files, for lists in their order.")
    deceased = models.BooleanField(default=False)
    is_open = models.BooleanField(default=False)
    section_117 = models.BooleanField(default=False)
    clocks = models.JSONField(default=dict, help_text="Both clocks as the import counted them.")
    fields = models.JSONField(
        default=dict, help_text="What the import last wrote on the person, to see what it changes."
    )
    digest = models.CharField(max_length=64)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_index=False)


class SourceValue(models.Model):
    """One value of one field as one source gave it. Never changed; a newer one takes over ``is_current``."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="source_values", db_index=False)
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=12, choices=Source)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    value = models.CharField(max_length=300)
    shown = models.CharField(max_length=300, help_text="In plain words.")
    recorded_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60, help_text="The local id that it came with.")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_index=False)
    is_current = models.BooleanField(help_text="The one of its source that is compared.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "source"], condition=Q(is_current=True), name="one_current_value"
            ),
        ]
        indexes = [models.Index(fields=["person", "field"], name="source_value_person")]


class ValueChange(models.Model):
    """Append-only: a later extract says something else than the one before: for whom, in which field, before and after.

    ``before`` is empty where the source had said nothing, ``after`` where it no longer says anything.
    """

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="value_changes", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="value_changes", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="value_changes", db_index=False)
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=12, choices=Source)
    before = models.ForeignKey(SourceValue, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    after = models.ForeignKey(SourceValue, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="value_change_says_something"
            ),
            models.UniqueConstraint(fields=["run", "person", "field", "source"], name="value_change_once"),
        ]
        indexes = [
            models.Index(fields=["case", "run"], name="value_change_case"),
            models.Index(fields=["person"], name="value_change_person"),
        ]


class Conflict(models.Model):
    """Two sources disagree about one field. Resolved by choosing one or typing a third; a new difference is a new row."""

    class State(models.TextChoices):
        OPEN = "open", "To be decided"
        RESOLVED = "resolved", "Decided"
        SETTLED = "settled", "No longer differs so"

    person = models.ForeignKey(Person, models.PROTECT, related_name="conflicts", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="conflicts", db_index=False)
    field = models.CharField(max_length=40)
    health = models.ForeignKey(SourceValue, models.PROTECT, related_name="+", db_index=False)
    social_care = models.ForeignKey(SourceValue, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField()
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    chosen = models.ForeignKey(
        SourceValue, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: a third was typed."
    )
    typed = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], condition=Q(state="open"), name="one_open_conflict"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None, chosen=None, typed="")
                | Q(state="settled", decided_by=None, decided_at__isnull=False, chosen=None, typed="")
                | Q(
                    state="resolved", decided_by__isnull=False, decided_at__isnull=False, chosen__isnull=False, typed=""
                )
                | (Q(state="resolved", decided_by__isnull=False, decided_at__isnull=False, chosen=None) & ~Q(typed="")),
                name="conflict_decided_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "field"], name="conflict_case"),
            models.Index(fields=["case"], condition=Q(state="open"), name="conflict_case_open"),
            models.Index(fields=["person"], name="conflict_person"),
        ]


class PossibleMatch(models.Model):
    """Two people who may be one. Stays open until somebody confirms or refuses it; two people until then."""

    class State(models.TextChoices):
        OPEN = "open", "To be decided"
        CONFIRMED = "confirmed", "The same person"
        REFUSED = "refused", "Two people"
        GONE = "gone", "No longer alike"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="possible_matches", db_index=False)
    other_case = models.ForeignKey(Case, models.PROTECT, related_name="possible_matches_of_others", db_index=False)
    because = models.CharField(max_length=30, help_text="number, or birth_postcode_gender.")
    evidence = models.CharField(
        max_length=64, help_text="Digest of what was compared: it is asked again when it changes."
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField()
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other_person"], name="match_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="match_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(person=F("other_person")), name="match_of_two"),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(state="open"), name="match_open"),
            models.Index(fields=["other_case"], condition=Q(state="open"), name="match_open_other"),
        ]


class CaseJoin(models.Model):
    """That two cases became one, by pointer. Undone, it stays, with who and when."""

    survivor = models.ForeignKey(Case, models.PROTECT, related_name="joins")
    absorbed = models.ForeignKey(Case, models.PROTECT, related_name="joined_in")
    match = models.ForeignKey(PossibleMatch, models.PROTECT, null=True, blank=True, related_name="joins")
    at = models.DateTimeField()
    by = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: an import found both alike."
    )
    issued = models.JSONField(
        default=dict, help_text="What was written on the survivor and ended on the absorbed, by key."
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    undone_because = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="absorbed_once"),
            models.CheckConstraint(condition=~Q(survivor=F("absorbed")), name="join_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="join_undone_whole",
            ),
        ]
