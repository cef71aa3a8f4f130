"""Addresses of reminders that belong to a person and not to a collaborative."""

from django.urls import path

from alongside.improvement.views import reminders

app_name = "reminders"
urlpatterns = [
    path("me/due/", reminders.due, name="due"),
    path("me/reminders/", reminders.mine, name="mine"),
    path("reminders/stop/<str:token>/", reminders.stop, name="stop"),
]
