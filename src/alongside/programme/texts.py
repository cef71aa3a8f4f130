"""Words as people type them, before they are kept."""

from __future__ import annotations

from alongside.core.errors import Invalid


def line(value: str, field: str, *, most: int = 200, needed: str = "") -> str:
    """One line without stray spaces; Invalid where it is too long, or empty although `needed` (the words that ask for it)."""
    return _checked(" ".join(value.split()), field, most, needed)


def prose(value: str, field: str, *, most: int = 20_000, needed: str = "") -> str:
    """Several lines; line ends as LF."""
    return _checked(value.replace("\r\n", "\n").replace("\r", "\n").strip(), field, most, needed)


def _checked(words: str, field: str, most: int, needed: str) -> str:
    if "\0" in words:
        words = words.replace("\0", "")
    if needed and not words:
        raise Invalid("Something is missing.", needed, fields={field: needed})
    if len(words) > most:
        message = f"{len(words):,} characters; there is room for {most:,}."
        raise Invalid(
            f"The {field.replace('_', ' ')} is too long: {message}",
            "Shorten it.",
            fields={field: f"{message} Shorten it."},
        )
    return words


def one_of(value: str, field: str, choices: list[str]) -> str:
    """A word of a closed list."""
    if value not in choices:
        raise Invalid(
            f"{value!r} is not a {field.replace('_', ' ')}.",
            f"Choose from {', '.join(choices)}.",
            fields={field: "Choose one of the list."},
        )
    return value
