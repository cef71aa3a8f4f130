"""Addresses of the study app. The study's home and its transcripts belong to the app that codes them."""

from django.urls import path

from alongside.study.views import granted, importing, people, sources, studies, texts, withdrawals

app_name = "study"
urlpatterns = [
    path("new/", studies.new, name="new"),
    path("<slug:slug>/settings/", studies.settings, name="settings"),
    path("<slug:slug>/settings/people/", studies.add_person, name="add_person"),
    path("<slug:slug>/settings/people/<int:person_id>/remove/", studies.remove_person, name="remove_person"),
    path(
        "<slug:slug>/settings/people/<int:person_id>/sources/", studies.friend_sources, name="friend_sources"
    ),
    path("<slug:slug>/sources/", sources.sources, name="sources"),
    path("<slug:slug>/sources/new/<str:kind>/", sources.add_source, name="add_source"),
    path("<slug:slug>/sources/<uuid:guid>/about/", sources.source, name="source"),
    path("<slug:slug>/sources/<uuid:guid>/speakers/", sources.speakers, name="speakers"),
    path("<slug:slug>/sources/<uuid:guid>/rewritten/", sources.rewritten, name="rewritten"),
    path("<slug:slug>/sources/<uuid:guid>/pseudonymise/", texts.pseudonymise, name="pseudonymise"),
    path("<slug:slug>/import/", importing.import_files, name="import"),
    path("<slug:slug>/guides/", sources.guides, name="guides"),
    path("<slug:slug>/register/", texts.register, name="register"),
    path("<slug:slug>/register/<int:line>/remove/", texts.remove_line, name="remove_line"),
    path("<slug:slug>/people/", people.people, name="people"),
    path("<slug:slug>/people/new/", people.add_participant, name="add_participant"),
    path("<slug:slug>/sampling/", people.sampling, name="sampling"),
    path("<slug:slug>/cases/new/", people.add_case, name="add_case"),
    path("<slug:slug>/cases/<uuid:guid>/", people.case, name="case"),
    path("<slug:slug>/cases/<uuid:guid>/identity/", people.identity, name="identity"),
    path("<slug:slug>/cases/<uuid:guid>/consent/", people.record_consent, name="consent"),
    path("<slug:slug>/cases/<uuid:guid>/value/", people.set_value, name="value"),
    path("<slug:slug>/cases/<uuid:guid>/labels/", people.labels, name="labels"),
    path("<slug:slug>/cases/<uuid:guid>/approach/", people.approach, name="approach"),
    path("<slug:slug>/participants/", withdrawals.participants, name="participants"),
    path("<slug:slug>/participants/<uuid:guid>/withdraw/", withdrawals.withdraw, name="withdraw"),
    path("<slug:slug>/withdrawals/<uuid:guid>/", withdrawals.one, name="withdrawal"),
    path("<slug:slug>/granted/", granted.granted, name="granted"),
    path("<slug:slug>/granted/<uuid:guid>/", granted.granted_source, name="granted_source"),
]
