"""What a reader of transcripts gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Transcript:
    """A Source's text as it came in a file.

    `text` is clean (offsets may rest on it). `encoding` is that of the file, `format` its kind ("txt",
    "docx"), `notes` say what whoever imports it should know, and `sha256` is the hash of the file's bytes,
    in hexadecimal.
    """

    name: str
    text: str
    encoding: str
    format: str
    notes: tuple[str, ...]
    sha256: str
