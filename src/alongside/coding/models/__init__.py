"""The thematic framework in versions, the codings made under it, and the framework matrix."""

from alongside.coding.models.changes import Change
from alongside.coding.models.codings import Coding, CodingQuerySet, Layer, PastPlace
from alongside.coding.models.framework import (
    FRAMEWORK_PROSE,
    Code,
    CodeEntry,
    CodeStep,
    Framework,
    FrameworkVersion,
)
from alongside.coding.models.matrix import CellLink, Matrix, MatrixCell
from alongside.coding.models.notes import Note, NoteQuerySet
from alongside.coding.models.rounds import Round, RoundCoder, RoundText

__all__ = [
    "FRAMEWORK_PROSE",
    "CellLink",
    "Change",
    "Code",
    "CodeEntry",
    "CodeStep",
    "Coding",
    "CodingQuerySet",
    "Framework",
    "FrameworkVersion",
    "Layer",
    "Matrix",
    "MatrixCell",
    "Note",
    "NoteQuerySet",
    "PastPlace",
    "Round",
    "RoundCoder",
    "RoundText",
]
