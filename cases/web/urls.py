"""The pages of cases."""

from django.urls import path

from cases.web import views

app_name = "cases"
urlpatterns = [
    path("take-a-referral/", views.take_referral, name="refer"),
    path("<str:reference>/person/", views.edit_person, name="person"),
    path("<str:reference>/what-matters/", views.what_matters, name="what-matters"),
    path("<str:reference>/coordinator/", views.coordinator, name="coordinator"),
    path("<str:reference>/consent/", views.consent, name="consent"),
]
