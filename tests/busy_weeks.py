"""Two invented weeks of work at the desk, kept as the bot would have kept them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from db.store import Decided, NewMention, Store
from rules import assess
from rules.assessment import Kind
from rules.decisions import Action, Role
from rules.handling import any_detail
from rules.mention import Mention
from rules.office_hours import OfficeHours
from rules.targets import answer_by, respond_by
from tests.mentions import ANNA, BEN

HOURS = OfficeHours.parse()
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class _Sort:
    """Something that people write, and what is done about it so many minutes later."""

    platform: str
    kind: Kind
    text: str
    done: tuple[tuple[int, Action, str | None], ...]


_SORTS = (
    _Sort("facebook", Kind.COMMENT, "Good to see the new bus stop outside.", ((30, Action.APPROVE, None),)),
    _Sort(
        "facebook",
        Kind.COMMENT,
        "The receptionist is an idiot",
        ((15, Action.HIDE, "abusive"), (25, Action.HIDE_DONE, None)),
    ),
    _Sort(
        "x",
        Kind.MENTION,
        "What time does the walk-in clinic open on Saturdays?",
        ((40, Action.APPROVE, None), (150, Action.REPLY, None), (155, Action.REPLY_DONE, None)),
    ),
    _Sort("instagram", Kind.COMMENT, "Thank you to everybody on Maple Ward, so kind.", ((55, Action.APPROVE, None),)),
    _Sort(
        "facebook",
        Kind.COMMENT,
        "Suggestion: it would be great if you put the car park prices on the website. Ring me on 07700 900123.",
        ((70, Action.APPROVE, None),),
    ),
    _Sort(
        "facebook",
        Kind.DIRECT_MESSAGE,
        "Where do I find the form for my repeat prescription?",
        ((90, Action.APPROVE, None), (600, Action.REFER, None), (610, Action.REFER_DONE, None)),
    ),
    _Sort(
        "google",
        Kind.REVIEW,
        "Buy cheap watches at my shop, 50% off, www.example.com",
        ((80, Action.REPORT, "irrelevant_advertising"), (85, Action.REPORT_DONE, None)),
    ),
    _Sort("x", Kind.MENTION, "Not a single free seat in the waiting room today.", ()),
)


def fill(engine: Engine, first: date, days: int = 14) -> None:
    """Keep what came in on the `days` from `first` on, a few a day, fewer at weekends, and what was decided."""
    store = Store(engine, HOURS)
    for number in range(days):
        day = first + timedelta(days=number)
        weekend = day.weekday() >= 5
        for nth in range(2 if weekend else 4 + number % 3):
            came = datetime.combine(day, time(9 + nth, 7 * nth), LONDON)
            _keep(store, _SORTS[(number + nth) % len(_SORTS)], came, f"{day}-{nth}", decided=not weekend)


def _keep(store: Store, sort: _Sort, came: datetime, external_id: str, *, decided: bool) -> None:
    said = Mention(sort.platform, external_id, sort.kind, sort.text, author_name="Jo B")
    judged = assess(said.text, said.kind)
    due = respond_by(said.kind, judged, came, HOURS), answer_by(said.kind, judged, came, HOURS)
    [mention_id] = store.add_mentions([NewMention(said, judged, *due)], came)
    assert mention_id
    for minutes, action, principle in sort.done if decided else ():
        person = ANNA if minutes % 2 else BEN
        at = came + timedelta(minutes=minutes)
        detail = any_detail(action)
        made = store.decide(mention_id, person, Role.STAFF, action, principle=principle, detail=detail, now=at)
        assert isinstance(made, Decided), made
