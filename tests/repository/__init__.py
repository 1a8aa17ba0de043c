"""Tests of the house itself."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "design",
    "calendars",
    "datafiles",
    "access",
    "audit",
    "partners",
    "notifications",
    "agreements",
    "cases",
    "domains",
    "instruments",
    "assessments",
    "complaints",
    "merging",
    "desks",
    "deploy",
]


def tracked(*endings):
    """Return the tracked files of the repository whose names end so."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    files = [ROOT / name for name in found.split("\0") if name and (not endings or name.endswith(endings))]
    return [file for file in files if file.is_file()]


def of_rooms(*endings):
    """Return the tracked files that stand in a room."""
    return [file for file in tracked(*endings) if file.relative_to(ROOT).parts[0] in ROOMS]
