"""What the assessment costs for a case with 2 and with 20 versions: opened, saved, compared, printed.

Everything is written for the measurement in a transaction that is rolled back.
"""

import functools

from django.conf import settings
from django.db import transaction
from django.test import Client

from assessments import policies, services
from assessments.services import Given
from cases.models import Case
from deploy.benching.errors import Different
from deploy.benching.timing import measure_in_turn
from deploy.benching.versions import grow
from domains.models import Part, State
from partners.models import Worker

VERSIONS = (2, 20)
QUESTION, SECTION = "mental-health.now", "mental-health"


def pages(reference, version):
    """Name -> address of every page that is measured."""
    root = f"/assessments/{reference}"
    return {
        "task_list": f"{root}/", "section": f"{root}/sections/{SECTION}/", "versions": f"{root}/versions/",
        "compare": f"{root}/versions/compare/", "print_page": f"{root}/documents/{version}/my-plan/standard/",
        "print_pdf": f"{root}/documents/{version}/my-plan/standard/pdf/",
    }  # fmt: skip


def some_cases(at, number):
    """So many of (an open case whose coordinator writes its plan, that worker, {organisation id: who answers for it})."""
    found = []
    rows = Case.objects.filter(is_open=True, coordinator__isnull=False, restricted=False).select_related("person")
    for case in rows.order_by("pk")[:200]:
        parts = Part.objects.filter(case=case, domain__code="assessment", state=State.ACCEPTED, worker__isnull=False)
        answering = {part.organisation_id: part.worker for part in parts.select_related("worker")}
        may = policies.may_start(case.coordinator, case, at=at)
        if may and len(answering) == parts.count() and _answers(answering, case, at):
            found.append((case, Worker.objects.get(pk=case.coordinator_id), answering))
        if len(found) == number:
            return found
    raise LookupError(
        "No case was found whose coordinator and partners may write. Run manage.py seed on an empty database."
    )


def _answers(answering, case, at):
    return all(
        organisation in policies.voice(worker, case, at=at, among=policies.reach(worker, case, at=at)).answers_for
        for organisation, worker in answering.items()
    )


def measured(*, at, runs, name):
    """{path: {versions: figures}} of every path. ``name`` is one under which this installation answers."""
    acts = {}
    with transaction.atomic():
        for versions, (case, by, answering) in zip(VERSIONS, some_cases(at, len(VERSIONS)), strict=True):
            draft = grow(case, versions=versions, by=by, answering=answering, at=at)
            for path, act in _acts(draft, by, _signed_in(by, name), at).items():
                acts.setdefault(path, {})[versions] = act
        found = {path: measure_in_turn(of_versions, runs=runs) for path, of_versions in acts.items()}
        transaction.set_rollback(True)
    return found


def _acts(draft, by, browser, at):
    """{path: what is timed} for one case."""
    addresses = pages(draft.case.reference, draft.version)
    acts = {path: functools.partial(_got, browser, address) for path, address in addresses.items()}
    return {**acts, "save_section": _saving(draft, by, at)}


def _got(browser, address):
    answer = browser.get(address, secure=settings.SECURE_SSL_REDIRECT)
    if answer.status_code != 200:
        raise Different(f"{address} answered {answer.status_code}")
    return answer


def _saving(draft, by, at):
    """One answer saved again with other words, as the service writes it."""
    turn = iter(range(1_000_000))

    def save():
        seen = draft.answers.filter(item=QUESTION).values_list("number", flat=True).first() or 0
        given = {QUESTION: Given(value=f"Said otherwise, {next(turn)}", seen=seen)}
        services.save_section(assessment=draft, section=SECTION, given=given, by=by, at=at)

    return save


def _signed_in(worker, name):
    """A browser of Django's own, signed in as a worker."""
    browser = Client(SERVER_NAME=name)
    browser.force_login(worker, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return browser
