"""Waiting for a page to be there."""


def settled(page):
    """The page that a click led to has been read and built."""
    page.wait_for_load_state("load")
