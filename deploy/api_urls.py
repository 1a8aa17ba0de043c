"""The API, version 1: each room's own addresses, the schema, and a page to read it on."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", include("cases.api.urls")),
    path("", include("domains.api.urls")),
    path("", include("assessments.api.urls")),
    path("", include("complaints.api.urls")),
    path("", include("merging.api.urls")),
    path("", include("partners.api.urls")),
    path("", include("notifications.api.urls")),
    path("", include("desks.api.urls")),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
