"""Addresses of reminders that belong to a person and not to a collaborative."""

from django.urls import path

from alongside.improvement.views.reminders import due, mine, stop

app_name = "reminders"
urlpatterns = [
    path("me/due/", due, name="due"),
    path("me/reminders/", mine, name="mine"),
    path("reminders/stop/<str:token>/", stop, name="stop"),
]
