"""An import into the database: the sample's answers, safe to repeat, whole or not at all, on a database that is only migrated."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command

from access.decisions import Refused
from agreements.models import SharingAgreement
from audit.models import Entry
from cases.models import CarerLink, Case, Coordination, Identifier, Person
from domains.models import Part
from merging import importing, landing
from merging.models import Conflict, ImportRun, PossibleMatch, StagedChunk
from merging.problems import NotAnExtract
from merging.shift import SAMPLE
from notifications.models import Deadline
from partners.models import Organisation, StaffCode
from tests.house import NOON
from tests.merging.importing_stories import LATER, import_sample, tables
from tests.merging.test_sample import ANSWERS, FIGURES, TRUE_FIGURES, TRUTH, true_answers

pytestmark = pytest.mark.django_db
BOTH = ("--mhsds", str(SAMPLE / "mhsds"), "--cld", str(SAMPLE / "cld.csv"))


def run(command, *arguments, **options):
    call_command(command, *arguments, verbosity=0, **options)


class TestRefused:
    @pytest.mark.parametrize("who", ["coordinator", "manager", "housing_worker", "privacy_officer", "suspended_worker"])
    def test_only_an_administrator_may_begin_approve_or_give_up(self, house, who):
        worker = getattr(house, who)
        waiting = importing.begin(files=[], by=house.administrator, at=NOON)
        for act in (
            lambda: importing.begin(files=[], by=worker, at=NOON),
            lambda: importing.ask_to_land(run=waiting, by=worker, at=NOON),
            lambda: importing.give_up(run=waiting, by=worker, at=NOON),
            lambda: importing.begin_upload(mhsds=[], cld=None, by=worker, at=NOON),
        ):
            with pytest.raises(Refused):
                act()
        assert ImportRun.objects.count() == 1

    def test_neither_side_a_day_to_come_and_a_day_that_is_none(self, catalogue):
        for arguments, words in (
            ((), "Give --mhsds, --cld, or both"),
            ((*BOTH, "--as-at", "2091-01-01"), "after today"),
            ((*BOTH, "--as-at", "31/10/2026"), "not a day"),
        ):
            with pytest.raises(CommandError, match=words):
                run("import_records", *arguments)
        assert not ImportRun.objects.exists()

    def test_a_file_that_is_no_extract_changes_nothing_and_is_noted(self, catalogue, tmp_path):
        (tmp_path / "cld.csv").write_bytes(b"PK\x03\x04 a spreadsheet")
        before = tables()
        with pytest.raises(CommandError, match=r"cld.csv: is a spreadsheet or a zip file"):
            run("import_records", "--cld", str(tmp_path / "cld.csv"))
        assert tables() == before
        assert ImportRun.objects.get().state == ImportRun.State.FAILED

    def test_a_staff_code_or_local_id_that_nobody_has(self, catalogue):
        with pytest.raises(CommandError, match="Nobody here has the local id RX9"):
            run("explain_record", "RX9")
        with pytest.raises(CommandError, match="or --all"):
            run("explain_record")


class TestTheSample:
    def test_every_figure_and_every_person_agrees_with_its_answers(self, catalogue, tmp_path):
        run(
            "import_records",
            *BOTH,
            "--json",
            str(tmp_path / "summary.json"),
            "--rejects",
            str(tmp_path / "rejects.csv"),
        )
        summary = json.loads((tmp_path / "summary.json").read_text())
        told = {name: summary[name] for name in FIGURES}
        told["conflicts"] = {name: count for name, count in summary["conflicts"].items() if count}
        assert told == TRUE_FIGURES
        assert (tmp_path / "rejects.csv").read_text().splitlines() == ["file,line,reason,row"]
        run("explain_record", "--all", "--json", str(tmp_path / "lines.jsonl"))
        lines = [json.loads(line) for line in (tmp_path / "lines.jsonl").read_text().splitlines()]
        answers = {
            (line["health_id"], line["social_care_id"]): {name: line[name] for name in ANSWERS}
            | {"conflicts": sorted(line["conflicts"])}
            for line in lines
            if line["link"] != "possible"
        }
        assert answers == true_answers()
        pairs = {
            (line["health_id"], partner) for line in lines if line["health_id"] for partner in line["possible_partners"]
        }
        assert pairs == {(p["health"], p["social"]) for p in TRUTH["people"] if p["link"] == "possible"}
        assert sum(line["open"] for line in lines) == TRUTH["open_cases"]
        assert Case.objects.filter(is_open=True).count() == TRUTH["open_cases"]
        assert Conflict.objects.filter(state="open").count() == sum(TRUTH["conflicts"].values())
        assert PossibleMatch.objects.filter(state="open").count() == TRUTH["links"]["possible"]
        assert CarerLink.objects.values("carer").distinct().count() == TRUTH["carers"]
        assert Case.objects.filter(section_117="to_confirm").count() == TRUTH["section_117"]

    def test_the_line_of_the_database_is_the_line_of_the_files(self, catalogue):
        from merging.assembly import assemble
        from merging.explaining import explain

        import_sample()
        read = {
            (e["health_id"], e["social_care_id"]): e
            for e in assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv").explain()
        }
        for line in explain():
            same = read[line["health_id"], line["social_care_id"]]
            for name in (
                "link",
                "conflicts",
                "open",
                "next_review_due",
                "section_117",
                "deceased",
                "clocks",
                "differences",
            ):
                assert line[name] == same[name], (line["health_id"], name)
            assert set(line["fields"]) == set(same["fields"])
            for name, said in line["fields"].items():
                assert said["outcome"] == same["fields"][name]["outcome"]
                order = lambda values: sorted(values, key=str)  # noqa: E731
                assert order(said["values"]) == order(same["fields"][name]["values"])

    def test_a_dry_run_writes_nothing_at_all(self, catalogue, tmp_path):
        before = tables()
        run("import_records", *BOTH, "--dry-run", "--json", str(tmp_path / "summary.json"))
        summary = json.loads((tmp_path / "summary.json").read_text())
        assert (summary["dry_run"], summary["changes"]["new"]) == (True, 60)
        assert tables() == before
        assert not ImportRun.objects.exists()
        assert not Entry.objects.exists()

    def test_the_same_files_twice_change_nothing(self, catalogue):
        import_sample()
        before = tables()
        second, found = import_sample(at=LATER)
        assert tables() == before
        assert (found.new, found.changed, found.same) == (0, 0, 60)
        assert second.state == ImportRun.State.LANDED
        assert not StagedChunk.objects.exists()


class TestADatabaseThatIsOnlyMigrated:
    def test_bodies_staff_codes_and_their_agreement_are_made(self, catalogue):
        import_sample()
        trust, council = Organisation.objects.get(code="RXX"), Organisation.objects.get(code="398")
        assert (trust.sector, council.sector) == ("nhs", "council")
        assert trust.name == "RXX"
        assert set(StaffCode.objects.values_list("code", "worker")) == {(f"CP0000{n}", None) for n in (1, 2, 3)}
        agreement = SharingAgreement.objects.get()
        assert set(agreement.parties.all()) == {trust, council}
        assert agreement.confirmed_at is None
        assert Deadline.objects.filter(kind="agreement.confirm", is_live=True).count() == 1
        import_sample(at=LATER)
        assert SharingAgreement.objects.count() == 1

    def test_each_side_holds_its_part_in_joint_assessment_and_the_clocks_run(self, catalogue):
        import_sample()
        record = next(p for p in TRUTH["people"] if p["link"] == "matched" and p["open"])
        person = Identifier.objects.get(value=record["health"]).person
        case = Case.objects.get(person=person)
        parts = Part.objects.filter(case=case, state="accepted", domain__code="assessment")
        assert set(parts.values_list("organisation__sector", "share")) == {("nhs", "lead"), ("council", "joint")}
        assert case.next_due.date().isoformat() == record["next_review_due"]
        assert Coordination.objects.get(case=case).staff_code
        assert Identifier.objects.filter(person=person, type="NHS", is_settled=True).count() == 1

    def test_a_death_closes_and_no_reminder_is_owed(self, catalogue):
        import_sample()
        dead = [p for p in TRUTH["people"] if p["deceased"] and p["link"] != "out_of_scope"]
        assert dead
        for each in dead:
            case = Case.objects.get(person__source_records__local_id=each["health"] or each["social"], merged_into=None)
            assert not case.is_open
            assert not Deadline.objects.filter(case_id=case.pk, is_live=True).exists()

    def test_a_possible_match_holds_its_number_unsettled_on_both(self, catalogue):
        import_sample()
        twice = [m for m in PossibleMatch.objects.all() if m.because == "number"]
        for match in twice:
            rows = Identifier.objects.filter(person__in=[match.person, match.other_person], type="NHS")
            assert set(rows.values_list("is_settled", flat=True)) == {False}


class TestWhole:
    def test_an_error_while_it_lands_leaves_nothing(self, catalogue, monkeypatch):
        import_sample_later = tables()
        calls = []

        def break_in_the_middle(*args, **kwargs):
            calls.append(1)
            raise RuntimeError("the lights went out")

        monkeypatch.setattr(landing.matches, "raise_matches", break_in_the_middle)
        with pytest.raises(RuntimeError):
            import_sample()
        assert calls
        assert tables() == import_sample_later
        assert not Person.objects.exists()
        assert ImportRun.objects.get().state == ImportRun.State.FAILED

    def test_what_somebody_decided_meanwhile_makes_it_read_again(self, catalogue):
        import_sample()
        run_ = importing.begin(files=[], by=None, at=LATER)
        importing.read(run_, mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", at=LATER)
        match = PossibleMatch.objects.first()
        PossibleMatch.objects.filter(pk=match.pk).update(state="refused", decided_at=LATER)
        with pytest.raises(landing.Overtaken):
            landing.land(run_, at=LATER)
        landed = importing.finish(run_, mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", at=LATER)
        assert landed.state == ImportRun.State.LANDED
        assert PossibleMatch.objects.get(pk=match.pk).state == "refused"

    def test_a_mistyped_period_to_come_does_not_become_today(self, catalogue, tmp_path):
        text = (SAMPLE / "cld.csv").read_text(encoding="utf-8").replace("2026-10-31", "2062-10-31", 1)
        (tmp_path / "cld.csv").write_text(text, encoding="utf-8")
        landed, found = importing.run_import(mhsds=None, cld=tmp_path / "cld.csv", by=None, at=NOON)
        assert landed.as_at == datetime.date(2026, 11, 23)
        assert any("ends in the future" in str(warning) for warning in found.assembled.warnings)

    def test_reading_fails_in_words_and_can_be_tried_again(self, catalogue, tmp_path):
        (tmp_path / "cld.csv").write_text("nothing,of,the,kind\n1,2,3,4\n")
        with pytest.raises(NotAnExtract, match="could not be found in the headings"):
            importing.run_import(mhsds=None, cld=tmp_path / "cld.csv", by=None, at=NOON)
        assert "could not be found" in ImportRun.objects.get().failure
