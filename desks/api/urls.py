"""The API of desks."""

urlpatterns = []
