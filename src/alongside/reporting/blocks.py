"""The parts a report is set from: Word and PDF print the same parts, so that their words cannot differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `manner` is text, statement (a finding's own words), note (small) or opening (small, kept with what follows)."""

    text: str
    manner: str = "text"
    strong: str = ""  # words before it, set bold


@dataclass(frozen=True)
class Bullets:
    """Short points."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Quotation:
    """Somebody's words, with the label they are attributed by."""

    text: str
    attribution: str


@dataclass(frozen=True)
class Table:
    """A table whose first row is repeated on each page. `widths` are shares of the line; `indent` is per row, of its
    first cell; `strong` names the rows whose first cell is set bold; numbers stand at the right in the columns named by `right`."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: tuple[int, ...] = ()
    indent: tuple[int, ...] = ()
    strong: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing (SVG) with its caption, and what it shows in words for whoever does not see it."""

    svg: str
    caption: str
    alt: str


Block = Heading | Paragraph | Bullets | Quotation | Table | Figure


@dataclass(frozen=True)
class Document:
    """A document to print: its title, the lines below it, and its parts in order."""

    title: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    running: str  # at the foot of each page
