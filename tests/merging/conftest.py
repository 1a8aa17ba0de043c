import csv

import pytest

from tests.merging.small_extracts import ANN, CLD, HEADER, MPI, SERVICE


@pytest.fixture
def trust(tmp_path):
    """Writes tables (without `.csv`) beside a header and returns the directory."""

    def make(**tables):
        directory = tmp_path / "mhsds"
        directory.mkdir()
        tables = {"MHS000Header": HEADER, "MHS001MPI": f"{MPI}\n{ANN}\n"} | tables
        for name, text in tables.items():
            (directory / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return directory

    return make


@pytest.fixture
def council(tmp_path):
    """Writes events given as what differs from an ordinary service and returns the file."""

    def make(*events):
        path = tmp_path / "cld.csv"
        headings = CLD.split(",")
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, headings)
            writer.writeheader()
            writer.writerows(SERVICE | event for event in events)
        return path

    return make
