"""What a message is besides a breach or none (P2, P4, P6, P17), as `lexicons/routes.toml` has it."""

import re
from bisect import bisect
from collections.abc import Iterator

from rules.assessment import Route
from rules.reading import Reading
from rules.signals import Signal

NAME = "routes"
_QUESTION_MARK = 0.55
"""A question mark makes a question of anything but a statement that only sounds like one ("Really?!")."""
_RHETORICAL = "rhetorical"
"""A question that wants no answer, which takes every question out of its sentence."""
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")
_IN_LINK = re.compile(r"(?<=[a-z0-9/])\?[a-z0-9_]{1,40}=")
"""A question mark that asks a web site."""
_ASIDE = re.compile(r"\W*(?:really|seriously|honestly|eh|huh|what)?\W*")
"""A word of surprise that asks for nothing, whatever stands after it."""


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what speaks for each route."""
    signals = list(reading.signals(NAME))
    asked = [signal for signal in signals if signal.kind == Route.QUESTION]
    yield from (signal for signal in signals if signal.kind not in {_RHETORICAL, Route.QUESTION})
    if asked or "?" in reading.folded.text:
        yield from _questions(reading, asked, [signal for signal in signals if signal.kind == _RHETORICAL])


def _questions(reading: Reading, asked: list[Signal], rhetorical: list[Signal]) -> Iterator[Signal]:
    """Yield the questions that want an answer, and the first mark of one."""
    sentences = list(_SENTENCE.finditer(reading.folded.text))
    starts = [reading.folded.span(*sentence.span())[0] for sentence in sentences]
    unanswered = {bisect(starts, signal.start) for signal in rhetorical}
    yield from (signal for signal in asked if bisect(starts, signal.start) not in unanswered)
    for number, sentence in enumerate(sentences, start=1):
        said = sentence.group()
        if "?" in said and "!" not in said and number not in unanswered and not _ASIDE.fullmatch(said):
            at = sentence.start() + said.index("?")
            if _IN_LINK.match(reading.folded.text, at):
                continue
            yield Signal(Route.QUESTION, *reading.folded.span(at, at + 1), _QUESTION_MARK, "a question mark", NAME)
            return
