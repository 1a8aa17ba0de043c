"""Links to the pages of other rooms, by name. A page that an installation does not have is not linked."""

from django.urls import NoReverseMatch, reverse


def address(name, *args):
    """The address of a page, or "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
