"""Addresses below /c/<collaborative>/ that show numbers."""

from django.urls import path

from alongside.improvement.views import (
    charts,
    entry,
    home,
    imports,
    measures,
    over_teams,
    sponsor,
    team,
    tests,
)

app_name = "improvement"
urlpatterns = [
    path("<slug:slug>/", home.home, name="home"),
    path("<slug:slug>/charts/", over_teams.icons, name="charts"),
    path("<slug:slug>/charts/<slug:key>/", over_teams.multiples, name="multiples"),
    path("<slug:slug>/measures/add/", measures.add, name="add_measure"),
    path("<slug:slug>/import/", imports.numbers, name="import"),
    path("<slug:slug>/teams/<str:letter>/", team.team, name="team"),
    path("<slug:slug>/teams/<str:letter>/months/<str:period>/", entry.month, name="month"),
    path("<slug:slug>/teams/<str:letter>/months/<str:period>/<slug:key>/", entry.submit, name="submit"),
    path(
        "<slug:slug>/teams/<str:letter>/months/<str:period>/<slug:key>/nothing/",
        entry.nothing,
        name="nothing",
    ),
    path(
        "<slug:slug>/teams/<str:letter>/months/<str:period>/<slug:key>/correct/",
        entry.correct,
        name="correct",
    ),
    path("<slug:slug>/teams/<str:letter>/charts/<slug:key>/", charts.chart, name="chart"),
    path("<slug:slug>/teams/<str:letter>/charts/<slug:key>/csv/", charts.csv, name="chart_csv"),
    path("<slug:slug>/teams/<str:letter>/charts/<slug:key>/phase/", charts.phase, name="phase"),
    path(
        "<slug:slug>/teams/<str:letter>/charts/<slug:key>/phase/<int:pk>/undo/",
        charts.undo_phase,
        name="undo_phase",
    ),
    path("<slug:slug>/teams/<str:letter>/charts/<slug:key>/target/", charts.target, name="target"),
    path("<slug:slug>/teams/<str:letter>/charts/<slug:key>/note/", charts.note, name="note"),
    path("<slug:slug>/teams/<str:letter>/tests/", tests.tests, name="tests"),
    path("<slug:slug>/teams/<str:letter>/tests/log/", tests.log, name="log_test"),
    path("<slug:slug>/teams/<str:letter>/tests/<uuid:guid>/", tests.test, name="test"),
    path("<slug:slug>/teams/<str:letter>/sponsor/", sponsor.sponsor, name="sponsor"),
]
