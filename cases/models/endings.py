"""How a case ended, or passed to somebody else: closings, deaths, carers who were told, transfers with their steps."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.models.people import CarerLink, Person
from partners.models import Organisation, Team, Worker


class Death(models.Model):
    """Append-only but for taking it back: that somebody died, on which day, how it is known, who wrote it down and for whom.

    ``case`` is the record on which it was written; it is said of the person, and so of every record of theirs.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="deaths", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="deaths")
    died_on = models.DateField()
    how_known = models.CharField(max_length=400)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    undone_because = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(undone_at=None), name="death_once"),
            models.CheckConstraint(condition=~Q(how_known=""), name="death_is_known"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undone_because="")
                | (Q(undone_at__gte=F("at"), undone_by__isnull=False) & ~Q(undone_because="")),
                name="death_undone_whole",
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="death_person")]


class Closing(models.Model):
    """Append-only: one closing of a case, why, in words, and which bodies were told. Re-opening writes a status, no row here.

    ``told`` is plain data: [{"organisation": key, "team": key, "held": whether it held a part, or was only asked}].
    """

    class Why(models.TextChoices):
        DONE = "done", "The care is finished"
        MOVED = "moved", "They moved away, or another body took over"
        ASKED = "asked", "They no longer want it"
        LOST = "lost_touch", "Nobody could reach them"
        OTHER = "other", "Another reason"
        DIED = "died", "They died"

    case = models.ForeignKey(Case, models.CASCADE, related_name="closings")
    death = models.ForeignKey(Death, models.PROTECT, null=True, blank=True, related_name="closings")
    why = models.CharField(max_length=12, choices=Why)
    summary = models.TextField()
    left_open = models.TextField(blank=True, help_text="Why needs and risks that are open are left as they are.")
    told = models.JSONField(default=list)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(summary=""), name="closing_has_summary"),
            models.CheckConstraint(
                condition=Q(why="died", death__isnull=False) | (~Q(why="died") & Q(death=None)),
                name="closing_death_whole",
            ),
        ]


class CarerTold(models.Model):
    """That somebody told a carer, by voice or letter, that a record was closed or that the person died."""

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="carers_told")
    link = models.ForeignKey(CarerLink, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "link"], name="carer_told_once")]


class Transfer(models.Model):
    """That the coordination of a case is to pass to another team, organisation or area. ``state`` repeats the newest event.

    Who coordinated before stays responsible until it is accepted (domain-facts 1.7). ``words`` is all that the receiver
    reads beforehand, with how the person is called and the initial of their name. Aftercare under section 117 never moves
    by this.
    """

    class Scope(models.TextChoices):
        TEAM = "team", "Another team of the same organisation"
        ORGANISATION = "organisation", "Another organisation of the partnership"
        AREA = "area", "A body outside the partnership"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Asked, not answered"
        SENT = "sent", "Information sent"
        MET = "met", "Handover meeting held"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    scope = models.CharField(max_length=12, choices=Scope)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    from_worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="transfers_here", db_index=False
    )
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    to_worker = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who coordinates, once accepted."
    )
    to_name = models.CharField(
        max_length=200, blank=True, help_text="The body outside the partnership, and whom to ask."
    )
    lead_moves = models.BooleanField(default=False, help_text="Whether the receiver also takes on holding the record.")
    reason = models.CharField(max_length=400)
    words = models.CharField(max_length=400, help_text="What the receiver reads before they accept.")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=("proposed", "sent", "met")), name="transfer_live_once"
            ),
            models.CheckConstraint(
                condition=(Q(scope="area", to_organisation=None, to_team=None, lead_moves=False) & ~Q(to_name=""))
                | (~Q(scope="area") & Q(to_organisation__isnull=False, to_team__isnull=False, to_name="")),
                name="transfer_receiver_whole",
            ),
            models.CheckConstraint(
                condition=Q(to_worker=None) | Q(state="accepted", to_organisation__isnull=False),
                name="transfer_worker_once_accepted",
            ),
        ]
        indexes = [models.Index(fields=["to_organisation", "state"], name="transfer_receiver")]

    @property
    def receiver(self):
        """Who is asked, in words."""
        if self.to_organisation is None:
            return self.to_name
        team = "" if self.to_team.is_whole else f", {self.to_team.name}"
        return f"{self.to_organisation.name}{team}"


class TransferEvent(models.Model):
    """Append-only: each step of a transfer, with what was sent, who met, or why not."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=Transfer.State)
    words = models.TextField(blank=True)
    on = models.DateField(help_text="The day on which it happened, in London.")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
