"""The three pages the footer links to."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def help_page(request):
    """How to get in, and whom to ask."""
    return render(request, "design/help.html")


@login_not_required
@require_safe
def records(request):
    """How records are kept and shared, for anybody who asks."""
    return render(request, "design/records.html")


@login_not_required
@require_safe
def accessibility(request):
    """What was tested, how, and what is known not to work."""
    return render(request, "design/accessibility.html")
