"""The words around each act: what it is for, what happens next, who is told, and whether it can be undone."""

from calendars import local_day
from complaints.rules import clocks
from design.words import long_date


def _words(heading, button, intro, after):
    return {"heading": heading, "button": button, "intro": intro, "after": after}


def acknowledge(body, *, at):
    by = clocks.acknowledge_by(local_day(body.received_at)) if body.received_at else None
    return _words(
        f"Acknowledge it for {body.organisation.name}",
        "Write it down",
        f"Acknowledge by {long_date(by, at)}, in writing or by word of mouth. Do that first, then write it down here."
        if by else "Acknowledge it first, then write it down here.",
        "The clock of your organisation ends. Other bodies acknowledge for themselves. It cannot be undone; "
        "if it was a mistake, keep a note.",
    )  # fmt: skip


def response_date(complaint):
    return _words(
        "When they get the answer",
        "Set this day",
        "Agree the day with them if you can. If they do not want to talk about it, you fix it and tell them in writing.",
        f"Whoever leads is reminded five working days before. The day can be changed later, up to "
        f"{long_date(complaint.period_last_day)}.",
    )


def longer(complaint):
    return _words(
        "They agree to wait longer",
        "Write it down",
        f"The six months end on {long_date(complaint.period_last_day)}. A longer time counts only if they agree to it "
        "before then.",
        "The last day moves. What was agreed before stays in the papers.",
    )


def late_notice(complaint):
    return _words(
        "Tell them why the answer is late",
        "Write it down",
        f"The time to answer ended on {long_date(complaint.period_last_day)}. Send them the reason in writing first, "
        "then keep it here.",
        "The answer is still owed, as soon as it can be given. This cannot be undone.",
    )


def sharing(complaint):
    return _words(
        "What they said about sharing",
        "Write it down",
        "Ask them about each organisation by name. Until they say yes, that organisation knows only that something waits.",
        "Yes: that organisation gets the complaint, its complaints lead is told, and its three days begin. No: it gets "
        "nothing, and what it could read closes at once. They may change their mind: write the new answer down here.",
    )


def lead():
    return _words(
        "Who leads",
        "Write down who leads",
        "Talk with the other bodies first. One of them leads: it talks with the complainant and signs the one answer.",
        "Every body that has the complaint is told. You can write down another agreement later.",
    )


def responsible(element):
    return _words(
        f"Who was responsible for element {element.number}?",
        "Write it down",
        f"“{element.words}”, {long_date(element.about_on)}. Change this if the record of who did what is wrong or silent.",
        "A body that answers complaints itself gets this part, once the complainant agrees. For any other organisation the "
        "body that answers for it gets it, and the organisation contributes. It can be changed again.",
    )


def answer(element, body):
    return _words(
        f"{body.organisation.short_name}’s part of the answer: element {element.number}",
        "Save this part",
        f"“{element.words}”",
        "It stands in the answer as it grows. You can write it again; what was written before is kept.",
    )


def pass_on():
    return _words(
        "Pass it to the right body",
        "Pass it on",
        "Only if none of it is about your own organisation, and they agreed that the other body may have it.",
        "It is closed here as passed. The other body gets it now, acknowledges it afresh and has its own three days. "
        "It cannot be undone; the other body can pass it back.",
    )


def note():
    return _words(
        "Keep a note",
        "Keep it",
        "It stays with these papers, apart from the care record.",
        "Bodies that read all of the complaint can read it. It cannot be changed afterwards.",
    )


def decide_late():
    return _words(
        "It happened more than 12 months before",
        "Decide",
        "A complaint that late is looked into only if both answers are yes.",
        "If not, and all of it is that old, the complaint is closed and its clocks end. Tell them why, and that they can "
        "ask an ombudsman. If only some of it is that old, the rest goes on. A closed complaint is not opened again.",
    )


def exclude():
    return _words(
        "It is not under the regulations",
        "Close it",
        "Some complaints have another way, and one that was spoken and put right by the next working day does not count.",
        "Its clocks end, and it does not count in the yearly report. This cannot be undone: if it comes up again, take it anew.",
    )
