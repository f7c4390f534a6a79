"""What a summary says in Slack."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks.figures import DECISIONS, before_it, days, hours_and_minutes, risks_said, share
from handlers.blocks.summary import NO_CHART, summary_message
from handlers.reports import Picture, Report
from rules.assessment import Kind
from rules.decisions import Action
from rules.figures import COUNTED, CameIn, Decisions, Heard, Quotation, Risks, Summary
from rules.periods import Period
from rules.referrals import Referral
from tests.unit.summaries import BUSY, LONDON, QUIET, summary

CHART = Picture("F0CHART00", "Chart: came in on Fri 20 Nov 2026.")


def blocks_of(told: Summary, chart: Picture | None = CHART, url: str | None = None) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = summary_message(Report(told, url, chart), LONDON).payload()["blocks"]
    return blocks


def words_of(blocks: Any) -> str:
    if isinstance(blocks, dict):
        own = blocks["text"] if isinstance(blocks.get("text"), str) else ""
        return own + "".join(words_of(value) for value in blocks.values())
    return "".join(map(words_of, blocks)) if isinstance(blocks, list) else ""


def test_it_reads_in_the_order_of_a_leads_questions():
    words = words_of(blocks_of(summary(), url="https://example.org/card"))
    said = [
        "Summary: Fri 20 Nov 2026",
        "The Friday before: Fri 13 Nov 2026",
        "Came in: 19 (the Friday before: 0). Facebook 18 · X 1",
        "18 comments, 1 reply",
        "Decided: 18 decisions (the Friday before: 0). Approve 15 · Hide 3 (Abusive towards staff or the public 3)",
        "suggestions followed: 16 of 18 (89 %), 2 overruled (the Friday before: none)",
        "Suspected breaches decided: 2 of 3 (67 %) in time; median 22 min, 90th centile 48 min (the Friday before: ",
        "The rest read: 15 of 15 (100 %) in time; median 26 h 10 min, 90th centile 30 h",
        "People’s suggestions: 1 (the Friday before: 0)",
        "More bike racks, please.",
        "Still open now: 6, 2 of them overdue. The oldest: a mention on X, Mon 16 Nov, 09:20, open its card",
    ]
    places = [words.find(each) for each in said]
    assert -1 not in places, said[places.index(-1)]
    assert places == sorted(places)


def test_the_oldest_that_has_no_card_is_found_in_its_digest():
    report = Report(summary(), "https://example.org/digest", CHART, oldest_in_digest=True)
    told = words_of(summary_message(report, LONDON).payload()["blocks"])
    assert "The oldest: a mention on X, Mon 16 Nov, 09:20, open its digest" in told


def test_it_says_how_people_were_referred_and_what_pals_has_not_acknowledged():
    referred = (
        Decisions(Action.REFER, None, 4, Referral.SIGNPOSTED),
        Decisions(Action.REFER, None, 1, Referral.PASSED_ON),
    )
    told = summary(replace(BUSY, decisions=referred))
    words = words_of(blocks_of(replace(told, open=replace(told.open, with_pals=1))))
    assert "Refer to PALS 5 (told where to go 4, passed on to PALS 1)" in words
    assert "With PALS: 1 passed on, not acknowledged by PALS yet (/pals referrals lists them)" in words
    assert "With PALS" not in words_of(blocks_of(told))


def test_its_notification_says_the_most_important_in_a_sentence():
    text = summary_message(Report(summary(), None, CHART), LONDON).text
    assert text == "Summary of Fri 20 Nov 2026: 19 came in, 18 decisions. Still open: 6, 2 of them overdue."


def test_a_quiet_day_is_said_plainly_and_has_no_chart():
    told = words_of(blocks_of(summary(QUIET), chart=None))
    assert "Nothing came in and nothing was decided. It was the same on Fri 13 Nov 2026." in told
    assert NO_CHART not in told


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "the Friday before"),
        (date(2026, 11, 16), date(2026, 11, 22), "the week before"),
        (date(2026, 11, 16), date(2026, 11, 18), "the week before"),
        (date(2026, 11, 1), date(2026, 11, 23), "4 weeks before"),
        (date(2026, 10, 1), date(2026, 10, 31), "the month before"),
    ],
)
def test_what_figures_are_compared_with_is_named(first, last, said):
    assert before_it(Period(first, last)) == said


def test_a_day_that_is_not_over_says_until_when_it_is_compared():
    told = words_of(blocks_of(summary(now=datetime(2026, 11, 20, 11, 30, tzinfo=UTC))))
    assert "The Friday before: Fri 13 Nov 2026, until the same time of day; it is Fri 20 Nov, 11:30 now" in told


def test_without_a_chart_it_says_so():
    assert NO_CHART in words_of(blocks_of(summary(), chart=None))


def test_what_came_since_stands_apart():
    since = replace(BUSY, came_in=(CameIn("x", Kind.POST, 2),), decisions=())
    told = words_of(blocks_of(summary(since=since))).partition("Since then, until Mon 23 Nov, 09:15: ")[2]
    assert told.split("\n")[1:3] == ["Came in: 2. X 2", "2 posts"]
    assert "Decided: 0" in told
    quiet = words_of(blocks_of(summary(since=QUIET)))
    assert "Since then, until Mon 23 Nov, 09:15: nothing came in and nothing was decided." in quiet


def test_the_image_says_in_words_what_it_shows_and_the_button_carries_the_period():
    blocks = blocks_of(summary())
    [image] = [block for block in blocks if block["type"] == "image"]
    assert (image["slack_file"], image["alt_text"]) == ({"id": "F0CHART00"}, CHART.alt_text)
    [button] = blocks[-1]["elements"]
    assert (button["action_id"], button["value"]) == ("summary_csv", "2026-11-20")
    assert button["accessibility_label"]


def test_strangers_words_stand_in_rich_text_alone_and_many_platforms_share_a_line():
    hostile = "<!channel> *bold* <https://x|y> & :wave:" * 30
    many = tuple(CameIn(f"forum {n} <!here>", Kind.POST, 20 - n) for n in range(12))
    quoted = Heard(1, (Quotation(1, "x", Kind.POST, hostile),))
    message = summary_message(Report(summary(replace(BUSY, came_in=many, thanks=quoted)), None, CHART), LONDON)
    blocks = message.payload()["blocks"]
    apart = [block for block in blocks if block["type"] != "rich_text"]
    assert "<" not in str(apart) + message.text
    assert "other places" in words_of(blocks)
    assert all(len(words_of(block)) < 3000 for block in blocks)
    assert len(blocks) < 50


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "Fri 20 Nov 2026"),
        (date(2026, 11, 16), date(2026, 11, 22), "Mon 16 to Sun 22 Nov 2026"),
        (date(2026, 11, 30), date(2026, 12, 6), "Mon 30 Nov to Sun 6 Dec 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "Mon 28 Dec 2026 to Sun 3 Jan 2027"),
        (date(2026, 10, 1), date(2026, 10, 31), "October 2026"),
    ],
)
def test_days_are_said_as_people_say_them(first: date, last: date, said: str):
    assert days(Period(first, last)) == said


@given(whole=st.integers(1, 10_000), data=st.data())
def test_a_share_is_all_or_nothing_only_when_it_is(whole: int, data: st.DataObject):
    part = data.draw(st.integers(0, whole))
    said = share(part, whole)
    assert ("(100 %)" in said) == (part == whole)
    assert ("(0 %)" in said) == (part == 0)


def test_working_time_is_never_said_in_days():
    assert hours_and_minutes(timedelta(hours=26, minutes=10)) == "26 h 10 min"
    assert hours_and_minutes(timedelta(seconds=20)) == "less than a minute"


def test_risks_to_life_say_who_was_not_seen_to():
    assert risks_said(Risks(2, 0, None)) == "2 messages came in; not acknowledged by anybody yet"
    assert "1 of them acknowledged, the slowest after 6 min" in risks_said(Risks(2, 1, timedelta(minutes=6)))
    assert "Risk to life: " in words_of(blocks_of(summary(replace(BUSY, risks=Risks(1, 1, timedelta(minutes=2))))))


def test_each_decision_that_is_counted_has_a_word():
    assert list(DECISIONS) == list(COUNTED)
