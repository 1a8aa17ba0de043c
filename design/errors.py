"""Pages for what went wrong, in the design, saying what to do next and nothing about what lies behind."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@login_not_required
@requires_csrf_token
def bad_request(request, exception=None):
    """400: the request could not be understood."""
    return render(request, "design/errors/400.html", status=400)


@login_not_required
@requires_csrf_token
def permission_denied(request, exception=None):
    """403: a colleague may see this record but not do this. The reason is shown when the refusal carried one in words."""
    reason = str(exception) if exception and exception.args else ""
    ask_url = getattr(exception, "ask_url", "")
    return render(request, "design/errors/403.html", {"reason": reason, "ask_url": ask_url}, status=403)


@login_not_required
@requires_csrf_token
def page_not_found(request, exception=None):
    """404: the same bytes whether the thing does not exist or may not be known about."""
    return render(request, "design/errors/404.html", status=404)


@login_not_required
@requires_csrf_token
def server_error(request):
    """500: our fault. Uses no database, because it may be what failed."""
    return render(request, "design/errors/500.html", {"frame": {}, "bare": True}, status=500)


@login_not_required
@requires_csrf_token
def csrf_failure(request, reason=""):
    """403 of a form that was open too long, or came from somewhere else."""
    return render(request, "design/errors/form_expired.html", status=403)
