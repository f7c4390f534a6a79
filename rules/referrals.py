"""How somebody is referred to PALS: told where to go, or passed on with their agreement."""

from enum import StrEnum


class Referral(StrEnum):
    """What a referral is; the key in the decision log."""

    SIGNPOSTED = "signposted"
    """They were told where to go (P6)."""
    PASSED_ON = "passed_on"
    """The team passed it on to PALS itself, and they had agreed to that."""
