"""Addresses of pages that belong to no single app: home, signing in and out, oneself, people. Nobody signs up by themselves."""

from allauth.account import views as allauth
from django.urls import path, re_path

from alongside.web.pages import accounts, home

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-in/closed/", accounts.closed, name="account_signup"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("invitation/<str:raw>/", accounts.invitation, name="invitation"),
    path("demo/sign-in/<str:token>/", accounts.demo_sign_in, name="demo_sign_in"),
    path("me/", accounts.me, name="me"),
    path("me/tokens/<int:pk>/end/", accounts.end_token, name="end_token"),
    path("people/", accounts.people, name="people"),
    path("people/<uuid:guid>/invite/", accounts.invite, name="invite"),
]
