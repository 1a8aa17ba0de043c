"""Who is asked whether they agree to a version, what each of them says, and what stands before a signature."""

from collections import defaultdict
from dataclasses import dataclass

from assessments import merged_form
from assessments.models import Agreement, Assessment, Party, Says
from assessments.policies import JOINT_ASSESSMENT, reads_agreement
from assessments.queries import answers_of, confirmed
from cases import carer_policies, carer_queries
from cases.models import CarerLink, Case
from cases.policies import family
from cases.sight import ways_in
from domains import policies as domain_policies
from domains.models import Part, Share, State


@dataclass(slots=True)
class Voice:
    """Somebody who is asked, or has answered: ``says`` is every answer of theirs, the one that stands first.

    ``joint``: an organisation that leads or shares the joint assessment; the version is not signed without its answer.
    ``is_asked``: they stand on the case now; somebody whose part has ended keeps the answer they gave.
    """

    key: str
    party: str
    name: str
    under: str = ""
    joint: bool = False
    is_asked: bool = True
    is_named: bool = True
    carer_id: int | None = None
    organisation_id: int | None = None
    says: tuple = ()

    @property
    def stands(self):
        """The answer that stands, or None."""
        return self.says[0] if self.says else None

    @property
    def before(self):
        """What they said before, newest first."""
        return self.says[1:]


def key_of(row):
    """The key of whoever an :class:`Agreement` is of: person, carer-5, organisation-3."""
    return f"{row.party}-{row.carer_id or row.speaks_for_id}" if row.party != Party.PERSON else "person"


#: What a carer is called to readers to whom they have not agreed (``cases.carer_policies``).
A_CARER = "A carer"


def asked(case):
    """Everybody who is asked, in the order of the page: the person, carers, then organisations that hold a part.

    Not organisations that are only kept informed. Three queries beside the family of the case. Carers stand there by name:
    what a worker is shown goes through :func:`shown_to`.
    """
    voices = [Voice("person", Party.PERSON, case.person.called)]
    people = Case.objects.filter(pk__in=family(case)).values("person")
    links = CarerLink.objects.filter(cared_for__in=people, ended_at=None).select_related("carer").order_by("pk")
    for link in {link.carer_id: link for link in links}.values():
        voices.append(
            Voice(
                f"carer-{link.carer_id}", Party.CARER, link.carer.display_name, link.relationship or "Carer",
                carer_id=link.carer_id,
            )
        )  # fmt: skip
    parts = Part.objects.filter(case_id=case.pk, state=State.ACCEPTED, share__in=domain_policies.WRITES)
    held = defaultdict(list)
    for part in parts.select_related("organisation", "domain").order_by("domain__position", "pk"):
        held[part.organisation].append(part)
    for organisation, mine in held.items():
        joint = any(p.domain.code == JOINT_ASSESSMENT and p.share in (Share.LEAD, Share.JOINT) for p in mine)
        under = ", ".join(dict.fromkeys(p.domain.name for p in mine))
        voices.append(
            Voice(
                f"organisation-{organisation.pk}", Party.ORGANISATION, organisation.short_name, under, joint,
                organisation_id=organisation.pk,
            )
        )  # fmt: skip
    return voices


def voices(assessment):
    """Every voice of a version with what it says. A signed version shows who answered; a draft also who has not yet.

    One query for the answers, three for who is asked of a draft.
    """
    answered = answers_by_voice([assessment])[assessment.pk]
    found = asked(assessment.case) if assessment.state == Assessment.State.DRAFT else []
    known = {voice.key for voice in found}
    for voice in found:
        voice.says = tuple(answered.get(voice.key, ()))
    past = {key: rows for key, rows in answered.items() if key not in known}
    return [*found, *from_answers(past, "Not asked any longer" if found else "")]


def from_answers(answered, under=""):
    """The voices of those who answered, as {key: answers, newest first} names them."""
    return [_past(key, rows, under) for key, rows in answered.items()]


def _past(key, rows, under):
    """Somebody who answered, as they were called then."""
    newest = rows[0]
    name = newest.speaks_for.short_name if newest.speaks_for_id else newest.named
    return Voice(
        key, newest.party, name, under, is_asked=False, carer_id=newest.carer_id, organisation_id=newest.speaks_for_id,
        says=tuple(rows),
    )  # fmt: skip


def answers_by_voice(assessments):
    """{assessment id: {key of a voice: [its answers, newest first]}}, the person first. One query, however many versions."""
    found = {assessment.pk: {} for assessment in assessments}
    rows = Agreement.objects.filter(assessment__in=list(found)).select_related("by", "organisation", "speaks_for")
    order = {Party.PERSON: 0, Party.CARER: 1, Party.ORGANISATION: 2}
    for row in sorted(rows, key=lambda row: (order[row.party], row.pk)):
        found[row.assessment_id].setdefault(key_of(row), []).insert(0, row)
    return found


def shown_to(found, worker, case, reached, *, at):
    """The voices that a worker reads: all for who reads the joint assessment, else those of their own organisations.

    Where the whole record is not theirs to read, the domains of others are not named.
    """
    own = set(ways_in(worker, case, at=at))
    hide_carers(found, worker, case, at=at)
    if reached.reads_all:
        return found
    if not reads_agreement(reached):
        return [voice for voice in found if voice.organisation_id in own]
    for voice in found:
        if voice.party == Party.ORGANISATION and voice.organisation_id not in own:
            voice.under = "Joint assessment" if voice.joint else ""
    return found


def hide_carers(found, worker, case, *, at):
    """Take the name, the words and who they are to the person from carers who have not agreed that the worker knows them.

    In memory only: what is kept and sealed is what they said.
    """
    carers = [voice for voice in found if voice.party == Party.CARER]
    if not carers:
        return
    links = list(carer_queries.links_of(case))
    shown = carer_policies.named(worker, case, links, at=at)
    named = {link.carer_id for link in links if link.pk in shown}
    known = {link.carer_id for link in links if shown.get(link.pk) == carer_policies.ALL}
    own = ways_in(worker, case, at=at)
    hidden = [voice for voice in carers if voice.carer_id not in named]
    for number, voice in enumerate(hidden, start=1):
        voice.name = A_CARER if len(hidden) == 1 else f"{A_CARER} ({number} of {len(hidden)})"
        voice.under, voice.is_named = "", False
        for row in voice.says:
            row.named, row.words = voice.name, ""
    for voice in carers:
        if voice.carer_id in named and voice.carer_id not in known:
            for row in voice.says:
                if row.organisation_id not in own:
                    row.words = ""  # what others wrote down of a carer, who only wrote their name down is not shown


@dataclass(frozen=True, slots=True)
class Missing:
    """One duty of one framework with questions that nobody has answered: (framework, duty, question texts)."""

    framework: str
    duty: str
    source: str
    questions: tuple


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands before a signature: whose answer is missing, who says no, and what each duty still lacks."""

    voices: tuple
    missing: tuple

    @property
    def without_person(self):
        return not any(voice.stands for voice in self.voices if voice.party == Party.PERSON)

    @property
    def not_answered(self):
        """Names of bodies that share the joint assessment and have not answered: nobody signs before they have."""
        return [voice.name for voice in self.voices if voice.joint and not voice.stands]

    @property
    def refusing(self):
        """Names of those who say no."""
        return [voice.name for voice in self.voices if voice.stands and voice.stands.says == Says.NO]


def readiness(assessment, reached, worker, *, at):
    """The :class:`Readiness` of a draft, as far as whoever signs reads it. Five queries."""
    form = merged_form.form_for(assessment.frameworks)
    items, name = form.items, assessment.case.person.called
    missing = []
    for one in merged_form.coverage(form, confirmed(answers_of(assessment))):
        for duty in one.duties:
            open_ = [items[code] for code in duty.missing if reached.reads_item(items[code])]
            if open_:
                questions = tuple(item.asked_about(name) for item in open_)
                missing.append(Missing(one.framework.name, duty.name, duty.source, questions))
    asked_now = voices(assessment)
    hide_carers(asked_now, worker, assessment.case, at=at)
    return Readiness(tuple(asked_now), tuple(missing))


def written_since(assessment, moment):
    """How many answers, words, needs, goals and actions of a version were written after a moment. Five counts."""
    after = {"at__gt": moment}
    goals = assessment.plan.goals if getattr(assessment, "plan", None) else None
    counted = [assessment.answers.filter(**after), assessment.words.filter(**after), assessment.needs.filter(**after)]
    if goals is not None:
        counted += [goals.filter(**after), goals.filter(actions__at__gt=moment)]
    return sum(rows.count() for rows in counted)
