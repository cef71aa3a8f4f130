"""A month as people and spreadsheets write it: 2016-03, March 2016, Mar-16, 03/2016, 14/03/2016, 42430 (a day's serial number).

What can be read in two ways is refused, and so are weeks, quarters and years: a month's number is not made up from them.
"""

from __future__ import annotations

import datetime as dt
import re

from alongside.core.errors import Invalid

HOW = "Write it as 2016-03 or March 2016."
NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of a spreadsheet that counts, as they do, a 29 February 1900
SERIALS = range(20_000, 80_000)  # 1954 to 2119: five digits that can only be a day

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?Z?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_RUN_TOGETHER = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})?")
_WEEK = re.compile(
    r"\d{4}[- ]?w\d{1,2}.*|w(ee)?k\b.*|w\d{1,2}\b.*|w/?[ce]\b.*|.*\bweek\b.*|.*\bw(eek)? ?/ ?[ce]\b.*"
)
_QUARTER = re.compile(r"(\d{2,4}[-/ ]*)*q(uarter|tr)? ?[1-4]\b.*|.*\bquarter\b.*|.*\bq[1-4]\b.*")
_YEAR = re.compile(r"(?:fy ?)?(?:19|20)\d{2}(?:[-/](?:\d{2}|(?:19|20)\d{2}))?")
_YEARS = re.compile(r"\d{4}[-/](1[3-9]|[2-9]\d)")
_WORDS = re.compile(r"[a-z]+|\d+")


def read_month(text: str, *, day_first: bool | None = None) -> dt.date:
    """The first day of the month that a text names.

    `day_first` says how 03/04/2016 is meant; without it such a day is refused, since it is 3 April to some and 4 March to others.
    Raises Invalid, at the field `period`, with how to write it.
    """
    given = " ".join(text.replace("\u00a0", " ").split())
    low = given.casefold()
    if not given:
        raise _refused("There is no month.", HOW)
    if (found := _ISO.fullmatch(given)) and not _YEARS.fullmatch(given):
        return _month(given, int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _MONTH_YEAR.fullmatch(given):
        return _month(given, int(found[2]), int(found[1]))
    if found := _DAY.fullmatch(given):
        return _of_day(given, int(found[1]), int(found[3]), _year(found[4]), day_first)
    if (found := _SERIAL.fullmatch(given)) and int(found[1]) in SERIALS:
        return (SERIAL_ZERO + dt.timedelta(int(found[1]))).replace(day=1)
    if found := _RUN_TOGETHER.fullmatch(given):
        return _month(given, int(found[1]), int(found[2]), int(found[3] or 1))
    for pattern, kind in ((_WEEK, "a week"), (_QUARTER, "a quarter"), (_YEAR, "a whole year")):
        if pattern.fullmatch(low):
            raise _refused(
                f"{given!r} is {kind}; numbers are sent by the month.",
                f"Send the numbers of each month, with the month written as 2016-03; {kind} cannot be divided into months.",
            )
    return _named(given, low)


def _named(given: str, low: str) -> dt.date:
    """March 2016, Mar-16, 14 March 2016, March 14, 2016."""
    words = _WORDS.findall(low)
    named = [number for word in words if word.isalpha() and (number := _number_of(word))]
    digits = [word for word in words if word.isdigit()]
    known = all(
        word.isdigit() or _number_of(word) or word in {"st", "nd", "rd", "th", "of"} for word in words
    )
    if len(named) != 1 or not known or len(digits) > 2:
        raise _refused(f"{given!r} is not a month.", HOW)
    years = [word for word in digits if len(word) == 4]
    if len(years) == 1:
        day = next((word for word in digits if word is not years[0]), "1")
        return _month(given, int(years[0]), named[0], int(day) if len(day) <= 2 else 0)
    if len(digits) == 1 and len(digits[0]) == 2 and words[0].isalpha():
        return _month(given, _year(digits[0]), named[0])  # Mar-16, as spreadsheets show a month
    if len(digits) == 2 and all(len(word) <= 2 for word in digits) and words[0].isdigit():
        return _month(given, _year(digits[1]), named[0], int(digits[0]))  # 14-Mar-16
    raise _refused(f"{given!r} says no year that is clear.", HOW)


def _of_day(given: str, first: int, second: int, year: int, day_first: bool | None) -> dt.date:
    if first <= 12 and second <= 12 and first != second and day_first is None:
        raise _refused(
            f"{given!r} can be {first} {NAMES[second - 1].title()} or {second} {NAMES[first - 1].title()} {year}.",
            f"Write {year}-{second:02d} or {year}-{first:02d}, whichever is meant.",
        )
    if second > 12 or (day_first is False and first <= 12):
        first, second = second, first
    return _month(given, year, second, first)


def _month(given: str, year: int, month: int, day: int = 1) -> dt.date:
    try:
        return dt.date(year, month, day).replace(day=1)
    except ValueError:
        raise _refused(f"{given!r} is not a month.", HOW) from None


def _number_of(word: str) -> int | None:
    if len(word) < 3:
        return None
    return next((place for place, name in enumerate(NAMES, 1) if name.startswith(word)), None)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _refused(what: str, todo: str) -> Invalid:
    return Invalid(what, todo, fields={"period": f"{what} {todo}"})
