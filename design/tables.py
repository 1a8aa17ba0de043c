"""Cells of files that people open in a spreadsheet."""


def as_text(cell):
    """What a spreadsheet would run as a formula, as text: names and values are what a stranger typed."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
