"""Findings: what the evidence says, who saw it, how it was read, what was decided and what came of it."""

from alongside.findings.models.committee import Committee, CommitteeMember
from alongside.findings.models.decisions import Action, Decision
from alongside.findings.models.evidence import Evidence, EvidencePart, FormerGround
from alongside.findings.models.feedback import FeedbackEntry
from alongside.findings.models.findings import Finding, FindingVersion
from alongside.findings.models.releases import Interpretation, Release

__all__ = [
    "Action",
    "Committee",
    "CommitteeMember",
    "Decision",
    "Evidence",
    "EvidencePart",
    "FeedbackEntry",
    "Finding",
    "FindingVersion",
    "FormerGround",
    "Interpretation",
    "Release",
]
