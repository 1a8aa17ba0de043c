"""Which tests go to one process, so that what takes long to make is made once.

xdist has ``--dist loadgroup`` for this, which pytest 9.2 leaves without effect: it writes the group into a test's name, and
the name is no longer read from there (pytest-dev/pytest-xdist#1386). So the groups stand here, by the names of the tests.
"""

import re

from xdist.scheduler import LoadScopeScheduling

#: Roles that read the whole record: most of what one of them sees, the others see alike.
_FULL = ("coordinator", "nurse", "social_worker", "manager")
#: Files whose tests share what their process made: a launcher's ports, the description of the API, the accounts of a browser.
_FILES = {
    "tests/deploy/test_launcher.py": "launcher",
    "tests/access/test_api.py": "api",
    "tests/journeys/test_administration.py": "administration",
}


def group_of(name):
    """The group of a test by its name, or the name itself: a test on its own goes to whichever process is free."""
    file, _, rest = name.partition("::")
    if file == "tests/access/test_matrix.py":
        role = re.search(r"\[(\w+)\]$", rest)
        whole = role.group(1) in _FULL if role else rest.endswith("there_to_be_seen")
        return "matrix of the whole record" if whole else "matrix of the others"
    return _FILES.get(file, name)


class Together(LoadScopeScheduling):
    """Give each process a test or a group at a time, the large groups first."""

    def _split_scope(self, nodeid):
        return group_of(nodeid)
