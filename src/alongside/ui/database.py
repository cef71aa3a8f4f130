"""What the database refuses, said as an error that a person can do something about."""

from __future__ import annotations

import logging

from django.db import DataError, IntegrityError

from alongside.core.errors import Conflict, DomainError, Invalid

log = logging.getLogger(__name__)
REFUSALS = (DataError, IntegrityError, OverflowError)


def refusal(problem: Exception | type[Exception]) -> DomainError:
    """The last net, for what no action checked: two people at the same moment, a letter or a number that cannot be kept.

    The database's own words are kept nowhere: they quote the row.
    """
    log.error("the database refused a write: %s", problem.__class__.__name__)
    if isinstance(problem, IntegrityError):
        return Conflict(
            "Somebody saved the same at the same moment; yours was not saved.",
            "Reload the page, then try again.",
        )
    return Invalid(
        "Something there is too long, too large or cannot be kept.", "Shorten it, or type it again."
    )
