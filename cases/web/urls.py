"""The pages of cases."""

from django.urls import path

from cases.web import carer_views, consent_views, door_views, emergency_views, ending_views, transfer_views, views

app_name = "cases"
urlpatterns = [
    path("transfers/<int:key>/", transfer_views.answer, name="transfer-answer"),
    path("take-a-referral/", views.take_referral, name="refer"),
    path("emergency/", emergency_views.emergency, name="emergency"),
    path("<str:reference>/emergency/end/", emergency_views.end_emergency, name="end-emergency"),
    path("<str:reference>/doors/", door_views.doors, name="doors"),
    path("<str:reference>/person/", views.edit_person, name="person"),
    path("<str:reference>/what-matters/", views.what_matters, name="what-matters"),
    path("<str:reference>/coordinator/", views.coordinator, name="coordinator"),
    path("<str:reference>/consent/", consent_views.consent, name="consent"),
    path("<str:reference>/consent/history/", consent_views.history, name="consent-history"),
    path("<str:reference>/consent/share/", consent_views.share, name="share"),
    path("<str:reference>/consent/share/<int:key>/end/", consent_views.end_share, name="end-share"),
    path("<str:reference>/ask/", consent_views.ask, name="ask"),
    path("<str:reference>/carers/", carer_views.carers, name="carers"),
    path("<str:reference>/carers/add/", carer_views.add, name="add-carer"),
    path("<str:reference>/carers/<int:key>/said/", carer_views.step, name="carer-step"),
    path("<str:reference>/carers/<int:key>/end/", carer_views.end, name="end-carer"),
    path("<str:reference>/carers/<int:key>/own-record/", carer_views.open_record, name="carer-record"),
    path("<str:reference>/ending/", ending_views.ending, name="ending"),
    path("<str:reference>/ending/close/", ending_views.close, name="close"),
    path("<str:reference>/ending/reopen/", ending_views.reopen, name="reopen"),
    path("<str:reference>/ending/death/", ending_views.death, name="death"),
    path("<str:reference>/transfer/", transfer_views.propose, name="transfer"),
    path("<str:reference>/transfer/<int:key>/", transfer_views.step, name="transfer-step"),
    path("<str:reference>/ending/", ending_views.ending, name="ending"),
    path("<str:reference>/ending/close/", ending_views.close, name="close"),
    path("<str:reference>/ending/reopen/", ending_views.reopen, name="reopen"),
    path("<str:reference>/ending/death/", ending_views.death, name="death"),
    path("<str:reference>/transfer/", transfer_views.propose, name="transfer"),
    path("<str:reference>/transfer/<int:key>/", transfer_views.step, name="transfer-step"),
]
