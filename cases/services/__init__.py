"""Every write to a case: opening, referral, coordination, consent, named access and bars. Many at once: ``cases.bulk``."""

from cases.services.asking import ask_coordinator
from cases.services.carers import add_carer, assessed, end_link, open_carer_record, record_step
from cases.services.consent import as_looked_at, end_sharing, look_ahead, record_consent, share_without_yes
from cases.services.emergency import end_emergency, open_in_emergency, review_emergency
from cases.services.letting_in import bar, end_named_access, let_in, lift_bar, restrict, unrestrict, view_permission
from cases.services.opening import (
    COORDINATION,
    coordination_basis,
    number_taken,
    open_case,
    refer,
    referred_by,
    set_coordinator,
)

__all__ = [
    "COORDINATION",
    "add_carer",
    "as_looked_at",
    "ask_coordinator",
    "assessed",
    "bar",
    "coordination_basis",
    "end_emergency",
    "end_link",
    "end_named_access",
    "end_sharing",
    "let_in",
    "lift_bar",
    "look_ahead",
    "number_taken",
    "open_carer_record",
    "open_case",
    "open_in_emergency",
    "record_consent",
    "record_step",
    "refer",
    "referred_by",
    "restrict",
    "review_emergency",
    "set_coordinator",
    "share_without_yes",
    "unrestrict",
    "view_permission",
]
