"""A personal detail as its finder reports it."""

from collections.abc import Callable
from dataclasses import dataclass

SpanOf = Callable[[int, int], tuple[int, int]]
"""Where a stretch of folded text stands in the original."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A stretch of folded text that is a personal detail."""

    start: int
    end: int
    what: str
    """What it is called where it is masked: "phone number"."""
    weight: float
    """How surely it alone makes a post one that shows somebody's personal details; below a half it is only masked."""

    @property
    def is_of_a_service(self) -> bool:
        """True where it stands in public on purpose: it is not masked."""
        return self.weight == OF_A_SERVICE


IDENTIFIES = 0.9
"""Belongs to one person, and never stands in public on purpose."""
LIKELY = 0.7
HINTS = 0.35
"""Masked, and a breach only together with something else: a postcode is shared by fifteen homes."""
OF_A_SERVICE = 0.0
PUBLIC = 0.1
"""Masked to be safe; what stands around it says that it belongs to a service."""

REACH = 60
"""Characters around a detail that tell whose it is."""
SERVICE = (
    "pals|surgery|practice|reception|switchboard|clinic|wards?|helpline|hotline|samaritans|hospitals?|infirmary|"
    "pharmacy|chemists?|hospice|booking line|appointments|enquiries|press office|customer services?|call centre|"
    "out of hours|a&e|"
    "(?:medical|health|walk-in|treatment|diagnostic|vaccination|leisure|community|sports|children's|civic) centre|"
    "urgent care|maternity unit|town hall|council|library|university|college|school|nursery|church|chapel|mosque|"
    "temple|synagogue|gurdwara|museum|theatre|station|fire service|blood donor session|nhs trust|headquarters"
)
"""What people call the places and lines that are there for everybody; to be looked for in folded text."""
