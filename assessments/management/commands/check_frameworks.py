"""Check the files of the assessment frameworks, and show how many questions are asked once."""

from django.core.management.base import BaseCommand, CommandError

from assessments import framework_files, merged_form


class Command(BaseCommand):
    """Says every fault with its file and line and ends with 1, or what each pair of frameworks shares."""

    help = "Check framework files (the installation's, or those of the folders named) and show what is asked once."

    def add_arguments(self, parser):
        parser.add_argument(
            "folders", nargs="*", help="Further folders with *.yaml files, checked with the shipped ones."
        )
        parser.add_argument(
            "--table", action="store_true", help="Print which duty of which framework each question counts for."
        )

    def handle(self, *args, folders, table, **options):
        library = framework_files.installed(*folders)
        if table:
            self._table(library)
        for framework in library.frameworks.values():
            served = {code for duty in framework.duties for code in duty.items}
            self.stdout.write(
                f"{framework.code} version {framework.version}: {len(framework.duties)} duties, {len(served)} questions"
            )
        for first, second, shared in merged_form.pairs(library):
            self.stdout.write(f"{first} and {second}: {shared} questions asked once and answered twice")
        unused = merged_form.unused(library)
        if unused:
            self.stdout.write(f"Asked for no duty: {', '.join(unused)}")
        if library.faults:
            raise CommandError(
                "\n".join(str(fault) for fault in library.faults) + "\nFrameworks with a fault are not loaded."
            )
        self.stdout.write(self.style.SUCCESS("No faults."))

    def _table(self, library):
        """The crosswalk as Markdown: a line a question, a column a framework, the duties in the cells."""
        codes = sorted({code for code, _ in library.frameworks})
        form = merged_form.form_for(merged_form.newest_versions(codes, among=library), among=library)
        self.stdout.write(f"| question | domain | {' | '.join(codes)} |")
        self.stdout.write(f"|{'---|' * (len(codes) + 2)}")
        for code, item in form.items.items():
            duties = {}
            for framework, duty in form.serves[code]:
                duties.setdefault(framework.code, []).append(duty.code)
            cells = " | ".join(", ".join(duties.get(framework, [])) for framework in codes)
            self.stdout.write(f"| {code} | {item.domain} | {cells} |")
        self.stdout.write("")
