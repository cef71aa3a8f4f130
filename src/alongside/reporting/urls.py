"""Addresses of the reporting app."""

from django.urls import path

from alongside.reporting import views

app_name = "reporting"
urlpatterns = [
    path("s/<slug:slug>/reports/", views.study, name="study"),
    path("s/<slug:slug>/reports/write/", views.write, name="write"),
    path("s/<slug:slug>/reports/now/", views.now, name="now"),
    path("s/<slug:slug>/reports/<uuid:guid>/", views.job, name="job"),
    path("s/<slug:slug>/reports/<uuid:guid>/file/", views.download, name="download"),
]
