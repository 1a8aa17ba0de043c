"""The API of cases."""

urlpatterns = []
