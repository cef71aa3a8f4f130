"""Reading transcripts, field notes and documents from files. A new format is a module and a line in
READERS.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePath

from alongside.exchange.decoding import Decoded, check_size, invalid
from alongside.exchange.transcripts import docx, txt
from alongside.exchange.transcripts.transcript import Transcript

__all__ = ["READERS", "Transcript", "read"]

READERS: dict[str, Callable[[str, bytes, str | None], Decoded]] = {
    ".txt": txt.read,
    ".docx": docx.read,
}


def read(name: str, data: bytes, encoding: str | None = None) -> Transcript:
    """The transcript in a file, by the ending of its name; `encoding` is for text files that do not tell
    theirs.

    Raises Invalid, with the file's name and what to do, for a file that cannot be read whole.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        known = " or ".join(READERS)
        raise invalid(
            name, f"is of a kind that cannot be read ({ending or 'no ending'}).", f"Save it as {known}."
        )
    check_size(name, data)
    text, found, notes = READERS[ending](name, data, encoding)
    return Transcript(name, text, found, ending[1:], notes, hashlib.sha256(data).hexdigest())
