"""Reading the body of a request: JSON as its standard has it, and nothing that no database could keep."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

LARGEST = 2**53  # beyond it JSON's numbers are no longer exact, and SQLite's soon end


class StrictParser(Parser):
    """Refuses NaN and Infinity, numbers past `LARGEST`, NUL and lone surrogates, wherever they stand."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = json.loads(request.body, parse_constant=_no_number)
        _look_through(found)
        return found


def _no_number(word: str) -> NoReturn:
    raise ValueError("A number that is none.")


def _look_through(found: Any) -> None:
    """Raise ValueError for what cannot be kept. Not recursive: how deep it goes is for the sender to choose."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            one.encode()  # UnicodeEncodeError, which is a ValueError, for half a letter
            if "\x00" in one:
                raise ValueError("A letter that cannot be kept.")
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, int | float) and not -LARGEST <= one <= LARGEST:
            raise ValueError("A number too large.")
