"""How signs of strain are drawn: one bar for each partner, all on one scale."""

WIDTH = 400


def bars(partners):
    """[(partner, width of its yes, width of yes and no)]: the longest answers most."""
    full = max((one.accepted + one.declined for one in partners), default=0) or 1
    return [
        (one, round(one.accepted * WIDTH / full), round((one.accepted + one.declined) * WIDTH / full))
        for one in partners
    ]


def no_formula(cell):
    """What a spreadsheet would run as a formula, as text: names are what somebody typed."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
