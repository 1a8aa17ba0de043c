"""What the codes of the audit mean, for people. A code nobody worded yet is shown as its own words."""

_SAID = {
    "case.viewed": "Opened the record",
    "case.read": "Opened the record",
    "case.core_read": "Opened what is shared with their organisation",
    "case.map_read": "Looked at who does what",
    "case.timeline_read": "Read the timeline",
    "case.audit_read": "Looked at who opened the record",
    "case.openings_printed": "Printed the list of openings for the person",
    "case.referred": "Took the referral",
    "case.opened": "Opened the case",
    "case.closed": "Closed the case",
    "case.refused": "Was refused the record",
    "case.looked_for": "Looked for them while taking a referral",
    "case.coordinator_set": "Said who coordinates",
    "case.worker_let_in": "Let one worker in by name",
    "case.worker_let_out": "Ended one worker's access by name",
    "case.worker_barred": "Barred one worker",
    "case.imported": "Brought in by an import",
    "case.import_changed": "Changed by a later import",
    "case.joined": "Made one case of two",
    "case.parted": "Parted two cases that had been joined",
    "case.join_undone": "Parted two cases that had been joined",
    "consent.recorded": "Recorded what the person agrees to",
    "person.changed": "Changed what is known about the person",
    "person.what_matters": "Wrote what matters to the person",
    "part.proposed": "Asked a partner to take something on",
    "part.accepted": "Accepted what was asked",
    "part.declined": "Said no to what was asked",
    "part.withdrawn": "Took back what was asked",
    "part.handover_asked": "Asked to hand a part over",
    "part.handover_proposed": "Asked another partner to take a part over",
    "part.handed_over": "Handed a part over",
    "part.ended": "Ended a part",
    "part.established": "Recorded who does what",
    "part.read": "Opened a part and its entries",
    "entry.written": "Wrote an entry",
    "entry.read": "Read entries",
    "assessment.started": "Started the assessment",
    "assessment.read": "Read the assessment",
    "assessment.section_read": "Read a section of the assessment",
    "assessment.section_saved": "Wrote in the assessment",
    "assessment.needs_read": "Read the needs",
    "assessment.determinations_read": "Read the decisions",
    "assessment.signed": "Agreed a version of the assessment and plan",
    "determination.signed": "Signed a decision",
    "answer.written": "Wrote an answer",
    "answer.confirmed": "Confirmed an answer",
    "need.added": "Wrote a need",
    "need.changed": "Changed a need",
    "goal.written": "Wrote a goal",
    "goal.state": "Said how a goal is going",
    "action.added": "Wrote an action",
    "action.state": "Said how an action is going",
    "plan.read": "Read the plan",
    "review.planned": "Planned a review",
    "review.held": "Recorded a review",
    "review.called_off": "Called a review off",
    "review.clocks_set": "Set when reviews are due",
    "reviews.read": "Read the reviews",
    "conflict.read": "Read two values that disagree",
    "conflict.resolved": "Decided between two values",
    "conflict.reopened": "Two values disagree again",
    "match.raised": "Found a record that may be about the same person",
    "match.read": "Compared two records",
    "match.confirmed": "Said two records are one person",
    "match.refused": "Said two records are two people",
    "complaint.taken": "Took a complaint",
    "api.cases": "Read a list through the API",
    "api.parts": "Read parts through the API",
    "api.deadlines": "Read deadlines through the API",
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
