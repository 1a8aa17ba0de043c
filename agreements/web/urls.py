"""The pages of agreements."""

app_name = "agreements"
urlpatterns = []
