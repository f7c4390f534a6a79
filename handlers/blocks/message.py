"""A message for Slack: its blocks, and the text that stands for them in notifications and screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Message:
    """What a surface shows."""

    text: str
    """Says the same as the blocks in one sentence or two; strangers' words in it are escaped."""
    blocks: Sequence[Block]

    def payload(self) -> dict[str, Any]:
        """Return the arguments that every Slack method that posts takes: no markup, no unfurling."""
        return {
            "text": self.text,
            "blocks": [block.to_dict() for block in self.blocks],
            "mrkdwn": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
