"""Sign-in: the parts of allauth that are used, under allauth's own names. Sign-up and social accounts have no address."""

from allauth.account import views as account
from allauth.mfa import urls as mfa_urls
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from . import signin

closed = login_not_required(RedirectView.as_view(pattern_name="account_login"))

urlpatterns = [
    path("login/", signin.SignIn.as_view(), name="account_login"),
    path("look-around/<int:number>/", signin.look_around, name="look-around"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", closed, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", RedirectView.as_view(pattern_name="account_change_password"), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include(mfa_urls)),
]
