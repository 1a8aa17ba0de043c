"""The assessment of the person of the demonstration: a version agreed and signed, what hangs on it, and the next one begun.

Every step goes through the service that people use, as the worker who did it, so that rules and audit hold for it too.
"""

from datetime import timedelta

from assessments import agreement_services, crisis_services, determination_services, discharge_services, services
from assessments.crisis_services import Contact, Step
from assessments.services import Given
from calendars import local_day
from domains.models import State

#: The lines are told this long after one another, so that each has its own place in the timeline.
STEP = timedelta(minutes=7)


class Assessing:
    """``ago(days)`` is a moment of the story; ``house`` knows workers and organisations by their keys."""

    def __init__(self, data, house, domains, *, ago, at):
        self.data, self.house, self.domains, self.ago, self.at = data, house, domains, ago, at
        self.steps = 0

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
        self._goal(case, found, data["goal"])
        self._crisis(case, data["crisis_plan"])
        self._determinations(found, data["determinations"])
        for row in data["agreement"]:
            self._answer(found, row)
        signed = data["signed"]
        agreement_services.sign(assessment=found, why_incomplete=signed["why_incomplete"], **self._when(signed))
        self._hospital(case, data["hospital"])
        after = services.start(case=case, **self._when(data["next"]))
        self._section(after, data["next"])
        return after

    def _section(self, found, row):
        seen = dict(found.answers.values_list("item", "number"))
        services.save_section(
            assessment=found, section=row["section"], words=row.get("words"),
            given={code: Given(value=value, seen=seen.get(code, 0)) for code, value in row["answers"].items()},
            **self._when(row),
        )  # fmt: skip

    def _goal(self, case, found, row):
        when, action = self._when(row), row["action"]
        goal = services.write_goal(assessment=found, domain=self.domains[row["domain"]], words=row["words"], **when)
        part = case.parts.select_related("organisation", "domain").get(
            domain=self.domains[action["domain"]], state=State.ACCEPTED
        )
        services.add_action(
            goal=goal,
            text=action["text"],
            part=part,
            by_when=local_day(self.at) + timedelta(days=action["in_days"]),
            **when,
        )

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
            said = {name: value for name, value in row.items() if name not in ("by", "days_ago")}
            sign(assessment=found, seen=0, **said, **when)

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
