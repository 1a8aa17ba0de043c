"""The pages of assessments."""

app_name = "assessments"
urlpatterns = []
