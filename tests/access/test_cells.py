"""The permission matrix, cell by cell: what the policies say is what the pages and the API do. Denials first."""

import os

import pytest
from django.utils import timezone

from partners.standing import standing_of
from tests.access.cells.asking import Asker
from tests.access.cells.deciding import decide, sections
from tests.access.cells.situations import ACTORS, SITUATIONS, scene
from tests.access.cells.table import FILE, PAGE, as_csv, as_page

pytestmark = pytest.mark.django_db

#: What a refusal may be called, and what a form that was not valid answers. Nothing else counts as a denial.
REFUSED = {302, 400, 403, 404, 200}


@pytest.fixture
def set_up(house):
    """Return a function that builds one situation at this moment."""
    return lambda situation: scene(house, situation, timezone.now())


def _faults(actor, name, wanted, answers, *, known, seated=True):
    for got in answers:
        if got.happened != wanted:
            yield f"{actor}: {name} by {got.door}: {'yes' if wanted else 'no'} by the policies, {got.status} seen"
        elif not wanted and (got.status not in REFUSED or not (known or got.status in (403, 404))):
            yield f"{actor}: {name} by {got.door}: {got.status} is no refusal"
        elif not wanted and not known and got.status != (404 if seated else 403):
            yield f"{actor}: {name} by {got.door}: {got.status}, where a stranger is told 404 and who has no role here 403"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_cell_by_page_and_by_api(set_up, situation):
    """Each denial by itself at both doors. Of the sections somebody may read or write, the lists name each, and some are tried."""
    stage, at = set_up(situation), timezone.now()
    faults, asked = [], 0
    for place, actor in enumerate(ACTORS):
        cells, asker = decide(stage, actor, at=at), Asker(stage, actor)
        seated = bool(standing_of(stage.worker(actor), at=at).seats)
        for wanted in (False, True):
            for name in [name for name, yes in cells.acts.items() if yes is wanted]:
                answers = asker.act(name)
                asked += len(answers)
                # An own offer is known to whoever is asked, though the record is not open to them.
                known = cells.acts["open"] or (name not in ("open", "ask") and _knows_part(stage, actor, at))
                faults += _faults(actor, name, wanted, answers, known=known, seated=seated)
        for act, yes in (("reads", cells.reads), ("writes", cells.writes)):
            for code in _chosen(stage, cells, yes, place):
                more = {"among": _domains(stage, actor, at)} if act == "writes" and code in yes else {}
                answers = getattr(asker, act)(code, **more)
                asked += len(answers)
                faults += _faults(
                    actor, f"{act} {code}", code in yes, answers, known=code in cells.reads, seated=seated
                )
        on_page, read, written = asker.listed()
        if (on_page, read, written) != (cells.reads, cells.reads, cells.writes):
            faults.append(
                f"{actor}: sections listed {on_page ^ cells.reads or read ^ cells.reads or written ^ cells.writes}"
            )
    assert not faults, "\n".join(faults)
    assert asked > 250, "too little was asked for this to say anything"


def _chosen(stage, cells, yes, place):
    """The sections to try: every denied one where the record is open, two where it is not; and two of those allowed."""
    codes = list(sections(stage))
    denied = [code for code in codes if code not in yes]
    if not cells.acts["open"]:
        denied = [denied[place % len(denied)], denied[(place + 7) % len(denied)]]
    allowed = [code for code in codes if code in yes]
    return denied + [allowed[(place + step) % len(allowed)] for step in (0, 5) if allowed]


def _domains(stage, actor, at):
    from assessments.policies import reach

    return reach(stage.worker(actor), stage.case, at=at).writes


def _knows_part(stage, actor, at):
    from access.policies import may
    from access.roles import Permission

    return bool(may(stage.worker(actor), Permission.VIEW_PART, stage.part, at=at))


def test_the_published_matrix_is_what_the_policies_say(django_db_blocker, house):
    """The file for download and the page, held against the policies: a change of either shows itself here."""
    from django.db import transaction

    decided, names = {}, {}
    for situation in SITUATIONS:
        with transaction.atomic():
            stage = scene(house, situation, timezone.now())
            names = {code: section.name for code, section in sections(stage).items()}
            for actor in ACTORS:
                decided[situation, actor] = decide(stage, actor, at=timezone.now())
            transaction.set_rollback(True)
        for key in ("housing_manager", "let_in", "barred", "in_emergency"):
            house.workers.pop(key)
    made = {FILE: as_csv(decided, names), PAGE: as_page(decided, names)}
    if os.environ.get("WRITE_MATRIX"):
        for path, text in made.items():
            path.write_text(text)
    for path, text in made.items():
        assert path.exists(), f"write it: WRITE_MATRIX=1 pytest {__file__}"
        assert path.read_text() == text, f"{path.name} is old: WRITE_MATRIX=1 pytest tests/access/test_cells.py"
