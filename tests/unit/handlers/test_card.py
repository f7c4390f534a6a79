"""The card: whatever a mention says and wherever it stands, Slack takes it, and it offers what can be done."""

import html
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.block_kit import accept_blocks
from handlers.blocks.card import card
from handlers.blocks.thread import decision_note
from rules.assessment import Kind
from rules.decisions import Action
from tests.unit.handlers.drawn import (
    ANNA,
    CLEAN,
    INSULT,
    LONDON,
    MONDAY,
    QUESTION,
    RISK,
    blocks_of,
    buttons_of,
    case_of,
    labels,
    texts,
    told,
)

PATHS = [
    (),
    (Action.APPROVE,),
    (Action.HIDE,),
    (Action.HIDE, Action.HIDE_DONE),
    (Action.HIDE, Action.HIDE_DONE, Action.UNDO),
    (Action.HIDE, Action.HIDE_DONE, Action.UNDO, Action.UNHIDE_DONE),
    (Action.HIDE, Action.REPORT),
    (Action.HIDE, Action.REPORT, Action.REPORT_DONE),
    (Action.REPORT, Action.REPORT_DONE, Action.HIDE, Action.HIDE_DONE),
    (Action.REPLY,),
    (Action.REPLY, Action.REPLY_DONE, Action.APPROVE),
    (Action.REPLY, Action.REPLY_DONE, Action.REFER),
    (Action.REPLY, Action.REPLY_DONE, Action.REFER, Action.REFER_DONE, Action.ANSWER_UNDO, Action.ANSWER_UNDO),
    (Action.REFER, Action.REFER_DONE),
    (Action.REFER, Action.REFER_DONE, Action.REPLY),
    (Action.APPROVE, Action.NO_REPLY_NEEDED),
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "-".join(path) or "new")
@pytest.mark.parametrize("text", [CLEAN, INSULT, QUESTION, "Ring me on 07700 900123"])
def test_slack_takes_the_card_at_every_stage(path: tuple[Action, ...], text: str):
    accept_blocks(blocks_of(case_of(text, *path)))


@given(st.text(max_size=3000), st.text(min_size=1, max_size=500), st.sampled_from(Kind))
@settings(max_examples=60, deadline=None)  # the first example waits for the word lists
def test_slack_takes_the_card_of_any_text_by_any_author(text: str, author: str, kind: Kind):
    case = case_of(text or " ", kind=kind, author_name=author, author_handle=author)
    message = card(case, LONDON, MONDAY)
    accept_blocks(blocks_of(case))
    assert "<" not in message.text
    assert ">" not in message.text
    assert len(message.text) < 4000


def test_the_suggested_action_is_the_first_button_and_the_only_styled_one():
    first, *others = buttons_of(case_of(INSULT))
    assert (first["text"]["text"], first["style"]) == ("Hide", "danger")
    assert not [button for button in others if "style" in button]
    assert labels(case_of(QUESTION))[0] == "Reply"
    assert labels(case_of(CLEAN))[0] == "Approve"


def test_a_button_carries_the_mentions_id_and_its_row_the_version():
    case = case_of(INSULT, Action.HIDE)
    rows = [block for block in blocks_of(case) if block["type"] == "actions"]
    assert all(row["block_id"].endswith(":7:v2") for row in rows)
    assert {button.get("value") for button in buttons_of(case) if "url" not in button} == {"7"}


def test_every_button_tells_a_screen_reader_what_it_acts_on():
    for button in [*buttons_of(case_of(INSULT)), *buttons_of(case_of(INSULT * 30))]:
        assert len(button["accessibility_label"]) > len(button["text"]["text"])


def test_one_undo_is_called_undo_and_of_two_each_names_what_it_takes_back():
    assert "Undo" in labels(case_of(INSULT, Action.HIDE))
    case = case_of(INSULT, Action.HIDE, Action.REPLY, Action.REPLY_DONE)
    undos = {
        button["text"]["text"]: button["accessibility_label"]
        for button in buttons_of(case)
        if button["text"]["text"].startswith("Undo")
    }
    assert undos == {"Undo hide": "Undo: hide", "Undo reply done": "Undo: that they were replied to"}


def test_a_wish_is_not_told_as_a_fact():
    assert "decided: hide." in told(case_of(INSULT, Action.HIDE))
    assert "Hidden by" not in told(case_of(INSULT, Action.HIDE))
    assert f"Hidden by {ANNA.name}" in told(case_of(INSULT, Action.HIDE, Action.HIDE_DONE))


def test_a_decision_is_told_with_what_to_do_then_its_principle_then_its_time():
    said = "".join(texts(blocks_of(case_of(INSULT, Action.HIDE, author_name="Jo"))))
    assert (
        "decided: hide. Do it on Facebook: open it there, then click Done. "
        "Under “Abusive towards staff or the public” · Mon 23 Nov, 09:06, 1 min after it came in"
    ) in said


def test_a_reply_stays_told_when_a_referral_follows_it():
    said = told(case_of(INSULT, Action.REPLY, Action.REPLY_DONE, Action.REFER))
    assert f"Replied by {ANNA.name}" in said
    assert "decided: refer to PALS." in said
    again = case_of(INSULT, Action.REPLY, Action.REPLY_DONE, Action.REPLY, Action.REPLY_DONE, Action.ANSWER_UNDO)
    assert f"Replied by {ANNA.name}\n · Mon 23 Nov, 09:07" in told(again), "the one that was not taken back"
    taken_back = told(case_of(INSULT, Action.REPLY, Action.REPLY_DONE, Action.REFER, Action.ANSWER_UNDO))
    assert f"Replied by {ANNA.name}" in taken_back
    assert "refer to PALS." not in taken_back


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "-".join(path) or "new")
def test_a_principle_that_is_no_longer_published_is_told_by_its_key(path: tuple[Action, ...]):
    case = case_of(INSULT, *path, under="be_kind")
    retired = replace(case.assessment.findings[0], principle="be_kind")
    old = replace(case, assessment=replace(case.assessment, findings=(*case.assessment.findings, retired)))
    assert "Also be_kind: " in told(old)
    again = replace(case, assessment=replace(case.assessment, findings=(retired,)))
    accept_blocks(blocks_of(again))
    for decision in case.decisions:
        note = decision_note(case, decision, LONDON).text
        assert ("under “be_kind”" in note) is (decision.principle is not None)


def test_a_decision_in_another_year_says_the_year():
    case = case_of(CLEAN, posted_at=MONDAY.replace(year=2019))
    assert "Sat 23 Nov 2019, 09:05" in told(case)
    assert "2026" not in told(case)
    assert "Mon 4 Jan 2027" in told(replace(case, due_at=datetime(2027, 1, 4, 17, tzinfo=UTC)))


def test_report_is_suggested_where_the_platform_has_no_hiding():
    case = case_of(INSULT, platform="google_reviews", kind=Kind.REVIEW)
    assert "Suggestion: Report" in told(case) + card(case, LONDON, MONDAY).text
    assert "Hide" not in labels(case)
    assert buttons_of(case)[0]["text"]["text"] == "Report"
    assert buttons_of(case)[0]["style"] == "danger"


@pytest.mark.parametrize("platform", ["x", "bluesky"])
def test_only_what_stands_under_a_post_of_ours_is_hidden_on_x_and_bluesky(platform: str):
    reply = case_of(INSULT, platform=platform, kind=Kind.REPLY, in_reply_to="77")
    assert labels(reply)[0] == "Hide"
    for elsewhere in (
        case_of(INSULT, platform=platform, kind=Kind.MENTION),
        case_of(INSULT, platform=platform, kind=Kind.MENTION, in_reply_to="77"),
        case_of(INSULT, platform=platform, kind=Kind.REPLY),
    ):
        assert labels(elsewhere)[0] == "Report"
        assert "Hide" not in labels(elsewhere)
        assert "Suggestion: Report" in told(elsewhere)


def test_what_linkedin_removed_offers_no_undo():
    assert "Undo" not in labels(case_of(INSULT, Action.HIDE, Action.HIDE_DONE, platform="linkedin"))


def test_a_place_without_a_name_reads_as_english():
    case = case_of(INSULT, Action.HIDE, platform="other")
    assert "Comment from elsewhere" in told(case)
    assert "Open it" in labels(case)
    assert "Do it there: " in "".join(texts(blocks_of(case)))
    assert "Other" not in told(case)
    spoken = [button["accessibility_label"] for button in buttons_of(case)]
    assert "Done: it is hidden there" in spoken
    [hidden] = case_of(INSULT, Action.HIDE, Action.HIDE_DONE, platform="other").decisions[1:]
    assert f"{ANNA.name} hid it there ·" in html.unescape(decision_note(case, hidden, LONDON).text)


def test_a_direct_message_is_not_left_up():
    case = case_of("Thank you all", Action.APPROVE, kind=Kind.DIRECT_MESSAGE)
    notes = decision_note(case, case.decisions[0], LONDON).text
    for words in (told(case), html.unescape(notes), html.unescape(card(case, LONDON, MONDAY).text)):
        assert f"{ANNA.name} found nothing against it" in words
        assert "left up" not in words
        assert "leave up" not in words


def test_a_suggestion_taken_is_no_longer_pressed_and_what_is_left_is_styled():
    case = case_of(QUESTION, Action.REPLY, Action.REPLY_DONE)
    assert "Suggested: reply" in told(case)
    assert "Suggestion:" not in told(case) + card(case, LONDON, MONDAY).text
    assert "Respond by" not in told(case)
    assert [button["text"]["text"] for button in buttons_of(case) if "style" in button] == ["Approve"]


def test_after_moderation_the_answer_that_is_wanted_is_styled():
    case = case_of("My operation was cancelled again and nobody rang me.", Action.APPROVE)
    assert [button["text"]["text"] for button in buttons_of(case) if "style" in button] == ["Refer to PALS"]
    assert "Respond by" in told(case)


def test_a_breach_is_to_be_decided_then_done_and_then_answered():
    text = "You are an idiot. How do I make a complaint?"
    for path in ((), (Action.REPLY, Action.REPLY_DONE)):
        assert "Decide by Mon 23 Nov, 10:05" in told(case_of(text, *path))
    assert "Do it by Mon 23 Nov, 10:05" in told(case_of(text, Action.HIDE))
    assert "Respond by Tue 24 Nov, 10:05" in told(case_of(text, Action.HIDE, Action.HIDE_DONE))
    assert " by Mon" not in told(case_of(text, Action.HIDE, Action.HIDE_DONE, Action.REPLY, Action.REPLY_DONE))


def test_an_undone_hiding_asks_for_the_item_to_be_shown_again():
    said = told(case_of(INSULT, Action.HIDE, Action.HIDE_DONE, Action.UNDO))
    assert "Show it again on Facebook" in said
    assert "Hidden by" not in said


def test_personal_details_stand_nowhere_in_the_card():
    case = case_of("My number is 07700 900123, call me", author_name="Jo")
    assert "900123" not in told(case) + card(case, LONDON, MONDAY).text
    assert "[phone number]" in told(case)
    assert "Show personal details" in labels(case)


def test_a_long_text_is_shortened_with_a_way_to_see_all_of_it():
    case = case_of("Lovely staff and a clean ward. " * 100)
    assert "Show all of it" in labels(case)
    assert len(told(case)) < 1500


def test_a_direct_message_offers_no_hiding():
    assert "Hide" not in labels(case_of(INSULT, kind=Kind.DIRECT_MESSAGE))


def test_only_what_wants_an_answer_is_to_be_responded_to():
    assert "Respond by Mon 23 Nov, 10:05" in told(case_of(QUESTION))
    assert "Decide by Mon 23 Nov, 10:05" in told(case_of(INSULT))
    assert "Respond by" not in told(case_of(INSULT))
    assert "Decide by" not in told(case_of(INSULT, Action.APPROVE))


def test_what_wants_no_answer_is_to_be_looked_at():
    assert "Look at by Mon 23 Nov, 10:05" in told(case_of(CLEAN))
    assert "Respond by" not in told(case_of(CLEAN))
    assert "Look at by" not in told(case_of(CLEAN, Action.APPROVE))


def test_a_risk_to_life_is_urgent_and_responded_to_at_once():
    case = case_of(RISK)
    assert "Urgent · Suggestion: Reply" in told(case)
    assert "Urgent · Suggestion: Reply" in card(case, LONDON, MONDAY).text
    assert "Respond at once" in told(case)
    assert "Respond by" not in told(case)


def test_a_high_urgency_is_said_in_words():
    assert "High urgency · Suggestion: Hide" in told(case_of(INSULT))
    assert "High" not in told(case_of(CLEAN))


def test_the_notification_tells_the_last_decision():
    assert "decided: hide" in card(case_of(INSULT, Action.HIDE), LONDON, MONDAY).text
