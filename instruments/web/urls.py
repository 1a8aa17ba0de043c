"""The pages of questionnaires and scales. A case is its reference; scores are looked up through what the worker reads."""

from django.urls import path

from instruments.web import views

app_name = "instruments"
urlpatterns = [
    path("<str:reference>/", views.scores, name="scores"),
    path("<str:reference>/record/<slug:instrument>/", views.record, name="record"),
    path("<str:reference>/<int:number>/", views.score, name="score"),
    path("<str:reference>/<int:number>/correct/", views.correct, name="correct"),
    path("<str:reference>/<int:number>/withdraw/", views.withdraw, name="withdraw"),
]
