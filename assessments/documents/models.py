"""Which copies of a document were given to whom. Append-only: a copy sent in error stays, with a note that says so."""

from django.db import models
from django.db.models import Q

from cases.models import Case
from partners.models import Organisation, Worker


class Recipient(models.TextChoices):
    PERSON = "person", "The person"
    CARER = "carer", "A carer"
    GP = "gp", "The GP practice"
    ORGANISATION = "organisation", "A partner on the case"
    OTHER = "other", "Somebody else"


class Way(models.TextChoices):
    HANDED = "handed", "Handed over"
    POSTED = "posted", "By post"
    SECURE_MAIL = "secure_mail", "By secure mail"


class CopyGiven(models.Model):
    """One copy: which document of which version, to whom, how, on which day, by whom and for which organisation.

    ``asked_words`` and ``asked_on``: what the person asked or agreed to, and when (Care Act 2014 s12(3) and (4): the adult
    has the record in writing, others if the adult asks). Never changed afterwards.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="copies_given", db_index=False)
    assessment = models.ForeignKey("assessments.Assessment", models.CASCADE, related_name="copies_given")
    document = models.CharField(max_length=20)
    variant = models.CharField(max_length=12)
    recipient = models.CharField(max_length=12, choices=Recipient)
    name = models.CharField(max_length=200, help_text="To whom, as it was known on that day.")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=12, choices=Way)
    given_on = models.DateField()
    asked_words = models.CharField(max_length=400, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="Whose worker gave it.")
    form_key = models.UUIDField(null=True, blank=True, unique=True, help_text="The same form sent twice is one copy.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient="organisation", to_organisation__isnull=False)
                | (~Q(recipient="organisation") & Q(to_organisation=None)),
                name="copy_organisation_whole",
            ),
            models.CheckConstraint(
                condition=Q(asked_words="", asked_on=None) | (~Q(asked_words="") & Q(asked_on__isnull=False)),
                name="copy_asked_whole",
            ),
            models.CheckConstraint(
                condition=~Q(recipient__in=["carer", "other"]) | Q(asked_on__isnull=False), name="copy_to_others_asked"
            ),
        ]
        indexes = [models.Index(fields=["case", "-at", "-id"], name="copy_case")]


class CopySentInError(models.Model):
    """That a copy should not have gone where it went, and what was done about it. The copy's row stays as it was."""

    copy = models.OneToOneField(CopyGiven, models.CASCADE, related_name="sent_in_error")
    words = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
