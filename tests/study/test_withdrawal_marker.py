"""After a withdrawal a word of the participant is nowhere: not in any table, file, log line or page of the database."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from alongside.coding.models import Change, PastPlace, Round
from alongside.study import withdrawal
from alongside.study.models import (
    IdentifiedText,
    Identity,
    Participant,
    Pseudonym,
    Source,
    VariableValue,
)
from alongside.study.withdrawal import steps
from alongside.study.withdrawal.afterwards import scrub
from tests.study import withdrawn_world as world_of

ROOT = Path(__file__).resolve().parents[2]


def test_the_marker_stands_in_every_model_with_content_before(db):
    world_of.build()
    found = {place.split(".")[0] for place in world_of.where_the_marker_is()}
    for table in (
        "study_source",
        "study_sourcetext",
        "coding_note",
        "coding_matrixcell",
        "findings_evidencepart",
        "access_revision",
    ):
        assert table in found


def test_afterwards_it_stands_nowhere(db, caplog, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_FOLDER = tmp_path
    world = world_of.build()
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=False):
        foretold = withdrawal.preview(participant=world.p1, extent="delete_all", by=world.rosa)
        asked = withdrawal.propose(participant=world.p1, extent="delete_all", by=world.rosa)
        done = withdrawal.confirm(withdrawal=asked, by=world.sven)
    assert world_of.where_the_marker_is() == []
    assert world_of.MARKER not in caplog.text
    assert done.counts == foretold
    for model in (Identity, Pseudonym, VariableValue):
        assert not model.objects.exists()
    assert Participant.objects.count() == 1
    # of the focus group, the other's turns are left in the vault too
    assert IdentifiedText.objects.count() == 1


def test_it_stands_nowhere_after_days_of_work_either(
    db, caplog, settings, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    # a database's own files are scrubbed outside any transaction: that is tried below
    monkeypatch.setattr(steps, "scrub", lambda touched: True)
    settings.DATA_FOLDER, settings.FILES_FOLDER = tmp_path, tmp_path / "files"
    with caplog.at_level(logging.DEBUG):
        world = world_of.lived_in(world_of.build())
        found = {place.split(".")[0] for place in world_of.where_the_marker_is()}
        assert {"coding_note", "access_revision", "study_sourcetext"} <= found
        assert Change.objects.count() == 3 and PastPlace.objects.exists() and Round.objects.exists()
        assert world_of.files_with_the_marker(tmp_path) == ["report.pdf"]
        with django_capture_on_commit_callbacks(execute=True):
            asked = withdrawal.propose(participant=world.p1, extent="delete_all", by=world.rosa)
            withdrawal.confirm(withdrawal=asked, by=world.sven)
    assert world_of.where_the_marker_is() == []
    assert world_of.files_with_the_marker(tmp_path) == []
    assert world_of.MARKER not in caplog.text
    assert not Change.objects.filter(source=world.interview.pk).exists()


def test_a_database_that_cannot_tidy_up_does_not_make_it_look_undone(
    db, settings, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    def fails(touched):
        raise DatabaseError("busy")

    monkeypatch.setattr(steps, "scrub", fails)
    settings.DATA_FOLDER, settings.FILES_FOLDER = tmp_path, tmp_path / "files"
    world = world_of.build()
    with django_capture_on_commit_callbacks(execute=True):
        asked = withdrawal.propose(participant=world.p1, extent="delete_all", by=world.rosa)
        done = withdrawal.confirm(withdrawal=asked, by=world.sven)
    assert done.state == "done"


def test_what_could_be_undone_keeps_no_source_on_which_nothing_rests(db, settings, tmp_path):
    settings.DATA_FOLDER, settings.FILES_FOLDER = tmp_path, tmp_path / "files"
    world = world_of.build()
    Change.objects.create(
        study=world.study, source=world.waiting, person=world.rosa, visit=uuid.uuid4(), verb="coding.add",
        before={}, after={},
    )  # fmt: skip
    asked = withdrawal.propose(participant=world.p1, extent="keep_analysed", by=world.rosa)
    withdrawal.confirm(withdrawal=asked, by=world.sven)
    assert not Source.objects.filter(pk=world.waiting.pk).exists()


def test_the_files_are_scrubbed_outside_any_transaction(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        assert scrub({Participant, Identity}) is True


SCRIPT = """
import os, sys
sys.path.insert(0, os.environ["ROOT"])
os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
import django
from django.conf import settings
django.setup()
settings.MIGRATION_MODULES = {config.label: None for config in django.apps.apps.get_app_configs()}
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from tests.study import withdrawn_world as world_of
from alongside.study import withdrawal
world = world_of.lived_in(world_of.build())
folder = settings.DATA_FOLDER
before = world_of.files_with_the_marker(folder)
assert before, "the marker is in the database's files before"
asked = withdrawal.propose(participant=world.p1, extent="delete_all", by=world.rosa)
withdrawal.confirm(withdrawal=asked, by=world.sven)
assert (folder / "erasures.jsonl").read_text().count(str(world.p1.guid)) == 1
print("LEFT", world_of.files_with_the_marker(folder))
"""


def test_the_bytes_of_the_data_folder_do_not_hold_it_either(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip(
            "the files of a database server are its own; what is promised there is said in the package"
        )
    env = {
        **os.environ,
        "ROOT": str(ROOT),
        "ALONGSIDE_DATA": str(tmp_path / "data"),
        "ALONGSIDE_VAULT_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "ALONGSIDE_LOG": "DEBUG",
    }
    env.pop("DATABASE_URL", None)
    (tmp_path / "data").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "LEFT []" in ran.stdout
    assert world_of.MARKER not in ran.stdout + ran.stderr
