"""Asking every address as every role: what came back, with nothing changed by the asking."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client

from tests.access.addresses import EVERY

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

#: The columns of the matrix, in its order. Their workers are those of ``tests.house``; see what each is there.
ROLES = (
    "coordinator", "nurse", "social_worker", "manager", "housing_worker", "employment_worker", "neighbour",
    "suspended_worker", "partnership_manager", "trust_complaints", "council_complaints", "charity_complaints",
    "administrator", "privacy_officer", "superuser", "anonymous",
)  # fmt: skip

#: Who reads the whole record: the trust's and the council's workers on the case.
FULL = ("coordinator", "nurse", "social_worker", "manager")

#: What was searched for, under the key in the address; only a beginning, so that the answer gives the name if it does.
SEARCHED = ["searched", "bryn"]


@dataclass(frozen=True)
class Seen:
    """What one role got from one address by one method."""

    address: object
    method: str
    status: int
    body: bytes
    location: str = ""
    fault: str = ""
    url: str = ""
    headers: dict = field(default_factory=dict)

    @property
    def is_page(self):
        """Whether a browser shows it: a page of ours, the refusals among them."""
        return (
            not self.address.is_api
            and self.status not in (301, 302, 405)
            and self.headers.get("Content-Type", "").startswith("text/html")
        )


def client_of(world, role):
    """A browser in which the worker of a role is signed in. Errors become 500, as they would for the worker."""
    client = Client(raise_request_exception=False)
    worker = world.worker(role)
    if worker is not None:
        client.force_login(worker, backend=BACKEND)
        session = client.session
        session["searches"] = [SEARCHED]
        session.save()
    return client


def ask(client, url, method, *, api=False):
    """One request, and its effects taken back: on the database, and on what the browser keeps (signing out is a page too)."""
    kept = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        if method == "GET":
            response = client.get(url)
        else:
            response = client.post(url, {}, **({"content_type": "application/json"} if api else {}))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = kept
    return response, body


def everything(world, role, addresses=EVERY):
    """Every address by GET and by an empty POST, as one role."""
    client = client_of(world, role)
    for address in addresses:
        for method in ("GET", "POST"):
            url = address.url(world)
            response, body = ask(client, url, method, api=address.is_api)
            fault = ""
            if response.status_code == 500 and getattr(response, "exc_info", None):
                fault = repr(response.exc_info[1])
            headers = dict(response.headers)
            yield Seen(address, method, response.status_code, body, headers.get("Location", ""), fault, url, headers)
