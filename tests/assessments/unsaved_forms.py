"""A form with a worker's browser before it, for tests about words that were typed and not saved."""

import re

from django.test import Client
from django.urls import reverse

from cases.web.unsaved import HEADER, PASS

KEEP = {HEADER: "keep"}


class At:
    """One form at one address, as one worker's browser has it."""

    def __init__(self, worker, address, **checks):
        self.client, self.address = Client(**checks), address
        self.signs_in(worker)
        self.page = self.client.get(address)
        self.seen, self.given = self.hidden("seen"), self.hidden(PASS)

    def signs_in(self, worker):
        self.client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")

    def hidden(self, name):
        found = re.search(rf'name="{name}"(?: value="([^"]*)")?', self.page.content.decode())
        return found and (found[1] or "")

    def sends(self, *, headers=None, **typed):
        data = {PASS: self.given, **({"seen": self.seen} if self.seen is not None else {}), **typed}
        return self.client.post(self.address, data, headers=headers or {})

    def keeps(self, **typed):
        return self.sends(headers=KEEP, **typed)

    def opens(self, query=""):
        return self.client.get(self.address + query).content.decode()


def section(case, code="money"):
    return reverse("assessments:section", args=[case.reference, code])
