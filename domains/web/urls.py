"""The pages of domains. A case stands by its reference, a part by its key, always looked up among what the worker sees."""

from django.urls import path

from domains.web import asking, attachments, concern_views, holding, leading

app_name = "domains"
urlpatterns = [
    path("<str:reference>/ask/", asking.propose, name="propose"),
    path("<str:reference>/safeguarding/", concern_views.concerns, name="concerns"),
    path("concerns/<int:pk>/", concern_views.concern, name="concern"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("parts/<int:pk>/answer/", asking.answer, name="answer"),
    path("parts/<int:pk>/lead/", leading.lead, name="lead"),
    path("parts/<int:pk>/suggestion/", asking.counter, name="counter"),
    path("parts/<int:pk>/take-back/", asking.take_back, name="take_back"),
    path("parts/<int:pk>/", holding.part, name="part"),
    path("parts/<int:pk>/entry/", holding.entry, name="entry"),
    path("parts/<int:pk>/end/", holding.end, name="end"),
]
