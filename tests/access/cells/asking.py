"""Each cell asked as a person does it, by the page and by the API: whether it happened is read in the database afterwards."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Answer
from assessments.web.forms import field_name
from domains.models import Part, ProgressEntry, State
from tests.access.asking import BACKEND
from tests.access.cells.deciding import sections

#: What an answer's value may be, by the kind of its question; otherwise the first of its choices.
VALUES = {"text": "Asked in the matrix", "long_text": "Asked in the matrix", "yes_no": True}


@dataclass(frozen=True)
class Got:
    """What came of one asking: the status, and whether the thing asked for happened."""

    door: str
    status: int
    happened: bool


class Asker:
    """One actor in one situation, at both doors. What is done is taken back at once."""

    def __init__(self, scene, actor):
        self.scene, self.actor = scene, actor
        self.client = Client(raise_request_exception=True)
        self.client.force_login(scene.worker(actor), backend=BACKEND)
        self.sections = sections(scene)

    def _try(self, door, method, url, sent=None, *, effect=None, json=False):
        """Ask, look for the effect (of a GET: that it opened), and take everything back."""
        with transaction.atomic():
            if method == "GET":
                response = self.client.get(url)
            else:
                send = getattr(self.client, method.lower())
                response = send(url, sent or {}, **({"content_type": "application/json"} if json else {}))
            happened = response.status_code == 200 if effect is None else effect()
            transaction.set_rollback(True)
        return Got(door, response.status_code, happened)

    def act(self, name):
        """Try one act by every door that has it."""
        return list(getattr(self, f"_{name}")())

    def _api(self, name, *args):
        return reverse(name, args=args)

    def _open(self):
        yield self._try("page", "GET", reverse("desks:case", args=[self.scene.case.reference]))
        yield self._try("api", "GET", reverse("cases-api-detail", args=[self.scene.case.reference]))

    def _read(self):
        yield self._try("page", "GET", reverse("domains:part", args=[self.scene.part.pk]))
        yield self._try("api", "GET", reverse("domains-api-entries", args=[self.scene.part.pk]))

    def _became(self, state):
        pk, before = self.scene.part.pk, self.scene.part.state
        return lambda: before != state and Part.objects.get(pk=pk).state == state

    def _accept(self):
        pk, effect = self.scene.part.pk, self._became(State.ACCEPTED)
        yield self._try("page", "POST", reverse("domains:answer", args=[pk]), {"answer": "accept"}, effect=effect)
        yield self._try("api", "POST", reverse("domains-api-accept", args=[pk]), effect=effect, json=True)

    def _decline(self):
        pk, effect = self.scene.part.pk, self._became(State.DECLINED)
        sent = {"answer": "decline", "reason": "No room at the moment"}
        yield self._try("page", "POST", reverse("domains:answer", args=[pk]), sent, effect=effect)
        sent = {"reason": "No room at the moment"}
        yield self._try("api", "POST", reverse("domains-api-decline", args=[pk]), sent, effect=effect, json=True)

    def _write(self):
        pk, before = self.scene.part.pk, ProgressEntry.objects.count()
        sent = {"what_happened": "Asked in the matrix", "form_key": str(uuid.uuid4())}
        effect = lambda: ProgressEntry.objects.count() == before + 1  # noqa: E731
        yield self._try("page", "POST", reverse("domains:entry", args=[pk]), sent, effect=effect)
        yield self._try("api", "POST", reverse("domains-api-entries", args=[pk]), sent, effect=effect, json=True)

    def _end(self):
        sent = {"choice": "done", "words": "Asked in the matrix"}
        url = reverse("domains:end", args=[self.scene.part.pk])
        yield self._try("page", "POST", url, sent, effect=self._became(State.ENDED))

    def _take_back(self):
        url = reverse("domains:take_back", args=[self.scene.part.pk])
        yield self._try("page", "POST", url, {"choice": "take_back"}, effect=self._became(State.WITHDRAWN))

    def _ask(self):
        house, reference, before = self.scene.house, self.scene.case.reference, Part.objects.count()
        effect = lambda: Part.objects.count() == before + 1  # noqa: E731
        sent = {"organisation": house.harbour.pk, "agreed": "not_yet", "accountable": house.council.pk}
        url = reverse("domains:propose", args=[reference]) + "?domain=community"
        yield self._try("page", "POST", url, sent, effect=effect)
        sent = {"organisation": house.harbour.pk, "domain": "community"}
        url = reverse("domains-api-responsibilities", args=[reference])
        yield self._try("api", "POST", url, sent, effect=effect, json=True)

    # Sections

    def listed(self):
        """The sections that the list of the page and the API name to this actor: two sets."""
        reference = self.scene.case.reference
        page = self.client.get(reverse("assessments:assessment", args=[reference]))
        text = page.content.decode() if page.status_code == 200 else ""
        on_page = {
            code for code in self.sections
            if reverse("assessments:section", args=[reference, code]) in text
        }  # fmt: skip
        answer = self.client.get(reverse("assessments-api-assessment", args=[reference]))
        listed = answer.json()["sections"] if answer.status_code == 200 else []
        written = {s["code"] for s in listed if any(q["writes"] for q in s["questions"])}
        return on_page, {s["code"] for s in listed}, written

    def reads(self, code):
        """Open one section at both doors."""
        where = [self.scene.case.reference, code]
        return [
            self._try("page", "GET", reverse("assessments:section", args=where)),
            self._try("api", "GET", reverse("assessments-api-section", args=where)),
        ]

    def writes(self, code, among=None):
        """Answer one question of a section at both doors: of its first, or of the first in ``among``."""
        where = [self.scene.case.reference, code]
        items = [item for item in self.sections[code].items if among is None or item.domain in among]
        item = next((item for item in items if item.kind in VALUES), items[0])
        value = VALUES.get(item.kind) or item.choices[0][0]
        standing = Answer.objects.filter(assessment__case=self.scene.case, item=item.code).first()
        seen, was = (standing.number, standing.value) if standing else (0, None)
        effect = lambda: (  # noqa: E731
            Answer.objects.filter(assessment__case=self.scene.case, item=item.code).exclude(value=was).exists()
        )
        typed = {field_name(item.code): "yes" if value is True else value, "seen": f"{item.code}={seen}"}
        sent = {"answers": {item.code: {"value": value, "seen": seen}}}
        return [
            self._try("page", "POST", reverse("assessments:section", args=where), typed, effect=effect),
            self._try("api", "PATCH", reverse("assessments-api-section", args=where), sent, effect=effect, json=True),
        ]
