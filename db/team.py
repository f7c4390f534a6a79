"""What the team has taught the triage: its words and its thresholds. They are closed, never deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.errors import AlreadyListed, UnknownWord
from db.models import MentionRow, TeamThresholdRow, TeamWordRow
from db.transactions import reading, writing
from rules.mention import Person
from rules.principles import policy
from rules.recalibration import within_bounds
from rules.teaching import Said
from rules.team import ListedWord, SetThreshold, TeamPolicy, TeamWord, Threshold, spoken


class Team:
    """The team's lists of words, and its thresholds."""

    def __init__(self, engine: Engine, *, public: frozenset[str] = frozenset()) -> None:
        """Keep them in `engine`'s database; `public` are contacts that no text has masked (`rules.personal.public`)."""
        self._engine = engine
        self._public = public

    def policy(self) -> TeamPolicy:
        """Return what the team has taught up to now, with the contacts that are public; raise Unreachable."""
        with reading(self._engine) as session:
            return replace(read_policy(session), public=self._public)

    def words(self) -> Sequence[ListedWord]:
        """Return what stands on the lists, in the order of the alphabet; raise Unreachable."""
        with reading(self._engine) as session:
            rows = session.scalars(select(TeamWordRow).where(_listed()))
            return sorted(map(_listed_word, rows), key=lambda each: (spoken(each.word.words), each.id))

    def taken_off(self, limit: int) -> Sequence[ListedWord]:
        """Return what was taken off last; raise Unreachable."""
        with reading(self._engine) as session:
            rows = session.scalars(
                select(TeamWordRow).where(~_listed()).order_by(TeamWordRow.taken_off_at.desc()).limit(limit)
            )
            return [_listed_word(row) for row in rows]

    def word(self, word_id: int) -> ListedWord:
        """Return what stands on a list by that id; raise UnknownWord, Unreachable."""
        with reading(self._engine) as session:
            row = session.scalar(select(TeamWordRow).where(TeamWordRow.id == word_id, _listed()))
            if row is None:
                raise UnknownWord(word_id)
            return _listed_word(row)

    def put_on(self, word: TeamWord, why: str, by: Person, now: datetime, deadline: float | None = None) -> ListedWord:
        """Put a word on the list that it is for.

        Raises:
            AlreadyListed: it stands on a list already, on this or on the other.
            NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        said = " ".join(spoken(word.words))
        values = {
            "words": word.words, "spoken": said, "principle": word.principle, "why": why,
            "added_by_id": by.id, "added_by": by.name, "added_at": now,
        }  # fmt: skip
        try:
            with writing(self._engine, deadline) as session:
                if found := _standing(session, said):
                    raise AlreadyListed(found)
                row = session.scalars(insert(TeamWordRow).values(**values).returning(TeamWordRow)).one()
                return _listed_word(row)
        except IntegrityError:
            # Somebody put it there at the same moment: the index lets one of two through.
            with reading(self._engine) as session:
                if found := _standing(session, said):
                    raise AlreadyListed(found) from None
            raise

    def take_off(self, word_id: int, by: Person, now: datetime, deadline: float | None = None) -> ListedWord:
        """Take a word off its list; what was taken off stays in the table.

        Raises:
            UnknownWord: it stands on no list, or somebody took it off before.
            NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        with writing(self._engine, deadline) as session:
            row = session.scalar(
                update(TeamWordRow)
                .where(TeamWordRow.id == word_id, _listed())
                .values(taken_off_by_id=by.id, taken_off_by=by.name, taken_off_at=now)
                .returning(TeamWordRow)
            )
            if row is None:
                raise UnknownWord(word_id)
            return _listed_word(row)

    def thresholds(self) -> Sequence[SetThreshold]:
        """Return the thresholds that stand in place of the shipped ones; raise Unreachable."""
        with reading(self._engine) as session:
            return read_thresholds(session)

    def set_thresholds(self, thresholds: Sequence[Threshold], by: Person, now: datetime) -> None:
        """Put thresholds in force, all or none, in place of those of the same principles, which stay in the table.

        Raises NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        with writing(self._engine) as session:
            for each in thresholds:
                _end(session, by, now, each.principle)
                row = {"principle": each.principle, "value": each.value}
                row |= {"set_by_id": by.id, "set_by": by.name, "set_at": now}
                session.execute(insert(TeamThresholdRow).values(**row))

    def reset_thresholds(self, by: Person, now: datetime) -> None:
        """Go back to the shipped thresholds; what was in force stays in the table. Raises as `set_thresholds`."""
        with writing(self._engine) as session:
            _end(session, by, now)

    def newest(self, limit: int) -> Sequence[Said]:
        """Return what the newest mentions say, the newest first; raise Unreachable."""
        with reading(self._engine) as session:
            rows = session.execute(select(MentionRow.text, MentionRow.kind).order_by(MentionRow.id.desc()).limit(limit))
            return [Said(text, kind) for text, kind in rows]


def read_policy(session: Session) -> TeamPolicy:
    """Return what the team has taught up to now."""
    words = session.execute(select(TeamWordRow.words, TeamWordRow.principle).where(_listed()).order_by(TeamWordRow.id))
    published = policy().by_key
    return TeamPolicy(
        tuple(TeamWord(said, principle) for said, principle in words if principle is None or principle in published),
        tuple(each.threshold for each in read_thresholds(session)),
    )


def read_thresholds(session: Session) -> Sequence[SetThreshold]:
    """Return the thresholds in place of the shipped ones, within the bounds of what is shipped now."""
    rows = session.scalars(
        select(TeamThresholdRow).where(TeamThresholdRow.ended_at.is_(None)).order_by(TeamThresholdRow.principle)
    )
    published = policy().by_key
    return [
        SetThreshold(
            Threshold(row.principle, within_bounds(row.value, published[row.principle].threshold)),
            Person(row.set_by_id, row.set_by),
            row.set_at,
        )
        for row in rows
        if row.principle in published
    ]


def _end(session: Session, by: Person, now: datetime, principle: str | None = None) -> None:
    ended = update(TeamThresholdRow).where(TeamThresholdRow.ended_at.is_(None))
    if principle is not None:
        ended = ended.where(TeamThresholdRow.principle == principle)
    session.execute(ended.values(ended_by_id=by.id, ended_by=by.name, ended_at=now))


def _standing(session: Session, said: str) -> ListedWord | None:
    row = session.scalar(select(TeamWordRow).where(TeamWordRow.spoken == said, _listed()))
    return _listed_word(row) if row else None


def _listed() -> ColumnElement[bool]:
    return TeamWordRow.taken_off_at.is_(None)


def _listed_word(row: TeamWordRow) -> ListedWord:
    off_by = Person(row.taken_off_by_id, row.taken_off_by or "") if row.taken_off_by_id else None
    return ListedWord(
        row.id,
        TeamWord(row.words, row.principle),
        row.why,
        Person(row.added_by_id, row.added_by),
        row.added_at,
        off_by,
        row.taken_off_at,
    )
