"""Addresses of pages that belong to no single app."""

from django.urls import path

from alongside.web.pages import home

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
]
