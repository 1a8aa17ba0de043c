"""The API of partners."""

urlpatterns = []
