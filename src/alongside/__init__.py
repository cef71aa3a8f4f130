"""Alongside: the place where a healthcare quality-improvement collaborative is run and understood."""

__version__ = "0.1.0"
