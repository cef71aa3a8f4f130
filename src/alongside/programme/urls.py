"""Addresses below /c/<collaborative>/ where the programme itself is run."""

from django.urls import path

from alongside.programme.views import events, members, settings, sponsors, teams

app_name = "programme"
urlpatterns = [
    path("<slug:slug>/settings/", settings.settings, name="settings"),
    path("<slug:slug>/people/", settings.people, name="people"),
    path("<slug:slug>/people/<int:pk>/end/", settings.end_role, name="end_role"),
    path("<slug:slug>/sessions/", events.events, name="events"),
    path("<slug:slug>/sessions/add/", events.add, name="add_event"),
    path("<slug:slug>/sessions/<uuid:guid>/", events.event, name="event"),
    path("<slug:slug>/context/add/", events.add_context, name="add_context"),
    path("<slug:slug>/members/add/", members.add, name="add_member"),
    path("<slug:slug>/teams/add/", teams.add, name="add_team"),
    path("<slug:slug>/teams/<str:letter>/settings/", teams.team, name="team"),
    path("<slug:slug>/teams/<str:letter>/leaves/", teams.leaves, name="team_leaves"),
    path("<slug:slug>/teams/<str:letter>/members/<int:pk>/end/", members.end, name="end_member"),
    path("<slug:slug>/teams/<str:letter>/sponsors/add/", sponsors.add, name="add_sponsor"),
    path("<slug:slug>/teams/<str:letter>/sponsors/<int:pk>/end/", sponsors.end, name="end_sponsor"),
    path("<slug:slug>/teams/<str:letter>/asks/add/", sponsors.ask, name="ask"),
    path("<slug:slug>/teams/<str:letter>/asks/<uuid:guid>/answer/", sponsors.answer, name="answer_ask"),
]
