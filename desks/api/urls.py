"""The API of desks."""

from django.urls import path

from desks.api import views

urlpatterns = [path("deadlines/", views.DeadlineList.as_view(), name="desks-api-deadlines")]
