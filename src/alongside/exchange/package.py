"""Opening a zip package (Word, OpenDocument, REFI-QDA) that may be hostile.

Nothing is written to disk. What the package declares and what comes out of it are both held to limits, so
that a zip bomb costs no memory; an XML part with a document type is refused before any parser could expand
its entities.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from alongside.core.errors import Invalid
from alongside.exchange.decoding import invalid

_CHUNK = 64 * 1024
_DAMAGED = "Open it in the program that made it, save it again, and send that."


@dataclass(frozen=True)
class Limits:
    """How much a package may hold. Sizes are bytes after decompression; a ratio is only looked at above
    `ratio_above`.
    """

    entries: int = 5_000
    entry: int = 100 * 2**20
    total: int = 200 * 2**20
    ratio: int = 200
    ratio_above: int = 2**20


def read_parts(
    name: str,
    data: bytes,
    wanted: Callable[[str], bool] = lambda _: True,
    *,
    kind: str = "zip package",
    limits: Limits | None = None,
) -> dict[str, bytes]:
    """The wanted parts of a package by their names; the others are held to the declared limits and left
    closed.

    Raises Invalid, naming the file, for anything that is not a whole, plain and reasonably sized zip.
    """
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_declared(name, entries, limits)
            parts: dict[str, bytes] = {}
            left = limits.total
            for entry in entries:
                if wanted(entry.filename) and not entry.is_dir():
                    parts[entry.filename] = _inflate(name, package, entry, min(left, limits.entry))
                    left -= len(parts[entry.filename])
            return parts
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise invalid(name, f"is damaged, or no {kind} at all.", _DAMAGED) from error


def refuse_doctype(name: str, part: str, xml: bytes) -> None:
    """Refuse XML with a document type, the door to outside files and exploding entities; reads no further
    than the root.
    """

    class _RootReached(Exception):
        pass

    def doctype(*_: object) -> None:
        raise invalid(name, f"declares a document type in {part}, which no such file needs.", _DAMAGED)

    def root(*_: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        for start in range(0, len(xml), _CHUNK):
            parser.Parse(xml[start : start + _CHUNK], False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise invalid(name, f"is damaged: {part} is not XML.", _DAMAGED) from error


def _check_declared(name: str, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise invalid(name, f"holds {len(entries):,} parts; at most {limits.entries:,} are read.", _DAMAGED)
    if len({entry.filename for entry in entries}) < len(entries):
        raise invalid(name, "holds two parts of the same name.", _DAMAGED)
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise invalid(name, "is packed in a way that such files are not.", _DAMAGED)
        if entry.flag_bits & 0x1:
            raise invalid(name, "is under a password.", "Take the password off, and send it again.")
        too_dense = entry.file_size > limits.ratio * max(entry.compress_size, 1)
        if entry.file_size > limits.entry or (entry.file_size > limits.ratio_above and too_dense):
            raise _too_much(name)
    if sum(entry.file_size for entry in entries) > limits.total:
        raise _too_much(name)


def _inflate(name: str, package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What really comes out, counted while it does: a package may declare less than it holds."""
    return b"".join(_counted(name, package, entry, most))


def _counted(name: str, package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    size = 0
    with package.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise _too_much(name)
            yield chunk


def _too_much(name: str) -> Invalid:
    return invalid(
        name, "unpacks to far more than such a file holds.", f"Do not open it unless you trust it. {_DAMAGED}"
    )
