"""Writing the crisis plan and the contingency plan. A new version replaces the one before, which stays as it was written."""

from dataclasses import asdict, dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from access.decisions import Refused
from assessments import crisis_queries, policies
from assessments.models import ContingencyPlan, CrisisPlan
from assessments.values import LONG_TEXT_LIMIT
from audit import services as audit
from cases import locks

MOST_ROWS = 12
#: How long what stands in one box of a row may be.
LIMITS = {"name": 120, "relation": 80, "number": 60, "when": 120, "situation": 300, "then": 600, "who": 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call: who, what they are to the person, the number, and when they answer."""

    name: str = ""
    relation: str = ""
    number: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """If this happens, then that is done, by whom."""

    situation: str = ""
    then: str = ""
    who: str = ""


#: What a row must say, in the words that ask for it.
_NEEDED = {
    Contact: {"name": "Write who this is.", "number": "Write the number to call."},
    Step: {
        "situation": "Write what may happen.", "then": "Write what is done then.",
        "who": "Write who does it. Without a name nobody does.",
    },
}  # fmt: skip


class Changed(ValidationError):
    """Somebody wrote a newer version meanwhile. ``newest`` is theirs; nothing was saved."""

    def __init__(self, newest):
        self.newest = newest
        super().__init__("Somebody has written a newer version of this plan meanwhile.", code="changed")


@transaction.atomic
def write_crisis_plan(*, case, seen, by, at, signs="", helps="", contacts=(), wishes="", started_from=""):
    """Write the next version of the crisis plan. Returns it; the same words again are no new version.

    ``seen`` is the key of the version that the writer had before them (0 for none): :class:`Changed` when another stands
    now. Refuses who does not write risk and crisis, a plan that says nothing, a contact without a name or a number.
    """
    organisation_id = _may_write(case, by, at=at)
    errors = {}
    words = {"signs": signs, "helps": helps, "wishes": wishes}
    words = {name: _text(name, said, LONG_TEXT_LIMIT, errors) for name, said in words.items()}
    words["contacts"] = _rows(contacts, errors)
    if not errors and not any(words.values()):
        errors["helps"] = "Write at least what helps, or whom to call."
    if errors:
        raise ValidationError(errors)
    return _write(CrisisPlan, case, words, seen, by, at, organisation_id, started_from)


@transaction.atomic
def write_contingency_plan(*, case, seen, by, at, steps=(), started_from=""):
    """Write the next version of the contingency plan: one row or more of *if, then, who*. As :func:`write_crisis_plan`."""
    organisation_id = _may_write(case, by, at=at)
    errors = {}
    words = {"steps": _rows(steps, errors)}
    if not errors and not words["steps"]:
        errors["situation_0"] = "Write at least one thing that may fail, and what is done then."
    if errors:
        raise ValidationError(errors)
    return _write(ContingencyPlan, case, words, seen, by, at, organisation_id, started_from)


def _may_write(case, by, *, at):
    """The organisation for which the worker writes; raises Refused. The case is locked then."""
    reach = policies.reach(by, case, at=at)
    decision = policies.may_write_crisis(by, case, at=at, among=reach)
    if not decision:
        raise Refused(decision)
    locks.case(case.pk)
    return reach.writes[policies.RISK_AND_CRISIS]


def _write(model, case, words, seen, by, at, organisation_id, started_from):
    newest = crisis_queries.newest(model, case)
    if newest is not None and all(getattr(newest, name) == said for name, said in words.items()):
        return newest
    if (newest.pk if newest else 0) != seen:
        raise Changed(newest)
    last = model.objects.filter(case=case).aggregate(last=Max("version"))["last"] or 0
    plan = model.objects.create(
        case=case, version=last + 1, at=at, by=by, organisation_id=organisation_id,
        started_from=started_from[:200] if newest is None else "", **words,
    )  # fmt: skip
    action = "crisis_plan.written" if model is CrisisPlan else "contingency_plan.written"
    audit.record(
        action, target=plan, by=by, at=at, case_id=case.pk, person_id=case.person_id, organisation_id=organisation_id,
        detail={"version": plan.version},
    )  # fmt: skip
    return plan


def _text(name, said, limit, errors):
    text = said.replace("\r\n", "\n").strip()
    if len(text) > limit:
        errors[name] = f"This is {len(text)} characters long. Shorten it to {limit}."
    return text


def _rows(rows, errors):
    """The rows that say something, as they are stored. Each fault stands at its box: ``number_2`` of the third row."""
    kept = []
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"Write {MOST_ROWS} rows at the most. Nobody reads more when it is urgent.")
    for place, row in enumerate(rows):
        said = {f.name: _text(f"{f.name}_{place}", getattr(row, f.name), LIMITS[f.name], errors) for f in fields(row)}
        if not any(said.values()):
            continue
        errors |= {f"{name}_{place}": told for name, told in _NEEDED[type(row)].items() if not said[name]}
        kept.append(asdict(type(row)(**said)))
    return kept
