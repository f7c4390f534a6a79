"""The rows of the outbox: as a worker gets them, which are about one card, and which may be carried out now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, literal, not_, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import AssessmentRow, DigestRow, Effect, MentionRow, OutboxEntry, OutboxState

SHOWS = (Effect.SHOW_CARD, Effect.SHOW_DIGEST)
"""What puts a card into the channel; everything else about it waits until it stands there."""
REDRAWS = (Effect.REDRAW_CARD, Effect.REDRAW_DIGEST)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An effect handed to the delivery worker."""

    id: str
    """uuid4 as 32 hexadecimal digits; goes into the sent message's metadata."""
    effect: Effect
    mention_id: int | None
    decision_id: int | None
    attempts: int
    """This one included."""
    attempted_at: float
    """Epoch seconds: when this attempt began."""
    doubtful_since: float | None = None
    """Epoch seconds: when the oldest attempt began that a look-up did not find; None when there was none."""
    notice_id: int | None = None
    digest_id: int | None = None

    @property
    def first_sent_at(self) -> float:
        """Return the earliest time, in epoch seconds, at which it may have happened."""
        return self.attempted_at if self.doubtful_since is None else min(self.doubtful_since, self.attempted_at)

    def mention(self) -> int:
        """Return the id of the mention that it is about; raise LookupError where it is about none."""
        if self.mention_id is None:
            raise LookupError(f"The {self.effect.value} {self.id} is about no mention.")
        return self.mention_id


def handed_out(entry: OutboxEntry) -> OutboxRow:
    """Return the row as a worker gets it."""
    assert entry.attempted_at is not None  # noqa: S101 - narrows the type: every claim sets it
    return OutboxRow(
        entry.id,
        entry.effect,
        entry.mention_id,
        entry.decision_id,
        entry.attempts,
        entry.attempted_at,
        entry.doubtful_since,
        entry.notice_id,
        entry.digest_id,
    )


def is_in(state: OutboxState, entry: type[OutboxEntry] = OutboxEntry) -> ColumnElement[bool]:
    """Return the condition for the rows in a state."""
    # Written into the statement: neither database matches a parameter with a partial index.
    return entry.state == literal(state, OutboxEntry.state.type, literal_execute=True)


_Other = aliased(OutboxEntry)

# EXISTS, not a join: PostgreSQL would rather sort all that waits than walk the index to the first row.
_carded = or_(
    OutboxEntry.effect.in_(SHOWS),
    OutboxEntry.notice_id.is_not(None),
    exists().where(MentionRow.id == OutboxEntry.mention_id, MentionRow.card_ts.is_not(None)),
    exists().where(DigestRow.id == OutboxEntry.digest_id, DigestRow.card_ts.is_not(None)),
)
# Two redraws of one card under way at once could land in the wrong order and leave it showing what was.
_free_to_redraw = or_(
    OutboxEntry.effect.not_in(REDRAWS),
    not_(
        exists().where(
            is_in(OutboxState.ATTEMPTING, _Other),
            _Other.effect == OutboxEntry.effect,
            or_(_Other.mention_id == OutboxEntry.mention_id, _Other.digest_id == OutboxEntry.digest_id),
        )
    ),
)
# The language model may yet make another card of it.
_read = or_(
    OutboxEntry.effect != Effect.SHOW_CARD,
    ~exists().where(AssessmentRow.mention_id == OutboxEntry.mention_id, AssessmentRow.unread),
)
CLAIMABLE = and_(is_in(OutboxState.WAITING), _carded, _free_to_redraw, _read)


def about(mention_id: int | None, notice_id: int | None, digest_id: int | None) -> list[ColumnElement[bool]]:
    """Return the condition for the rows about one card, or one notice: those with the same three ids."""
    return [
        OutboxEntry.mention_id == mention_id,
        OutboxEntry.notice_id == notice_id,
        OutboxEntry.digest_id == digest_id,
    ]


def about_the_same(entry: OutboxEntry) -> list[ColumnElement[bool]]:
    """Return the condition for the rows about the same card, or notice, as this one."""
    return about(entry.mention_id, entry.notice_id, entry.digest_id)


def card_of(entry: OutboxEntry) -> tuple[type[MentionRow | DigestRow], ColumnElement[bool]]:
    """Return the table in which the place of the row's card stands, and the condition for it."""
    if entry.digest_id is not None:
        return DigestRow, DigestRow.id == entry.digest_id
    return MentionRow, MentionRow.id == entry.mention_id


def newest_redraw(session: Session, chosen: OutboxEntry) -> OutboxEntry | None:
    """Return the newest redraw of the card that waits, with the earlier ones done: it draws what they would.

    None when another worker has claimed a redraw of the same card meanwhile.
    """
    # Workers that chose two redraws of one card at the same moment take turns here, and the second sees the first.
    card, of_chosen = card_of(chosen)
    session.execute(select(card.id).where(of_chosen).with_for_update(key_share=True))
    waiting: Sequence[OutboxEntry] = session.scalars(
        select(OutboxEntry)
        .where(
            is_in(OutboxState.WAITING),
            *about_the_same(chosen),
            OutboxEntry.effect == chosen.effect,
            _free_to_redraw,
        )
        .order_by(OutboxEntry.seq)
        .with_for_update(skip_locked=True)
    ).all()
    for earlier in waiting[:-1]:
        earlier.state = OutboxState.DONE
    return waiting[-1] if waiting else None
