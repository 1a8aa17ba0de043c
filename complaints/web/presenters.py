"""The words of a complaint's page: the clock as one line, elements and how we know, bodies, consent, the answer so far."""

from dataclasses import dataclass

from calendars import local_day
from complaints.models import LIVE, Body, Complaint, Element, PartOfAnswer, SharingConsent
from complaints.queries import last_day
from complaints.rules import clocks
from complaints.rules import lead as lead_rules
from complaints.rules.joint import ombudsman_words
from complaints.services.deciding import late_elements
from complaints.services.rows import ACKNOWLEDGE, CONSENT
from design.words import count, distance, long_date

MARKS = {
    Body.State.OPEN: "soon",
    Body.State.WAITING: "wait",
    Body.State.NOT_SHARED: "empty",
    Body.State.PASSED: "done",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One promise on the clock line."""

    day: object
    name: str
    note: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class ElementWords:
    """One element as the page says it."""

    element: Element
    who: str
    source: str
    set_by_hand: bool


@dataclass(frozen=True, slots=True)
class BodyWords:
    """One body: what it does here, and where it stands."""

    body: Body
    mark: str
    state: str
    acknowledge: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of the answer as it grows."""

    mark: str
    text: str
    note: str = ""
    number: int | None = None


def page(papers, *, at):
    """Everything that ``complaints/complaint.html`` shows."""
    complaint = papers.complaint
    mine = set(papers.acts_for)
    acts = complaint.status in LIVE and bool(mine)
    lead = papers.lead
    leads = complaint.received_by_id in mine or (lead is not None and lead.organisation_id in mine)
    unacknowledged = [
        b for b in papers.bodies
        if b.organisation_id in mine and b.acknowledged_at is None and (b.role == "responsible" or _receives(b, complaint))
    ]  # fmt: skip
    today = local_day(at)
    return {
        "complaint": complaint, "papers": papers, "heading": _heading(papers), "from_words": _from(complaint),
        "steps": steps(papers, at=at), "elements": [_element(e, at=at) for e in papers.elements],
        "bodies": [_body(b, papers, at=at) for b in papers.bodies], "lead": lead, "lead_words": _lead(papers, at=at),
        "consents": _consents(papers, at=at), "answer": _answer(papers), "acts": acts, "acts_for_all": acts and leads,
        "to_acknowledge": unacknowledged[0] if acts and unacknowledged else None,
        "ask_consent": acts and leads and any(b.state == Body.State.WAITING for b in papers.bodies),
        "late": late_elements(complaint) if complaint.good_reason is None and complaint.status in LIVE else [],
        "owes_reason": complaint.status in LIVE and complaint.late_notice_at is None
        and clocks.owes_late_notice(complaint.period_last_day, today),
        "mine": mine, "readers": _readers(papers), "closed": complaint.status not in LIVE,
        "passed": _passed(papers),
    }  # fmt: skip


def _receives(body, complaint):
    return body.organisation_id == complaint.received_by_id


def _heading(papers):
    if papers.whole:
        return papers.complaint.title
    if len(papers.elements) == 1:
        return papers.elements[0].words
    return f"Your part of {papers.complaint.reference}"


def _from(complaint):
    if complaint.relation == "self":
        return f"from {complaint.complainant_name}"
    if complaint.relation == "affected":
        return f"from {complaint.complainant_name}, who is affected by it"
    because = complaint.get_acts_because_display()
    return f"from {complaint.complainant_name}, acting for somebody. {because}. {complaint.acts_checked}".rstrip(". ")


def steps(papers, *, at):
    """The clock: what was promised, in the order of days, with today among it."""
    complaint, today = papers.complaint, local_day(at)
    made = [Step(local_day(complaint.received_at), "Received", _received_note(complaint), "is-past")]
    made += _acknowledge_step(papers, today)
    made += _consent_step(papers, today)
    if complaint.response_due_on:
        look = "is-past is-late" if complaint.response_due_on < today else ""
        made.append(
            Step(
                complaint.response_due_on, "Answer due",
                f"{distance(complaint.response_due_on, at)}, {complaint.get_response_basis_display().lower()}", look,
            )
        )  # fmt: skip
    last = complaint.period_last_day
    name = "Longer time agreed" if complaint.period_agreed_until else "Six months"
    note = "as agreed with them" if complaint.period_agreed_until else "the law’s limit"
    made.append(Step(last, name, f"{distance(last, at)}, {note}", "is-past is-late" if last < today else ""))
    days = (today - local_day(complaint.received_at)).days + 1
    made.append(Step(today, "Today", f"day {days}", "is-today"))
    return sorted(made, key=lambda step: (step.day, step.name == "Today"))


def _received_note(complaint):
    how = {"spoken": "spoken, written down", "written": "in writing", "electronic": "by e-mail or online"}
    note = f"by {complaint.received_by.name}, {how[complaint.method]}"
    return f"{note} and copied to them" if complaint.copy_given_on else note


def _acknowledge_step(papers, today):
    """The receiver's acknowledgement for who reads all of it; else the own body's."""
    complaint = papers.complaint
    if papers.whole:
        body = next((b for b in papers.bodies if _receives(b, complaint)), None)
    else:
        body = next((b for b in papers.bodies if b.organisation_id in papers.acts_for), None)
    if body is None or body.received_at is None:
        return []
    if body.acknowledged_at is not None:
        day = local_day(body.acknowledged_at)
        number = clocks.working_days_between(local_day(body.received_at), day)
        late = day > clocks.acknowledge_by(local_day(body.received_at))
        when = f"day {number} of 3" if number else "the same day"
        note = f"by {body.organisation.short_name}, {when}. A discussion was offered"
        return [Step(day, "Acknowledged", note, "is-past is-late" if late else "is-past")]
    if (ACKNOWLEDGE, body.pk) not in papers.deadlines:
        return []
    by = clocks.acknowledge_by(local_day(body.received_at))
    if by < today:
        return [
            Step(
                by,
                "Acknowledge by",
                f"{count((today - by).days, 'day')} late, {body.organisation.short_name}",
                "is-past is-late",
            )
        ]
    return [
        Step(
            by, "Acknowledge by", f"{distance(by, today)}, the law’s 3 working days, by {body.organisation.short_name}"
        )
    ]


def _consent_step(papers, today):
    complaint = papers.complaint
    others = [b for b in papers.bodies if not _receives(b, complaint)]
    if not others:
        return []
    waiting = [b for b in others if b.state == Body.State.WAITING]
    if waiting:
        row = papers.deadlines.get((CONSENT, complaint.pk))
        if row is None:
            return []
        by = last_day(row.due_at)
        names = " and ".join(b.organisation.short_name for b in waiting)
        look = "is-past is-late" if by < today else ""
        return [Step(by, "Ask about sharing", f"not yet asked about {names}", look)]
    said = [c for c in papers.consents if c.answer == SharingConsent.Answer.GIVEN]
    if not said:
        return []
    names = " and ".join(c.organisation.short_name for c in said)
    return [Step(max(local_day(c.recorded_at) for c in said), "Agreed to share", f"with {names}", "is-past")]


def _element(element, *, at):
    if element.state == Element.State.UNROUTED:
        return ElementWords(element, "Being looked up. It takes a minute or less.", "", False)
    who = f"{element.responsible.name} answers it."
    if element.delivered_by_id:
        who = f"{element.delivered_by.name} did it. {element.responsible.name} answers for it in law, so it answers this with them."
    return ElementWords(element, who, _source(element, at=at), element.how == Element.How.BY_HAND)


def _source(element, *, at):
    how = Element.How
    if element.how == how.BY_HAND:
        return f"Set by {element.set_by.name} on {long_date(element.set_at, at)}: {element.how_words}"
    row = element.part or element.coordination
    if element.how in (how.HELD, how.COORDINATED) and row is not None:
        holder = (element.delivered_by or element.responsible).name
        until = f"until {long_date(row.effective_until, at)}" if row.effective_until else "still held"
        source = (
            f"From the record of who did what on that day: {holder}, from {long_date(row.effective_from, at)}, {until}"
        )
        return f"{source}. {element.how_words}" if element.how_words else source
    return element.how_words


def _body(body, papers, *, at):
    if body.state != Body.State.OPEN:
        return BodyWords(body, MARKS.get(body.state, "empty"), body.get_state_display())
    if body.acknowledged_at is not None:
        state = f"Acknowledged {long_date(body.acknowledged_at, at)}"
        mark = "done"
    elif (ACKNOWLEDGE, body.pk) in papers.deadlines:
        row = papers.deadlines[(ACKNOWLEDGE, body.pk)]
        late = (local_day(at) - last_day(row.due_at)).days
        state = (
            f"Acknowledgement {count(late, 'day')} late"
            if late > 0
            else f"To acknowledge by {long_date(last_day(row.due_at), at)}"
        )
        mark = "late" if late > 0 else "wait"
    else:
        state, mark = "Has it", "soon"
    mine = [e for e in papers.elements if body.organisation_id in (e.responsible_id, e.delivered_by_id)]
    approved = sum(_approved(papers, e, body) for e in mine)
    if approved:
        state, mark = f"{approved} of {len(mine)} approved", "done" if approved == len(mine) else "soon"
    return BodyWords(body, mark, state)


def _approved(papers, element, body):
    part = papers.parts.get((element.pk, body.organisation_id))
    return part is not None and part.approved


def _lead(papers, *, at):
    complaint, lead = papers.complaint, papers.lead
    if complaint.routed_at is None:
        return "Known as soon as we know who was responsible."
    if complaint.lead_state == Complaint.LeadState.TO_SETTLE:
        return "No rule decides between them. The complaints managers talk to each other and write down who leads."
    if lead is None:
        return "Nobody leads: each body answers its own part."
    if complaint.lead_because == lead_rules.ONLY:
        return "It is the only body that has it."
    if complaint.lead_because == lead_rules.BY_HAND:
        return f"{complaint.lead_reason}. Agreed {long_date(complaint.lead_decided_at, at)}."
    words = {step["code"]: step["words"] for step in lead_rules.order()}[complaint.lead_because]
    return f"Proposed, because {words}. The bodies have not yet agreed."


def _consents(papers, *, at):
    said = {c.organisation_id: c for c in papers.consents}
    lines = []
    for body in papers.bodies:
        if _receives(body, papers.complaint):
            continue
        consent = said.get(body.organisation_id)
        if consent is None:
            lines.append(
                AnswerLine("wait", body.organisation.name, "Not asked yet. Until then it sees nothing of this")
            )
            continue
        mark = "done" if consent.answer == SharingConsent.Answer.GIVEN else "empty"
        note = f"{consent.get_answer_display()}, {consent.get_method_display().lower()}, {long_date(consent.recorded_at, at)}"
        lines.append(AnswerLine(mark, body.organisation.name, f"{note}. {consent.given_by}"))
    return lines


def _answer(papers):
    lines = []
    bodies = {b.organisation_id: b for b in papers.bodies}
    for element in papers.elements:
        if element.state == Element.State.UNROUTED:
            continue
        name = element.responsible.short_name
        part = papers.parts.get((element.pk, element.responsible_id))
        helper = papers.parts.get((element.pk, element.delivered_by_id))
        note = f"{element.delivered_by.short_name} is in: “{helper.words}”" if helper and helper.approved else ""
        if part is None:
            body = bodies.get(element.responsible_id)
            if body is not None and body.state == Body.State.NOT_SHARED:
                text = f"{element.number}. Not part of this answer: they said no to sharing it with {name}"
                lines.append(AnswerLine("empty", text, "Tell them how to complain there", element.number))
            else:
                lines.append(AnswerLine("wait", f"{element.number}. Waiting for {name}", note, element.number))
        elif part.approved:
            finding = PartOfAnswer.Finding(part.finding).label.lower()
            lines.append(
                AnswerLine(
                    "done",
                    f"{element.number}. {finding.capitalize()}",
                    f"“{part.words}” {name}, approved",
                    element.number,
                )
            )
        else:
            lines.append(
                AnswerLine(
                    "soon", f"{element.number}. Being written", f"{part.written_by.name}, {name}", element.number
                )
            )
    sectors = [
        b.organisation.sector for b in papers.bodies if b.state == Body.State.OPEN and b.role == Body.Role.RESPONSIBLE
    ]
    words = ombudsman_words(sectors)
    if words and papers.whole:
        lines.append(AnswerLine("done", "If you are not satisfied", words))
    return lines


def _readers(papers):
    names = [b.organisation.short_name for b in papers.bodies if b.state == Body.State.OPEN]
    return ", ".join(names)


def _passed(papers):
    if papers.went_to is not None:
        return f"Passed to {papers.went_to.received_by.name}, where it is {papers.went_to.reference}."
    if papers.came_from is not None:
        return f"Passed on by {papers.came_from.received_by.name}, where it was {papers.came_from.reference}."
    return ""
