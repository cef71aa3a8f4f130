"""The study: its cases and participants, what they agreed to, and what they said."""

from alongside.study.models.cases import Case, Variable, VariableValue
from alongside.study.models.guides import Guide, GuideVersion
from alongside.study.models.participants import Approach, Consent, Participant, Withdrawal
from alongside.study.models.sources import GrantedSource, Source, SourceText, Turn
from alongside.study.models.studies import STUDY_PROSE, Coder, Study
from alongside.study.models.vault import IdentifiedText, Identity, Pseudonym

__all__ = [
    "STUDY_PROSE",
    "Approach",
    "Case",
    "Coder",
    "Consent",
    "GrantedSource",
    "Guide",
    "GuideVersion",
    "IdentifiedText",
    "Identity",
    "Participant",
    "Pseudonym",
    "Source",
    "SourceText",
    "Study",
    "Turn",
    "Variable",
    "VariableValue",
    "Withdrawal",
]
