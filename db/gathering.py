"""What waits in a flood put under digest cards, in the transaction that takes its own cards back."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from db.intake import GATHERED_PRIORITY, outbox_values
from db.locks import Lock, has_turn
from db.models import AssessmentRow, DigestRow, Effect, MentionRow, OutboxEntry, OutboxState
from db.outbox import REDRAW_PRIORITY
from rules.floods import Thresholds, takes_more_until
from rules.office_hours import OfficeHours

SHOW_PRIORITY = 35
"""After the cards of breaches and of what needs an answer, before all others: one message stands for many."""
NOTE_PRIORITY = 41
"""After all cards: the card itself has said it."""
GATHER_REDRAWS = 3.0
"""Seconds that a digest's card waits to be redrawn when more comes in, so that what follows needs no other redraw."""

_LONGEST_FLOOD = timedelta(days=30)
"""Further than any digest takes more in (`takes_more_until`), whatever holidays there are: older ones are not read."""
_AT_ONCE = 1_000
"""Ids in one statement: SQLite takes 32,766 parameters."""

Post = tuple[str, str | None]
"""Platform and `in_reply_to`; `EVERYTHING_ELSE` for what is under no post, or under one with little else."""
EVERYTHING_ELSE: Post = ("", None)


@dataclass(frozen=True, slots=True)
class _Waiting:
    mention_id: int
    post: Post | None
    """None when it is under no post."""


# Written into the statement: neither database matches a parameter with a partial index.
_waits = OutboxEntry.state == literal(OutboxState.WAITING, OutboxEntry.state.type, literal_execute=True)
_card_waits = (_waits, OutboxEntry.effect == Effect.SHOW_CARD)
# An attempt that failed may yet show a card: what was attempted is shown by itself.
_may_be_gathered = (*_card_waits, OutboxEntry.priority == GATHERED_PRIORITY, OutboxEntry.attempts == 0)


def anything_waits(session: Session) -> bool:
    """Tell whether the card of anything that may be gathered is still to be shown: cheap, and nearly always False."""
    return session.scalar(select(OutboxEntry.seq).where(*_may_be_gathered).limit(1)) is not None


def gather(session: Session, now: datetime, thresholds: Thresholds, hours: OfficeHours) -> int:
    """Put what waits under digests where so much waits that `thresholds` are reached; return how many it put there.

    A post with enough under it has a digest of its own, everything else goes into one. An open digest that still takes
    more gets what comes under its post at once. What somebody has decided on meanwhile keeps its card.
    """
    if not has_turn(session, Lock.GATHER):
        return 0
    waiting = _waiting(session)
    open_digests = _open_digests(session, now, hours)
    gathered = 0
    for post, mentions in _sorted_out(waiting, open_digests, thresholds, many=_many_wait(session, thresholds)).items():
        digest_id = open_digests.get(post)
        if digest_id is None:
            gathered += _put_under(session, _open(session, post, now), mentions)
        else:
            gathered += _add_to(session, digest_id, mentions)
    return gathered


def give_card(session: Session, mention_id: int) -> bool:
    """Take a mention out of its digest and order its card, soon: somebody waits for it. Tell whether it was in one."""
    digest_id = session.scalar(select(MentionRow.digest_id).where(MentionRow.id == mention_id).with_for_update())
    if digest_id is None:
        return False
    session.execute(update(MentionRow).where(MentionRow.id == mention_id).values(digest_id=None))
    session.execute(insert(OutboxEntry), [outbox_values(Effect.SHOW_CARD, mention_id, REDRAW_PRIORITY)])
    order_redraw(session, digest_id)
    return True


def order_redraw(session: Session, digest_id: int, due_at: float = 0.0) -> None:
    """Order a digest's card to be drawn as it then stands, at `due_at` (epoch seconds) or after.

    A card that is still to be shown will say it without.
    """
    # Locked, so that no worker draws it before this transaction's end.
    waits_to_be_shown = select(OutboxEntry.seq).where(
        _waits,
        OutboxEntry.priority == SHOW_PRIORITY,
        OutboxEntry.effect == Effect.SHOW_DIGEST,
        OutboxEntry.digest_id == digest_id,
    )
    if session.scalar(waits_to_be_shown.with_for_update()) is not None:
        return
    values = outbox_values(Effect.REDRAW_DIGEST, None, REDRAW_PRIORITY, digest_id=digest_id)
    session.execute(insert(OutboxEntry), [values | {"due_at": due_at}])


def order_note(session: Session, digest_id: int) -> None:
    """Order a word in the thread of a digest's card on how it then stands."""
    values = outbox_values(Effect.DIGEST_NOTE, None, NOTE_PRIORITY, digest_id=digest_id)
    session.execute(insert(OutboxEntry), [values])


def _waiting(session: Session) -> list[_Waiting]:
    rows = session.execute(
        select(MentionRow.id, MentionRow.platform, MentionRow.in_reply_to)
        .join_from(OutboxEntry, MentionRow, MentionRow.id == OutboxEntry.mention_id)
        .join(AssessmentRow, AssessmentRow.mention_id == MentionRow.id)
        .where(*_may_be_gathered, MentionRow.version == 1, AssessmentRow.unread.is_(False))
        .order_by(OutboxEntry.seq)
        .with_for_update(of=OutboxEntry, skip_locked=True)
    )
    return [_Waiting(id_, None if post is None else (platform, post)) for id_, platform, post in rows]


def _many_wait(session: Session, thresholds: Thresholds) -> bool:
    """Tell whether the second threshold is reached, counting no further than that."""
    some = select(OutboxEntry.seq).where(*_card_waits).limit(thresholds.in_all).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) >= thresholds.in_all


def _open_digests(session: Session, now: datetime, hours: OfficeHours) -> dict[Post, int]:
    """Return the digests that still take more, by what they gather; of two for the same, the newer."""
    rows = session.execute(
        select(DigestRow.platform, DigestRow.post, DigestRow.id, DigestRow.opened_at)
        .where(DigestRow.closed_at.is_(None), DigestRow.opened_at > now - _LONGEST_FLOOD)
        .order_by(DigestRow.id)
    )
    return {(row.platform, row.post): row.id for row in rows if now < takes_more_until(row.opened_at, hours)}


def _sorted_out(
    waiting: Sequence[_Waiting], open_digests: Mapping[Post, int], thresholds: Thresholds, *, many: bool
) -> dict[Post, list[int]]:
    """Return what goes where: ids of mentions, oldest first, by what their digest gathers."""
    counts = Counter(each.post for each in waiting)
    sorted_out: dict[Post, list[int]] = defaultdict(list)
    for each in waiting:
        if each.post and (each.post in open_digests or counts[each.post] >= thresholds.per_post):
            sorted_out[each.post].append(each.mention_id)
        elif many:
            sorted_out[EVERYTHING_ELSE].append(each.mention_id)
    # A digest of one would be a card behind a card.
    if EVERYTHING_ELSE not in open_digests and len(sorted_out.get(EVERYTHING_ELSE, ())) == 1:
        del sorted_out[EVERYTHING_ELSE]
    return sorted_out


def _open(session: Session, post: Post, now: datetime) -> int:
    """Keep a new digest, order its card to be shown, and return its id."""
    statement = insert(DigestRow).values(platform=post[0], post=post[1], opened_at=now).returning(DigestRow.id)
    digest_id = session.execute(statement).scalar_one()
    session.execute(insert(OutboxEntry), [outbox_values(Effect.SHOW_DIGEST, None, SHOW_PRIORITY, digest_id=digest_id)])
    return digest_id


def _add_to(session: Session, digest_id: int, mentions: Sequence[int]) -> int:
    before = session.scalar(select(func.count()).where(MentionRow.digest_id == digest_id)) or 0
    added = _put_under(session, digest_id, mentions)
    order_redraw(session, digest_id, due_at=time.time() + GATHER_REDRAWS)
    # A word in its thread each time that it has about doubled, not for each comment.
    if (before + added).bit_length() > before.bit_length() and _can_speak(session, digest_id):
        order_note(session, digest_id)
    return added


def _can_speak(session: Session, digest_id: int) -> bool:
    """Tell whether its card stands there already, and nothing waits to be said that would say the same."""
    waits = exists().where(
        _waits,
        OutboxEntry.priority == NOTE_PRIORITY,
        OutboxEntry.effect == Effect.DIGEST_NOTE,
        OutboxEntry.digest_id == digest_id,
    )
    shown = select(DigestRow.id).where(DigestRow.id == digest_id, DigestRow.card_ts.is_not(None), ~waits)
    return session.scalar(shown) is not None


def _put_under(session: Session, digest_id: int, mentions: Sequence[int]) -> int:
    """Put mentions under a digest and take the orders for their own cards back; return how many it was."""
    put = 0
    for some in _chunks(mentions):
        # Whoever decides on one at this moment was first: its card is shown.
        undecided = session.scalars(
            update(MentionRow)
            .where(MentionRow.id.in_(some), MentionRow.version == 1)
            .values(digest_id=digest_id)
            .returning(MentionRow.id)
            .execution_options(synchronize_session=False)
        ).all()
        session.execute(
            delete(OutboxEntry)
            .where(OutboxEntry.mention_id.in_(undecided), *_may_be_gathered)
            .execution_options(synchronize_session=False)
        )
        put += len(undecided)
    return put


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
