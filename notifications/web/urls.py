"""The pages of notifications."""

from django.urls import path

from notifications.web import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("read/", views.read_all, name="read-all"),
    path("failures/", views.failures, name="failures"),
    path("failures/retry/", views.retry, name="retry"),
]
