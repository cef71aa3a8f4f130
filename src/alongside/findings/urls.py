"""Addresses of the findings app: a study's own, its committee's, and the programme's side of what was released."""

from django.urls import path

from alongside.findings.views import committee, deciding, evidence, feedback, programme, releasing, study

app_name = "findings"
urlpatterns = [
    path("s/<slug:slug>/findings/", study.listing, name="list"),
    path("s/<slug:slug>/findings/new/", study.new, name="new"),
    path("s/<slug:slug>/findings/feedback/", feedback.log, name="feedback"),
    path("s/<slug:slug>/findings/feedback/<uuid:guid>/", feedback.edit, name="feedback_entry"),
    path("s/<slug:slug>/findings/<int:number>/", study.finding, name="finding"),
    path("s/<slug:slug>/findings/<int:number>/edit/", study.edit, name="edit"),
    path("s/<slug:slug>/findings/<int:number>/withdraw/", study.withdraw, name="withdraw"),
    path("s/<slug:slug>/findings/<int:number>/evidence/", evidence.picker, name="evidence"),
    path(
        "s/<slug:slug>/findings/<int:number>/evidence/<uuid:guid>/", evidence.change, name="evidence_change"
    ),
    path("s/<slug:slug>/findings/<int:number>/release/", releasing.release, name="release"),
    path("s/<slug:slug>/findings/<int:number>/release/<uuid:guid>/end/", releasing.end, name="end_release"),
    path("s/<slug:slug>/findings/<int:number>/close/", releasing.close, name="close"),
    path("s/<slug:slug>/findings/<int:number>/decide/", deciding.decide, name="decide"),
    path("s/<slug:slug>/findings/<int:number>/decisions/<uuid:guid>/", deciding.rewrite, name="decision"),
    path(
        "s/<slug:slug>/findings/<int:number>/decisions/<uuid:guid>/actions/",
        deciding.add_action,
        name="add_action",
    ),
    path("s/<slug:slug>/findings/<int:number>/actions/<uuid:guid>/", deciding.review, name="action"),
    path("s/<slug:slug>/committee/", committee.inbox, name="inbox"),
    path("s/<slug:slug>/committee/done/", committee.done, name="done"),
    path("s/<slug:slug>/committee/framework/", committee.framework, name="framework"),
    path("s/<slug:slug>/committee/people/", committee.people, name="committee_people"),
    path("s/<slug:slug>/committee/people/<int:pk>/end/", committee.end_member, name="end_member"),
    path("s/<slug:slug>/committee/ask/", releasing.ask, name="ask"),
    path("s/<slug:slug>/committee/<uuid:guid>/", committee.read, name="read"),
    path("c/<slug:slug>/findings/", programme.listing, name="programme"),
    path("c/<slug:slug>/findings/<uuid:guid>/", programme.finding, name="programme_finding"),
    path(
        "c/<slug:slug>/findings/<uuid:guid>/decisions/<uuid:decision>/",
        programme.rewrite,
        name="programme_decision",
    ),
    path(
        "c/<slug:slug>/findings/<uuid:guid>/decisions/<uuid:decision>/actions/",
        programme.add_action,
        name="programme_add_action",
    ),
    path(
        "c/<slug:slug>/findings/<uuid:guid>/actions/<uuid:action>/", programme.review, name="programme_action"
    ),
]
