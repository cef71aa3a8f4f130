"""Drawings of cards, ready for a template: the one place where a chart's SVG is marked as safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from alongside.improvement.queries.team import Card
from alongside.ui import charts


@dataclass(frozen=True)
class DrawnCard:
    """A card with its drawing."""

    card: Card
    svg: SafeString

    @property
    def name(self) -> str:
        return self.card.chart.name

    @property
    def url(self) -> str:
        return self.card.url

    @property
    def kind(self) -> str:
        return self.card.kind

    @property
    def sentence(self) -> str:
        return self.card.chart.analysis.sentence


def safe(svg: str) -> SafeString:
    """An SVG from `ui.charts`, which escapes every text that it draws."""
    return mark_safe(svg)


def drawn(cards: Sequence[Card], sessions: Sequence[dt.date] = ()) -> list[DrawnCard]:
    return [
        DrawnCard(card, safe(charts.small(card.chart.analysis, sessions=sessions, title=card.chart.name)))
        for card in cards
    ]
