"""The pages of agreements."""

from django.urls import path

from agreements.web import views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="agreements"),
    path("new/", views.make, name="make"),
    path("<int:pk>/", views.agreement, name="agreement"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/renew/", views.renew, name="renew"),
    path("<int:pk>/end/", views.end, name="end"),
    path("services/", views.offers, name="services"),
    path("services/new/", views.add_service, name="add_service"),
    path("services/<int:pk>/open-or-close/", views.open_or_close, name="open_or_close"),
]
