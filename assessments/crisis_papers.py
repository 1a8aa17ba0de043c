"""The crisis plan and the contingency plan as papers: canonical JSON for a seal, and words for printing. Pure."""

import json
from datetime import UTC

from assessments.models import CrisisPlan


def canonical(plan):
    """A plan as data without any key of the database: equal plans give equal bytes, on every installation."""
    said = {
        "version": plan.version,
        "written_at": plan.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "written_by": plan.by.name if plan.by else "",
        "written_for": plan.organisation.name,
        "started_from": plan.started_from,
    }
    if isinstance(plan, CrisisPlan):
        words = {name: getattr(plan, name) for name in ("signs", "helps", "contacts", "wishes")}
        return {"kind": "crisis-plan", **said, **words}
    return {"kind": "contingency-plan", **said, "steps": plan.steps}


def canonical_json(plan):
    """The bytes that are sealed: keys in order, no space, UTF-8."""
    return json.dumps(canonical(plan), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def words(plan, called):
    """((heading, text), ...) of a plan as it is read and printed; what nobody wrote is left out."""
    if not isinstance(plan, CrisisPlan):
        return tuple((f"If: {row['situation']}", f"{row['then']}\nWho: {row['who']}") for row in plan.steps)
    said = (
        (f"How others can tell that {called} is becoming unwell", plan.signs),
        ("What helps then, and what must not happen", plan.helps),
        ("Whom to call, in this order", "\n".join(map(contact_line, plan.contacts))),
        (f"What {called} wishes, and where it is written down", plan.wishes),
    )
    return tuple((heading, text) for heading, text in said if text)


def contact_line(contact):
    """Mair Evans, sister: 01632 960123 (evenings)."""
    who = ", ".join(part for part in (contact["name"], contact["relation"]) if part)
    when = f" ({contact['when']})" if contact["when"] else ""
    return f"{who}: {contact['number']}{when}"
