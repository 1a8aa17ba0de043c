"""The shape in which every room offers what it has for a case's timeline."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimelineItem:
    at: datetime
    title: str
    note: str = ""
    url: str = ""
