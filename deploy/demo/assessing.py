"""The assessment of the person of the demonstration: a version agreed and signed, what hangs on it, and the next one begun.

Every step goes through the service that people use, as the worker who did it, so that rules and audit hold for it too.
"""

from datetime import timedelta

from assessments import (
    aftercare_services,
    agreement_services,
    crisis_services,
    determination_services,
    discharge_services,
    review_parts,
    review_services,
    risk_services,
    services,
)
from assessments.charging import services as charging
from assessments.crisis_services import Contact, Step
from assessments.services import Given
from calendars import local_day
from domains.models import State

#: The lines are told this long after one another, so that each has its own place in the timeline.
STEP = timedelta(minutes=7)


def _said(row):
    """What a row says, without who said it and when."""
    return {name: value for name, value in row.items() if name not in ("by", "days_ago")}


class Assessing:
    """``ago(days)`` is a moment of the story; ``house`` knows workers and organisations by their keys."""

    def __init__(self, data, house, domains, *, ago, at):
        self.data, self.house, self.domains, self.ago, self.at = data, house, domains, ago, at
        self.steps, self.actions = 0, {}

    def _when(self, row):
        """Who did it and when: the steps of one day come one after the other."""
        self.steps += 1
        return {"by": self.house.workers[row["by"]], "at": self.ago(row["days_ago"]) + self.steps * STEP}

    def tell(self, case):
        """Everything, in the order in which it happened. Returns the version that is being written now."""
        data = self.data
        found = services.start(case=case, **self._when(data["begun"]))
        for row in data["sections"]:
            self._section(found, row)
        for row in data["needs"]:
            said = {name: row[name] for name in ("text", "level", "persons_view", "workers_view") if name in row}
            services.add_need(assessment=found, domain=self.domains[row["domain"]], **said, **self._when(row))
        for row in data["goals"]:
            self._goal(case, found, row)
        self._crisis(case, data["crisis_plan"])
        for row in data["risks"]:
            self._risk(case, row)
        self._aftercare(case, data["aftercare"])
        self._money(found, data["money"])
        self._determinations(found, data["determinations"])
        for row in data["agreement"]:
            self._answer(found, row)
        signed = data["signed"]
        agreement_services.sign(assessment=found, why_incomplete=signed["why_incomplete"], **self._when(signed))
        self._hospital(case, data["hospital"])
        self._review(case, data["review"])
        after = services.start(case=case, **self._when(data["next"]))
        self._section(after, data["next"])
        return after

    def tell_carers(self, own):
        """A carer's assessment on their own record, as far as it has come: what it says, and the decision by regulation 3."""
        found = services.start(case=own, **self._when(self.data["begun"]))
        for row in self.data["sections"]:
            self._section(found, row)
        decided = self.data["decided"]
        determination_services.decide_carers_eligibility(
            assessment=found, seen=0, **_said(decided), **self._when(decided)
        )

    def _section(self, found, row):
        seen = dict(found.answers.values_list("item", "number"))
        services.save_section(
            assessment=found, section=row["section"], words=row.get("words"),
            given={code: Given(value=value, seen=seen.get(code, 0)) for code, value in row["answers"].items()},
            **self._when(row),
        )  # fmt: skip

    def _goal(self, case, found, row):
        when = self._when(row)
        goal = services.write_goal(assessment=found, domain=self.domains[row["domain"]], words=row["words"], **when)
        for action in row["actions"]:
            self.actions[action["key"]] = services.add_action(
                goal=goal, text=action["text"], part=self._part(case, action["domain"]),
                by_when=local_day(self.at) + timedelta(days=action["in_days"]), **when,
            )  # fmt: skip

    def _part(self, case, domain, organisation=None):
        parts = case.parts.select_related("organisation", "domain")
        if organisation:
            parts = parts.filter(organisation=self.house.organisations[organisation])
        return parts.get(domain=self.domains[domain], state=State.ACCEPTED)

    def _risk(self, case, row):
        when, owner = self._when(row), self.house.workers[row["owner"]]
        words = {name: row[name] for name in ("kind", "now", "persons_view", "triggers", "protective", "plan")}
        risk_services.write(
            case=case, owner=owner, owner_organisation=self.house.employer(row["owner"]), looked_at_on=local_day(when["at"]),
            review_by=local_day(self.at) + timedelta(days=row["review_in_days"]), **words, **when,
        )  # fmt: skip

    def _aftercare(self, case, row):
        owed = {side: self.house.organisations[key] for side, key in (("nhs", "trust"), ("council", "council"))}
        said = _said(row["begun"])
        since = local_day(self.ago(said.pop("in_force_since_days_ago")))
        begun = aftercare_services.begin(case=case, in_force_since=since, **owed, **said, **self._when(row["begun"]))
        aftercare_services.sign(aftercare=begun, **_said(row["signed"]), **self._when(row["signed"]))

    def _money(self, found, rows):
        after = rows["aftercare"]
        action = self.actions[after["service"]]
        aftercare_services.mark_service(action=action, because=after["because"], **self._when(after))
        for row in rows["charges"]:
            said = _said(row)
            charging.decide_charge(action=self.actions[said.pop("service")], seen=0, **said, **self._when(row))
        charging.decide_budget(assessment=found, seen=0, **_said(rows["budget"]), **self._when(rows["budget"]))

    def _review(self, case, row):
        planned, brings, held = row["planned"], row["brings"], row["held"]
        review = review_services.plan_review(
            case=case, scheduled_for=self.ago(held["days_ago"]), **_said(planned), **self._when(planned)
        )
        part = self._part(case, brings["domain"])
        review_parts.contribute(review=review, part=part, words=brings["words"], **self._when(brings))
        when = self._when(held)
        review = review_services.hold_review(
            case=case, kinds=planned["kinds"], held_on=local_day(when["at"]), **_said(held), **when
        )
        came = []
        for one in row["came"]:
            part = self._part(case, one["domain"], one.get("organisation")) if "domain" in one else None
            came.append((one["seat"], part, one["came"], one.get("words", "")))
        review_parts.record_attendance(review=review, came=came, **self._when(held))

    def _crisis(self, case, row):
        words = {name: row[name] for name in ("signs", "helps", "wishes")}
        contacts = [Contact(**one) for one in row["contacts"]]
        crisis_services.write_crisis_plan(case=case, seen=0, contacts=contacts, **words, **self._when(row))
        steps = [Step(**one) for one in row["fallback"]]
        crisis_services.write_contingency_plan(case=case, seen=0, steps=steps, **self._when(row))

    def _determinations(self, found, rows):
        signing = {"care_act": determination_services.decide_eligibility, "cpa": determination_services.decide_cpa}
        for kind, sign in signing.items():
            row = dict(rows[kind])
            when = self._when(row)
            sign(assessment=found, seen=0, **_said(row), **when)

    def _answer(self, found, row):
        voice = row["voice"]
        if voice != "person":
            voice = f"organisation-{self.house.organisations[voice].pk}"
        agreement_services.answer(
            assessment=found, voice=voice, says=row["says"], how=row.get("how", ""), words=row.get("words", ""),
            **self._when(row),
        )  # fmt: skip

    def _hospital(self, case, row):
        by = self.house.workers[row["by"]]
        left, seen = self.ago(row["left_days_ago"]), self.ago(row["seen_days_ago"])
        discharge = discharge_services.record_discharge(
            case=case, left_at=left, left_from=row["left_from"], went_to=row["went_to"], by=by, at=left + STEP
        )
        discharge_services.record_contact(
            discharge=discharge,
            happened_at=seen,
            how=row["how"],
            seen_by=by.name,
            words=row["words"],
            by=by,
            at=seen + STEP,
        )
