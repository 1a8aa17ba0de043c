"""The one form that several frameworks make together, and what it covers. Pure: no database, no clock.

A question that serves two frameworks is in the form once. What is left of a duty is what nobody has confirmed yet.
"""

from dataclasses import dataclass
from itertools import combinations

from assessments.framework_files import library
from assessments.shapes import Framework, Section


@dataclass(frozen=True)
class FormSection:
    """A section with the questions that the chosen frameworks need of it."""

    section: Section
    items: tuple

    @property
    def code(self):
        return self.section.code

    @property
    def name(self):
        return self.section.name


@dataclass(frozen=True)
class MergedForm:
    """Sections in the order of the library; ``serves`` says for each question which duties it counts for."""

    frameworks: tuple[Framework, ...]
    sections: tuple[FormSection, ...]
    serves: dict  # item code -> ((Framework, Duty), ...)

    def section(self, code):
        """The section of a code, or None when the form has none such."""
        return next((s for s in self.sections if s.code == code), None)

    @property
    def items(self):
        return {item.code: item for section in self.sections for item in section.items}

    def frameworks_of(self, code):
        """The frameworks that one question serves, each once, in their order."""
        served = {framework.code for framework, _ in self.serves[code]}
        return tuple(f for f in self.frameworks if f.code in served)

    def asked_once(self, codes=None):
        """How many questions serve two frameworks or more: each is asked once and answers at least twice."""
        return sum(1 for code in (self.serves if codes is None else codes) if len(self.frameworks_of(code)) > 1)

    def saved(self):
        """How often somebody is spared a question: what the frameworks would ask one by one, less what the form asks."""
        return sum(len(self.frameworks_of(code)) - 1 for code in self.serves)

    def shared_by_pair(self):
        """((Framework, Framework, questions), ...): how many questions each pair shares, the most first."""
        served = {f.code: {code for code in self.serves if f in self.frameworks_of(code)} for f in self.frameworks}
        rows = [(a, b, len(served[a.code] & served[b.code])) for a, b in combinations(self.frameworks, 2)]
        return tuple(sorted(rows, key=lambda row: -row[2]))


@dataclass(frozen=True)
class DutyCoverage:
    """How far one duty is covered: what is done, of how many, and which questions are missing.

    An optional question counts once it is answered, and is never missing.
    """

    code: str
    name: str
    source: str
    done: int
    of: int
    missing: tuple  # item codes

    @property
    def complete(self):
        return not self.missing


@dataclass(frozen=True)
class FrameworkCoverage:
    """One framework: its duties, and how many of the sections that it needs are ready."""

    framework: Framework
    duties: tuple[DutyCoverage, ...]
    sections_ready: int
    sections: int
    missing_sections: tuple  # names

    @property
    def percent(self):
        return round(100 * self.sections_ready / self.sections) if self.sections else 100

    @property
    def complete(self):
        return self.sections_ready == self.sections


def form_for(versions, *, among=None):
    """The merged form of frameworks given as {code: version}. An unknown one raises LookupError and names it.

    ``among`` is a library to read from, the installation's own by default.
    """
    among = among or library()
    chosen = []
    for code, version in versions.items():
        framework = among.frameworks.get((code, str(version)))
        if framework is None:
            raise LookupError(f"There is no framework {code} of version {version}; run manage.py check_frameworks")
        chosen.append(framework)
    serves = {}
    for framework in chosen:
        for duty in framework.duties:
            for code in duty.items:
                serves[code] = (*serves.get(code, ()), (framework, duty))
    sections = []
    for section in among.sections:
        items = tuple(item for item in section.items if item.code in serves)
        if items:
            sections.append(FormSection(section, items))
    return MergedForm(tuple(chosen), tuple(sections), serves)


def newest_versions(codes, *, among=None):
    """{code: version} of the newest version of each framework; codes without a file (legacy levels) are left out."""
    among = among or library()
    found = {code: among.newest(code) for code in codes}
    return {code: framework.version for code, framework in found.items() if framework}


def coverage(form, answered):
    """Coverage of every framework of the form by the confirmed answers ``answered`` (item codes).

    An optional question is never missing. A section is ready for a framework when nothing that it needs there is missing.
    """
    items = form.items
    made = []
    for framework in form.frameworks:
        duties = tuple(_duty(duty, items, answered) for duty in framework.duties)
        missing = {code for duty in duties for code in duty.missing}
        needed = [s for s in form.sections if any(framework in form.frameworks_of(i.code) for i in s.items)]
        open_ = tuple(s.name for s in needed if any(i.code in missing for i in s.items))
        made.append(FrameworkCoverage(framework, duties, len(needed) - len(open_), len(needed), open_))
    return tuple(made)


def _duty(duty, items, answered):
    missing = tuple(c for c in duty.items if c not in answered and not items[c].optional)
    done = sum(c in answered for c in duty.items)
    return DutyCoverage(duty.code, duty.name, duty.source, done, done + len(missing), missing)


def is_ready(form_section, answered):
    """A section is ready when every question in it that is not optional has a confirmed answer."""
    return all(item.optional or item.code in answered for item in form_section.items)


def pairs(among):
    """(first code, second code, questions shared) for every pair of frameworks that one record may have, by their newest
    versions: those of a carer's own record never meet those of a person's."""
    served, about = {}, {}
    for code in sorted({code for code, _ in among.frameworks}):
        newest = among.newest(code)
        served[code] = {item for duty in newest.duties for item in duty.items}
        about[code] = newest.about
    return [(a, b, len(served[a] & served[b])) for a, b in combinations(served, 2) if about[a] == about[b]]


def unused(among):
    """Questions that no framework asks for."""
    served = {item for f in among.frameworks.values() for duty in f.duties for item in duty.items}
    return [code for code in among.items if code not in served]
