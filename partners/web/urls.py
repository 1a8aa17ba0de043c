"""The pages of partners."""

app_name = "partners"
urlpatterns = []
