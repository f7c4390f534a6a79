"""Read what was typed in haste: `i cnt breeth`, `shes unconcious`.

`lexicons/haste.toml` says how words are spelt in haste, in fear or on a phone. Only what may be a risk to somebody's
life is looked for again in a text spelt out so: nobody is held to have sworn or advertised by a slip.
"""

import tomllib
from collections.abc import Mapping
from functools import cache

from rules.folding import Folded, cut
from rules.phrases import WORD
from rules.wordlists import LEXICONS


def spelt_out(folded: Folded) -> Folded | None:
    """Return the text with its slips put right, or None where none of them tells. Takes time linear in its length."""
    telling, meant = _telling(), _meant()
    if folded.words.isdisjoint(telling):
        return None
    text, places = folded.text, folded.origins or range(len(folded.text))
    pieces: list[str] = []
    origins: list[int] = []
    end = 0
    for word in WORD.finditer(text):
        if right := meant.get(word.group()):
            start = word.start()
            pieces += text[end:start], right
            origins += places[end:start]
            end = word.end()
            origins += [places[start]] * (len(right) - 1) + [places[end - 1]]
    return cut("".join((*pieces, text[end:])), (*origins, *places[end:]))


@cache
def _telling() -> frozenset[str]:
    return frozenset(slip for slips in _lists()["telling"].values() for slip in slips.split())


@cache
def _meant() -> Mapping[str, str]:
    return {slip: right for those in _lists().values() for right, slips in those.items() for slip in slips.split()}


@cache
def _lists() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((LEXICONS / "haste.toml").read_text(encoding="utf-8"))
