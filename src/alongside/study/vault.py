"""The vault: names and identified texts are stored encrypted, under keys kept apart from the database.

Fernet (AES-128-CBC with HMAC-SHA256) from the cryptography package. Keys stand newest first, in ALONGSIDE_VAULT_KEY
(separated by commas) or in a key file (one a line). The newest seals; all of them open, so that a key can be changed
without closing the vault: put the new key first, run `rotate`, then take the old one out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, Refused
from alongside.study.models import IdentifiedText, Identity, Pseudonym

_MAKE_ONE = "Make one with `alongside vault new-key`, keep a copy in a safe place, and start again."


def new_key() -> str:
    """A fresh key, as one line of text."""
    return Fernet.generate_key().decode("ascii")


def make_key_file(path: Path) -> None:
    """Write a first key where none is yet, readable by its owner only. Raises Invalid if there is one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Invalid(
            "There is a key file already.", "Put a new key into its first line to change keys."
        ) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")


def check_key_place(data_folder: Path, key_file: Path) -> None:
    """Raise Invalid if the keys lie inside the data folder: whoever copies that folder would hold both."""
    if key_file.expanduser().resolve().is_relative_to(data_folder.expanduser().resolve()):
        raise Invalid(
            "The vault's key file lies inside the data folder, so a copy of the data would open the vault.",
            "Move the file elsewhere and point ALONGSIDE_VAULT_KEY_FILE at it.",
        )


def seal(content: bytes | str) -> bytes:
    """The content encrypted under the newest key."""
    return _cipher().encrypt(content.encode() if isinstance(content, str) else content)


def unseal(sealed: bytes | memoryview) -> bytes:
    """What was sealed. Raises Invalid, with nothing of the content, where no key here opens it."""
    try:
        return _cipher().decrypt(bytes(sealed))
    except InvalidToken:
        raise _wrong_key() from None


def unseal_for(sealed: str, seconds: int) -> bytes:
    """What was sealed not longer than `seconds` ago, for a form that carries its content through the browser."""
    try:
        return _cipher().decrypt(sealed.encode("ascii"), ttl=seconds)
    except (InvalidToken, UnicodeEncodeError):
        raise Invalid("This page was open for too long.", "Begin again; nothing was imported.") from None


def seal_record(values: Mapping[str, Any]) -> bytes:
    """Several named values in one sealed piece."""
    return seal(json.dumps(dict(values), ensure_ascii=False))


def unseal_record(sealed: bytes | memoryview) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unseal(sealed))
    return found


@transaction.atomic
def rotate(*, by: Person | None) -> int:
    """Seal everything again under the newest key; afterwards older keys can be taken away. Gives the number of rows."""
    if by is not None and not by.is_administrator:
        raise Refused("The vault's keys are changed by an administrator or the operator.")
    cipher, count = _cipher(), 0
    for row in _rows():
        try:
            row.sealed = cipher.rotate(bytes(row.sealed))
        except InvalidToken:
            raise _wrong_key() from None
        row.save(update_fields=["sealed"])
        count += 1
    record("vault.rotate", by=by, rows=count)
    return count


def _rows() -> Iterator[Identity | IdentifiedText | Pseudonym]:
    yield from Identity.objects.select_for_update().iterator()
    yield from IdentifiedText.objects.select_for_update().iterator()
    yield from Pseudonym.objects.select_for_update().iterator()


def _cipher() -> MultiFernet:
    if settings.VAULT_KEY:
        return _of(settings.VAULT_KEY.replace(",", " "))
    path = Path(settings.VAULT_KEY_FILE)
    check_key_place(Path(settings.DATA_FOLDER), path)
    try:
        return _of(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise Invalid("The vault's key file is not there.", _MAKE_ONE) from None
    except (OSError, UnicodeError):
        raise Invalid(
            "The vault's key file cannot be read.", "Check its owner and its permissions."
        ) from None


@lru_cache(maxsize=4)
def _of(keys: str) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys.split()])  # an empty list is refused too
    except ValueError:
        raise Invalid("The vault's keys are not keys.", _MAKE_ONE) from None


def _wrong_key() -> Invalid:
    return Invalid(
        "The vault does not open with the keys that are here.",
        "Put the key it was sealed with back into the key file, below the newest.",
    )
