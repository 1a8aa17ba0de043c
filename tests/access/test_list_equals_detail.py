"""Lists, details, ``has_perm``, the inverse question and a plain second telling agree, after every step of random histories."""

import pytest

from access.policies import may
from access.roles import Permission
from cases import policies as cases
from cases.models import Case
from complaints import policies as complaints
from complaints.models import Complaint
from domains import policies as domains
from domains.checks import differences
from domains.models import Part
from domains.queries import my_parts
from partners.models import Worker
from tests.access.histories import History
from tests.access.oracle import Oracle

pytestmark = pytest.mark.django_db

STEPS = 40
#: After each step a third of the workers are asked, in turn; every so many steps all are; and at the end each detail too.
TURNS, ALL_EVERY = 3, 10


def _keys(queryset):
    return set(queryset.values_list("pk", flat=True))


def lists_of(worker, at):
    """The keys of cases, parts and complaints in the worker's lists."""
    return (
        _keys(cases.visible_to(worker, at=at)),
        _keys(domains.visible_parts(worker, at=at)),
        _keys(complaints.visible_to(worker, at=at)),
    )


def _check_lists(at, turn=None):
    """The lists of each worker (of those whose turn it is) are what the second telling says. Returns them."""
    told = Oracle(at).everything()
    lists = {}
    for worker in Worker.objects.all():
        if turn is not None and worker.pk % TURNS != turn:
            continue
        lists[worker.pk] = lists_of(worker, at)
        assert lists[worker.pk] == told[worker.pk], f"{worker.name} at {at}"
    return lists


def _check_details(at, lists):
    """Each detail says what the lists say: by ``may``, by ``has_perm``'s backend, by ``who_may``, by the paged lists."""
    all_cases, parts, papers = list(Case.objects.all()), list(Part.objects.all()), list(Complaint.objects.all())
    inverse = {case.pk: _keys(cases.who_may(Permission.VIEW_CASE, case, at=at)) for case in all_cases}
    for worker in Worker.objects.all():
        seen, seen_parts, seen_papers = lists[worker.pk]
        assert seen == {c.pk for c in all_cases if may(worker, Permission.VIEW_CASE, c, at=at)}, worker.name
        assert seen == {pk for pk, workers in inverse.items() if worker.pk in workers}, worker.name
        assert seen_parts == {p.pk for p in parts if may(worker, Permission.VIEW_PART, p, at=at)}, worker.name
        assert seen_papers == {c.pk for c in papers if may(worker, Permission.VIEW_COMPLAINT, c, at=at)}, worker.name
        is_open = {case.pk for case in all_cases if case.is_open}
        page = cases.caseload_page(worker, at=at, size=20)
        assert {case_id for _, case_id in page.rows} == seen & is_open, worker.name
        held = {row.part_id for row in my_parts(worker, at=at, only="held").rows}
        asked = {row.part_id for row in my_parts(worker, at=at, only="asked").rows}
        assert held <= seen_parts
        assert asked <= seen_parts
        assert {part.case_id for part in parts if part.pk in held} <= seen
        answerable = {p.pk for p in parts if may(worker, Permission.ANSWER, p, at=at)}
        assert asked == answerable, worker.name


@pytest.mark.parametrize("seed", range(4))
def test_lists_details_and_the_second_telling_agree(house, seed):
    history, done = History(house, seed), []
    for number in range(STEPS):
        did = history.step()
        done.append(did)
        assert list(differences(at=history.at)) == [], f"step {number}, {did}: {done}"
        every = number % ALL_EVERY == ALL_EVERY - 1
        lists = _check_lists(history.at, turn=None if every else number % TURNS)
    _check_details(history.at, lists)
    assert len({did for did in done if did}) > 8, "too little happened for this to say anything"


def test_the_second_telling_finds_a_leak(house):
    """The oracle would notice: a row of involvement without a reason opens a case, and the two disagree."""
    from access.rows import writing
    from cases.models import Involvement

    history = History(house, 0)
    case = history.cases[0]
    with writing(Involvement):
        Involvement.objects.create(
            case=case, organisation=house.council, team=house.whole(house.council), next_due=case.next_due, is_open=True
        )
    with pytest.raises(AssertionError, match="Ann Fearon"):
        _check_lists(history.at)
    assert list(differences(at=history.at))
