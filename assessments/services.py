"""Every write to an assessment: starting it, answers and the person's words, needs. The plan is in ``plan_services``,
reviews are in ``review_services``; they are offered here too.

Answers are saved a section at a time. Two people at once lose nothing: what the second did not touch stays as the first
left it, what both changed is given back as a :class:`Clash` with who and when, and nothing of either is thrown away.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused, deny
from assessments import merged_form, policies, values
from assessments.models import (
    Answer,
    AnswerState,
    AnswerVersion,
    Assessment,
    Need,
    NeedLevel,
    SectionWords,
    SectionWordsVersion,
)
from assessments.plan_services import add_action, set_action_state, set_goal_state, write_goal
from assessments.review_services import call_off_review, check_review, hold_review, plan_review, plan_signed
from assessments.starting import start, version_of, words_version_of
from audit import services as audit
from calendars import local_day
from partners.models import Domain

__all__ = [
    "Clash", "Given", "Saved", "add_action", "add_need", "call_off_review", "change_need", "check_review", "confirm",
    "compare_section", "hold_review", "plan_review", "plan_signed",
    "save_section", "set_action_state", "set_goal_state", "set_words", "start", "write_goal",
]  # fmt: skip


class Say:
    """What the worker said about one question."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Given:
    """One question as it came back: an answer, *still right*, or *ask next time*. ``seen`` is the version on the form."""

    say: str = Say.ANSWER
    value: object = None
    why: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people changed the same thing. ``mine`` was typed and is not saved; ``theirs`` stands, with who and when."""

    item: str  # a question's code, or "words"
    mine: object
    theirs: object
    by: object
    at: object
    number: int


@dataclass(frozen=True)
class Saved:
    """What a save did: questions written, and what somebody else had changed meanwhile."""

    items: tuple = ()
    words: bool = False
    clashes: tuple = field(default=())


@transaction.atomic
def save_section(*, assessment, section, given, by, at, words=None, words_seen=0):
    """Save what came back of one section. ``given`` maps question codes to :class:`Given`; what is unchanged is not touched.

    ``words`` None leaves the person's words. Raises ValidationError keyed by question code (nothing is saved then), or
    Refused for a signed version or a question of somebody else's domain. Returns :class:`Saved` with any clashes.
    """
    assessment, reach = _locked(assessment, by, at=at)
    return _compared(assessment, reach, section, given, words, words_seen, by, at).finish(section)


def compare_section(*, assessment, section, given, by, at, words=None, words_seen=0):
    """What :func:`save_section` would do with the same, without doing it: the questions it would write, and the clashes.

    For words that were typed against an earlier state, so that they can be shown beside what stands now. Refuses as a save.
    """
    decision, reach = policies.may_write(by, assessment, at=at)
    if not decision:
        raise Refused(decision)
    return _compared(assessment, reach, section, given, words, words_seen, by, at).result()


def _compared(assessment, reach, section, given, words, words_seen, by, at):
    within = merged_form.form_for(assessment.frameworks).section(section)
    if within is None:
        raise ValidationError("This section is not part of the assessment. Go back to its list of sections.")
    items = {item.code: item for item in within.items}
    for code in given:
        if code not in items or not reach.writes_item(items[code]):
            raise Refused(deny("not_your_part"))
    if words is not None and not reach.writes_words(within.section):
        raise Refused(deny("not_your_part"))
    wanted = _cleaned(items, given, assessment.case.person, at=at)
    saving = _Saving(assessment, items, reach, by, at)
    saving.answers(wanted, given)
    if words is not None:
        saving.words(section, values.LONG_TEXT_LIMIT, words, words_seen)
    return saving


def _locked(assessment, by, *, at):
    """The assessment, locked and fresh, and what the worker writes in it; raises Refused for who writes nothing."""
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("case__person").get(pk=assessment.pk)
    decision, reach = policies.may_write(by, assessment, at=at)
    if not decision:
        raise Refused(decision)
    return assessment, reach


def _cleaned(items, given, person, *, at):
    errors, cleaned = {}, {}
    for code, what in given.items():
        try:
            if what.say == Say.ANSWER:
                cleaned[code] = values.clean(items[code], what.value, birth_date=person.birth_date, today=local_day(at))
        except ValidationError as error:
            errors[code] = error.messages
    if errors:
        raise ValidationError(errors)
    return cleaned


class _Saving:
    """One save of one section, under the lock of its assessment: compares with what stands, then writes in bulk."""

    def __init__(self, assessment, items, reach, by, at):
        self.assessment, self.items, self.reach, self.by, self.at = assessment, items, reach, by, at
        self.new, self.changed, self.clashes, self.said = [], [], [], None
        self.domains = dict(Domain.objects.values_list("code", "pk"))

    def answers(self, wanted, given):
        standing = {a.item: a for a in self.assessment.answers.filter(item__in=given).select_related("by")}
        moved = [code for code, a in standing.items() if given[code].seen != a.number]
        base = {
            (row.answer_id, row.number): row
            for row in AnswerVersion.objects.filter(answer__in=[standing[code].pk for code in moved])
        }
        for code, what in given.items():
            if what.say == Say.LATER:
                continue
            answer = standing.get(code)
            seen = base.get((answer.pk, what.seen)) if answer and answer.number != what.seen else answer
            if what.say == Say.CONFIRM:
                self._confirm(code, what, answer, seen)
            else:
                self._answer(code, wanted[code], what, answer, seen)

    def _confirm(self, code, what, answer, seen):
        if seen is None:
            return
        if answer.number == what.seen or answer.value == seen.value:
            if answer.state != AnswerState.CONFIRMED:
                self._write(code, answer, answer.value, "")
        else:
            self._clash(code, seen.value, answer)

    def _answer(self, code, value, what, answer, seen):
        before = seen.value if seen and seen.state == AnswerState.CONFIRMED else None
        untouched = value == before and (value is not None or seen is None or seen.state == AnswerState.CONFIRMED)
        if untouched:
            return
        if answer is not None and value == answer.value and answer.state == AnswerState.CONFIRMED:
            return
        if answer is not None and value == answer.value and answer.number != what.seen and value is not None:
            return  # carried in meanwhile and the same: it stays to be confirmed
        if answer is not None and answer.number != what.seen:
            self._clash(code, value, answer)
        elif value is not None or (answer is not None and answer.state == AnswerState.CONFIRMED):
            self._write(code, answer, value, what.why)

    def _clash(self, code, mine, answer):
        self.clashes.append(Clash(code, mine, answer.value, answer.by, answer.at, answer.number))

    def _write(self, code, answer, value, why):
        item = self.items[code]
        if answer is None:
            answer = Answer(assessment=self.assessment, item=code, number=0)
            answer.domain_id = self.domains[item.domain]
            self.new.append(answer)
        else:
            self.changed.append(answer)
        answer.value, answer.state, answer.why = value, AnswerState.CONFIRMED, why.strip()[:400]
        answer.number += 1
        answer.by, answer.at, answer.organisation_id = self.by, self.at, self.reach.writes[item.domain]

    def words(self, section, limit, words, seen):
        words = words.replace("\r\n", "\n").strip()
        if len(words) > limit:
            raise ValidationError({"words": [f"This is {len(words)} characters long. Shorten it to {limit}."]})
        row = self.assessment.words.filter(section=section).select_related("by").first()
        number = row.number if row else 0
        if words == (row.words if row else ""):
            return
        if number != seen:
            base = row.versions.filter(number=seen).values_list("words", flat=True).first() or ""
            if words != base:
                self.clashes.append(Clash("words", words, row.words, row.by, row.at, row.number))
            return
        row = row or SectionWords(assessment=self.assessment, section=section, number=0)
        row.words, row.number = words, number + 1
        within = merged_form.form_for(self.assessment.frameworks).section(section).section
        row.by, row.at, row.organisation_id = self.by, self.at, self.reach.writes[within.domain]
        self.said = row

    def result(self):
        codes = tuple(sorted(answer.item for answer in self.new + self.changed))
        return Saved(codes, self.said is not None, tuple(self.clashes))

    def finish(self, section):
        if self.said is not None:
            self.said.save()
            SectionWordsVersion.objects.bulk_create([words_version_of(self.said)])
        Answer.objects.bulk_create(self.new)
        Answer.objects.bulk_update(self.changed, ["value", "state", "why", "number", "by", "at", "organisation"])
        written = self.new + self.changed
        AnswerVersion.objects.bulk_create([version_of(answer) for answer in written])
        done = self.result()
        if done.items or done.words:
            audit.record(
                "assessment.section_saved", target=self.assessment, by=self.by, at=self.at, case_id=self.assessment.case_id,
                person_id=self.assessment.case.person_id, detail={"section": section, "items": done.items, "words": done.words},
            )  # fmt: skip
        return done


def set_words(*, assessment, section, words, seen, by, at):
    """Write down what the person says about a section, in their own words. As :func:`save_section`, words alone."""
    return save_section(assessment=assessment, section=section, given={}, words=words, words_seen=seen, by=by, at=at)


@transaction.atomic
def confirm(*, assessment, items, by, at):
    """Confirm carried-in answers as they stand, all at once. Returns how many were confirmed; others are left.

    Refuses a question of somebody else's domain. What holds no fitting value cannot be confirmed and is left.
    """
    by_section = {}
    form = merged_form.form_for(assessment.frameworks)
    answers = assessment.answers.filter(item__in=items, state=AnswerState.CARRIED_IN).exclude(value=None)
    for answer in answers:
        section = form.items[answer.item].section
        by_section.setdefault(section, {})[answer.item] = Given(say=Say.CONFIRM, seen=answer.number)
    saved = [
        save_section(assessment=assessment, section=section, given=given, by=by, at=at)
        for section, given in by_section.items()
    ]
    return sum(len(one.items) for one in saved)


@transaction.atomic
def add_need(*, assessment, domain, text, level, by, at, persons_view="", workers_view="", item="", replaces=None):
    """Write a need down: met, unmet or none, the person's view beside the worker's. Returns it.

    ``replaces`` is the need that this one changes; it is kept, superseded. Refuses a domain that the worker does not write.
    """
    assessment, reach = _locked(assessment, by, at=at)
    if domain.code not in reach.writes:
        raise Refused(deny("not_your_part"))
    errors = {}
    if not text.strip():
        errors["text"] = "Write what is needed, in a few words."
    if level not in NeedLevel.values:
        errors["level"] = "Choose whether the need is met."
    if replaces is not None and replaces.superseded_at is not None:
        errors["text"] = "Somebody has changed this need meanwhile. Open the list of needs to see what it says now."
    if errors:
        raise ValidationError(errors)
    if replaces is not None:
        Need.objects.filter(pk=replaces.pk).update(superseded_at=at)
    need = Need.objects.create(
        assessment=assessment, domain=domain, item=item, text=text.strip()[:400], level=level, replaces=replaces,
        persons_view=persons_view.strip(), workers_view=workers_view.strip(), at=at, by=by,
        organisation_id=reach.writes[domain.code],
    )  # fmt: skip
    audit.record(
        "need.changed" if replaces else "need.added", target=need, by=by, at=at, case_id=assessment.case_id,
        person_id=assessment.case.person_id, detail={"domain": domain.code, "level": level},
    )  # fmt: skip
    return need


def change_need(*, need, text, level, by, at, persons_view="", workers_view=""):
    """Say something else about a need. The need before stays, superseded."""
    return add_need(
        assessment=need.assessment, domain=need.domain, text=text, level=level, by=by, at=at, item=need.item,
        persons_view=persons_view, workers_view=workers_view, replaces=need,
    )  # fmt: skip
