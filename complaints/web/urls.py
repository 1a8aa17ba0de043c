"""The pages of complaints."""

from django.urls import path

from complaints.web import acts, taking, views

app_name = "complaints"
urlpatterns = [
    path("", views.complaints, name="list"),
    path("take/", taking.take, name="take"),
    path("taken/<str:reference>/", taking.taken, name="taken"),
    path("<str:reference>/", views.complaint, name="complaint"),
    path("<str:reference>/acknowledge/", acts.acknowledge, name="acknowledge"),
    path("<str:reference>/date/", acts.response_date, name="date"),
    path("<str:reference>/longer/", acts.longer, name="longer"),
    path("<str:reference>/late/", acts.late_notice, name="late"),
    path("<str:reference>/sharing/", acts.sharing, name="sharing"),
    path("<str:reference>/lead/", acts.lead, name="lead"),
    path("<str:reference>/old/", acts.decide_late, name="decide_late"),
    path("<str:reference>/exclude/", acts.exclude, name="exclude"),
    path("<str:reference>/pass/", acts.pass_on, name="pass"),
    path("<str:reference>/note/", acts.note, name="note"),
    path("<str:reference>/elements/<int:number>/responsible/", acts.responsible, name="responsible"),
    path("<str:reference>/elements/<int:number>/answer/", acts.answer, name="answer"),
]
