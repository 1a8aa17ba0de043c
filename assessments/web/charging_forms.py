"""The forms of what is charged: one service, and the personal budget. Amounts are in pounds here, in pence below."""

from django import forms

from assessments.charging import rules
from assessments.charging.classes import choices, classes
from assessments.charging.models import Often
from design.fields import DateInputField, MoneyField, RadiosField, SelectField, TextareaField

_WIDTH = "nhsuk-input--width-10"


def _money(label, hint="", *, required=False, missing=""):
    more = {"required_message": missing} if missing else {}
    return MoneyField(label=label, hint=hint, required=required, classes=_WIDTH, min_value=0, **more)


def _pounds(pence):
    return None if pence is None else f"{pence / 100:.2f}"


class ChargeForm(forms.Form):
    """Whether a service is free or charged, what it costs, how much is asked, and why."""

    def __init__(self, data=None, *, name, standing=None):
        super().__init__(data, initial=_charge_initial(standing))
        self.fields["charge_class"] = RadiosField(
            label="What kind of service is it?", choices=choices(), hints={c.code: c.hint for c in classes().values()},
            required_message="Choose which of these it is.",
        )  # fmt: skip
        who = [(rules.PERSON, name), (rules.CARER, "A carer")]
        self.fields["given_to"] = RadiosField(
            label="Who is it given to?", choices=who, required_message="Choose who it is given to."
        )
        self.fields["paid_by"] = RadiosField(
            label="Who would pay, if it is charged?", choices=who, required_message="Choose who would pay.",
            hint=f"A carer is never charged for care that is given to {name}.",
        )  # fmt: skip
        self.fields["cost"] = _money("What does it cost the council, in pounds?", "Needed where it may be charged.")
        self.fields["charge"] = _money(
            "What is charged, in pounds?", "Never more than it costs. Leave it empty where it is free."
        )
        self.fields["often"] = SelectField(
            label="How often?", choices=Often.choices, required_message="Choose how often."
        )
        self.fields["started_on"] = DateInputField(
            label="When does reablement begin?", hint="Only for reablement: the first 6 weeks are free.", required=False
        )
        self.fields["reasons"] = TextareaField(
            label="Reasons", hint=f"In words that {name} can follow.", rows=3, max_length=8000,
            required_message="Write the reasons, in words the person can follow.",
        )  # fmt: skip

    def given(self):
        """What the service takes: amounts in pence."""
        data = dict(self.cleaned_data)
        return {**data, "cost": rules.pence(data["cost"]), "charge": rules.pence(data["charge"])}


def _charge_initial(row):
    if row is None:
        return {"often": Often.WEEK}
    return {
        "charge_class": row.charge_class, "given_to": row.given_to, "paid_by": row.paid_by, "cost": _pounds(row.cost_pence),
        "charge": _pounds(row.charge_pence), "often": row.often, "started_on": row.started_on, "reasons": row.reasons,
    }  # fmt: skip


class BudgetForm(forms.Form):
    """The personal budget, and a direct payment with its amount, how often, and what it is for."""

    def __init__(self, data=None, *, name, standing=None):
        super().__init__(data, initial=_budget_initial(standing))
        self.fields["total"] = _money(
            "What does meeting the needs cost, in pounds?", required=True, missing="Enter what meeting the needs costs."
        )
        self.fields["person"] = _money(
            f"What does {name} pay of it, in pounds?", "0 where they pay nothing.", required=True,
            missing="Enter what the person pays of it. If it is nothing, enter 0.",
        )  # fmt: skip
        self.fields["often"] = SelectField(
            label="How often?", choices=Often.choices, required_message="Choose how often."
        )
        self.fields["direct_payment"] = _money(
            "Direct payment, in pounds",
            "What is paid to them, so that they buy help themselves. Empty where there is none.",
        )
        self.fields["direct_payment_often"] = SelectField(
            label="How often is it paid?", choices=[("", "No direct payment"), *Often.choices], required=False
        )
        self.fields["direct_payment_for"] = TextareaField(
            label="Which needs does the direct payment meet?", rows=2, required=False, max_length=8000
        )
        self.fields["reasons"] = TextareaField(
            label="Reasons", hint=f"In words that {name} can follow.", rows=3, max_length=8000,
            required_message="Write the reasons, in words the person can follow.",
        )  # fmt: skip

    def given(self):
        """What the service takes: amounts in pence."""
        data = dict(self.cleaned_data)
        return {**data, **{name: rules.pence(data[name]) for name in ("total", "person", "direct_payment")}}


def _budget_initial(row):
    if row is None:
        return {"often": Often.WEEK}
    return {
        "total": _pounds(row.total_pence), "person": _pounds(row.person_pence), "often": row.often,
        "direct_payment": _pounds(row.direct_payment_pence), "direct_payment_often": row.direct_payment_often,
        "direct_payment_for": row.direct_payment_for, "reasons": row.reasons,
    }  # fmt: skip
