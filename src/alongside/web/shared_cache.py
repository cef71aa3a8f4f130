"""A cache in the data folder that all processes of an installation share."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedCache(FileBasedCache):
    """Django's cache of files, with an `add` that only one of several processes at once succeeds in.

    Tries to sign in are counted under a lock that is taken with `add`. Django's looks first and writes then; between the
    two another process may have done the same, and tries made at once would be counted as one.
    """

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        if self.has_key(key, version):  # takes away what has expired
            return False
        inside: Any = self  # the type stubs leave out what a backend is made of
        inside._createdir()
        descriptor, written = tempfile.mkstemp(dir=inside._dir)
        try:
            with os.fdopen(descriptor, "wb") as file:
                inside._write_content(file, timeout, value)
            os.link(written, inside._key_to_file(key, version))
        except FileExistsError:
            return False
        finally:
            Path(written).unlink()
        return True
