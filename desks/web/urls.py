"""The pages of desks. What stands in an address is a reference, a figure's name or a filter; never a name or a number."""

from django.urls import path

from desks.web import audit, caseload, front, my_domains, record, reviews, search, sight, strain

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
    path("search/", search.search, name="search"),
    path("search/<str:key>/", search.results, name="results"),
]
