"""Whether an attached file is harmful. Which scanner answers is a setting (``ACCORD_SCANNER``, a dotted path to a class).

It fails closed: only an answer that says clean opens a file. An exception, no answer, or anything else leaves it waiting,
opened by nobody, and it is asked about again (:func:`domains.services.scan_waiting`).
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from domains.kinds import sniff

#: The test file of the anti-virus industry, in two pieces so that this file itself is not taken for it. Source: eicar.org.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A scanner's answer about one file."""

    clean: bool


class Sniffer:
    """The scanner that comes with Accord. No virus scanner: it knows the kinds of file and the EICAR test file, in the clear
    only, not inside a document or a packed PDF.
    """

    name = "Accord’s own check"
    words = (
        "Accord checks what kind of file it is and looks for one known test signature. "
        "That is no virus scanner: open files only on a machine that has one."
    )

    def scan(self, data):
        return Verdict(clean=sniff(data) is not None and EICAR not in data)


def scanner():
    """The scanner of this installation: ``name``, ``words`` for the page, and ``scan(bytes) -> Verdict``."""
    return import_string(settings.ACCORD_SCANNER)()


def words():
    """What the page says about the check; honest also where the scanner itself cannot be loaded."""
    try:
        return scanner().words
    except Exception:  # noqa: BLE001 - somebody else's class: whatever is wrong with it, the page must still open
        return "The check is not working at the moment. Files wait until it is, and nobody can open them."
