"""The pages of desks. What stands in an address is a reference, a figure's name or a filter; never a name or a number."""

from django.urls import path

from desks.web import (
    audit,
    caseload,
    emergencies,
    front,
    my_domains,
    permissions,
    radar,
    record,
    reviews,
    search,
    sight,
    strain,
    who_does_what,
)

app_name = "desks"
urlpatterns = [
    path("", front.front, name="front"),
    path("caseload/", caseload.caseload, name="caseload"),
    path("my-domains/", my_domains.my_domains, name="my_domains"),
    path("my-domains/past-work/", my_domains.past_work, name="past_work"),
    path("signs-of-strain/", strain.strain, name="strain"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<slug:which>/", reviews.review_list, name="review_list"),
    path("record/<str:reference>/", record.case, name="case"),
    path("record/<str:reference>/timeline/", record.timeline, name="timeline"),
    path("record/<str:reference>/audit/", audit.case_audit, name="audit"),
    path("record/<str:reference>/audit/printed/", audit.printed, name="audit_printed"),
    path("record/<str:reference>/who-can-see/", sight.who_can_see, name="sight"),
    path("record/<str:reference>/who-can-see/<slug:code>/", sight.who_can_see, name="sight-domain"),
    path("who-opened-what/", audit.openings, name="openings"),
    path("who-may-do-what/", permissions.who_may, name="who_may"),
    path("who-may-do-what/permissions.csv", permissions.who_may_file, name="who_may_file"),
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/<int:pk>/", emergencies.review_emergency, name="emergency-review"),
    path("radar/", radar.radar, name="radar"),
    path("radar/<slug:kind>/", radar.radar_list, name="radar-list"),
    path("record/<str:reference>/who-does-what/", who_does_what.who_does_what, name="map"),
    path("search/", search.search, name="search"),
    path("search/<str:key>/", search.results, name="results"),
]
