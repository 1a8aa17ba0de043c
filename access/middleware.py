"""Time is an argument: one moment per request, so that a page cannot disagree with itself."""

from django.utils import timezone


class WorkerMoment:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.moment = timezone.now()
        return self.get_response(request)
