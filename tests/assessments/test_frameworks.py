"""Framework files: every fault is named with file and line, a faulty framework is not loaded, coverage is exact."""

from io import StringIO

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

    def test_both_statutes_keep_their_own_clock(self):
        clocks = framework_files.library().clocks()
        assert {k: (c.months, c.owner) for k, c in clocks.items() if not c.special} == {
            "review.cpa": (12, "coordinator"), "review.care_act": (12, "body")
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
