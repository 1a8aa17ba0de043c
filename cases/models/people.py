"""People: somebody the record is about, or a carer; their numbers, their words, who cares for whom."""

from django.db import models
from django.db.models import F, Q

from partners.models import Organisation, Worker


class Gender(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"


class RecordKind(models.TextChoices):
    """Whose needs a record is about: somebody's own, or theirs as the carer of somebody (CA14 s9 and s10)."""

    PERSON = "person", "A person’s record"
    CARER = "carer", "A carer’s own record"


class Person(models.Model):
    """Somebody the record is about, or a carer. A carer is a person of their own, with their own consent."""

    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    preferred_name = models.CharField(max_length=100, blank=True, help_text="How they like to be called.")
    birth_date = models.DateField(null=True, blank=True)
    death_date = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.UNKNOWN)
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    communication_needs = models.CharField(
        max_length=300,
        blank=True,
        help_text="Accessible Information Standard: large print, interpreter, text not call.",
    )
    what_matters = models.TextField(blank=True, help_text="In their own words.")
    what_matters_at = models.DateTimeField(null=True, blank=True)
    what_matters_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    search_key = models.CharField(
        max_length=260, editable=False, help_text="Case-folded, unaccented names; kept by services."
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(death_date=None) | Q(birth_date=None) | Q(death_date__gte=F("birth_date")),
                name="death_after_birth",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_own_survivor"),
        ]

    @property
    def display_name(self):
        """The name for pages: preferred name, else given name, with the family name; never empty."""
        first = self.preferred_name or self.given_name
        return " ".join(part for part in (first, self.family_name) if part) or "Name not known"

    @property
    def full_name(self):
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    @property
    def called(self):
        """How they like to be called, alone."""
        return self.preferred_name or self.given_name or self.display_name


class WhatMatters(models.Model):
    """Append-only: everything the person has said matters to them, newest on top of the record."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="what_matters_history")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")


class Identifier(models.Model):
    """A number by which somebody is known. The same digits mean different people under different types."""

    class Type(models.TextChoices):
        NHS = "NHS", "NHS number"
        CHI = "CHI", "CHI number"
        HCN = "HCN", "Health and Care Number"
        LOCAL = "LOCAL", "Local number"

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    type = models.CharField(max_length=5, choices=Type)
    value = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    is_settled = models.BooleanField(
        default=True, help_text="False while a possible match holds the same number twice (decisions.md 7)."
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "value"], condition=Q(is_settled=True) & ~Q(type="LOCAL"), name="number_settled_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "value"], condition=Q(type="LOCAL"), name="local_number_once"
            ),
            models.CheckConstraint(
                condition=Q(type="LOCAL", organisation__isnull=False) | (~Q(type="LOCAL") & Q(organisation=None)),
                name="local_number_has_owner",
            ),
        ]
        indexes = [models.Index(fields=["type", "value"], name="identifier_value")]


class CarerLink(models.Model):
    """That one person cares for another. It opens no record by itself: a carer's own record is a case of their own.

    ``organisation`` is whose worker wrote it down, or whose extract brought it. Who is shown the carer's name is decided
    by ``cases.carer_policies``.
    """

    carer = models.ForeignKey(Person, models.PROTECT, related_name="cares_for")
    cared_for = models.ForeignKey(Person, models.PROTECT, related_name="carers")
    relationship = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carer", "cared_for"], name="carer_link_once"),
            models.CheckConstraint(condition=~Q(carer=F("cared_for")), name="carer_not_self"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by=None, ended_because=""), name="carer_link_end_whole"
            ),
        ]


class CarerStep(models.Model):
    """Append-only: what was said between a carer and a body about an assessment of their own, on which day, and by whom.

    Source: CA14 s10(1) (the duty begins when it appears that a carer may have needs, now or in future).
    """

    class Step(models.TextChoices):
        TOLD = "told", "Told of the right to an assessment of their own"
        OFFERED = "offered", "Offered an assessment"
        NEED = "need", "It appears that they may need support, now or in future"
        ASKED = "asked", "Asked for an assessment"
        DECLINED = "declined", "Does not want an assessment"

    link = models.ForeignKey(CarerLink, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=8, choices=Step)
    on = models.DateField(help_text="The day on which it was said, in London.")
    words = models.CharField(max_length=400, blank=True, help_text="What the carer said, in their own words.")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", help_text="For whom the worker wrote."
    )

    class Meta:
        ordering = ["on", "pk"]
