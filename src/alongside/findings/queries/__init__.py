"""Reading findings, each question beginning with what the person may see."""

from alongside.findings.queries.linked import cycles_for, events_for, series_for, teams_for

__all__ = ["cycles_for", "events_for", "series_for", "teams_for"]
