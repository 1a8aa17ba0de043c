"""Which frameworks apply in the partnership. The choice counts for assessments that are begun from then on: a version keeps
the frameworks with which it was begun (domain-facts 1.2: what is on a record stays readable).
"""

from dataclasses import dataclass

from django.db import transaction

from assessments import merged_form
from assessments.framework_files import library
from cases.models import RecordKind
from partners import queries as partners
from partners import services
from partners.errors import PartnersError
from partners.policies import require_administrator
from partners.registry import Chore

DEFAULT = ("cpa-2008", "care-act-2014")


@dataclass(frozen=True, slots=True)
class Choice:
    """A framework that can be chosen, as its newest version asks: duties, questions, and its review where it has one."""

    code: str
    name: str
    source: str
    duties: int
    questions: int
    review: str


def chosen():
    """Codes of the frameworks that apply: the partnership's, or the two that every installation begins with."""
    partnership = partners.partnership()
    return tuple((partnership and partnership.frameworks) or DEFAULT)


def for_case(case):
    """Codes of the frameworks with which a version of a case is begun.

    Of a person's record those that the partnership chose. Of a carer's own record every framework ``about: carer``: the
    council's duty to assess carers (CA14 s10) is none that a partnership chooses, and no framework about a person is asked.
    """
    known = library()
    if case.is_carers:
        return tuple(
            sorted(code for code in {c for c, _ in known.frameworks} if _about(known, code) == RecordKind.CARER)
        )
    return tuple(code for code in chosen() if _about(known, code) != RecordKind.CARER)


def _about(known, code):
    newest = known.newest(code)
    return newest.about if newest is not None else RecordKind.PERSON


def choices():
    """Every framework about a person that could be read, by name: :class:`Choice` of the newest version of each."""
    known = library()
    made = []
    for code in {code for code, _ in known.frameworks if _about(known, code) == RecordKind.PERSON}:
        framework = known.newest(code)
        made.append(
            Choice(
                code, framework.name, framework.source, len(framework.duties),
                len({item for duty in framework.duties for item in duty.items}),
                "; ".join(map(_how_often, framework.clocks)),
            )
        )  # fmt: skip
    return sorted(made, key=lambda choice: choice.name.casefold())


def form_of(codes):
    """The merged form that these frameworks make, by their newest versions."""
    return merged_form.form_for(merged_form.newest_versions(codes))


def clocks_chosen(case):
    """((kind, name), ...) of the reviews that the frameworks of a case ask for, where it has no version yet."""
    clocks = (clock for framework in form_of(for_case(case)).frameworks for clock in framework.clocks)
    return [(clock.kind, clock.name) for clock in clocks if not clock.special]


def _how_often(clock):
    if clock.weeks:
        return f"{clock.name} once, after {clock.weeks[0]} to {clock.weeks[1]} weeks"
    return f"{clock.name} every {clock.months} months"


@transaction.atomic
def choose(*, codes, by, at):
    """Say which frameworks apply from now on. Administrators only. What is being written keeps the frameworks it began with.

    Refuses none at all, and a framework that cannot be read. A code without a file that was chosen before stays.
    """
    require_administrator(by, at=at)
    partnership = partners.partnership()
    if partnership is None:
        raise PartnersError("Name the partnership first: Administration, The partnership.")
    known = {choice.code for choice in choices()}
    if not codes:
        raise PartnersError("Choose at least one. Without one nobody can begin an assessment.", field="frameworks")
    if not set(codes) <= known:
        raise PartnersError("Choose from the frameworks in the list.", field="frameworks")
    legacy = [code for code in partnership.frameworks if code not in known]
    ordered = [choice.code for choice in choices() if choice.code in codes]
    return services.set_partnership(name=partnership.name, frameworks=[*ordered, *legacy], by=by, at=at)


def chores(at):
    """The line on the administrator's page."""
    return [Chore("Assessment frameworks", "Which duties the single assessment serves", "assessments:frameworks")]
