"""The two readers, under one name: `read_mhsds(directory, …)` and `read_cld(file, …)`."""

from merging.cld import SocialExtract, read_cld
from merging.mhsds import HealthExtract, find_tables, read_mhsds
from merging.problems import BadValue, NotAnExtract, Problems, Reject, write_rejects

__all__ = [
    "BadValue",
    "HealthExtract",
    "NotAnExtract",
    "Problems",
    "Reject",
    "SocialExtract",
    "find_tables",
    "read_cld",
    "read_mhsds",
    "write_rejects",
]
