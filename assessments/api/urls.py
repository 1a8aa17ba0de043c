"""The API of assessments: the newest version as the asker reads it, and saving one section of it."""

from django.urls import path

from assessments.api import views

urlpatterns = [
    path("cases/<str:reference>/assessment/", views.NewestAssessment.as_view(), name="assessments-api-assessment"),
    path(
        "cases/<str:reference>/assessment/sections/<slug:section>/",
        views.OneSection.as_view(),
        name="assessments-api-section",
    ),
]
