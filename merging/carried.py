"""What extracts bring into the single assessment: asked once, and not again of the person (assessments.registry)."""

from assessments.registry import CarriedAnswer
from merging import words
from merging.crosswalks import is_unknown
from merging.models import SourceValue
from merging.queries import people_of
from merging.values import folded

#: The question that a field of an extract answers.
ITEMS = {
    "accommodation": "home.kind",
    "employment": "work.now",
    "gp_practice": "physical-health.practice",
    "has_unpaid_carer": "carers.anybody",
}
YES_NO = {"yes": True, "no": False}


def answers(case, at):
    """Current values of both sides that answer a question, each with its source. What says nothing is left out."""
    found = SourceValue.objects.filter(person_id__in=people_of(case), field__in=ITEMS, is_current=True)
    for value in found.select_related("organisation"):
        if is_unknown(value.field, value.value):
            continue
        answer = value.shown
        if value.field == "has_unpaid_carer":
            if folded(value.value) not in YES_NO:
                continue
            answer = YES_NO[folded(value.value)]
        yield CarriedAnswer(
            item=ITEMS[value.field], value=answer, source_text=words.carried_line(value),
            organisation_id=value.organisation_id, recorded_on=value.recorded_on,
            source_ref=f"import:{value.run_id}:{value.source}:{value.reference}"[:120],
        )  # fmt: skip
