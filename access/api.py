"""What every door of the API shares: the shape of a refusal, documented errors, and the key of the next page."""

import base64
import binascii
from datetime import datetime

from django.core.exceptions import ValidationError as DjangoValidationError
from drf_spectacular.utils import OpenApiResponse, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from access.decisions import Refused


class ProblemSerializer(serializers.Serializer):
    """Why something was refused. ``code`` is stable; ``detail`` is a sentence for people, with what to do next."""

    detail = serializers.CharField()
    code = serializers.CharField(required=False)


class FaultsSerializer(serializers.Serializer):
    """What is wrong with what was sent: each key is a field (or ``non_field_errors``), each value its sentences."""

    non_field_errors = serializers.ListField(child=serializers.CharField(), required=False)


def for_audience(word):
    """The field ``audience``: for whom an answer is made. It is always this word, so that a program can tell the shapes of
    one endpoint apart."""

    @extend_schema_field({"type": "string", "pattern": f"^{word}$", "description": "For whom this answer is made."})
    class Audience(serializers.ReadOnlyField):
        pass

    return Audience(default=word)


#: Errors that every endpoint documents.
ERRORS = {
    401: OpenApiResponse(ProblemSerializer, "Not signed in, or the token is wrong, expired or revoked."),
    403: OpenApiResponse(ProblemSerializer, "You may see this, but not do this with it; or the token lacks the scope."),
    404: OpenApiResponse(ProblemSerializer, "It does not exist, or it is not yours to see: the answer is the same."),
    429: OpenApiResponse(ProblemSerializer, "Too many requests. Wait as long as Retry-After says."),
}
#: And those of an endpoint that takes something.
WRITE_ERRORS = {
    400: OpenApiResponse(FaultsSerializer, "What was sent is wrong: each field with its sentences."),
    415: OpenApiResponse(ProblemSerializer, "Send JSON."),
    **ERRORS,
}


def exception_handler(error, context):
    """A policy's refusal carries its code; a service's ValidationError becomes 400 at the fields it names."""
    if isinstance(error, DjangoValidationError):
        error = ValidationError(_faults(error))
    response = default_handler(error, context)
    if response is not None and isinstance(error, Refused):
        response.data = {"detail": error.decision.message, "code": error.decision.because}
        return Response(response.data, status=status.HTTP_403_FORBIDDEN)
    return response


def _faults(error):
    if hasattr(error, "error_dict"):
        return {("non_field_errors" if name == "__all__" else name): e for name, e in error.message_dict.items()}
    return {"non_field_errors": error.messages}


def page_key(place):
    """A (moment, number) place in a list as one opaque word for ``?after=``; empty at the end."""
    if place is None:
        return ""
    moment, number = place
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{number}".encode()).decode().rstrip("=")


def place_of(key):
    """The place behind a page key, None for no key. Refuses a key that was not ours."""
    if not key:
        return None
    try:
        moment, number = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode().split("|")
        place = datetime.fromisoformat(moment), int(number)
    except (ValueError, binascii.Error, UnicodeDecodeError) as error:
        raise ValidationError({"after": ["Use the after that the page before gave you."]}) from error
    if place[0].tzinfo is None or not 0 <= place[1] < 2**63:
        raise ValidationError({"after": ["Use the after that the page before gave you."]})
    return place
