"""Every write to the partnership: organisations and teams, people and their roles, staff codes, tokens."""

from partners.services.organisations import (
    create_organisation,
    create_team,
    restore_organisation,
    set_partnership,
    suspend_organisation,
)
from partners.services.people import (
    change_worker,
    deactivate,
    end_membership,
    hire,
    note_sign_in,
    reactivate,
    seat,
)
from partners.services.staff_codes import claim_staff_code, keep_staff_codes, release_staff_code
from partners.services.tokens import issue_token, note_use, revoke_token

__all__ = [
    "change_worker", "claim_staff_code", "create_organisation", "create_team", "deactivate", "end_membership", "hire",
    "issue_token", "keep_staff_codes", "note_sign_in", "note_use", "reactivate", "release_staff_code",
    "restore_organisation", "revoke_token", "seat", "set_partnership", "suspend_organisation",
]  # fmt: skip
