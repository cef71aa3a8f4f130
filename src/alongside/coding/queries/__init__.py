"""What can be asked of the framework, the codings and the matrix. Everything begins with what a person may see."""

from alongside.coding.queries.codebook import Node, codebook, counts, versions_of
from alongside.coding.queries.coverage import SourceCoverage, coverage
from alongside.coding.queries.curve import Curve, curve
from alongside.coding.queries.differences import Differing, differences
from alongside.coding.queries.matrix import Table, matrix
from alongside.coding.queries.notes import journal
from alongside.coding.queries.quotes import Quote, quotes
from alongside.coding.queries.rereading import Rereading, to_read_again
from alongside.coding.queries.transcript import Reading, transcript
from alongside.coding.versions import current_version, published_version

__all__ = [
    "Curve",
    "Differing",
    "Node",
    "Quote",
    "Reading",
    "Rereading",
    "SourceCoverage",
    "Table",
    "codebook",
    "counts",
    "coverage",
    "current_version",
    "curve",
    "differences",
    "journal",
    "matrix",
    "published_version",
    "quotes",
    "to_read_again",
    "transcript",
    "versions_of",
]
