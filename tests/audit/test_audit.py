"""The audit trail cannot be changed, and cannot hold prose."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from alongside.audit.models import AuditEvent, Via
from alongside.audit.record import changes, record, through

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(outsider):
    return record("person.test", by=outsider, thing=outsider)


def test_an_event_says_who_what_and_through_which_door(outsider):
    with through(Via.API):
        event = record("person.test", by=outsider, thing=outsider, count=3, on=dt.date(2016, 3, 14))
    assert (event.via, event.actor_id, event.object_kind, event.object_id) == (
        "api",
        outsider.pk,
        "person",
        outsider.pk,
    )
    assert event.details == {"count": 3, "on": "2016-03-14"}


def test_the_database_refuses_to_change_an_event(event):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(verb="person.other")


def test_the_database_refuses_to_remove_an_event(event):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


def test_not_even_sql_gets_round_the_trigger(event):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE audit_auditevent SET actor_id = NULL")


@pytest.mark.parametrize(
    "prose",
    ["Mostly the consultants, if I'm honest", "Ruth Okafor", "ruth.okafor@example.org", "two words", "naïve"],
)
def test_prose_names_and_addresses_are_refused(outsider, prose):
    with pytest.raises(ValueError, match="looks like prose"):
        record("person.test", by=outsider, what=prose)
    with pytest.raises(ValueError, match="looks like prose"):
        record("person.test", by=outsider, what={"field": ["draft", prose]})


def test_ids_enums_numbers_dates_and_hashes_are_taken(outsider):
    kept = record(
        "person.test",
        by=None,
        guid=uuid.UUID(int=1),
        state=["draft", "published"],
        share=0.5,
        done=True,
        sha256="ab" * 32,
        none=None,
    )
    assert kept.details["guid"] == str(uuid.UUID(int=1))
    assert kept.details["state"] == ["draft", "published"]


def test_changes_names_only_what_differs():
    assert changes({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": [2, 3]}
