"""Charts and icons as SVG, drawn on the server from a chart's record and from nothing else.

Looks are classes, defined in `frontend/styles/charts.css`; `standalone` writes them into a drawing that has to do without.
"""

from alongside.ui.charts.elements import Drawing
from alongside.ui.charts.funnel import funnel
from alongside.ui.charts.icons import assurance_icon, not_collected, variation_icon
from alongside.ui.charts.key import legend, usual
from alongside.ui.charts.lanes import Lane, Mark
from alongside.ui.charts.large import detail
from alongside.ui.charts.panels import multiple, multiple_key, small, sparkline
from alongside.ui.charts.paper import standalone
from alongside.ui.charts.plane import reach

__all__ = [
    "Drawing",
    "Lane",
    "Mark",
    "assurance_icon",
    "detail",
    "funnel",
    "legend",
    "multiple",
    "multiple_key",
    "not_collected",
    "reach",
    "small",
    "sparkline",
    "standalone",
    "usual",
    "variation_icon",
]
