"""What the front door refuses before a room is asked."""

import re

from django.conf import settings
from django.shortcuts import render

MEGABYTE = 1024 * 1024
#: Where files are sent to. Everything else is a form, of which Django reads no more than this (DATA_UPLOAD_MAX_MEMORY_SIZE).
TAKES_FILES = "/merging/imports/"
FORM_MB = 5
#: Where a file may come with what was typed. Three times what one may have is let through, so that the form can refuse it and
#: keep the words.
TAKES_ATTACHMENTS = re.compile(r"/domains/parts/\d+/entry/")


class KeptNowhere:
    """Tell browsers and what stands between to keep no page: after signing out on a shared machine nothing is behind *Back*.

    Style sheets and scripts are answered before this and are kept. A page that says otherwise itself is left alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class UploadLimit:
    """Refuse a body that says it is too large, with 413 and a page that says how large it may be, before any of it is read.

    Only the pages that take extracts and attachments take large ones: what anybody may send to the sign-in fills no disk.

    A body without a length is refused by the web server; Django's own limits still hold for what is let through.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        limit = settings.ACCORD_MAX_UPLOAD_MB
        if TAKES_ATTACHMENTS.fullmatch(request.path_info):
            limit = max(FORM_MB, 3 * settings.ACCORD_MAX_ATTACHMENT_MB)
        elif not request.path_info.startswith(TAKES_FILES):
            limit = min(limit, FORM_MB)
        if length > (limit + 1) * MEGABYTE:  # one more for the form around the file
            response = render(
                request, "design/errors/413.html", {"limit": limit, "sent": length // MEGABYTE}, status=413
            )
            response["Connection"] = "close"
            return response
        return self.get_response(request)
