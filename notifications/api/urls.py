"""The API of notifications."""

urlpatterns = []
