"""What the published principles mean; pure Python, no input or output but its own data files."""

from rules.assessment import Assessment, Evidence, Finding, Kind, PersonalDetail, Route, Suggestion, Urgency
from rules.principles import Principle, principle, principles
from rules.triage import assess

__all__ = [
    "Assessment",
    "Evidence",
    "Finding",
    "Kind",
    "PersonalDetail",
    "Principle",
    "Route",
    "Suggestion",
    "Urgency",
    "assess",
    "principle",
    "principles",
]
