"""The API of merging."""

urlpatterns = []
