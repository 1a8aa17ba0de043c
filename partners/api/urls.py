"""The API of partners."""

from django.urls import path

from partners.api import views

app_name = "partners-api"
urlpatterns = [
    path("me/", views.Me.as_view(), name="me"),
    path("organisations/", views.Organisations.as_view(), name="organisations"),
    path("domains/", views.Domains.as_view(), name="domains"),
]
