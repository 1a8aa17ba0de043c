"""The seeded partnership is sound by the same checks as a real one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Assessment, Signature
from cases.models import Case

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_seeded_is_signed_sealed_and_sound():
    call_command("seed", cases=60, stdout=StringIO())
    signed = Assessment.objects.filter(state="signed").count()
    assert 0 < signed < Case.objects.count()
    assert Signature.objects.count() == signed
    said = StringIO()
    call_command("check_signed", stdout=said)
    assert said.getvalue() == f"{signed} signed versions are what was signed: no differences.\n"
    call_command("check_access", verbosity=0)
    Signature.objects.filter(pk=Signature.objects.first().pk).update(why_incomplete="Otherwise")
    with pytest.raises(SystemExit):
        call_command("check_signed", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="has partners or workers already"):
        call_command("seed", cases=60, stdout=StringIO())
