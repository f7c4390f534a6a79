"""What is suggested for a mention and why: in which words, how sure it is, and where nobody can be."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.steps import in_doubt, suggested, suggestion_open
from handlers.blocks.text import bold, excerpt, line, listed, plain, rich
from handlers.blocks.words import LABELS, lower_first, principle_title
from rules.assessment import Evidence, Finding, Route, Urgency
from rules.decisions import Safety
from rules.language import NAMES, other_language
from rules.mention import Case
from rules.principles import policy
from rules.signals import MODEL

EVIDENCE_LIMIT = 5
"""Words shown for one principle: enough to see why."""
OF_OTHER_LANGUAGES = "Of other languages, only personal details, links and known slurs are found."

_SPEAK_FOR_IT = "What speaks for it"
_SPEAK_IN_ENGLISH = "What would speak for a breach in English, and may mean something else there"
_URGENCIES = {Urgency.URGENT: "Urgent · ", Urgency.HIGH: "High urgency · "}
_HOW_SURE = ((0.9, "Almost certain"), (0.7, "Fairly sure"), (0.0, "Likely"))
"""In words, from which confidence on; what is less likely than its principle asks for is no finding."""


def assessment(case: Case) -> Block:
    """Say what is suggested and why, the words that speak for it, and how sure they make it."""
    made = case.assessment
    emphasis = bold if suggestion_open(case) else plain
    foreign = other_language(case.mention.text)
    understood = foreign is None or not in_doubt(case)
    lines = [line(emphasis(lead(case)), plain(f" · {_because(case) if understood else OF_OTHER_LANGUAGES}"))]
    lines += [line(plain(_told(case, finding))) for finding in made.findings]
    if made.hints:
        lines.append(line(plain(f"{_SPEAK_FOR_IT if understood else _SPEAK_IN_ENGLISH}: {_hinted(case)}")))
    if foreign and understood:
        lines.append(_unread(foreign))
    return rich(*lines)


def lead(case: Case) -> str:
    """Say what is suggested and how much it presses while that is open to decide, and as past afterwards."""
    if not suggestion_open(case):
        return _doubt(case) if in_doubt(case) else f"Suggested: {lower_first(LABELS[suggested(case)])}"
    return f"{_URGENCIES.get(case.assessment.urgency, '')}{advice(case)}"


def advice(case: Case) -> str:
    """Say what is suggested for it, or that a person should read it first."""
    return f"{_doubt(case)}: please read" if in_doubt(case) else f"Suggestion: {LABELS[suggested(case)]}"


def in_other_language(code: str) -> str:
    """Say that something is not in English, and in what it may be."""
    return f"Not in English ({NAMES[code]}?)" if code in NAMES else "Not in English"


def how_sure(confidence: float) -> str:
    """Say in words how sure a confidence from 0 to 1 is."""
    return next(words for least, words in _HOW_SURE if confidence >= least)


def _because(case: Case) -> str:
    """Say why that is suggested; once a risk to life is closed, nobody is asked any more to look at once."""
    said = case.assessment.reason
    if case.status.safety is not Safety.CLOSED:
        return said
    risk = next(each for each in policy().routes if each.route is Route.RISK_TO_LIFE)
    breach = said.removeprefix(risk.because).removesuffix(risk.besides).strip() if case.assessment.findings else ""
    return f"{breach} It was taken for a risk to life; how that ended is said above.".lstrip()


def _doubt(case: Case) -> str:
    foreign = other_language(case.mention.text)
    return in_other_language(foreign) if foreign else "Unsure"


def _unread(foreign: str) -> RichTextSectionElement:
    return line(bold(f"{in_other_language(foreign)}: please read"), plain(f" · {OF_OTHER_LANGUAGES}"))


def _told(case: Case, finding: Finding) -> str:
    """Say how sure a finding is, and by which words; the reason has named the first principle."""
    sure = how_sure(finding.confidence)
    words = _words(case, finding.evidence)
    if finding is case.assessment.findings[0]:
        return f"{sure}, by {words}"
    return f"Also {lower_first(principle_title(finding.principle, numbered=True))}: {lower_first(sure)}, by {words}"


def _hinted(case: Case) -> str:
    evidence = {(each.start, each.end): each for hint in case.assessment.hints for each in hint.evidence}
    return _words(case, [evidence[span] for span in sorted(evidence)])


def _words(case: Case, evidence: Sequence[Evidence]) -> str:
    """Quote what a word list points at; where none does, the words that matter most to the text as a whole."""
    pointed_at = [each for each in evidence if each.detector != MODEL]
    said, details = case.mention.text, case.assessment.personal_details
    shown = _widest(pointed_at or evidence)[:EVIDENCE_LIMIT]
    words = list(dict.fromkeys(excerpt(said, each.start, each.end, details) for each in shown))
    if not pointed_at:
        return f"the text as a whole, above all {listed(words)}"
    return f"the word{'' if len(words) == 1 and ' ' not in words[0] else 's'} {listed(words)}"


def _widest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out what stands inside other evidence, so that no word is shown twice."""
    return [
        each
        for each in evidence
        if not any(
            other.start <= each.start and each.end <= other.end and (other.end - other.start > each.end - each.start)
            for other in evidence
        )
    ]
