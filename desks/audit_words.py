"""What the codes of the audit mean, for people. A code nobody worded yet is shown as its own words."""

_SAID = {
    "case.viewed": "Opened the record",
    "case.read": "Opened the record",
    "case.core_read": "Opened what is shared with their organisation",
    "case.timeline_read": "Read the timeline",
    "case.audit_read": "Looked at who opened the record",
    "case.openings_printed": "Printed the list of openings for the person",
    "case.refused": "Asked for the record and was not let in",
    "case.referred": "Took the referral",
    "case.opened": "Opened the case",
    "case.closed": "Closed the case",
    "case.coordinator_set": "Said who coordinates",
    "case.worker_let_in": "Let one worker in by name",
    "case.worker_let_out": "Ended one worker's access by name",
    "case.worker_barred": "Barred one worker",
    "case.joined": "Made one case of two",
    "case.join_undone": "Undid the joining of two cases",
    "case.imported": "Brought in by an import",
    "consent.recorded": "Recorded what the person agrees to",
    "person.changed": "Changed what is known about the person",
    "person.what_matters": "Wrote what matters to the person",
    "part.proposed": "Asked a partner to take something on",
    "part.accepted": "Accepted what was asked",
    "part.declined": "Said no to what was asked",
    "part.withdrawn": "Took back what was asked",
    "part.ended": "Ended a part",
    "part.handed_over": "Handed a part over",
    "part.established": "Recorded who does what",
    "entry.written": "Wrote an entry",
    "entry.read": "Read entries",
    "assessment.started": "Started the assessment",
    "assessment.read": "Read the assessment",
    "assessment.signed": "Agreed a version of the assessment and plan",
    "answer.written": "Wrote an answer",
    "answer.confirmed": "Confirmed an answer",
    "review.planned": "Planned a review",
    "review.held": "Recorded a review",
    "conflict.resolved": "Decided between two values",
    "match.confirmed": "Confirmed a possible match",
    "match.refused": "Said two records are two people",
    "complaint.taken": "Took a complaint",
    "caseload.listed": "Saw the name in a list",
    "search.read": "Saw the name in a search",
}


def said(action):
    """ "part.accepted" as "Accepted what was asked"; an unknown "thing.done_so" as "Thing: done so"."""
    if action in _SAID:
        return _SAID[action]
    thing, _, act = action.partition(".")
    words = f"{thing}: {act}" if act else thing
    return words.replace("_", " ").capitalize()


#: What an act was about, where its own words do not say it: numbers only; the audit keeps no names.
_KINDS = {
    "case": "",
    "person": "",
    "progressentry": "entry",
    "caseload": "",
    "search": "",
    "my_domains": "",
    "reviews": "",
}


def kind_said(kind, number):
    """ "part 12"; nothing for the case itself."""
    words = _KINDS.get(kind, kind.replace("_", " "))
    return f"{words} {number}" if words and number else words
