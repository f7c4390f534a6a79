"""What the bot says by itself: what is told, in whose words, and whom it names."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handlers.blocks.message import Message
from handlers.blocks.notices import (
    LISTED,
    Entry,
    Gathered,
    WhyHere,
    announcement,
    escalation_notice,
    reminder_note,
    reminders,
    unreached_notice,
)
from rules.decisions import Action
from rules.reminders import BEFORE, PASSED, SNOOZE_OVER
from rules.safety import Helplines
from tests.unit.handlers.drawn import ANNA, ESCALATE, INSULT, LONDON, MONDAY, QUESTION, RISK, case_of

CARD = "https://comms.slack.com/archives/C0/p1"
TWO_LATE = Gathered(2, 2, 1, 0)
HOSTILE = "<!channel> <@U1> *bold* & <https://x|y>"


def elements(message: Message) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting: list[Any] = [block for block in message.payload()["blocks"] if block["type"] == "rich_text"]
    while waiting:
        item = waiting.pop(0)
        waiting = [*item.get("elements", []), *waiting]
        found.append(item)
    return found


def told(message: Message) -> str:
    return "".join(each.get("text", "") for each in elements(message))


def named(message: Message) -> list[str]:
    return [
        each.get("user_id") or each["usergroup_id"]
        for each in elements(message)
        if each["type"] in {"user", "usergroup"}
    ]


def test_a_reminder_says_what_by_when_and_names_who_claimed_it() -> None:
    case = case_of(INSULT, Action.CLAIM)
    before = reminder_note(Entry(case, BEFORE, CARD), MONDAY + timedelta(minutes=45), LONDON)
    assert "Due soon. Comment on Facebook from Jo B (@job)" in told(before)
    assert "decide by Mon 23 Nov, 10:05" in told(before)
    assert named(before) == [ANNA.id]
    late = reminder_note(Entry(case, PASSED, CARD), MONDAY + timedelta(hours=2), LONDON, leads=["S0LEADS"])
    assert "Still open." in told(late)
    assert "overdue since Mon 23 Nov, 10:05" in told(late)
    assert named(late) == [ANNA.id, "S0LEADS"]


def test_a_reminder_that_is_sent_late_does_not_say_that_it_is_due_soon() -> None:
    late = reminder_note(Entry(case_of(INSULT), BEFORE, None), MONDAY + timedelta(hours=2), LONDON)
    assert "Due soon" not in told(late)
    assert "Due soon" not in late.text


def test_the_end_of_a_snooze_is_said_as_such() -> None:
    back = Entry(case_of(QUESTION), SNOOZE_OVER, CARD)
    assert "It was snoozed until now." in told(reminder_note(back, MONDAY, LONDON))
    assert "snoozed until now" in told(reminders([back], Gathered(1, 0, 0, 1), MONDAY, LONDON))


def test_many_are_listed_as_far_as_people_read_and_the_rest_is_counted() -> None:
    many = [Entry(case_of(INSULT), PASSED, CARD)] * LISTED
    message = reminders(many, Gathered(1_200, 1_100, 12, 1), MONDAY + timedelta(hours=2), LONDON)
    assert "1,100 mentions are overdue (12 new), 99 are due soon, 1 is back from a snooze" in told(message)
    assert "And 1,185 more: /mentions overdue lists them." in told(message)
    assert len([each for each in elements(message) if each["type"] == "link"]) == LISTED
    assert sum(len(each.get("text", "")) for each in elements(message)) < 12_000, "Slack's limit on a message"


def test_gathered_reminders_say_what_is_urgent_and_what_is_new() -> None:
    threat = case_of("I know where the receptionist lives and I will kill her")
    now = MONDAY + timedelta(hours=2)
    message = reminders([Entry(threat, PASSED + 1, CARD), Entry(case_of(INSULT), PASSED, CARD)], TWO_LATE, now, LONDON)
    assert message.text.startswith("2 mentions are overdue (1 new). ")
    assert "Urgent · Comment on Facebook" in told(message)
    assert "new · Comment on Facebook" in told(message)
    [soon] = [reminders([Entry(case_of(INSULT), BEFORE, CARD)], Gathered(1, 0, 0, 0), MONDAY, LONDON)]
    assert "1 mention is due soon" in told(soon)


def test_strangers_words_are_masked_and_never_markup() -> None:
    case = case_of(f"{HOSTILE} ring me on 07700 900461")
    for message in (
        reminder_note(Entry(case, BEFORE, CARD), MONDAY, LONDON),
        reminders([Entry(case, BEFORE, CARD)], Gathered(1, 0, 0, 0), MONDAY, LONDON),
        escalation_notice(*_escalated(f"{HOSTILE} ring me on 07700 900461"), LONDON, card_url=CARD),
    ):
        assert "07700" not in told(message) + message.text
        assert "<!channel>" in told(message)
        assert "<" not in message.text
        assert {each["user_id"] for each in elements(message) if each["type"] == "user"} <= {ANNA.id}


def test_an_announcement_has_the_help_the_words_and_what_can_be_done() -> None:
    case = case_of(RISK)
    message = announcement(case, 3, 10, LONDON, Helplines(), card_url=CARD, why_here=WhyHere(), leads=["S0LEADS"])
    for number in ("999", "111", "116 123", "85258"):
        assert number in told(message)
    assert RISK in told(message)
    assert "Unacknowledged since Mon 23 Nov, 09:05." in told(message)
    assert named(message) == ["S0LEADS"]
    [actions] = [block for block in message.payload()["blocks"] if block["type"] == "actions"]
    assert [each["action_id"] for each in actions["elements"]] == ["acknowledge_risk", "close_risk"]
    plainly = announcement(case, 1, 10, LONDON, Helplines(), card_url=None, plainly=True)
    assert not [each for each in elements(plainly) if each["type"] == "link"]


def test_the_channel_is_told_truly_why_a_risk_is_announced_there() -> None:
    def why(why_here: WhyHere, *, leads: Sequence[str] = ("S0LEADS",)) -> str:
        return told(
            announcement(case_of(RISK), 1, 10, LONDON, Helplines(), card_url=None, why_here=why_here, leads=leads)
        )

    assert "nobody is set to be told of this at any hour" in why(WhyHere())
    assert "not everybody who is set to be told of this could be told" in why(WhyHere(is_anybody_set=True))
    for leads in ((), ("S0LEADS",)):
        unreached = why(WhyHere("U0ELLA"), leads=leads)
        assert "can’t be reached" in unreached
        assert "nobody is set" not in unreached


def test_an_escalation_that_was_not_heard_says_of_whom_and_what_to_do() -> None:
    case, decision = _escalated(QUESTION)
    message = unreached_notice(case, decision, LONDON, unreached="U0ELLA", card_url=CARD, leads=["S0LEADS"])
    assert named(message) == ["U0ELLA", "S0LEADS"]
    assert "An escalation could not be told to" in told(message)
    assert "Back with us" in told(message)
    nobody = unreached_notice(case, decision, LONDON, unreached=None, card_url=None)
    assert "An escalation could not be told to anybody: Media" in told(nobody)
    plainly = unreached_notice(case, decision, LONDON, unreached="U0ELLA", card_url=CARD, plainly=True)
    assert named(plainly) == []
    assert "U0ELLA" in told(plainly)


def test_who_something_is_passed_on_to_learns_by_whom_and_whom_to_tell() -> None:
    message = escalation_notice(*_escalated(QUESTION), LONDON, card_url=CARD)
    assert f"{ANNA.name} passes a mention on to you: Media" in told(message)
    assert "The team does not reply while it is with you." in told(message)
    assert named(message) == [ANNA.id]


def _escalated(text: str) -> tuple[Any, Any]:
    case = case_of(text, ESCALATE)
    return case, case.decisions[-1]
