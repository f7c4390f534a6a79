"""Everybody who judges, each loaded once and asked once about a text."""

from collections.abc import Iterable
from functools import cache

from tests.evaluate.judges import Judge


class Asked:
    """The judges by name, each remembering what it said."""

    def __init__(self, those: Iterable[Judge]) -> None:
        loaded = list(those)
        self.ours = {judge.name: cache(judge.load_ours()) for judge in loaded if judge.load_ours}
        """The triage in its forms, the fullest last."""
        self.others = {judge.name: cache(judge.load_other()) for judge in loaded if judge.load_other}
