"""What follows where Slack lets nobody be told: that notice alone waits, and the channel hears what matters."""

import time
from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack_failures import Failure, diagnose
from db.notices import Notice, NoticeKind
from db.outbox import Outbox, OutboxRow
from db.watch import Watch

FIRST_WAIT = 5.0
"""Seconds before the second attempt; each later one waits twice as long as the one before."""
LONGEST_WAIT = 600.0
"""Seconds; somebody may give the app its permission any minute."""
MOST_ATTEMPTS = 6
"""Attempts, within three minutes, after which the channel is told instead. A summary is tried all day long."""

_NO_WAY_THERE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Slack's words for a person or a channel that can't be written to (conversations.open, chat.postMessage)."""
_REFUSALS = frozenset({Failure.NOT_NOW, Failure.NEVER, Failure.UNACCEPTABLE})
_TOLD_INSTEAD = frozenset({NoticeKind.URGENT, NoticeKind.ESCALATION, NoticeKind.POLICE})
"""What the channel hears where its recipient can't be told; a summary is no loss to anybody else."""

log = structlog.get_logger(__name__)


class NoticeRefusals:
    """Decides what becomes of a notice that Slack refuses to take for a person or another channel.

    Such a refusal says nothing about the mentions channel, so the posts there go on at their pace.
    """

    def __init__(self, outbox: Outbox, watch: Watch) -> None:
        self._outbox = outbox
        self._watch = watch

    def take(self, row: OutboxRow, notice: Notice, error: SlackApiError, *, plainly: bool) -> bool:
        """Postpone the notice, or give it up and tell the channel instead; False where `error` is no refusal of it.

        `plainly` tells that there is nothing plainer to try. A risk to life waits for nothing.
        """
        diagnosis = diagnose(error)
        if not _is_refusal(notice, diagnosis.failure, plainly=plainly):
            return False
        self._tell_log(notice, error)
        final = diagnosis.error in _NO_WAY_THERE or diagnosis.failure is Failure.UNACCEPTABLE
        tired = notice.kind is not NoticeKind.SUMMARY and row.attempts >= MOST_ATTEMPTS
        if final or tired or notice.kind is NoticeKind.URGENT:
            self._give_up(row, notice, diagnosis.error)
        else:
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(row.attempts - 1, 20))
            self._outbox.postpone(row.id, time.time() + wait, diagnosis.error)
        return True

    def take_unfound(self, row: OutboxRow, notice: Notice, error: SlackApiError) -> bool:
        """Give up a notice that may have arrived where Slack lets nobody look; False where `error` is no refusal.

        It is not repeated there: the channel is told instead, where twice is better than never.
        """
        diagnosis = diagnose(error)
        if not _is_refusal(notice, diagnosis.failure, plainly=True):
            return False
        self._tell_log(notice, error)
        self._give_up(row, notice, diagnosis.error)
        return True

    def _tell_log(self, notice: Notice, error: SlackApiError) -> None:
        word = str(error.response.get("error"))
        log.error("A recipient can't be told", recipient=notice.recipient, kind=notice.kind.value, reason=word)
        if word == "missing_scope":
            needed = error.response.get("needed")
            log.error("The app lacks a permission: install it anew with the present manifest", permission=needed)

    def _give_up(self, row: OutboxRow, notice: Notice, reason: str) -> None:
        if notice.kind in _TOLD_INSTEAD:
            # First, so that nothing that ends the process comes between; by its key it is ordered once.
            self._watch.order([_instead(notice)])
        self._outbox.failed(row.id, reason)


def _is_refusal(notice: Notice, failure: Failure, *, plainly: bool) -> bool:
    if notice.recipient is None or failure not in _REFUSALS:
        return False
    return plainly or failure is not Failure.UNACCEPTABLE


def _instead(notice: Notice) -> Notice:
    """Return the notice for the mentions channel, which says who could not be told."""
    match notice.kind:
        case NoticeKind.URGENT:
            key = f"urgent:{notice.mention_id}:{notice.content['number']}:channel"
        case NoticeKind.ESCALATION:
            key = f"escalation:{notice.decision_id}:channel:{notice.recipient}"
        case _:
            stage = f":{notice.content['stage']}" if "stage" in notice.content else ""
            key = f"{notice.kind}:{notice.decision_id}{stage}:channel"
    return replace(notice, key=key, recipient=None, content={**notice.content, "unreached": notice.recipient})
