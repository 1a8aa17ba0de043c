"""The pages of assessments. A case is its reference; goals, actions and needs are looked up through what is visible."""

from django.urls import path

from assessments.web import documents, plan_views, review_views, views

app_name = "assessments"
urlpatterns = [
    path("<str:reference>/", views.assessment, name="assessment"),
    path("<str:reference>/start/", views.start, name="start"),
    path("<str:reference>/sections/<slug:section>/", views.section, name="section"),
    path("<str:reference>/to-confirm/", views.to_confirm, name="to-confirm"),
    path("<str:reference>/duties/", views.coverage, name="coverage"),
    path("<str:reference>/needs/", plan_views.needs, name="needs"),
    path("<str:reference>/needs/<int:number>/", plan_views.change_need, name="change-need"),
    path("<str:reference>/plan/", plan_views.plan, name="plan"),
    path("<str:reference>/plan/goals/add/", plan_views.add_goal, name="add-goal"),
    path("<str:reference>/plan/goals/<int:number>/", plan_views.goal, name="goal"),
    path("<str:reference>/plan/goals/<int:number>/actions/add/", plan_views.add_action, name="add-action"),
    path("<str:reference>/plan/actions/<int:number>/", plan_views.action, name="action"),
    path("<str:reference>/reviews/", review_views.reviews, name="reviews"),
    path("<str:reference>/reviews/plan/", review_views.plan_review, name="plan-review"),
    path("<str:reference>/reviews/hold/", review_views.hold_review, name="hold-review"),
    path("<str:reference>/reviews/call-off/", review_views.call_off, name="call-off-review"),
    path("<str:reference>/documents/", documents.documents, name="documents"),
    path(
        "<str:reference>/documents/<int:version>/<slug:document>/<slug:variant>/", documents.document, name="document"
    ),
    path(
        "<str:reference>/documents/<int:version>/<slug:document>/<slug:variant>/pdf/",
        documents.document_pdf,
        name="document-pdf",
    ),
    path(
        "<str:reference>/documents/<int:version>/<slug:document>/<slug:variant>/give/",
        documents.give_copy,
        name="give-copy",
    ),
    path(
        "<str:reference>/documents/copies/<int:number>/sent-in-error/",
        documents.copy_sent_in_error,
        name="copy-sent-in-error",
    ),
]
