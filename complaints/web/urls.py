"""The pages of complaints."""

app_name = "complaints"
urlpatterns = []
