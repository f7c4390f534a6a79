"""Column types that keep what the two databases would otherwise treat differently."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, Text, TypeDecorator

from db.errors import Unstorable
from rules.assessment import Evidence, Finding, PersonalDetail


def check_text(value: str) -> str:
    """Return `value` as it is, or raise Unstorable when PostgreSQL could not keep it.

    PostgreSQL refuses NUL in text, and neither database's driver can encode half a surrogate pair as UTF-8.
    """
    if "\0" in value:
        raise Unstorable("The text holds a NUL character, which the database cannot keep.")
    try:
        value.encode()
    except UnicodeEncodeError:
        # "from None": the original error carries the text itself.
        raise Unstorable("The text holds half of a surrogate pair, which is no character.") from None
    return value


class Words(TypeDecorator[str]):
    """Text of any length that comes back exactly as it went in, or is refused with Unstorable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse what one of the databases cannot keep."""
        return None if value is None else check_text(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware when it goes in (any zone), aware and in UTC when it comes back; microseconds are kept.

    SQLite has no zones and gets UTC without one, in a form that sorts as text.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a time without a zone, which would be an hour out for half of the year."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise Unstorable("The time has no time zone: only aware times can be kept.")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise Unstorable("The time lies before the year 1 or after the year 9999 in UTC.") from None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Findings(TypeDecorator[tuple[Finding, ...]]):
    """The breaches found in a text, as JSON. Holds offsets and reasons, never the text itself."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Finding] | None, dialect: Dialect) -> list[dict[str, Any]] | None:  # noqa: ARG002
        """Turn findings into JSON."""
        if value is None:
            return None
        return [
            {
                "principle": check_text(finding.principle),
                "confidence": finding.confidence,
                "evidence": [
                    {"start": e.start, "end": e.end, "reason": check_text(e.reason), "detector": check_text(e.detector)}
                    for e in finding.evidence
                ],
            }
            for finding in value
        ]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Finding, ...] | None:  # noqa: ARG002
        """Turn JSON into findings."""
        if value is None:
            return None
        return tuple(
            Finding(
                principle=finding["principle"],
                confidence=finding["confidence"],
                evidence=tuple(Evidence(**evidence) for evidence in finding["evidence"]),
            )
            for finding in value
        )


class PersonalDetails(TypeDecorator[tuple[PersonalDetail, ...]]):
    """Where in a text personal details stand, as JSON. Holds offsets and what each is, never the detail itself."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self,
        value: Iterable[PersonalDetail] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> list[dict[str, Any]] | None:
        """Turn personal details into JSON."""
        if value is None:
            return None
        return [{"start": detail.start, "end": detail.end, "what": check_text(detail.what)} for detail in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[PersonalDetail, ...] | None:  # noqa: ARG002
        """Turn JSON into personal details."""
        return None if value is None else tuple(PersonalDetail(**detail) for detail in value)


def word(of: type[StrEnum], check: str | None = None) -> Enum:
    """Return the column type for a StrEnum: its value as text.

    `check` names a CHECK constraint. Leave it out where later versions will add members: SQLite can change a CHECK only
    by building the table anew, which drops its triggers.
    """
    return Enum(
        of,
        native_enum=False,
        create_constraint=check is not None,
        name=check,
        # Room for members to come.
        length=40,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )
