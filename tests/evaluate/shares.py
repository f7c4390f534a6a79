"""A share of many cases, and how far it may be off."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964
"""Two-sided 95 %."""


@dataclass(frozen=True)
class Share:
    """`count` of `of` cases."""

    count: int
    of: int

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval by Wilson's score, which holds for small shares too (Wilson 1927)."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.count / self.of, _Z**2 / self.of
        middle = share + spread / 2
        reach = _Z * sqrt(share * (1 - share) / self.of + spread / (4 * self.of))
        return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))

    def __str__(self) -> str:
        """Return it in per cent with its interval: `88.1 (86.0–89.9)`; a dash where there is no case."""
        if not self.of:
            return "–"
        low, high = self.interval()
        return f"{100 * self.count / self.of:.1f} ({100 * low:.1f}–{100 * high:.1f})"
