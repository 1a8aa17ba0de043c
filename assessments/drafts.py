"""What a reader is shown while a next version is being written (ADR 22).

Answers, words, needs and goals that nobody has signed are seen by who holds or shares their domain, by the lead and the
sharers of joint assessment, and by the organisation that coordinates: :attr:`policies.Reach.drafts`. Other readers of a
domain read what the last signed version says of it. Each page is put together so, domain by domain; that a worker of
another domain goes on working in theirs is the common case.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from assessments import merged_form, queries
from assessments.models import Assessment


@dataclass
class Seen:
    """The newest version as one worker sees it. ``signed``: the version whose answers stand for what they are not shown."""

    assessment: Assessment
    reach: object
    signed: Assessment | None = None
    standing: dict | None = None  # what the caller has read of the answers already

    def __post_init__(self):
        self.own = self.reach.of(self.assessment)

    @property
    def kept_back(self):
        """Whether something of the version being written is not shown to them."""
        return self.own is not self.reach

    @cached_property
    def answers(self):
        """{question: Answer}: one query, two where something is kept back."""
        found = queries.answers_of(self.assessment) if self.standing is None else self.standing
        if not self.kept_back:
            return found
        items = merged_form.form_for(self.assessment.frameworks).items
        shown = {code: a for code, a in found.items() if code in items and self.own.reads_item(items[code])}
        before = queries.answers_of(self.signed) if self.signed else {}
        others = {code: a for code, a in before.items() if code in items and not self.own.reads_item(items[code])}
        return shown | others

    @cached_property
    def words(self):
        """{section: SectionWords} of what the person says, where anything is written. One query, or two."""
        form = merged_form.form_for(self.assessment.frameworks)
        own = {s.code for s in form.sections if self.own.reads_words(s.section)}
        shown = {row.section: row for row in _words(self.assessment) if row.section in own or not self.kept_back}
        if self.kept_back and self.signed:
            shown |= {row.section: row for row in _words(self.signed) if row.section not in own}
        return shown

    def writing(self, section):
        """Whether a section is being written for the first time, by others: there is nothing of it to show yet."""
        mine = [item for item in section.items if self.reach.reads_item(item)]
        return self.kept_back and self.signed is None and not any(self.own.reads_item(item) for item in mine)

    def instead(self, section=None):
        """Whether the reader is shown something older than what is being written: of a section, or of anything."""
        items = section.items if section is not None else ()
        return self.kept_back and (
            section is None or any(self.reach.reads_item(i) and not self.own.reads_item(i) for i in items)
        )


def shown(reach, domain, assessment):
    """The condition, on rows of any version, that the reader is shown them: of a signed version, or of their own domains.
    ``domain`` and ``assessment`` name the relations that lead there.
    """
    return Q(**{f"{assessment}__state": Assessment.State.SIGNED}) | Q(**{f"{domain}__code__in": reach.drafts})


def seen(assessment, reach, *, answers=None):
    """The :class:`Seen` of the newest version. One query where something is kept back, none otherwise. ``answers`` are all
    answers of the version, where they are read already.
    """
    made = Seen(assessment, reach, standing=answers)
    if made.kept_back:
        made.signed = queries.in_force(assessment.case)
    return made


def _words(version):
    return version.words.exclude(words="").select_related("by", "organisation")


def needs(one):
    """Needs as :func:`queries.needs`, of the version being written for the reader's own domains, else of the signed one."""
    found = queries.needs(one.assessment, one.own)
    if one.kept_back and one.signed:
        found += [need for need in queries.needs(one.signed, one.reach) if need.domain.code not in one.own.reads]
        found.sort(key=lambda need: queries.URGENT[need.level])
    return found


def goals(one):
    """Goals as :func:`queries.goals`: those that touch the reader's own domains as they are being written, others as signed."""
    found = queries.goals(one.assessment, one.own)
    if one.kept_back and one.signed:
        copied = {goal.copied_from_id for goal in found}
        found += [
            goal
            for goal in queries.goals(one.signed, one.reach)
            if goal.domain.code not in one.own.reads and goal.pk not in copied
        ]
    return found


@dataclass(frozen=True, slots=True)
class PlanGlance:
    """The plan in a few lines: its goals, how many are reached, whether it is agreed, and who says no to it.

    ``in_force`` is the version that is agreed while a later one is being written, or None. ``assessment`` is the version
    that the goals are read from: the one in force, for who is shown nothing of the later one.
    """

    assessment: Assessment
    in_force: Assessment | None
    goals: tuple
    reached: int
    refusals: list


def plan_at_a_glance(case, reach):
    """What the case page shows of the plan, or None where there is none yet. Six queries at most."""
    assessment = queries.current(case)
    if assessment is None:
        return None
    one = seen(assessment, reach)
    found = goals(one)
    if not found:
        return None
    reached = sum(goal.state == "reached" for goal in found)
    agreed = queries.in_force(case) if assessment.state == Assessment.State.DRAFT else None
    if one.kept_back and agreed is not None and not queries.goals(assessment, one.own):
        assessment, agreed = agreed, None
    return PlanGlance(assessment, agreed, tuple(found), reached, queries.refusals([assessment, agreed], reach))
