"""The pages of merging: decisions about two records, for those who coordinate; imports and joins, for administrators."""

from django.urls import path

from merging.web import deciding, deciding_many, imports, joins, succeeding

app_name = "merging"
urlpatterns = [
    path("conflicts/", deciding_many.together, name="conflicts"),
    path("conflicts/<int:pk>/", deciding.conflict, name="conflict"),
    path("matches/<int:pk>/", deciding.match, name="match"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.upload, name="upload"),
    path("imports/<int:pk>/", imports.run, name="run"),
    path("imports/<int:pk>/rejects.csv", imports.rejects, name="rejects"),
    path("partners/<int:pk>/successor/", succeeding.successor, name="successor"),
    path("joined/", joins.joined, name="joined"),
    path("joined/<int:pk>/", joins.undo, name="undo"),
]
