"""Illegal or inappropriate material and activity (P13), as `lexicons/illegal.toml` has it.

Some phrases say it all. The rest is put together: what may be sold (a drug, a false paper, a stolen account, a picture)
speaks for nothing until words of trade stand near it, which in turn speak for nothing by themselves.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rules.reading import Reading
from rules.signals import Signal

NAME = "illegal"
_TRADE = "trade"
_TOLD = "told"
"""News, warnings and reports: whoever tells of a sale makes none."""
_CHILD_TOLD = "child_told"
"""The same of children: trials and campaigns."""
_CARE = "care"
_PUT_TOGETHER = {
    "drug_name": ("drug_sale", "drugs or medicines, beside words of trade"),
    "paper_name": ("forgery", "documents or accounts, beside words of trade"),
    "weapon_name": ("illegal_trade", "weapons, beside words of trade"),
    "sexual_name": ("solicitation", "sexual material or contact, beside words of trade"),
}
"""What each kind of thing comes to beside words of trade."""
_PARTS = frozenset({*_PUT_TOGETHER, _TRADE, _TOLD, _CHILD_TOLD, _CARE})
_SPOKEN_OF = {"drug_sale": _TOLD, "forgery": _TOLD, "illegal_trade": _TOLD, "child_safety": _CHILD_TOLD}
"""What counts for nothing where the text tells of it."""
_NEAR = 150
"""Characters between a thing and the words of trade that may belong to it: some 25 words."""
_ENOUGH = 0.5
_SURE = 0.5
"""From this weight on, trade is no way that patients speak of their medicine."""
_CARE_SHARE = 0.4
"""How much of other trade is left beside words of a pharmacy or a clinic."""
_DRUG_SIGNS = re.compile("[❄🍃🍁🌿💊🔌🍄]")
_SIGN_WEIGHT = 0.1
_PRICE = re.compile(
    r"[£$€] ?\d{1,6}|\b\d{1,4} ?(?:quid|each|p each|(?:caps|tabs|pills|strips|boxes|bottles|packs|pouches) for)\b",
    re.ASCII,
)
_PRICE_WEIGHT = 0.35


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text, and what comes of things and words of trade together."""
    found = list(reading.signals(NAME))
    signs = () if reading.text.isascii() else _DRUG_SIGNS.finditer(reading.text)
    things = [signal for signal in found if signal.kind in _PUT_TOGETHER]
    things += (Signal("drug_name", *sign.span(), _SIGN_WEIGHT, "", NAME) for sign in signs)
    cues = [signal for signal in found if signal.kind == _TRADE]
    kinds = {signal.kind for signal in found}
    plain = [signal for signal in found if signal.kind not in _PARTS]
    yield from (signal for signal in plain if _SPOKEN_OF.get(signal.kind) not in kinds)
    if not things or _TOLD in kinds:
        return
    if price := _PRICE.search(reading.folded.text):
        cues.append(Signal(_TRADE, *reading.folded.span(*price.span()), _PRICE_WEIGHT, "a price", NAME))
    if _CARE in kinds:
        cues = [cue if cue.weight >= _SURE else replace(cue, weight=cue.weight * _CARE_SHARE) for cue in cues]
    cues.sort(key=_start)
    for thing in things:
        first = bisect(cues, thing.start - _NEAR, key=_start)
        yield from _put_together(thing, cues[first : bisect(cues, thing.end + _NEAR, key=_start)])


def _start(signal: Signal) -> int:
    return signal.start


def _put_together(thing: Signal, near: Iterable[Signal]) -> Iterator[Signal]:
    """Yield what a thing and the words of trade near it make: one of each sort counts, the weightiest."""
    cues: dict[str, Signal] = {}
    for cue in near:
        cues[cue.reason] = max(cues.get(cue.reason, cue), cue, key=lambda one: one.weight)
    together = thing.weight + sum(cue.weight for cue in cues.values())
    if together < _ENOUGH:
        return
    kind, what = _PUT_TOGETHER[thing.kind]
    yield Signal(kind, thing.start, thing.end, min(together, 0.85), what, NAME)
    yield from (replace(cue, kind=kind, weight=min(cue.weight, _SIGN_WEIGHT)) for cue in cues.values())
