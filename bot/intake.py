"""What senders hand in, read and checked: each item becomes a mention, or is refused with the field that is wrong.

Fields: `platform`, `external_id`, `kind` and `text` are required; `author_name`, `author_handle`, `url`, `posted_at`
and `in_reply_to` are not, and count as absent when they are null or blank. Others are ignored, so that an automation
may send all it has.

Nothing is lost quietly. Characters that no database keeps (NUL, half a surrogate pair) become � in words that people
read, and are refused in ids, which must be exact. A text may be empty only beside a url: a picture or a bare star
rating can then still be looked at. What is too long is refused, not cut.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ValidationError, ValidationInfo

from rules.assessment import Kind
from rules.mention import Mention

MOST_ITEMS = 1_000
"""Items in one request."""
LONGEST_BODY = 1024 * 1024
"""Bytes in one request."""
LONGEST_TEXT = 50_000
"""Characters. The longest that people are known to write are reviews and Facebook comments, of 8,000 at most."""
LONGEST_ID = 500
LONGEST_NAME = 500
LONGEST_PLATFORM = 50
LONGEST_URL = 2_000
"""Characters; Slack takes 3,000 in a button's link, and browsers about 2,000."""

_YEARS = range(1990, 2101)
"""A date outside of these is a mistake: nothing was posted on a platform before, and UTC has no room for year 0."""
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that was not taken: its place in what was sent, counted from 0, and why, in plain English."""

    index: int
    error: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the items sent: how many are new, how many were there already, and which were not taken."""

    accepted: int
    duplicates: int
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one request, checked."""

    mentions: tuple[Mention, ...]
    places: tuple[int, ...]
    """For each mention, its item's index in what was sent."""
    rejected: tuple[Rejected, ...]

    def receipt(self, stored: Receipt) -> Receipt:
        """Return what the sender is told, given what became of `mentions`."""
        later = (Rejected(self.places[each.index], each.error) for each in stored.rejected)
        return Receipt(
            accepted=stored.accepted,
            duplicates=stored.duplicates,
            rejected=tuple(sorted((*self.rejected, *later), key=lambda each: each.index)),
        )


class MalformedBodyError(ValueError):
    """The body is not JSON of the right shape. The message says what is wrong and quotes nothing of it."""


class TooMuchError(ValueError):
    """The body holds more than one request may."""


class ItemError(ValueError):
    """An item can't be taken. The message names each field that is wrong and says what it should be."""


def parse_body(body: bytes) -> Batch:
    """Read the body of a request: one JSON object, or a list of up to 1,000.

    Raises MalformedBodyError when it is neither, TooMuchError when the list is longer.
    """
    sent = read_json(body)
    if isinstance(sent, dict):
        sent = [sent]
    if not isinstance(sent, list):
        raise MalformedBodyError("The body must be one JSON object or a list of them.")
    if len(sent) > MOST_ITEMS:
        raise TooMuchError(f"A request takes up to {MOST_ITEMS:,} items; this one has {len(sent):,}. Send it in parts.")
    mentions, places, rejected = [], [], []
    for index, item in enumerate(sent):
        try:
            mentions.append(parse_item(item))
            places.append(index)
        except ItemError as error:
            rejected.append(Rejected(index, str(error)))
    return Batch(tuple(mentions), tuple(places), tuple(rejected))


def read_json(body: bytes | str) -> Any:
    """Return the value that JSON in UTF-8 stands for. Raises MalformedBodyError saying where it goes wrong."""
    try:
        text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
        return json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise MalformedBodyError(f"This is not UTF-8: byte {error.start} can’t be read.") from None
    except json.JSONDecodeError as error:
        raise MalformedBodyError(
            f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except ValueError as error:
        # A number of thousands of digits.
        raise MalformedBodyError(f"This JSON can’t be read: {str(error).partition(';')[0]}.") from None
    except RecursionError:
        raise MalformedBodyError("This JSON is nested too deeply.") from None


def parse_item(item: object, zone: ZoneInfo | None = None) -> Mention:
    """Return the mention that an item describes.

    `zone` is the time zone of a `posted_at` that names none; without it such a time is refused. Raises ItemError naming
    every field that is wrong.
    """
    if not isinstance(item, dict):
        raise ItemError("An item must be a JSON object with platform, external_id, kind and text.")
    try:
        checked = _Item.model_validate(item, context=zone)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise ItemError("; ".join(f"{each['loc'][0]} {_problem(each)}" for each in found)) from None
    if not checked.text.strip() and checked.url is None:
        raise ItemError("text is empty, and there is no url to see what was posted")
    return Mention(**checked.model_dump())


def _problem(error: Any) -> str:
    return "is missing" if error["type"] == "missing" else str(error["ctx"]["error"])


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")  # noqa: TRY004 - pydantic collects ValueErrors
    return value


def _at_most(limit: int, value: str) -> str:
    if len(value) > limit:
        raise ValueError(f"has {len(value):,} characters, and at most {limit:,} are taken")
    return value


def _said(value: object) -> str:
    return _at_most(LONGEST_TEXT, _UNKEEPABLE.sub("�", _text(value)))


def _name(value: object) -> str:
    return _at_most(LONGEST_NAME, " ".join(_UNKEEPABLE.sub("�", _text(value)).split()))


def _id(value: object) -> str:
    # Many platforms number what they hold; a fraction is a number that lost its last digits.
    text = str(value) if type(value) is int else _text(value).strip()
    if not text:
        raise ValueError("is empty")
    if _UNKEEPABLE.search(text):
        raise ValueError("holds a character that can’t be kept")
    return _at_most(LONGEST_ID, text)


def _platform(value: object) -> str:
    key = "_".join(_text(value).casefold().split())
    if not re.fullmatch(r"\w[\w.-]*", key):
        raise ValueError("must be a name of letters and digits, such as facebook")
    return _at_most(LONGEST_PLATFORM, key)


def _kind(value: object) -> Kind:
    word = "_".join(_text(value).casefold().replace("-", " ").split())
    if word not in set(Kind):
        raise ValueError(f"must be one of {', '.join(Kind)}")
    return Kind(word)


def _url(value: object) -> str:
    url = _at_most(LONGEST_URL, _text(value).strip())
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or re.search(r"[\s\x00-\x20\x7f\ud800-\udfff<>|]", url):
        raise ValueError("must be an address that starts with https:// or http://")
    return url


def _posted_at(value: object, info: ValidationInfo) -> datetime:
    example = "such as 2026-11-20T16:40:00Z"
    text = _text(value).strip()
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be a date and time {example}") from None
    zone: ZoneInfo | None = info.context
    if time.tzinfo is None and zone is None:
        raise ValueError(f"has no time zone: write it {example}")
    if time.year not in _YEARS:
        raise ValueError(f"can’t be in the year {time.year}")
    return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)


def _optional(read: Callable[..., Any]) -> Callable[[object, ValidationInfo], Any]:
    def read_unless_blank(value: object, info: ValidationInfo) -> Any:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return read(value, info) if read is _posted_at else read(value)

    return read_unless_blank


class _Item(BaseModel):
    platform: Annotated[str, BeforeValidator(_platform)]
    external_id: Annotated[str, BeforeValidator(_id)]
    kind: Annotated[Kind, BeforeValidator(_kind)]
    text: Annotated[str, BeforeValidator(_said)]
    author_name: Annotated[str | None, BeforeValidator(_optional(_name))] = None
    author_handle: Annotated[str | None, BeforeValidator(_optional(_name))] = None
    url: Annotated[str | None, BeforeValidator(_optional(_url))] = None
    posted_at: Annotated[datetime | None, BeforeValidator(_optional(_posted_at))] = None
    in_reply_to: Annotated[str | None, BeforeValidator(_optional(_id))] = None
