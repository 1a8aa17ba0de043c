"""The API of assessments."""

urlpatterns = []
