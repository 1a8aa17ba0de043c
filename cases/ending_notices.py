"""What the inbox says about closings, deaths and transfers. E-mail says none of it (``notifications.sending``)."""

from django.urls import reverse

from access.rows import effective
from cases.models import Bar, Closing, Death, Transfer
from cases.people import asked_name
from cases.policies import visible_to
from cases.services import closing as closings
from cases.services import deaths, transfers
from cases.transfer_policies import offers_to
from cases.transfer_states import LIVE
from notifications import registry
from notifications.registry import Described
from notifications.wanted import of_live_deadlines
from partners.standing import standing_of


def _of_closings(notices, worker, at, rows_of, words):
    """Notices about closings: named in full to who may open the record, else as an offer names somebody, and to a body
    that has a role there still. ``words(name, held, row)`` makes the sentence; barred workers are told nothing."""
    cases = {n.case_id for n in notices}
    seen = {c.pk: c for c in visible_to(worker, at=at).filter(pk__in=cases).select_related("person")}
    barred = set(Bar.objects.filter(effective(at), worker=worker, case__in=cases).values_list("case_id", flat=True))
    here = {seat.organisation_id for seat in standing_of(worker, at=at).seats}
    told = {}
    for notice in notices:
        rows = rows_of(notice)
        if not rows or notice.case_id in barred:
            continue
        case = seen.get(notice.case_id)
        held = any(one["held"] for row in rows for one in row.told if one["organisation"] == notice.organisation_id)
        if case is not None:
            name, url = case.person.display_name, reverse("cases:ending", args=[case.reference])
            told[notice.pk] = Described(words(name, True, rows[0]), url)
        elif notice.organisation_id in here and not rows[0].case.restricted:
            name = asked_name(rows[0].case.person)
            told[notice.pk] = Described(words(name, held, rows[0]), reverse("desks:past_work") if held else "")
    return told


def closed(notices, worker, at):
    rows = Closing.objects.select_related("case__person").in_bulk({n.subject_id for n in notices})

    def words(name, held, row):
        return f"The case of {name} is closed, and so is your part in it" if held else _asked_no_longer(name)

    return _of_closings(notices, worker, at, lambda n: [rows[n.subject_id]] if n.subject_id in rows else [], words)


def _asked_no_longer(name):
    return f"What you were asked about {name} is no longer asked: the case is closed"


def _of_deaths(words):
    def describe(notices, worker, at):
        by_death = {}
        for row in Closing.objects.filter(death__in={n.subject_id for n in notices}).select_related("case__person"):
            by_death.setdefault(row.death_id, []).append(row)
        standing = set(Death.objects.filter(pk__in=by_death, undone_at=None).values_list("pk", flat=True))

        def said(name, held, row):
            return words(name, held, row.death_id in standing)

        return _of_closings(notices, worker, at, lambda n: by_death.get(n.subject_id, []), said)

    return describe


def _died(name, held, stands):
    if not held:
        return _asked_no_longer(name)
    if not stands:
        return f"A death was written down on the record of {name} in error, and has been taken back"
    return f"{name} has died. Nobody is reminded of anything, and your part has ended"


def _in_error(name, held, stands):
    if not held:
        return f"The case of {name} had been closed in error. If you are still needed, you are asked again"
    return (
        f"{name} is alive: a death was written down in error. The coordinator asks again for the parts that are needed"
    )


def _about_case(sentence, page):
    def describe(notices, worker, at):
        found = visible_to(worker, at=at).filter(pk__in={n.case_id for n in notices}).select_related("person")
        cases = {case.pk: case for case in found}
        return {
            n.pk: Described(
                sentence.format(name=cases[n.case_id].person.display_name),
                reverse(page, args=[cases[n.case_id].reference]),
            )
            for n in notices
            if n.case_id in cases
        }

    return describe


def asked(notices, worker, at):
    """To the team that is asked, as an offer names somebody."""
    offers = offers_to(worker, {n.subject_id for n in notices}, at=at)
    told = {}
    for notice in notices:
        one = offers.get(notice.subject_id)
        if one is None:
            continue
        name, url = asked_name(one.case.person), reverse("cases:transfer-answer", args=[one.pk])
        if notice.kind == transfers.TAKEN_BACK or one.state not in LIVE:
            text = f"Taking over the care of {name}: {one.get_state_display().lower()}"
        elif notice.kind == transfers.ANSWER:
            text = f"{one.from_organisation.short_name} waits for your answer about taking over the care of {name}"
        else:
            text = f"{one.from_organisation.short_name} asks you to take over the care of {name}"
        told[notice.pk] = Described(text, url)
    return told


def answered(notices, worker, at):
    """To who coordinated before: they may not open the record any longer, and still hear how it went."""
    rows = Transfer.objects.filter(pk__in={n.subject_id for n in notices})
    rows = {one.pk: one for one in rows.select_related("case__person", "to_organisation", "to_team")}
    cases = {one.case_id for one in rows.values()}
    seen = set(visible_to(worker, at=at).filter(pk__in=cases).values_list("pk", flat=True))
    here = {seat.organisation_id for seat in standing_of(worker, at=at).seats}
    told = {}
    for notice in notices:
        one = rows.get(notice.subject_id)
        if one is None or one.from_organisation_id not in here:
            continue
        name, said = asked_name(one.case.person), "accepted" if one.state == Transfer.State.ACCEPTED else "declined"
        url = reverse("cases:ending", args=[one.case.reference]) if one.case_id in seen else ""
        told[notice.pk] = Described(f"{one.receiver} has {said} taking over the care of {name}", url)
    return told


def live_transfers(notices, at):
    """A message about a transfer is still to be sent while it waits, or tells how it went."""
    waiting = set(
        Transfer.objects.filter(pk__in={n.subject_id for n in notices}, state__in=LIVE).values_list("pk", flat=True)
    )
    return {n.pk for n in notices if n.subject_id in waiting}


def register():
    """Called when the app starts."""
    registry.describe(closings.CLOSED, closed)
    registry.describe(closings.REOPENED, _about_case("The case of {name} is open again", "cases:ending"))
    registry.describe(deaths.RECORDED, _of_deaths(_died))
    registry.describe(deaths.UNDONE, _of_deaths(_in_error))
    registry.describe(
        deaths.CARING, _about_case("Look who cares for whom on the record of {name}: it has changed", "cases:carers")
    )
    registry.describe(transfers.ASKED, asked)
    registry.still_wanted(transfers.ASKED, live_transfers)
    registry.describe(transfers.TAKEN_BACK, asked)
    registry.describe(transfers.ANSWERED, answered)
    registry.describe(transfers.ANSWER, asked)
    registry.still_wanted(transfers.ANSWER, of_live_deadlines)
    registry.describe(transfers.HANDOVER, _about_case("The handover of {name} is due", "cases:ending"))
    registry.still_wanted(transfers.HANDOVER, of_live_deadlines)
