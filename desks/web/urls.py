"""The pages of desks."""

app_name = "desks"
urlpatterns = []
