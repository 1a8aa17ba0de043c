"""What stops a bench: a figure for a wrong answer is worth nothing."""


class Different(AssertionError):
    """A path and its floor did not give the same answer, or a page did not answer at all."""
