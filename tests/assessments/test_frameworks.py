"""Framework files: every fault is named with file and line, a faulty framework is not loaded, coverage is exact."""

from io import StringIO
from itertools import combinations

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assessments import framework_files, merged_form
from assessments.framework_files import SHIPPED

GOOD = """code: local
version: 1
name: Local questions
short_name: Local
source: Our own
duties:
  - {code: home, name: Home, source: "Agreed locally", items: [home.kind, home.fit]}
"""


@pytest.fixture
def read(tmp_path):
    def of(text, name="local.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return framework_files.read(SHIPPED, tmp_path)

    return of


class TestFaults:
    @pytest.mark.parametrize(
        ("wrong", "right", "line", "told"),
        [
            ("home.kind", "home.knid", 7, "there is no question 'home.knid'"),
            ("name: Local questions\n", "", 1, "local: needs name"),
            ("version: 1", "version: 1\nversion: 2", 3, "version is written twice"),
            ("source: Our own", "source: Our own\ncolour: blue", 1, "does not know the name 'colour'"),
            ("duties:", "duties: [", 7, "this is not YAML"),
            ("duties:\n", "clock: {kind: review.local, name: R, months: 13, owner: body, source: S}\nduties:\n", 6, "from 1 to 12"),
            ("duties:\n", "clock: {kind: local, name: R, months: 6, owner: body, source: S}\nduties:\n", 6, "begins with review."),
            ('{code: home, name: Home, source: "Agreed locally", items', "{code: home, name: Home, items", 7, "home: needs source"),
        ],
    )  # fmt: skip
    def test_a_fault_names_file_line_and_what_is_wrong(self, read, wrong, right, line, told):
        library = read(GOOD.replace(wrong, right))
        assert [f.file for f in library.faults][:1] == ["local.yaml"]
        assert any(f.line == line and told in f.text for f in library.faults), library.faults
        assert library.newest("local") is None
        assert library.newest("cpa-2008") is not None

    def test_questions_of_a_local_framework_are_checked_too(self, read):
        text = GOOD + (
            "sections:\n"
            "  - code: extra\n    group: everyday\n    name: Extra\n    about: extra\n    domain: housing\n    items:\n"
            "      - {code: extra.a, ask: 'A?', kind: tick, domain: housing}\n"
            "      - {code: extra.b, ask: 'B?', kind: text, domain: moon}\n"
            "      - {code: home.kind, ask: 'C?', kind: text, domain: housing}\n"
            "      - {code: extra.d, ask: 'D?', kind: choice, domain: housing}\n"
        )
        told = {f.line: f.text for f in read(text).faults}
        assert "the kind 'tick' is none of" in told[15]
        assert "no domain 'moon'" in told[16]
        assert "written twice" in told[17]
        assert "choices belong" in told[18]

    def test_the_command_ends_with_every_fault(self, tmp_path):
        (tmp_path / "bad.yaml").write_text(GOOD.replace("home.kind", "nothing"), encoding="utf-8")
        with pytest.raises(CommandError, match=r"bad\.yaml, line 7: home: there is no question 'nothing'"):
            call_command("check_frameworks", str(tmp_path), stdout=StringIO())

    def test_a_list_instead_of_names_is_a_fault(self, read):
        assert "names and values" in read("- a\n- b\n").faults[0].text


class TestTheShippedFiles:
    def test_they_have_no_fault_and_no_question_without_a_duty(self):
        out = StringIO()
        call_command("check_frameworks", stdout=out)
        assert "No faults." in out.getvalue()
        assert merged_form.unused(framework_files.library()) == []

    def test_every_framework_with_a_review_keeps_its_own_clock(self):
        clocks = framework_files.library().clocks()
        assert {k: (c.months, c.owner) for k, c in clocks.items() if not c.special} == {
            "review.cpa": (12, "coordinator"), "review.care_act": (12, "body"), "review.cmhf": (12, "coordinator"),
            "review.ctp": (12, "coordinator"), "review.carer": (12, "body"),
        }  # fmt: skip
        assert {k: (c.first_months, c.months, c.weeks, c.owner) for k, c in clocks.items() if c.special} == {
            "review.light_touch": (None, None, (6, 8), "body"),
            "review.direct_payment": (6, 12, None, "body"),
            "review.section_117": (None, 12, None, "coordinator"),
        }  # fmt: skip

    def test_a_number_that_no_source_gives_says_so(self):
        clocks = framework_files.library().clocks().values()
        assert {c.kind for c in clocks if c.check} == {"review.direct_payment", "review.section_117"}

    def test_every_one_of_the_ten_outcomes_has_its_question(self):
        duties = framework_files.library().newest("care-act-2014").duties
        outcomes = {d.code: d for d in duties if len(d.code) == 1}
        assert "".join(sorted(outcomes)) == "abcdefghij"
        assert all(d.source == f"Elig15 reg 2(2)({d.code})" and d.items for d in outcomes.values())

    def test_medication_is_the_trusts_and_the_crisis_page_is_for_everybody(self):
        items = framework_files.library().items
        assert {i.domain for i in items.values() if i.section == "medication"} == {"medication"}
        assert {i.section for i in items.values() if i.core} == {"about-me", "communication", "crisis"}

    def test_wales_asks_for_the_eight_areas_and_says_which_times_are_only_recommended(self):
        framework = framework_files.library().newest("ctp-wales")
        areas = [duty for duty in framework.duties if duty.name.startswith("Area ")]
        numerals = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
        assert [duty.source for duty in areas] == [f"Measure 2010 s18(1)(a)({n})" for n in numerals]
        times = {time.within.split(",")[0]: time.source for time in framework.timescales}
        assert "recommendation" in times["14 days of acceptance"]
        assert "not in the Measure" in times["6 weeks of the appointment"]
        assert "12 months" in times

    def test_the_community_framework_asks_for_a_key_worker_and_the_headings_of_the_standard(self):
        framework = framework_files.library().newest("cmhf-2022")
        duties = {duty.code: duty for duty in framework.duties}
        assert "communication.key-worker" in duties["key-worker"].items
        headings = [duty.name for duty in framework.duties if duty.source.startswith("DAPB4022")]
        assert headings == ["About me", "Formulation", "Contingency plans", "Additional supporting plans"]

    def test_every_clock_has_its_rules_of_reminding(self):
        from notifications.rulefiles import read

        rules = read()
        for kind in framework_files.library().clocks():
            assert any(stage["is_escalation"] for stage in rules[kind].stages.values()), kind


class TestTheInstallation:
    @pytest.fixture
    def library(self, settings, tmp_path):
        def of(text=GOOD, **more):
            (tmp_path / "local.yaml").write_text(text, encoding="utf-8")
            settings.ACCORD_FRAMEWORKS = [str(tmp_path)]
            for name, value in more.items():
                setattr(settings, name, value)
            return framework_files.installed()

        return of

    def test_a_folder_of_its_own_stands_beside_the_shipped_one(self, library):
        found = library()
        assert found.newest("local").duties[0].items == ("home.kind", "home.fit")
        assert found.newest("cpa-2008") is not None
        assert not found.faults

    def test_a_fault_in_it_leaves_out_that_framework_alone(self, library):
        found = library(GOOD.replace("home.fit", "home.fti"))
        assert [str(fault) for fault in found.faults] == ["local.yaml, line 7: home: there is no question 'home.fti'"]
        assert found.newest("local") is None
        assert {code for code, _ in found.frameworks} == {
            "cpa-2008", "care-act-2014", "care-act-2014-carer", "section-117", "cmhf-2022", "ctp-wales"
        }  # fmt: skip

    def test_the_local_interval_is_agreed_within_its_ceiling(self, library):
        found = library(ACCORD_REVIEW_MONTHS={"review.cmhf": 6})
        assert found.clocks()["review.cmhf"].months == 6
        assert found.clocks()["review.ctp"].months == 12
        assert not found.faults

    @pytest.mark.parametrize(
        ("kind", "months", "told"),
        [
            ("review.cmhf", 13, "from 1 to 12, not 13"), ("review.cmhf", 0, "from 1 to 12, not 0"),
            ("review.ctp", 6, "no framework leaves the interval"), ("review.moon", 6, "no framework leaves the interval"),
        ],
    )  # fmt: skip
    def test_what_may_not_be_agreed_is_a_fault_and_changes_nothing(self, library, kind, months, told):
        found = library(ACCORD_REVIEW_MONTHS={kind: months})
        assert str(found.faults[0]).startswith(f"ACCORD_REVIEW_MONTHS: {kind}")
        assert told in str(found.faults[0])
        assert {clock.months for clock in found.clocks().values() if clock.months} == {12}

    def test_of_two_versions_the_newest_says_how_often(self, library):
        text = (framework_files.SHIPPED / "cmhf-2022.yaml").read_text(encoding="utf-8")
        text = text.replace("version: 1", "version: 1.1").replace("months: 12", "months: 6")
        found = library(text)
        assert found.clocks()["review.cmhf"].months == 6
        assert {("cmhf-2022", "1"), ("cmhf-2022", "1.1")} <= set(found.frameworks)

    def test_a_time_without_a_source_is_a_fault(self, library):
        found = library(GOOD + "timescales:\n  - {name: A visit, within: 3 days}\n")
        assert str(found.faults[0]) == "local.yaml, line 9: needs source"

    def test_the_table_has_a_line_for_every_question(self):
        out = StringIO()
        call_command("check_frameworks", "--table", stdout=out)
        lines = [line for line in out.getvalue().splitlines() if line.startswith("| ")]
        assert len(lines) == 1 + len(framework_files.library().items)
        assert "| home.kind | housing | e |  | holistic | housing | accommodation | services |" in lines


CODES = ("care-act-2014", "cmhf-2022", "cpa-2008", "ctp-wales", "section-117")


class TestEverySubset:
    @pytest.mark.parametrize(
        "codes", [c for size in range(1, len(CODES) + 1) for c in combinations(CODES, size)], ids="+".join
    )
    def test_each_question_is_asked_once_and_every_duty_has_all_of_its_own(self, codes):
        form = merged_form.form_for(merged_form.newest_versions(codes))
        asked = [item.code for section in form.sections for item in section.items]
        assert len(asked) == len(set(asked))
        wanted = {f.code: {code for duty in f.duties for code in duty.items} for f in form.frameworks}
        assert set(wanted) == set(codes)
        assert set(asked) == set().union(*wanted.values())
        assert form.saved() == sum(map(len, wanted.values())) - len(asked)
        for one, other, shared in form.shared_by_pair():
            assert shared == len(wanted[one.code] & wanted[other.code])

    @given(
        st.sets(st.sampled_from(CODES), min_size=1), st.sets(st.sampled_from(sorted(framework_files.library().items)))
    )
    def test_what_is_answered_counts_the_same_in_any_company(self, codes, answered):
        together = merged_form.coverage(merged_form.form_for(merged_form.newest_versions(sorted(codes))), answered)
        for one in together:
            alone = merged_form.coverage(
                merged_form.form_for(merged_form.newest_versions([one.framework.code])), answered
            )
            assert alone[0].duties == one.duties


class TestTheMergedForm:
    def form(self, *codes):
        return merged_form.form_for(merged_form.newest_versions(codes))

    def test_a_question_that_serves_both_is_asked_once(self):
        both = self.form("cpa-2008", "care-act-2014")
        cpa, care_act = self.form("cpa-2008"), self.form("care-act-2014")
        assert len(both.items) == len(set(cpa.items) | set(care_act.items))
        assert both.asked_once() == len(set(cpa.items) & set(care_act.items)) == 40

    def test_legacy_levels_without_a_file_are_left_out_and_an_unknown_version_is_told(self):
        assert merged_form.newest_versions(["cpa-1999-standard", "cpa-2008"]) == {"cpa-2008": "1"}
        with pytest.raises(LookupError, match="cpa-2008 of version 99"):
            merged_form.form_for({"cpa-2008": "99"})

    @given(st.sets(st.sampled_from(sorted(framework_files.library().items))))
    def test_what_is_done_and_what_is_missing_is_the_whole_duty(self, answered):
        form = self.form("cpa-2008", "care-act-2014", "section-117")
        for framework in merged_form.coverage(form, answered):
            assert framework.sections_ready + len(framework.missing_sections) == framework.sections
            for duty in framework.duties:
                assert duty.done + len(duty.missing) == duty.of
                assert not answered & set(duty.missing)
            assert framework.complete == all(duty.complete for duty in framework.duties)

    def test_nothing_answered_covers_nothing_and_everything_answered_all(self):
        form = self.form("cpa-2008", "care-act-2014")
        assert all(
            c.sections_ready == 0 for c in merged_form.coverage(form, set()) if c.framework.code == "care-act-2014"
        )
        assert all(c.complete and c.percent == 100 for c in merged_form.coverage(form, set(form.items)))
        assert all(merged_form.is_ready(s, set(form.items)) for s in form.sections)
