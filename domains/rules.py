"""Pure decisions about responsibilities: who may hold what, who answers for it in law, what an entry may say.

Every refusal says the rule and the way out. Source of who may hold what: the catalogue of domains.
"""

import datetime

from django.core.exceptions import ValidationError

import calendars
from domains.models import Share
from partners.models import Mode, Sector

#: How far back an entry may say that something happened: two years.
ENTRY_REACHES_BACK_DAYS = 2 * 366

#: A domain that only these sectors may hold is answered by a body of a sector with a role in it, also while nobody holds it.
RESERVED = frozenset({Sector.NHS, Sector.COUNCIL, Sector.PRIMARY_CARE})

SECTOR_WORDS = {
    Sector.NHS: "an NHS body",
    Sector.COUNCIL: "a council",
    Sector.VOLUNTARY: "a voluntary organisation",
    Sector.HOUSING: "a housing organisation",
    Sector.PRIMARY_CARE: "a primary care practice",
    Sector.OTHER: "another body",
}

MESSAGES = {
    "nothing_asked": "Choose at least one domain, and the partner to ask.",
    "not_proposable": "{domain} is not asked for as a domain. Say who coordinates on the case page.",
    "sector_may_not_hold": "{domain} can be done by {sectors}. {organisation} is {sector}: ask another partner.",
    "sector_may_contribute": (
        "{domain} can be done by {sectors}. {organisation} is {sector}: it can contribute to it. Choose “Contributes”."
    ),
    "partner_not_active": "{organisation} is not active in the partnership, so it cannot take anything on. Ask another partner.",
    "no_agreement": (
        "There is no sharing agreement in force between {organisation} and {lead}, which holds this record. "
        "Ask the partnership’s administrator, or ask another partner."
    ),
    "said_no": "The person has said no to {organisation} seeing this. Talk about it with them and record what they say first.",
    "carer_not_agreed": (
        "This is a carer’s own record. Ask them first whether {organisation} may know of it, and record what they say."
    ),
    "consent_missing": (
        "The person has not agreed yet that {organisation} may see this. The care coordinator records what they say; "
        "you can accept after that."
    ),
    "one_lead": "{holder} does {domain} already. Hand it over to change who does it, or choose another share for {organisation}.",
    "lead_asked": "{holder} has been asked to do {domain} and has not answered. Take that back first, or wait for the answer.",
    "already_there": "{organisation} has a part in {domain} already, or has been asked. Open it from “Who does what”.",
    "done_alone": (
        "{domain} is done by one body on this case, so nobody shares it. Keep {organisation} informed, or hand it over to them."
    ),
    "other_mode": "{domain} stands on this case as “{mode}”. End it first if it should be done the other way.",
    "nobody_accountable": "{domain} needs {sectors} that answers for it in law, and none is on this case. Name one.",
    "accountable_sector": "Only {sectors} can answer for {domain} in law. Name one.",
    "team_elsewhere": "That team does not belong to {organisation}. Choose one of its teams.",
    "worker_elsewhere": "{worker} has no role in {organisation} at the moment. Choose somebody who works there.",
    "case_closed": "This case is closed. Ask the care coordinator to re-open it first.",
    "not_allowed_now": "This part is {state} by now. Open “Who does what” to see what was decided.",
    "others_share_it": "Others share {domain}, and it needs a lead. Hand the lead over first; then your part ends.",
    "handover_waits": "{holder} has been asked to take this over and has not answered. Take that back first, or wait.",
    "handover_to_itself": "{organisation} has this already. Choose another partner or another team.",
    "counter_of_handover": (
        "This takes over what another partner does, so it is taken over whole. {organisation} can suggest another team or a "
        "later day, or say no and why."
    ),
    "counter_waits": "Your organisation has suggested something already, and it waits for an answer. Wait for it, or decline.",
    "nobody_leads": (
        "Nobody leads {domain} here yet, so there is nothing to share. Say yes to what you were asked, suggest another day, "
        "or decline."
    ),
    "counter_is_the_same": "That is what you were asked. Accept it, or say what should be different.",
    "counter_day_past": "The day must be after today. To begin now, accept.",
    "counter_answered": "This suggestion was answered, or taken back, already. Open “Who does what” to see what was decided.",
    "concern_words": "Write in a sentence what you have seen or heard.",
    "concern_no_council": (
        "No council shares this record, so Accord cannot pass it on. Ring the council’s safeguarding line now, and tell your manager."
    ),
    "concern_which_council": "Choose which council decides: the one where the person lives.",
    "concern_decided": "This concern has been decided already. Open it to see what was decided.",
    "concern_limbs": "Answer all three questions of section 42: each with yes or no.",
    "concern_reasons": "Write the reasons in a sentence. They are kept with the decision.",
    "concern_is_duty": (
        "All three questions are answered yes, so the Care Act (section 42) makes an enquiry a duty. Choose the enquiry, or put "
        "right the answer that is wrong."
    ),
    "concern_outcome": "Write in a sentence what came of the enquiry.",
    "lead_is_asked": "{holder} has been asked to lead it and has not answered. Wait for the answer first.",
    "lead_only_sharer": (
        "{organisation} does not share {domain}, so it cannot be asked to lead it here. Hand it over to them, "
        "or ask them to share it first."
    ),
    "lead_answered": "This question has been answered already. Open “Who does what” to see who leads.",
    "reason_needed": "Say why, so that the care coordinator knows what to do next.",
    "what_happened_needed": "Write what happened.",
    "happened_in_future": "The day it happened must be today or before. Use “Next contact” for what is planned.",
    "happened_long_ago": "The day it happened must be within the last two years. Check the year.",
    "next_contact_past": "The next contact must be today or later.",
    "worry_needed": "Say why the coordinator should know now.",
    "form_used": "This form has been used for another entry. Open “Write an entry” again; what you typed can be copied from here.",
    "attachment_too_large": "The file is larger than {limit} MB. Send a smaller one: a photograph of the page, or a part of it.",
    "attachment_empty": "The file is empty. Choose it again.",
    "attachment_kind": (
        "Files of this kind cannot be attached. These can: {kinds}. Save it as one of them, or write down what it says."
    ),
    "attachment_ending": (
        "The name of the file ends in {ending}, but what is in it is a {kind}. Give it the name that fits, and choose it again."
    ),
    "goal_state_unknown": "Choose how it is going from the list.",
    "moment_in_future": "This cannot begin in the future: write it down when it has begun.",
    "ended_before_it_began": "The end must come after the beginning.",
}


class CannotBe(ValidationError):
    """Something the rules refuse. ``code`` is for the audit and tests; ``field`` is where a form shows the sentence.

    ``position`` is the place of the request at fault in a batch.
    """

    def __init__(self, code, *, field=None, position=None, **words):
        sentence = MESSAGES[code].format(**words)
        error = ValidationError(sentence, code=code)
        super().__init__({field: error} if field else error)
        self.code, self.sentence, self.field, self.position = code, sentence, field, position


def sectors_in_words(sectors):
    """``[nhs, council]`` -> "an NHS body or a council"; empty -> "any partner"."""
    words = [SECTOR_WORDS[Sector(sector)] for sector in sectors]
    if not words:
        return "any partner"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def may_hold(domain, sector, share):
    """Whether a body of this sector may have this share in a domain. Anybody may be kept informed."""
    if share == Share.INFORMED or not domain.holders or sector in domain.holders:
        return True
    return share == Share.CONTRIBUTOR and sector in domain.contributors


def may_stand_in(domain, sector):
    """Whether a body that assesses may answer for a domain that nobody holds on the case (docs/adr/0007).

    A domain that only :data:`RESERVED` sectors may hold needs a body of a sector with a role in it: a council never writes
    medication.
    """
    reserved = domain.holders and RESERVED.issuperset(domain.holders)
    return not reserved or sector in {*domain.holders, *domain.contributors, *domain.accountable}


def check_sector(domain, organisation, share, *, position=None):
    """Refuse a share that the catalogue does not give to the organisation's sector."""
    if may_hold(domain, organisation.sector, share):
        return
    code = "sector_may_contribute" if organisation.sector in domain.contributors else "sector_may_not_hold"
    raise CannotBe(
        code,
        field="organisation",
        position=position,
        domain=domain.name,
        organisation=organisation.name,
        sectors=sectors_in_words(domain.holders),
        sector=SECTOR_WORDS[Sector(organisation.sector)],
    )


def accountable_body(domain, lead, on_case, partners):
    """The body that answers for a domain in law, or None: the record's holder where its sector fits, else the first
    fitting body on the case, else the only fitting body of the partnership.

    ``on_case`` and ``partners`` are sequences of organisations, the longest on the case first.
    """
    if lead.sector in domain.accountable:
        return lead
    for organisation in on_case:
        if organisation.sector in domain.accountable:
            return organisation
    fitting = [o for o in partners if o.sector in domain.accountable]
    return fitting[0] if len(fitting) == 1 else None


def default_share(domain, sector, mode, *, has_lead):
    """Lead where nobody leads; otherwise, in what is shared, joint or (where the sector may only do that) contributor;
    kept informed of what one body does."""
    if not has_lead:
        return Share.LEAD
    if mode != Mode.SHARED:
        return Share.INFORMED
    return Share.JOINT if may_hold(domain, sector, Share.JOINT) else Share.CONTRIBUTOR


def check_entry(*, what_happened, happened_on, next_contact_on, tell_coordinator, worry, at):
    """Refuse an entry that says nothing, happened tomorrow or long ago, or tells the coordinator without saying why."""
    today = calendars.local_day(at)
    if not what_happened.strip():
        raise CannotBe("what_happened_needed", field="what_happened")
    if happened_on > today:
        raise CannotBe("happened_in_future", field="happened_on")
    if happened_on < today - datetime.timedelta(days=ENTRY_REACHES_BACK_DAYS):
        raise CannotBe("happened_long_ago", field="happened_on")
    if next_contact_on is not None and next_contact_on < today:
        raise CannotBe("next_contact_past", field="next_contact_on")
    if tell_coordinator and not worry.strip():
        raise CannotBe("worry_needed", field="worry")
