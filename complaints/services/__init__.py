"""Every write to a complaint. Each asks its policy, locks the complaint first, and leaves an event and an audit row.

Audit rows of this room carry neither case nor person: complaint papers stay off the care record.
"""

from complaints.services.answering import (
    acknowledge,
    extend_period,
    note,
    send_late_notice,
    set_response_date,
    write_part,
)
from complaints.services.deciding import decide_late, exclude
from complaints.services.leading import settle_lead
from complaints.services.passing import pass_on
from complaints.services.routing import route, route_owed, set_responsible
from complaints.services.sharing import name_staff, record_sharing
from complaints.services.taking import take

__all__ = [
    "acknowledge",
    "decide_late",
    "exclude",
    "extend_period",
    "name_staff",
    "note",
    "pass_on",
    "record_sharing",
    "route",
    "route_owed",
    "send_late_notice",
    "set_response_date",
    "set_responsible",
    "settle_lead",
    "take",
    "write_part",
]
