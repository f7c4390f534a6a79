"""What a detector hands to the triage."""

from dataclasses import dataclass

MODEL = "model"
"""Name of the language model as a detector. Where a word list points at the same words, the list's reason is told."""
HARMLESS = "harmless_sense"
"""Kind of the signal that speaks against hostility: as a whole, the text reads as harmless to any group of people."""
NO_RISK = "no_risk_sense"
"""Kind of the signal that speaks against a risk to life: as a whole, the text reads as told by nobody at risk."""
NO_GROUP = "no_group"
"""Kind of the signal that speaks against hostility to people for what they are: the text has no word for that."""
NOTICE = "notice"
"""Kind of the signal that a text is a notice to patients or neighbours, or has words of the health service."""
NO_ADVERT = "no_advert_sense"
"""Kind of the signal that speaks against advertising: as a whole, the text reads as selling nothing."""
OF_THE_VIDEO = "of_the_video"
"""Kind of the signal that a text is about the video it stands under or who watches it, and has no word of a plug."""
CUSTOMER = "customer"
"""Kind of the signal that somebody tells of what was sold to them, or of those who advertise, and gives no link."""
ONLY_A_SUM = "only_a_sum"
"""Kind of the signal that a text names a sum of money, and has neither a cue of the lists for an advert nor a link."""
KNOWN_CONTACT = "known_contact"
"""Kind of the signal that points at a number, an address or a link of a service, a charity or the news: no evidence."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing seen in a text that speaks for a principle or a route. Offsets are in the original text."""

    kind: str
    """What it is, as `principles.toml` and `routes.toml` name it: `swearing`, `threat`, `contact`, `own_care` …"""
    start: int
    end: int
    weight: float
    """How sure this alone makes one, from 0 to 1."""
    reason: str
    """Why it counts, in plain English, fit for the card."""
    detector: str
    masked_as: str | None = None
    """What the stretch is called where it is masked, or None when it may be shown."""
