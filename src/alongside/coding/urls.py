"""Addresses of the coding app, below /s/."""

from functools import partial

from django.urls import path

from alongside.coding.views import corrections, framework, home, matrix, rounds, sheet, transcript, tree
from alongside.coding.views.sent import form_or_json

app_name = "coding"
urlpatterns = [
    path("<slug:slug>/", home.home, name="home"),
    path("<slug:slug>/journal/", home.notes, name="notes"),
    path("<slug:slug>/journal/<uuid:guid>/", home.note, name="note"),
    path("<slug:slug>/framework/", framework.framework, name="framework"),
    path("<slug:slug>/framework/start/", framework.start, name="start_draft"),
    path("<slug:slug>/framework/review/", framework.review, name="review"),
    path("<slug:slug>/framework/publish/", framework.publish, name="publish"),
    path("<slug:slug>/framework/versions/<int:number>/", framework.version, name="version"),
    path("<slug:slug>/framework/codes/add/", form_or_json(framework.add_code, tree.add), name="add_code"),
    path(
        "<slug:slug>/framework/codes/<uuid:guid>/edit/",
        form_or_json(framework.edit_code, tree.edit),
        name="edit_code",
    ),
    path(
        "<slug:slug>/framework/codes/<uuid:guid>/merge/",
        form_or_json(partial(framework.change_code, what="merge"), tree.merge),
        name="merge_code",
    ),
    path(
        "<slug:slug>/framework/codes/<uuid:guid>/split/",
        partial(framework.change_code, what="split"),
        name="split_code",
    ),
    path(
        "<slug:slug>/framework/codes/<uuid:guid>/retire/",
        form_or_json(partial(framework.change_code, what="retire"), tree.retire),
        name="retire_code",
    ),
    path("<slug:slug>/framework/codes/<uuid:guid>/move/", tree.move, name="move_code"),
    path("<slug:slug>/codes/<uuid:guid>/", framework.code, name="code"),
    path("<slug:slug>/sources/<uuid:guid>/", transcript.transcript, name="transcript"),
    path("<slug:slug>/sources/<uuid:guid>/codings/", sheet.add, name="add"),
    path("<slug:slug>/codings/<uuid:guid>/", transcript.coding, name="coding"),
    path(
        "<slug:slug>/codings/<uuid:guid>/change/",
        sheet.change,
        name="change",
    ),
    path(
        "<slug:slug>/codings/<uuid:guid>/remove/",
        sheet.remove,
        name="remove",
    ),
    path("<slug:slug>/codings/<uuid:guid>/memo/", sheet.memo, name="memo"),
    path("<slug:slug>/sources/<uuid:guid>/correct/", corrections.correct, name="correct_text"),
    path("<slug:slug>/sources/<uuid:guid>/redact/", corrections.redact, name="redact"),
    path("<slug:slug>/sources/<uuid:guid>/versions/", corrections.versions, name="text_versions"),
    path("<slug:slug>/sources/<uuid:guid>/versions/<int:number>/", corrections.version, name="text_version"),
    path("<slug:slug>/read-again/", corrections.waiting, name="to_read_again"),
    path("<slug:slug>/codings/<uuid:guid>/settle/", corrections.settle, name="settle"),
    path("<slug:slug>/names/", corrections.names, name="replace_name"),
    path("<slug:slug>/rounds/", rounds.rounds, name="rounds"),
    path("<slug:slug>/rounds/<uuid:guid>/", rounds.round_, name="round"),
    path("<slug:slug>/rounds/<uuid:guid>/submit/", rounds.submit, name="submit_round"),
    path("<slug:slug>/rounds/<uuid:guid>/close/", rounds.close, name="close_round"),
    path("<slug:slug>/codings/<uuid:guid>/keep/", sheet.keep, name="keep"),
    path("<slug:slug>/sources/<uuid:guid>/sheet/", sheet.read, name="sheet"),
    path("<slug:slug>/sources/<uuid:guid>/undo/", sheet.undo, name="undo"),
    path("<slug:slug>/sources/<uuid:guid>/redo/", sheet.redo, name="redo"),
    path("<slug:slug>/sources/<uuid:guid>/annotations/", sheet.annotate, name="annotate"),
    path("<slug:slug>/sources/<uuid:guid>/in-vivo/", sheet.in_vivo, name="in_vivo"),
    path("<slug:slug>/sources/<uuid:guid>/bulk/preview/", sheet.preview, name="bulk_preview"),
    path("<slug:slug>/sources/<uuid:guid>/bulk/", sheet.code_many, name="bulk"),
    path("<slug:slug>/matrix/", matrix.matrix, name="matrix"),
    path("<slug:slug>/matrix/<int:case>/<int:code>/", matrix.cell, name="cell"),
    path("<slug:slug>/matrix/<int:case>/<int:code>/still-right/", matrix.still_right, name="still_right"),
]
