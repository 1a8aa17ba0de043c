"""Pages that say how the service works. Anybody may read them."""

from django.urls import path

from . import views

app_name = "design"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("records/", views.records, name="records"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
