"""The pages of assessments. A case is its reference; goals, actions and needs are looked up through what is visible."""

from django.urls import path

from assessments.web import (
    agreement_views,
    crisis_views,
    determination_views,
    documents,
    framework_views,
    plan_views,
    review_views,
    version_views,
    views,
)

app_name = "assessments"
urlpatterns = [
    path("frameworks/", framework_views.frameworks, name="frameworks"),
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
    path("<str:reference>/crisis/", crisis_views.crisis, name="crisis"),
    path("<str:reference>/crisis/write/", crisis_views.write_crisis, name="write-crisis"),
    path("<str:reference>/crisis/fallback/", crisis_views.write_contingency, name="write-contingency"),
    path("<str:reference>/crisis/earlier/", crisis_views.earlier, name="crisis-earlier"),
    path("<str:reference>/determinations/", determination_views.determinations, name="determinations"),
    path("<str:reference>/determinations/refusal/asked-again/", determination_views.ask_again, name="ask-again"),
    path("<str:reference>/determinations/<slug:kind>/", determination_views.determine, name="determine"),
    path("<str:reference>/agreement/", agreement_views.agreement, name="agreement"),
    path("<str:reference>/agreement/answer/", agreement_views.answer, name="answer-agreement"),
    path("<str:reference>/agreement/ask/", agreement_views.ask, name="ask-agreement"),
    path("<str:reference>/agreement/sign/", agreement_views.sign, name="sign"),
    path("<str:reference>/versions/", version_views.versions, name="versions"),
    path("<str:reference>/versions/compare/", version_views.compare, name="compare"),
    path("<str:reference>/versions/<int:number>/", version_views.version, name="version"),
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
