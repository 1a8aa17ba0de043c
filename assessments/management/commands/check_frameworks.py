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

    def handle(self, *args, folders, **options):
        library = framework_files.read(framework_files.SHIPPED, *framework_files.folders(), *folders)
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
