"""Time is an argument: one moment per request, so that a page cannot disagree with itself."""

from django.utils import timezone

from access import memory

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class WorkerMoment:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.moment = timezone.now()
        if request.method in SAFE:
            with memory.page():
                return self.get_response(request)
        return self.get_response(request)
