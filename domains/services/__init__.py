"""Every write of responsibilities, parts and progress. Each locks the case first and asks its policy."""

from domains.services.answering import DECLINE_REASONS, accept, decline, withdraw
from domains.services.attaching import scan_waiting, withdraw_attachment
from domains.services.concerns import close_concern, decide_concern, raise_concern
from domains.services.countering import agree_to_counter, counter, refuse_counter
from domains.services.ending import ask_to_hand_over, consent_changed, end, end_all, hand_over
from domains.services.entries import write_entry
from domains.services.leading import ask_to_lead, decline_the_lead, take_the_lead
from domains.services.opening import open_case_with_domains, propose_with_consent
from domains.services.placing import PartRequest, establish, establish_many, propose

__all__ = [
    "DECLINE_REASONS",
    "PartRequest",
    "accept",
    "agree_to_counter",
    "ask_to_hand_over",
    "ask_to_lead",
    "close_concern",
    "consent_changed",
    "counter",
    "decide_concern",
    "decline",
    "decline_the_lead",
    "end",
    "end_all",
    "establish",
    "establish_many",
    "hand_over",
    "open_case_with_domains",
    "propose",
    "propose_with_consent",
    "raise_concern",
    "refuse_counter",
    "take_the_lead",
    "scan_waiting",
    "withdraw",
    "withdraw_attachment",
    "write_entry",
]
