"""A demo that is built once for a module of tests, and taken away after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from alongside.demo.build import build, marker, today
from alongside.study import vault


@contextmanager
def built_demo() -> Iterator[None]:
    """The demo in a database that was empty before and is so again afterwards."""
    if not settings.VAULT_KEY_FILE.exists():
        vault.make_key_file(settings.VAULT_KEY_FILE)
    try:
        with override_settings(DEMO_TODAY=today()), transaction.atomic():
            build()
            yield
            transaction.set_rollback(True)
    finally:
        marker().unlink(missing_ok=True)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), built_demo():
        yield
