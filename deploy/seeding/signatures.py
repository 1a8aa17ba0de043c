"""Signatures of versions that hold nothing yet, with the digests that ``check_signed`` asks for; without a query each."""

from assessments import reached, sealed_parts, sealing
from assessments.models import Assessment, Signature
from partners.models import Organisation, Worker

#: What a version seals that holds no answer, plan or agreement, and whose case has no score, decision or plan for bad days.
NOTHING = {
    "answers": {}, "words": {}, "needs": [], "plan": None, "agreements": [], "determinations": [], "scores": [],
    "crisis plans": [],
}  # fmt: skip
FACTS = "facts of the version"
WHY = "Seeded: nobody was asked anything"


class Signatures:
    """Makes unsaved signatures over versions of the same frameworks, all of them without content."""

    def __init__(self, frameworks):
        self.frameworks = frameworks
        self.workers, self.organisations = Worker.objects.in_bulk(), Organisation.objects.in_bulk()
        self.empty = {name: sealing.digest_of(content) for name, content in NOTHING.items()}
        self.reached = dict.fromkeys((reached.SCORES, reached.DETERMINATIONS, *reached.PLANS.values()), 0)

    def of(self, *, organisation_id, worker_id, began, signed):
        """The :class:`Signature` of the worker who also began the version, for one organisation."""
        by, organisation = self.workers[worker_id], self.organisations[organisation_id]
        assessment = Assessment(
            version=1, frameworks=self.frameworks, started_at=began, started_by=by, organisation=organisation,
            signed_at=signed,
        )  # fmt: skip
        signature = Signature(
            assessment=assessment, at=signed, by=by, organisation=organisation, why_without_person=WHY,
            why_incomplete=WHY, reached=self.reached,
        )  # fmt: skip
        facts = sealed_parts.facts(assessment)
        signature.digest = sealing.digest_of({FACTS: facts, **NOTHING})
        signature.parts = {FACTS: sealing.digest_of(facts), **self.empty}
        return signature
