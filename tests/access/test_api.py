"""The API against its own description: valid, without a warning, nothing fails as such, every answer as documented.

Programs sign in with a token; the same policies decide as on the pages (the matrix asks every endpoint as every role).
"""

import json
from datetime import timedelta

import pytest
import requests
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from access.rows import writing
from domains.models import ProgressEntry
from partners.models import ApiToken
from partners.services import issue_token, revoke_token

pytestmark = pytest.mark.django_db

EXAMPLES = 8
#: Answers that an endpoint may give and must document; a write may also be wrong or not be JSON.
DOCUMENTED = {"401", "403", "404", "429"}


def _schema():
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


def _operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation


def test_the_description_is_valid_and_warns_of_nothing(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_anybody_reads_the_description(client):
    answer = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["info"]["title"] == "Accord"


def test_every_endpoint_documents_its_errors():
    missing = []
    for path, method, operation in _operations(_schema()):
        wanted = DOCUMENTED | ({"400", "415"} if method in ("post", "put", "patch") else set())
        if "{" not in path:
            wanted -= {"404"}
        lacks = wanted - set(operation["responses"])
        if lacks:
            missing.append(f"{method.upper()} {path} does not document {sorted(lacks)}")
    assert not missing, "\n".join(missing)


def test_no_address_of_the_api_names_a_person():
    for path, _, operation in _operations(_schema()):
        names = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
        assert not names & {"nhs_number", "name", "family_name", "given_name", "q", "search", "term", "postcode"}, path


def _token(worker, at, *scopes):
    return issue_token(worker=worker, name="A test", scopes=scopes, days=1, at=at)


def _send(case, secret):
    """A generated request through Django's client, its effects taken back, and the answer as schemathesis reads it."""
    from schemathesis.core.transport import Response

    given = case.as_transport_kwargs(base_url="http://testserver")
    asked = requests.Request(
        given["method"], given["url"], params=given.get("params"), json=given.get("json"), data=given.get("data"),
        cookies=given.get("cookies"),
    ).prepare()  # fmt: skip
    with transaction.atomic():
        answer = Client(raise_request_exception=False).generic(
            asked.method, asked.path_url, asked.body or b"", content_type="application/json",
            headers={"authorization": f"Bearer {secret}"},
        )  # fmt: skip
        transaction.set_rollback(True)
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, answer.content, asked, elapsed=0.0, verify=False)


@pytest.mark.parametrize("role", ["coordinator", "housing_worker", "council_complaints"])
def test_every_answer_is_as_documented(world, role):
    """Generated requests, half of them for things that are really there. What they change is taken back."""
    from schemathesis import openapi
    from schemathesis.checks import load_all_checks, not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

    load_all_checks()
    _, secret = _token(getattr(world.house, role), world.at, "read", "write")
    schema = openapi.from_dict(json.loads(json.dumps(_schema(), default=str)))
    real = {"cases": world.case.reference, "complaints": world.complaint.reference, "parts": world.housing.pk}
    checks = [not_a_server_error, response_schema_conformance, status_code_conformance]
    asked = set()

    def try_out(operation):
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(), there=st.booleans())
        def one(case, there):
            for name in case.path_parameters or {}:
                if there:
                    case.path_parameters[name] = real[operation.path.split("/")[3]]
            response = _send(case, secret)
            case.validate_response(response, checks=checks)
            asked.add((operation.label, response.status_code))

        one()

    for result in schema.get_all_operations():
        try_out(result.ok())
    opened = {label for label, status in asked if status in (200, 201)}
    assert len(opened) >= 5, sorted(asked)
    assert not {status for _, status in asked} & {401, 500}


class TestTokens:
    """By a token one is its worker, within its scopes and until its day."""

    @pytest.fixture
    def ask(self):
        def _ask(secret, path, method="get", **data):
            more = {"data": data, "content_type": "application/json"} if method == "post" else {}
            return getattr(Client(), method)(path, headers={"authorization": f"Bearer {secret}"}, **more)

        return _ask

    def test_none_wrong_or_malformed(self, world, ask):
        for secret in ("", "accord_nothing", "x" * 3000, "two words"):
            answer = ask(secret, "/api/v1/cases/")
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.json()["detail"]

    def test_a_token_sees_what_its_worker_sees(self, world, ask):
        path = f"/api/v1/cases/{world.case.reference}/"
        _, full = _token(world.house.nurse, world.at, "read")
        _, core = _token(world.house.housing_worker, world.at, "read")
        _, none = _token(world.house.neighbour, world.at, "read")
        assert ask(full, path).json()["family_name"] == world.case.person.family_name
        shared = ask(core, path)
        assert shared.json()["audience"] == "core"
        assert "family_name" not in shared.json()
        assert ask(none, path).status_code == 404
        assert ask(none, path).json() == ask(none, "/api/v1/cases/C-999999999/").json()

    def test_reading_is_not_writing(self, world, ask):
        path = f"/api/v1/parts/{world.housing.pk}/entries/"
        _, reads = _token(world.house.housing_worker, world.at, "read")
        _, writes = _token(world.house.housing_worker, world.at, "write")
        before = ProgressEntry.objects.count()
        refused = ask(reads, path, "post", what_happened="Rang")
        assert refused.status_code == 403
        assert "write" in refused.json()["detail"]
        assert ProgressEntry.objects.count() == before
        assert ask(writes, path).status_code == 403
        assert ask(writes, path, "post", what_happened="Rang").status_code == 201

    def test_expired_and_revoked(self, world, ask):
        worker = world.house.nurse
        old, expired = _token(worker, world.at, "read")
        assert ask(expired, "/api/v1/cases/").status_code == 200
        with writing(ApiToken):
            ApiToken.objects.filter(pk=old.pk).update(
                created_at=world.at - timedelta(days=3), expires_at=world.at - timedelta(seconds=1)
            )
        assert ask(expired, "/api/v1/cases/").status_code == 401
        token, revoked = _token(worker, world.at, "read")
        revoke_token(token=token, by=worker, at=world.at)
        assert ask(revoked, "/api/v1/cases/").status_code == 401
        assert ApiToken.objects.filter(digest__in=[expired, revoked]).count() == 0, "secrets are not kept"

    def test_a_token_opens_the_api_only(self, world, ask):
        _, secret = _token(world.house.nurse, world.at, "read", "write")
        assert ask(secret, f"/record/{world.case.reference}/").status_code == 302

    def test_a_session_writes_only_with_its_form_token(self, world):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.house.housing_worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        path = f"/api/v1/parts/{world.housing.pk}/entries/"
        assert client.get(path).status_code == 200
        assert client.post(path, {"what_happened": "Rang"}, content_type="application/json").status_code == 403

    def test_what_was_refused_says_why(self, world, ask):
        _, secret = _token(world.house.nurse, world.at, "read", "write")
        answer = ask(secret, f"/api/v1/parts/{world.housing.pk}/entries/", "post", what_happened="Not mine")
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_your_part"
        assert "Another organisation" in answer.json()["detail"]
