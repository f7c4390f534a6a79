"""Threats of violence (P11, P12), as `lexicons/threats.toml` has them.

"We will destroy them" is said of a rival team and of a boss in a game as well. Beside words of sport and games it is no
threat, unless the text is about a health service, whose staff may be meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules.reading import Reading
from rules.signals import Signal

NAME = "threats"
_THREAT_OR_PLAY = "threat_or_play"
_PLAY = "play"
_CARE = ("advertising", "care")
"""Words of the health service: their list and kind."""
_MEANT = 0.9
"""What such a deed weighs where staff may be meant: as much as any threat."""
_PLAYED_SHARE = 0.3
"""How much of it is left beside words of sport: not enough for a finding, but somebody should read it."""


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    signals = list(reading.signals(NAME))
    if any(signal.kind == _THREAT_OR_PLAY for signal in signals):
        signals = list(_less_play(signals, reading))
    yield from (signal for signal in signals if signal.kind != _PLAY)


def _less_play(signals: Sequence[Signal], reading: Reading) -> Iterator[Signal]:
    about_care = any((hit.rule.detector, hit.rule.kind) == _CARE for hit in reading.hits)
    play = any(signal.kind == _PLAY for signal in signals)
    for signal in signals:
        if signal.kind != _THREAT_OR_PLAY:
            yield signal
        elif about_care:
            yield replace(signal, weight=_MEANT)
        else:
            yield replace(signal, weight=signal.weight * _PLAYED_SHARE) if play else signal
