"""The API of domains."""

from django.urls import path

from domains.api import views

urlpatterns = [
    path(
        "cases/<str:reference>/responsibilities/", views.Responsibilities.as_view(), name="domains-api-responsibilities"
    ),
    path("cases/<str:reference>/responsibilities/changes/", views.Changes.as_view(), name="domains-api-changes"),
    path("parts/", views.MyParts.as_view(), name="domains-api-parts"),
    path("parts/<int:pk>/accept/", views.Accept.as_view(), name="domains-api-accept"),
    path("parts/<int:pk>/decline/", views.Decline.as_view(), name="domains-api-decline"),
    path("parts/<int:pk>/entries/", views.Entries.as_view(), name="domains-api-entries"),
]
