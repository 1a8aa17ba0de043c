"""The API of cases."""

from django.urls import path

from cases.api import views

urlpatterns = [
    path("cases/", views.CaseList.as_view(), name="cases-api-list"),
    path("cases/<str:reference>/", views.CaseDetail.as_view(), name="cases-api-detail"),
]
