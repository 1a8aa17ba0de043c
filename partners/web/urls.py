"""The pages of partners: the directory for everybody, one's own account, and what administrators keep in order."""

from django.urls import path

from partners.web import account, directory, people

app_name = "partners"
urlpatterns = [
    path("", directory.directory, name="directory"),
    path("catalogue/", directory.catalogue, name="catalogue"),
    path("<int:pk>/", directory.partner, name="partner"),
    path("<int:pk>/teams/new/", directory.add_team, name="add_team"),
    path("<int:pk>/suspend/", directory.suspend, name="suspend"),
    path("<int:pk>/restore/", directory.restore, name="restore"),
    path("new/", directory.add_partner, name="add_partner"),
    path("administration/", directory.administration, name="administration"),
    path("partnership/", directory.partnership, name="partnership"),
    path("people/", people.people, name="people"),
    path("people/new/", people.join, name="join"),
    path("people/<int:pk>/", people.worker, name="worker"),
    path("people/<int:pk>/change/", people.change, name="change_worker"),
    path("people/<int:pk>/roles/new/", people.give_role, name="give_role"),
    path("people/<int:pk>/close/", people.close, name="close_account"),
    path("people/<int:pk>/reopen/", people.reopen, name="reopen_account"),
    path("roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("staff-codes/", people.staff_codes, name="staff_codes"),
    path("staff-codes/<int:pk>/", people.claim, name="claim"),
    path("staff-codes/<int:pk>/release/", people.release, name="release"),
    path("me/", account.me, name="me"),
    path("me/tokens/new/", account.NewToken.as_view(), name="new_token"),
    path("me/tokens/<int:pk>/end/", account.revoke_token, name="revoke_token"),
]
