"""What a signature seals: every part of a version in one canonical text, and the digest over it.

A part joins by ``@sealed("name")`` on a function ``(assessment) -> what JSON can hold``. It names rows by what people and
catalogues call them (question codes, domains, codes of organisations, e-mail addresses of workers), never by database
keys, so that a digest still holds when two cases become one (decisions.md 7). A signature keeps the names that it sealed:
one that joins later is not asked of older versions. A part whose shape must change takes a new name, and the old one stays.
"""

import hashlib
import json
from datetime import UTC

from design.words import long_date

_parts = {}


def sealed(name):
    """Let ``function(assessment)`` add a part, by its name, to what every later signature seals."""

    def register(function):
        if _parts.setdefault(name, function) is not function:
            raise LookupError(f"Something else is sealed under the name {name!r}")
        return function

    return register


def names():
    """The names of the parts that a signature seals now."""
    return sorted(_parts)


def moment(value):
    """A moment as it is sealed: UTC, the same on every database; None for none."""
    return value and value.astimezone(UTC).isoformat(timespec="microseconds")


def written(row):
    """Who wrote a row, for which organisation, and when: by the worker's key and the organisation's code."""
    return {"at": moment(row.at), "by": row.by and row.by.email, "for": called(row.organisation)}


def called(organisation):
    """An organisation as it is sealed: its code, or its name where it has none; None for none."""
    return organisation and (organisation.code or organisation.name)


def canonical(content):
    """One text for one content, whatever the order of its keys. Raises TypeError for what JSON cannot hold."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(content):
    """SHA-256 over the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def digests(assessment, among):
    """(the digest of the whole, {name: digest}) of these parts of a version as it stands."""
    content = {name: _parts[name](assessment) for name in among}
    return digest_of(content), {name: digest_of(part) for name, part in content.items()}


def differences(assessment):
    """Sentences that say in what a signed version differs from what was signed; none where it is as it was."""
    signature = assessment.signed_for
    if signature is None:
        return [f"It is signed on {long_date(assessment.signed_at)}, but there is no signature with its digest."]
    gone = sorted(set(signature.parts) - set(_parts))
    if gone:
        return [f"Nobody can say any longer what {', '.join(gone)} held: nothing is registered under that name."]
    whole, parts = digests(assessment, signature.parts)
    changed = sorted(name for name, digest in parts.items() if digest != signature.parts[name])
    said = [f"The {name} are not as they were signed." for name in changed]
    if whole != signature.digest and not changed:
        said.append("The digest of the whole is not that of its parts: the signature itself was changed.")
    return said
