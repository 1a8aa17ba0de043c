"""What is counted of the records of an extract, as ``import_records --json`` writes it. Pure."""

from merging import matching

#: Ways in which a record is linked, in the order in which they are counted.
LINKS = (matching.MATCHED, matching.POSSIBLE, matching.HEALTH_ONLY, matching.SOCIAL_CARE_ONLY)


def counts_of(record):
    """What of a record is counted, once each: how it is linked, whether it is open, section 117, and its conflicts."""
    yield "link", record.link
    if record.open:
        yield "open"
    if record.section_117:
        yield "section_117"
    for name in record.conflicts:
        yield "conflict", name
