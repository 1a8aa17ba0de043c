"""What was done, and its undo, shown once on the next page."""

from django.contrib import messages


def done(request, text, *, undo_url="", undo_text="Undo"):
    """Say on the next page what was done; with undo_url, offer the way back as a button (a POST)."""
    messages.success(request, Done(text, undo_url, undo_text) if undo_url else text)


def refused(request, text):
    """Say on the next page what was not done and why."""
    messages.error(request, text)


class Done(dict):
    """A message with its undo. It is a mapping of words, so that the session can keep it."""

    def __init__(self, text, undo_url, undo_text):
        super().__init__(text=text, undo_url=undo_url, undo_text=undo_text)

    def __str__(self):
        return self["text"]
