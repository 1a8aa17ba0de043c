"""A case whose assessment has been signed again and again, written through the services as people would write it."""

from datetime import timedelta

from assessments import agreement_queries, agreement_services, merged_form, queries, services
from assessments.models import Agreement, Party
from assessments.services import Given

#: Between two versions, so that every one has moments of its own.
STEP = timedelta(minutes=1)
WHY = "Written to measure"


def grow(case, *, versions, by, answering, at):
    """Write further versions until the case has so many, the last of them a draft. Returns the draft.

    ``by`` coordinates the case and writes; ``answering`` is {organisation id: the worker who answers for it}. ``at`` is the
    moment of the last. Each version has answers to the questions that ``by`` writes, words of the person, a need and a goal.
    """
    made = queries.versions(case)
    number = made[0].version if made else 0
    current = made[0] if made and made[0].state == "draft" else None
    while current is None or number < versions:
        moment = at - STEP * (versions - number)
        if current is not None:
            _sign(current, by, answering, moment)
        current = services.start(case=case, by=by, at=moment)
        number = current.version
        _write(current, number, by, moment)
    return current


def _write(assessment, number, by, at):
    found = {answer.item: answer for answer in assessment.answers.all()}
    code = "mental-health.now"
    item = merged_form.form_for(assessment.frameworks).items[code]
    services.save_section(
        assessment=assessment, section="mental-health", by=by, at=at, words=f"My words to version {number}",
        words_seen=assessment.words.filter(section="mental-health").values_list("number", flat=True).first() or 0,
        given={item.code: Given(value=f"As told for version {number}", seen=found[code].number if code in found else 0)},
    )  # fmt: skip


def _sign(assessment, by, answering, at):
    for voice in agreement_queries.voices(assessment):
        who = by if voice.party != Party.ORGANISATION else answering.get(voice.organisation_id)
        if voice.is_asked and voice.party != Party.CARER and who is not None:
            how = "" if voice.party == Party.ORGANISATION else "in_person"
            agreement_services.answer(assessment=assessment, voice=voice.key, says="yes", how=how, by=who, at=at)
    agreement_services.sign(
        assessment=assessment, by=by, at=at, why_incomplete=WHY,
        why_without_person="" if Agreement.objects.filter(assessment=assessment, party="person").exists() else WHY,
    )  # fmt: skip
