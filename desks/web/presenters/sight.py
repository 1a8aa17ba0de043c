"""The words of *who can see this, and why*. What they say is found by the policies (``domains.seeing``)."""

from dataclasses import dataclass

from design.words import count, long_date

#: Why an organisation opens nothing, for people who look at the record; by the policies' own codes.
WHY_NOT = {
    "nobody_there": "Nobody there has a role that opens records",
    "no_agreement": "No sharing agreement is in force with the body that holds this record",
    "consent_missing": "{called} has not agreed to it",
    "consent_withdrawn": "{called} said no, or took their agreement back",
    "restricted": "The record is restricted: only workers named on it open it",
    "organisation_suspended": "The organisation is suspended from the partnership",
    "no_membership": "Nobody there has a role that opens records now",
    "not_involved": "It has no accepted part here",
}
SHARES = {"lead": "leads", "joint": "shares", "contributor": "contributes to", "informed": "is kept informed of"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One link of the chain: the sentence, what stands under it, and a mark where it shuts or waits."""

    words: str
    under: str = ""
    mark: str = ""


def page(picture, code):
    """Everything the template shows."""
    called = picture.case.person.called
    rows = [_row(row, picture, called) for row in picture.rows if not code or _reads(row, code)]
    open_rows = [row for row in rows if row["people"]]
    people = {w.pk for row in picture.rows for g in row.groups for w in g.workers if not code or code in g.reach.reads}
    return {
        "case": picture.case,
        "called": called,
        "rows": rows,
        "code": code,
        "domain": picture.domains.get(code, ""),
        "domains": list(picture.domains.items()),
        "heading": f"{count(len(open_rows), 'organisation')}: {count(len(people), 'person', 'people')}",
        "barred": [_bar(bar, picture.at) for bar in picture.barred],
        "has_others": any(row["people"] and not row["all"] for row in rows),
    }


def _reads(row, code):
    return code in row.reach.reads or any(part.code == code for part in row.facts.parts)


def _row(row, picture, called):
    reach = row.reach
    everything = bool(row.groups) and reach.reads == set(picture.domains)
    return {
        "organisation": row.organisation,
        "people": len(row.workers),
        "groups": [_group(group, picture) for group in row.groups],
        "all": everything,
        "reads": _what_it_reads(row, picture, everything),
        "writes": _names(reach.writes, picture) + (["The plan and reviews"] if reach.keeps_plan else []),
        "because": _chain(row, picture, called),
        "until": _until(row, picture.at),
    }


def _what_it_reads(row, picture, everything):
    if not row.groups:
        return ["Nothing"]
    return ["The whole record"] if everything else ["Shared core", *_names(row.reach.reads, picture)]


def _group(group, picture):
    reads = len(group.reach.reads)
    if reads == len(picture.domains):
        words = "read the whole record"
    else:
        words = "read the shared core" + (
            f" and {', '.join(_names(group.reach.reads, picture)).lower()}" if reads else ""
        )
    return {"names": [worker.name for worker in group.workers], "words": words}


def _names(codes, picture):
    return [name for code, name in picture.domains.items() if code in codes]


def _chain(row, picture, called):
    """The facts that let it, in the order in which the policies ask for them; then, if it is shut out, what shuts it."""
    facts, at, made = row.facts, picture.at, []
    if row.groups or not facts.why_not:
        pass
    elif not any(part.state == "proposed" for part in facts.parts) or facts.why_not != "not_involved":
        made.append(
            Fact(WHY_NOT.get(facts.why_not, "The rules of access refuse it").format(called=called), mark="late")
        )
    if facts.holds_record:
        made.append(Fact("Holds this record"))
    if facts.coordinates_since:
        made.append(Fact(f"Coordinates since {long_date(facts.coordinates_since, at)}"))
    for part in facts.parts:
        if part.state == "proposed":
            made.append(
                Fact(f"Asked about {part.domain.lower()} on {long_date(part.since, at)}, not answered", "", "wait")
            )
        else:
            made.append(
                Fact(f"Accepted {part.domain.lower()} on {long_date(part.since, at)}", f"It {SHARES[part.share]} this")
            )
    made += [_named(access, at) for access in facts.named]
    if facts.asks_agreement:
        made += [_answer(answer, called, at) for answer in facts.answers] or [
            Fact(f"{called} has not been asked", "", "wait")
        ]
    else:
        made.append(Fact("A body with duties in law, for direct care", "Reads without asking for agreement here"))
        made += [_answer(answer, called, at) for answer in facts.answers]
    if facts.agreement is not None:
        since = long_date(facts.agreement.agreement.effective_from, at)
        made.append(Fact(facts.agreement.agreement.name, f"Sharing agreement since {since}"))
    return made


def _named(access, at):
    until = f"until {long_date(access.effective_until, at)}" if access.effective_until else "without end"
    return Fact(f"{access.worker.name} is let in by name, {until}", access.reason)


def _answer(answer, called, at):
    about = answer.domain.name.lower() if answer.domain else "everything it does"
    day = long_date(answer.effective_from, at)
    end = f", until {long_date(answer.effective_until, at)}" if answer.effective_until else ""
    if answer.is_override:
        return Fact(
            f"Shared without agreement since {day}{end}: {about}",
            f"{answer.get_basis_display()}. Approved by {answer.approved_by}", "late",
        )  # fmt: skip
    said = {
        "given": f"{called} agreed on {day}", "refused": f"{called} said no on {day}",
        "withdrawn": f"{called} withdrew on {day}", "best_interests": f"Decided in best interests on {day}",
    }[answer.status]  # fmt: skip
    scope = f", {answer.get_scope_display().lower()}" if answer.status in ("given", "best_interests") else ""
    mark = "late" if answer.status in ("refused", "withdrawn") else ""
    return Fact(f"{said}{end}: {about}{scope}", f"{answer.given_by}, {answer.get_method_display().lower()}", mark)


def _until(row, at):
    """The first end of what it rests on, and which."""
    if not row.groups:
        return {"when": "Not begun" if row.facts.parts else "", "what": ""}
    ends = []
    if row.facts.agreement is not None and row.facts.agreement.effective_until:
        ends.append((row.facts.agreement.effective_until, "the sharing agreement ends"))
    if row.facts.asks_agreement:
        ends += [(a.effective_until, "the agreement given ends") for a in row.facts.answers if a.effective_until]
    if ends:
        moment, what = min(ends)
        return {"when": long_date(moment, at), "what": what}
    return {"when": "Its part ends" if row.facts.asks_agreement else "Its duties here end", "what": ""}


def _bar(bar, at):
    since, until, where = bar
    end = f"until {long_date(until, at)}" if until else "no end"
    return {"where": where or "No current organisation", "words": f"Barred on {long_date(since, at)}, {end}"}
