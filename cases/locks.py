"""The case row is locked first, always, by this one helper, before parts, deadlines or involvement change.

Eight racing writers gave five or six integrity errors without it and none with it (decisions.md 5). SQLite serialises
writers by itself (transaction_mode IMMEDIATE), so there the lock is a plain read.
"""

from cases.models import Case


def case(case_id):
    """Lock one case until the end of the transaction and return it fresh."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case_id)


def cases(case_ids):
    """Lock several cases in the order of their keys, so that two transactions cannot wait for each other."""
    return list(Case.objects.select_for_update(of=("self",)).filter(pk__in=case_ids).order_by("pk"))


def hold(condition):
    """Lock every case that meets a condition, in the order of their keys, reading nothing of them but those keys."""
    for _ in (
        Case.objects.select_for_update(of=("self",), no_key=True).filter(condition).order_by("pk").values_list("pk")
    ):
        pass
