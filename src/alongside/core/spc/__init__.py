"""Statistical process control: from rows and a specification to the record that a chart, its icons, its table, its sentence
and a report all read.

    analysis = analyse(Series("A", x=["2016-01-01", …], numerator=[…], denominator=[…]), Spec(chart="p", unit="percent"))

Charts: run, XmR, p, p′, u, u′, c, g and t. Rules, as versioned sets: Making Data Count's four, Anhøj's two for runs, and those
of the Institute for Healthcare Improvement for run charts. Needs NumPy and nothing else; see `docs/methods` for formulas,
assumptions and worked examples.
"""

from alongside.core.spc.engine import analyse
from alongside.core.spc.judgement import Assurance, Variation
from alongside.core.spc.limits import CHARTS
from alongside.core.spc.listing import Listing
from alongside.core.spc.parts import Point, Refusal, Segment, Signal
from alongside.core.spc.record import ENGINE_VERSION, Analysis
from alongside.core.spc.remarks import Remark
from alongside.core.spc.rules import RULE_SETS
from alongside.core.spc.series import Series
from alongside.core.spc.spec import UNITS, Phase, Spec, Target
from alongside.core.spc.suggest import Suggestion

__all__ = [
    "CHARTS",
    "ENGINE_VERSION",
    "RULE_SETS",
    "UNITS",
    "Analysis",
    "Assurance",
    "Listing",
    "Phase",
    "Point",
    "Refusal",
    "Remark",
    "Segment",
    "Series",
    "Signal",
    "Spec",
    "Suggestion",
    "Target",
    "Variation",
    "analyse",
]
