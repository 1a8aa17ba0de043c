"""The pages of assessments. A case is its reference; goals, actions and needs are looked up through what is visible."""

from django.urls import path

from assessments.web import discharge_views, feed_views, meeting_views, plan_views, review_views, views

app_name = "assessments"
urlpatterns = [
    path("calendar/", feed_views.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", feed_views.feed, name="feed"),
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
    path("<str:reference>/reviews/ask/", review_views.ask, name="ask-review"),
    path("<str:reference>/reviews/asked/<int:number>/refuse/", review_views.refuse, name="refuse-review"),
    path("<str:reference>/reviews/dates/begin/", review_views.begin_duty, name="begin-duty"),
    path("<str:reference>/reviews/dates/<str:kind>/end/", review_views.end_duty, name="end-duty"),
    path("<str:reference>/reviews/<int:number>/", meeting_views.meeting, name="meeting"),
    path("<str:reference>/reviews/<int:number>/who-came/", meeting_views.attendance, name="attendance"),
    path("<str:reference>/reviews/<int:number>/check/", meeting_views.check, name="check-review"),
    path("<str:reference>/reviews/<int:number>/review.ics", meeting_views.calendar_file, name="review-calendar"),
    path("<str:reference>/hospital/", discharge_views.discharges, name="discharges"),
    path("<str:reference>/hospital/left/", discharge_views.record, name="record-discharge"),
    path("<str:reference>/hospital/<int:number>/contact/", discharge_views.contact, name="follow-up-contact"),
    path("<str:reference>/hospital/<int:number>/set-aside/", discharge_views.set_aside, name="set-aside-discharge"),
]
