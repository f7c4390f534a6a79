"""How somebody is referred to PALS: told where to go, or passed on with their agreement; and how far that has come."""

from enum import StrEnum


class Referral(StrEnum):
    """What a referral is; the key in the decision log."""

    SIGNPOSTED = "signposted"
    """They were told where to go (P6)."""
    PASSED_ON = "passed_on"
    """The team passed it on to PALS itself, and they had agreed to that."""


class Pals(StrEnum):
    """Whether a mention was passed on to PALS, and whether PALS has said that it has it."""

    NOT_PASSED_ON = "not_passed_on"
    PASSED_ON = "passed_on"
    """An open referral: nobody knows yet whether PALS has it."""
    ACKNOWLEDGED = "acknowledged"
