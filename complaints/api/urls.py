"""The API of complaints."""

urlpatterns = []
