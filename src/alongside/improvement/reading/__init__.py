"""Months and numbers as people write them: read without a guess, or refused with how to write them."""

from alongside.improvement.reading.months import read_month
from alongside.improvement.reading.numbers import Commas, commas_of, read_number, read_pair, said

__all__ = ["Commas", "commas_of", "read_month", "read_number", "read_pair", "said"]
