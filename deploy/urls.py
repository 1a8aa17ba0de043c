"""Every address of the site. Everything asks for a sign-in but what says otherwise here."""

from django.urls import include, path

from . import account_urls, api_urls, views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("accounts/", include(account_urls)),
    path("pages/", include("design.urls")),
    path("cases/", include("cases.web.urls")),
    path("domains/", include("domains.web.urls")),
    path("instruments/", include("instruments.web.urls")),
    path("assessments/", include("assessments.web.urls")),
    path("complaints/", include("complaints.web.urls")),
    path("merging/", include("merging.web.urls")),
    path("agreements/", include("agreements.web.urls")),
    path("partners/", include("partners.web.urls")),
    path("notices/", include("notifications.web.urls")),
    path("api/v1/", include(api_urls)),
    path("", include("desks.web.urls")),
]

handler400 = "design.errors.bad_request"
handler403 = "design.errors.permission_denied"
handler404 = "design.errors.page_not_found"
handler500 = "design.errors.server_error"
