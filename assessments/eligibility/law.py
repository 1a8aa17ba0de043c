"""What the law lists, as data: outcomes, ways of being unable, difficulties, exceptions, criteria. In our own words.

Elig15 is the Care and Support (Eligibility Criteria) Regulations 2015, SI 2015/313; CA14 the Care Act 2014.
"""

from dataclasses import dataclass

#: Somebody achieves an outcome: none of the limbs holds.
ABLE = "able"


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list in law or guidance: its code, how it reads, and where it stands."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Outcome(Listed):
    """One outcome. ``item`` is the question of the assessment whose answer says whether it is achieved."""

    item: str = ""


@dataclass(frozen=True, slots=True)
class Criterion(Listed):
    """One thing to think of before saying whether somebody is on CPA. ``key_group``: presumed to be, unless reasons say."""

    key_group: bool = False


def _outcomes(regulation, rows):
    return {code: Outcome(code, text, f"{regulation}({code})", item) for code, text, item in rows}


#: Elig15 reg 2(2): the ten outcomes of an adult.
ADULT_OUTCOMES = _outcomes(
    "Elig15 reg 2(2)",
    (
        ("a", "nutrition", "daily-living.food"),
        ("b", "personal hygiene", "daily-living.wash"),
        ("c", "toilet needs", "daily-living.toilet"),
        ("d", "being appropriately clothed", "daily-living.dress"),
        ("e", "using the home safely", "home.safely"),
        ("f", "keeping a habitable home", "home.fit"),
        ("g", "family and other personal relationships", "relationships.keeps"),
        ("h", "work, training, education or volunteering", "work.able"),
        ("i", "public transport, leisure and other facilities of the community", "community.uses"),
        ("j", "caring responsibilities for a child", "relationships.parenting"),
    ),
)

#: Elig15 reg 3(2): the eight outcomes of a carer.
CARER_OUTCOMES = _outcomes(
    "Elig15 reg 3(2)(b)",
    (
        ("i", "caring responsibilities for a child", "caring.children"),
        ("ii", "care for other people cared for", "caring.others"),
        ("iii", "keeping a habitable home", "caring.home"),
        ("iv", "nutrition", "caring.food"),
        ("v", "family and other personal relationships", "caring.keeps"),
        ("vi", "work, training, education or volunteering", "caring.occupied"),
        ("vii", "facilities of the community", "caring.facilities"),
        ("viii", "recreation", "caring.recreation"),
    ),
)

#: Elig15 reg 2(3): when an adult counts as unable. Prompting counts as assistance (SCIE, on the regulations).
ADULT_LIMBS = {
    "assistance": Listed("assistance", "not without help", "Elig15 reg 2(3)(a)"),
    "distress": Listed("distress", "only with significant pain, distress or anxiety", "Elig15 reg 2(3)(b)"),
    "danger": Listed("danger", "only with danger to somebody’s health or safety", "Elig15 reg 2(3)(c)"),
    "longer": Listed("longer", "takes significantly longer than normal", "Elig15 reg 2(3)(d)"),
}

#: Elig15 reg 3(3): when a carer counts as unable. There is no *takes longer* for a carer.
CARER_LIMBS = {
    code: Listed(code, ADULT_LIMBS[code].text, f"Elig15 reg 3(3)({letter})")
    for code, letter in (("assistance", "a"), ("distress", "b"), ("danger", "c"))
}

#: What an answer to *can they* says (``choices: able`` of the questions): a limb of regulation 2(3), or able.
LIMB_OF_ANSWER = {
    "alone": ABLE,
    "prompting": "assistance",
    "cannot": "assistance",
    "distress": "distress",
    "danger": "danger",
    "longer": "longer",
}

#: The same for a carer, who may have nobody of the kind to care for. *Longer* is still a limb here, which the rule refuses.
LIMB_OF_CARERS_ANSWER = LIMB_OF_ANSWER | {"nobody": ABLE}

#: What an answer about the effect on well-being says. An effect that is likely counts as much as one that is there.
SIGNIFICANT = {"none": False, "some": False, "significant": True, "likely": True}

#: The questions about the cause, the effect on well-being, and whether there is a child to care for.
CAUSE, EFFECT, CHILDREN = "mental-health.cause", "daily-living.effect", "relationships.children"

#: A carer's: whether the care is necessary, whether their health is at risk, and the effect on their well-being.
NECESSARY, HEALTH, CARERS_EFFECT = "caring.necessary", "caring.health", "caring.effect"

#: CA14 s67(4): substantial difficulty in any one of these.
DIFFICULTIES = (
    Listed("understand", "Understanding what they need to know", "CA14 s67(4)(a)"),
    Listed("retain", "Remembering it long enough", "CA14 s67(4)(b)"),
    Listed("weigh", "Using or weighing it up", "CA14 s67(4)(c)"),
    Listed("communicate", "Saying what they think, feel or want", "CA14 s67(4)(d)"),
)

#: When an advocate is needed even though somebody appropriate can help. Read in a briefing, not in the regulations
#: themselves: check before a release.
EXCEPTIONS = (
    Listed("hospital", "A stay in hospital of 28 days or more is likely", "Care Act advocacy exceptions (to check)"),
    Listed(
        "care_home", "A stay in a care home of 8 weeks or more is likely", "Care Act advocacy exceptions (to check)"
    ),
    Listed(
        "dispute",
        "The council and the person who could help are in dispute",
        "Care Act advocacy exceptions (to check)",
    ),
)

_PUBLIC = "Refocusing 2008, as published for the public"
_FROM_MEMORY = "Refocusing 2008 (to check against the published text)"
#: Refocusing 2008: what to think of, a prompt and not a score. Key groups are from memory: check before a release.
CRITERIA = (
    Criterion("severe", "A severe mental disorder", _PUBLIC),
    Criterion("risk", "A risk of suicide, self-harm or harm to others", _PUBLIC),
    Criterion("violence", "A history of violence or self-harm", _PUBLIC, key_group=True),
    Criterion("self_neglect", "Self-neglect, or not taking treatment", _PUBLIC),
    Criterion(
        "vulnerable", "Vulnerable: abuse or exploitation, money trouble from illness, cognitive impairment", _PUBLIC
    ),
    Criterion("substances", "Alcohol or drug misuse as well", _PUBLIC, key_group=True),
    Criterion("learning_disability", "A learning disability as well", _PUBLIC),
    Criterion("carer", "Relies much on a carer, or cares for somebody", _PUBLIC, key_group=True),
    Criterion("detained", "Recently detained under the Mental Health Act", _PUBLIC),
    Criterion("parent", "Responsible for a child", _PUBLIC, key_group=True),
    Criterion("unsettled", "Unsettled accommodation", _FROM_MEMORY, key_group=True),
    Criterion("relapse", "A recent relapse that needed an urgent answer", _FROM_MEMORY),
    Criterion("agencies", "Several agencies: housing, work, criminal justice, benefits", _FROM_MEMORY),
    Criterion("employment", "Trouble at work because of the illness", _FROM_MEMORY),
    Criterion("impairment", "Significant impairment from mental illness", _FROM_MEMORY),
    Criterion("identity", "Issues of ethnicity, immigration, language, religion, gender or sexuality", _FROM_MEMORY),
    Criterion("disengaged", "Has lost touch with services before", _FROM_MEMORY),
)
