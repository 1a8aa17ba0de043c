"""The pages of merging."""

app_name = "merging"
urlpatterns = []
