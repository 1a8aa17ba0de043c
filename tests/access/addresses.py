"""Every address of the site with what stands on it in :class:`tests.access.world.World`.

One name may stand several times: a part that is held, offered, ended or another's is another question each time. A new
page fails ``test_matrix`` until it is here and in the table of what is expected.
"""

from dataclasses import dataclass

from django.urls import get_resolver, reverse

#: What a reference or key is called when nothing has it.
NOWHERE = {"case": "C-999999999", "complaint": "JC-2026-9999", "pk": 999_999_999}


@dataclass(frozen=True)
class Address:
    """One address. ``kwargs(world)`` fills its pattern; ``nowhere`` is the same address for something that does not exist."""

    name: str
    kwargs: object = None
    variant: str = ""
    nowhere: tuple = ()
    query: str = ""

    @property
    def key(self):
        return f"{self.name} {self.variant}".strip()

    @property
    def is_api(self):
        return "-api" in self.name or self.name.startswith("api-")

    def url(self, world):
        return reverse(self.name, kwargs=self.kwargs(world) if self.kwargs else None) + self.query

    def url_of_nothing(self, world):
        """The same address with a reference or key that nothing has; None where the address names nothing."""
        if not self.nowhere:
            return None
        return reverse(self.name, kwargs={**self.kwargs(world), **dict(self.nowhere)})


def plain(*names):
    return [Address(name) for name in names]


def of_case(*names, variant="", **more):
    """Addresses that name the case, and perhaps something on it."""

    def kwargs(world):
        return {"reference": world.case.reference} | {key: value(world) for key, value in more.items()}

    return [Address(name, kwargs, variant, (("reference", NOWHERE["case"]),)) for name in names]


def of_carer(*names, **more):
    """The same addresses on the carer's own record."""

    def kwargs(world):
        return {"reference": world.carers_case.reference} | {key: value(world) for key, value in more.items()}

    return [Address(name, kwargs, "of a carer", (("reference", NOWHERE["case"]),)) for name in names]


def of_complaint(*names, **more):
    def kwargs(world):
        return {"reference": world.complaint.reference} | more

    return [Address(name, kwargs, "", (("reference", NOWHERE["complaint"]),)) for name in names]


def of(thing, *names, variant="", key="pk"):
    """Addresses that name one thing of the world by its key."""

    def kwargs(world):
        return {key: thing(world).pk}

    return [Address(name, kwargs, variant, ((key, NOWHERE["pk"]),)) for name in names]


def of_document(code):
    """What names a document of the world's assessment."""
    return lambda world: {"reference": world.case.reference, "version": 1, "document": code, "variant": "standard"}


def number_of(name):
    return lambda world: getattr(world, name).pk


ACCOUNTS = plain(
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reauthenticate",
    "account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
) + [
    Address("look-around", lambda world: {"number": 1}),
    Address("account_reset_password_from_key", lambda world: {"uidb36": "1", "key": "no-such-key"}),
]  # fmt: skip

OPEN = plain("health", "design:help", "design:records", "design:accessibility", "api-schema", "api-docs")

PARTS = [
    address
    for name in ("answer", "take_back", "counter", "lead", "part", "entry", "end")
    for which, part in (("held", "housing"), ("offered", "employment"), ("another's", "medication"), ("past", "past"))
    for address in of(lambda world, part=part: getattr(world, part), f"domains:{name}", variant=which)
]

DESKS = [
    *plain(
        "desks:front", "desks:caseload", "desks:my_domains", "desks:past_work", "desks:reviews", "desks:openings",
        "desks:search", "desks:who_may", "desks:who_may_file", "desks:radar", "desks:strain",
    ),
    *(
        Address("desks:review_list", lambda world, which=which: {"which": which}, which)
        for which in ("overdue", "soon", "unallocated", "unanswered", "not-reviewed")
    ),
    Address("desks:results", lambda world: {"key": "searched"}, nowhere=(("key", "never"),)),
    *(
        Address("desks:radar-list", lambda world, kind=kind: {"kind": kind}, kind) for kind in ("silent", "unanswered")
    ),
    *of_case("desks:map", "desks:case", "desks:timeline", "desks:audit", "desks:audit_printed"),
]  # fmt: skip

CASES = [
    *plain("cases:refer"),
    *of_case("cases:person", "cases:what-matters", "cases:coordinator", "cases:consent", "domains:propose"),
]

SIGHT = [
    *of_case("desks:sight", "cases:consent-history", "cases:share", "cases:ask"),
    *of_case("desks:sight-domain", code=lambda world: "medication"),
    *of_case("cases:end-share", key=lambda world: NOWHERE["pk"]),
]

CARERS = [
    *of_case("cases:carers", "cases:add-carer"),
    *(
        address
        for which, link in (("the trust's", "trusts_carer"), ("the council's", "carer"))
        for address in of_case(
            "cases:carer-step", "cases:end-carer", "cases:carer-record", variant=which,
            key=lambda world, link=link: getattr(world, link).pk,
        )
    ),
    *of_carer("desks:case", "cases:carers", "cases:consent", "assessments:assessment", "assessments:plan"),
    *of_carer("desks:sight", "cases:consent-history"),
    *of_carer("assessments:determine", kind=lambda world: "carer_eligibility"),
]  # fmt: skip

ENDINGS = [
    *of_case("cases:ending", "cases:close", "cases:reopen", "cases:death", "cases:transfer"),
    *of_case("cases:transfer-step", key=number_of("transfer")),
    *(
        Address(
            "cases:transfer-answer",
            lambda world, name=name: {"key": getattr(world, name).pk},
            which,
            (("key", NOWHERE["pk"]),),
        )
        for which, name in (("settled", "settled_transfer"), ("asked", "transfer"))
    ),
]

ASSESSMENTS = [
    *of_case(
        "assessments:assessment", "assessments:start", "assessments:to-confirm", "assessments:coverage",
        "assessments:needs", "assessments:plan", "assessments:add-goal", "assessments:reviews",
        "assessments:plan-review", "assessments:hold-review", "assessments:call-off-review",
    ),
    *of_case("assessments:section", variant="medication", section=lambda world: "medication"),
    *of_case("assessments:section", variant="about-me", section=lambda world: "about-me"),
    *of_case("assessments:section", variant="home", section=lambda world: "home"),
    *of_case("assessments:change-need", number=number_of("need")),
    *of_case("assessments:goal", "assessments:add-action", number=number_of("goal")),
    *of_case("assessments:action", number=number_of("action")),
]  # fmt: skip

DETERMINATIONS = [
    *of_case("assessments:determinations", "assessments:ask-again"),
    *(
        address
        for kind in ("care_act_eligibility", "cpa", "s67_advocacy", "refusal", "combined")
        for address in of_case("assessments:determine", variant=kind, kind=lambda world, kind=kind: kind)
    ),
]

INSTRUMENTS = [
    *of_case("instruments:scores"),
    *of_case("instruments:record", instrument=lambda world: "phq-9"),
    *of_case("instruments:score", "instruments:correct", "instruments:withdraw", number=number_of("score")),
]

AGREEMENT = [
    *of_case(
        "assessments:agreement", "assessments:answer-agreement", "assessments:ask-agreement", "assessments:sign",
        "assessments:versions", "assessments:compare",
    ),
    *of_case("assessments:version", variant="signed", number=number_of("signed")),
    *of_case("assessments:version", variant="being written", number=number_of("assessment")),
]  # fmt: skip

#: Documents to print: the whole record's, and what every partner prints of it; copies that were given.
DOCUMENTS = [
    *of_case("assessments:documents"),
    *(
        Address(name, of_document(code), code, (("reference", NOWHERE["case"]),))
        for name in ("assessments:document", "assessments:document-pdf", "assessments:give-copy")
        for code in ("my-plan", "gp-letter")
    ),
    *of_case("assessments:copy-sent-in-error", number=number_of("copy")),
]

FRAMEWORKS = [
    *plain("assessments:frameworks", "merging:conflicts"),
    Address("merging:conflicts", None, "accommodation", query="?field=accommodation"),
    *of_case(
        "assessments:crisis", "assessments:crisis-earlier", "assessments:write-crisis", "assessments:write-contingency"
    ),
]


def _duty(world):
    return "review.cpa"


REVIEWS = [
    *plain("assessments:calendar"),
    Address("assessments:feed", lambda world: {"secret": world.feed}),
    *of_case("assessments:ask-review", "assessments:begin-duty", "assessments:discharges", "assessments:record-discharge"),
    *of_case("assessments:refuse-review", number=number_of("asked")),
    *of_case("assessments:end-duty", kind=_duty),
    *of_case("assessments:meeting", "assessments:review-calendar", variant="planned", number=number_of("meeting")),
    *(
        address
        for which in ("meeting", "held")
        for address in of_case(
            "assessments:attendance", "assessments:check-review", variant=which, number=number_of(which)
        )
    ),
    *of_case("assessments:meeting", variant="held", number=number_of("held")),
    *of_case("assessments:follow-up-contact", "assessments:set-aside-discharge", number=number_of("discharge")),
]  # fmt: skip

#: Aftercare under section 117, what is charged, and risks.
MONEY_AND_RISK = [
    *of_case("assessments:aftercare", "assessments:begin-aftercare", "assessments:budget"),
    *of_case("assessments:sign-aftercare", number=number_of("aftercare")),
    *of_case("assessments:withdraw-aftercare", number=number_of("aftercare_signature")),
    *of_case("assessments:aftercare-service", "assessments:charge", number=number_of("action")),
    *of_case("assessments:risks", "assessments:write-risk"),
    *of_case("assessments:change-risk", "assessments:close-risk", number=number_of("risk")),
]

MERGING = [
    *of(lambda w: w.conflict, "merging:conflict"),
    *of(lambda w: w.match, "merging:match"),
    *plain("merging:imports", "merging:upload", "merging:joined"),
    *of(lambda w: w.run, "merging:run", "merging:rejects"),
    *of(lambda w: w.join, "merging:undo"),
]

COMPLAINTS = [
    *plain("complaints:list", "complaints:take"),
    *of_complaint(
        "complaints:taken", "complaints:complaint", "complaints:acknowledge", "complaints:date", "complaints:longer",
        "complaints:late", "complaints:sharing", "complaints:lead", "complaints:decide_late", "complaints:exclude",
        "complaints:pass", "complaints:note",
    ),
    *of_complaint("complaints:responsible", "complaints:answer", number=2),
]  # fmt: skip

PARTNERS = [
    *plain(
        "partners:directory", "partners:catalogue", "partners:add_partner", "partners:administration", "partners:partnership",
        "partners:people", "partners:join", "partners:staff_codes", "partners:me", "partners:new_token",
        "agreements:agreements", "agreements:make", "agreements:services", "agreements:add_service",
    ),
    *of(lambda w: w.house.workwise, "partners:partner", "partners:add_team", "partners:suspend", "partners:restore", "merging:successor"),
    *of(
        lambda w: w.leaver, "partners:worker", "partners:change_worker", "partners:give_role", "partners:close_account",
        "partners:reopen_account",
    ),
    *of(lambda w: w.leaver.memberships.get(), "partners:end_role"),
    *of(lambda w: w.staff_code, "partners:claim"),
    *of(lambda w: w.claimed, "partners:release"),
    *of(lambda w: w.token, "partners:revoke_token"),
    *of(
        lambda w: w.house.sharing, "agreements:agreement", "agreements:confirm", "agreements:suspend", "agreements:renew",
        "agreements:resume", "agreements:end",
    ),
    *of(lambda w: w.service, "agreements:open_or_close"),
]  # fmt: skip

NOTICES = [
    *plain("notifications:inbox", "notifications:read-all", "notifications:failures", "notifications:retry"),
    *of(lambda w: w.notices["coordinator"], "notifications:open", variant="the coordinator's"),
    *of(lambda w: w.notices["employment_worker"], "notifications:open", variant="of the offer"),
]

API = [
    *plain(
        "cases-api-list", "complaints-api-list", "desks-api-deadlines", "domains-api-parts", "partners-api:me",
        "partners-api:domains", "partners-api:organisations",
    ),
    *of_case("cases-api-detail", "domains-api-responsibilities", "domains-api-changes", "assessments-api-assessment"),
    *(
        address
        for section in ("medication", "home")
        for address in of_case("assessments-api-section", variant=section, section=lambda world, code=section: code)
    ),
    *of_complaint("complaints-api-detail"),
    *(
        address
        for name in ("accept", "decline", "entries")
        for which, part in (("held", "housing"), ("offered", "employment"), ("another's", "medication"))
        for address in of(lambda world, part=part: getattr(world, part), f"domains-api-{name}", variant=which)
    ),
]  # fmt: skip

ATTACHMENTS = [
    *of(lambda world: world.attachment, "domains:attachment"),
]

SAFEGUARDING = [
    *of_case("domains:concerns"),
    *of(lambda world: world.concern, "domains:concern"),
]

EMERGENCY = [
    *plain("cases:emergency", "desks:emergencies"),
    *of_case("cases:end-emergency", "cases:doors"),
    *of(lambda world: world.emergency, "desks:emergency-review"),
]

ROOMS = {
    "Anybody": OPEN, "Accounts": ACCOUNTS, "Desks": DESKS, "Cases": CASES, "Consent and who can see": SIGHT,
    "Emergencies, bars and restriction": EMERGENCY, "Safeguarding": SAFEGUARDING, "Attachments": ATTACHMENTS,
    "Carers": CARERS, "Endings": ENDINGS, "Assessments": ASSESSMENTS,
    "Determinations": DETERMINATIONS, "Parts": PARTS, "Merging": MERGING,
    "Instruments": INSTRUMENTS, "Agreement": AGREEMENT,
    "Documents": DOCUMENTS, "Frameworks and crisis": FRAMEWORKS,
    "Reviews": REVIEWS, "Money and risk": MONEY_AND_RISK,
    "Complaints": COMPLAINTS, "Partners": PARTNERS, "Notices": NOTICES, "API": API,
}  # fmt: skip
EVERY = [address for addresses in ROOMS.values() for address in addresses]


def names_of_the_site(resolver=None, space=""):
    """The name of every pattern that answers, with its namespace. A pattern without a name raises: nothing is unnamed."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            names |= names_of_the_site(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name is None:
            raise LookupError(f"The address {pattern.pattern} has no name")
        else:
            names.add(space + pattern.name)
    return names
