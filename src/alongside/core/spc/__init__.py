"""Statistical process control: from rows and a specification to the record that a chart, its icons, its table, its sentence
and a report all read.

    analysis = analyse(Series("A", x=["2016-01-01", …], numerator=[…], denominator=[…]), Spec(chart="p", unit="percent"))

Charts: XmR (single values and their moving range) and p (a share of cases). Rules: Making Data Count's four, as versioned
sets. Needs NumPy and nothing else; see `docs/methods` for formulas, assumptions and worked examples.
"""

from alongside.core.spc.engine import analyse
from alongside.core.spc.judgement import Assurance, Remark, Variation
from alongside.core.spc.limits import CHARTS
from alongside.core.spc.record import ENGINE_VERSION, Analysis, Point, Refusal, Segment, Signal
from alongside.core.spc.rules import RULE_SETS
from alongside.core.spc.series import Series
from alongside.core.spc.spec import UNITS, Phase, Spec, Target

__all__ = [
    "CHARTS",
    "ENGINE_VERSION",
    "RULE_SETS",
    "UNITS",
    "Analysis",
    "Assurance",
    "Phase",
    "Point",
    "Refusal",
    "Remark",
    "Segment",
    "Series",
    "Signal",
    "Spec",
    "Target",
    "Variation",
    "analyse",
]
