"""The API of complaints."""

from django.urls import path

from complaints.api import views

urlpatterns = [
    path("complaints/", views.ComplaintList.as_view(), name="complaints-api-list"),
    path("complaints/<str:reference>/", views.ComplaintDetail.as_view(), name="complaints-api-detail"),
]
