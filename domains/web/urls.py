"""The pages of domains."""

app_name = "domains"
urlpatterns = []
