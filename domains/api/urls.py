"""The API of domains."""

urlpatterns = []
