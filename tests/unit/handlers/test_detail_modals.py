"""The modals that ask until when, why, and how it ended: what they offer, and what may be read from them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.sandbox.block_kit import accept_view
from handlers.blocks.detail_modals import escalate_modal, hold_modal, more_modal, outcome_modal, snooze_modal
from handlers.blocks.offers import behind_more
from handlers.desk import Member, Order, SnoozeTimes, UnknownMentionError
from handlers.requests import detailed_order
from rules.decisions import Action, Role
from rules.escalations import escalations
from rules.safety import OUTCOMES
from tests.unit.handlers.drawn import ANNA, ENDED, LATER, LONDON, MONDAY, QUESTION, RISK, SNOOZE, case_of, texts

STAFF = Member(ANNA, Role.STAFF)
TIMES = SnoozeTimes(MONDAY, MONDAY + timedelta(hours=1), datetime(2026, 11, 24, 9, tzinfo=UTC))


def shown(view: View) -> dict[str, Any]:
    """Return a modal as Slack takes it."""
    return accept_view(view.to_dict(), "modal")


def element(view: View, block_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        block["element"] for block in shown(view)["blocks"] if block.get("block_id") == block_id
    )
    return found


def options(view: View) -> list[str]:
    return [option["text"]["text"] for option in element(view, "choice")["options"]]


def test_a_snooze_says_until_when_and_an_hour_is_chosen_already():
    view = snooze_modal(case_of(QUESTION), TIMES, LONDON)
    assert options(view) == ["For 1 working hour, until Mon 23 Nov, 10:05", "Until tomorrow, Tue 24 Nov, 09:00"]
    chosen = element(view, "choice")["initial_option"]
    assert chosen["text"]["text"] == options(view)[0]
    assert detailed_order(sent(view, choice=chosen["value"]), STAFF).until == TIMES.hour


def test_a_day_that_is_not_tomorrow_is_not_called_so():
    friday = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    times = SnoozeTimes(friday, friday + timedelta(days=2, hours=17), datetime(2026, 11, 30, 9, tzinfo=UTC))
    assert options(snooze_modal(case_of(QUESTION), times, LONDON))[1] == "Until the next working day, Mon 30 Nov, 09:00"


def test_a_time_that_is_given_counts_before_the_one_that_was_chosen_already():
    view = snooze_modal(case_of(QUESTION), TIMES, LONDON)
    order = detailed_order(sent(view, choice=TIMES.hour.isoformat(), until=int(LATER.timestamp())), STAFF)
    assert order.until == LATER


def test_a_holding_reply_proposes_a_time():
    view = hold_modal(case_of(QUESTION), LATER)
    assert element(view, "until")["initial_date_time"] == int(LATER.timestamp())
    assert detailed_order(sent(view, until=int(LATER.timestamp())), STAFF) == Order(
        7, Action.HOLD, STAFF, seen_version=1, until=LATER
    )


def test_a_holding_reply_has_words_to_copy_where_a_template_is_made_for_it():
    told = str(shown(hold_modal(case_of(QUESTION), LATER, "We will reply by Friday."))["blocks"])
    assert "Words for it, to copy" in told
    assert "We will reply by Friday." in told
    assert "change it in the words too" in told
    assert "Words for it" not in str(shown(hold_modal(case_of(QUESTION), LATER))["blocks"])


def test_every_reason_is_offered_with_what_it_means_and_whom_it_tells():
    contacts = {each.key: ("U0CARYS", "S0LEADS") for each in escalations()} | {"legal": ("C0LEGAL",), "media": ()}
    view = escalate_modal(case_of(QUESTION), contacts)
    assert options(view) == [each.title for each in escalations()]
    means = [option["description"]["text"] for option in element(view, "choice")["options"]]
    assert means == [each.says for each in escalations()], "none is cut"
    told = "".join(texts(shown(view)["blocks"]))
    assert "Media: nobody in the settings; only the card tells it" in told
    assert "Legal: " in told
    listed = str(shown(view)["blocks"])
    assert all(
        each in listed for each in ("'user_id': 'U0CARYS'", "'usergroup_id': 'S0LEADS'", "'channel_id': 'C0LEGAL'")
    )


def test_reasons_that_all_tell_the_same_people_say_so_once():
    view = escalate_modal(case_of(QUESTION), {each.key: ("U0CARYS",) for each in escalations()})
    assert str(shown(view)["blocks"]).count("U0CARYS") == 1


def test_every_outcome_can_be_chosen_and_none_is_chosen_already():
    view = outcome_modal(case_of(RISK))
    assert options(view) == list(OUTCOMES.values())
    assert "initial_option" not in element(view, "choice")
    for option, outcome in zip(element(view, "choice")["options"], OUTCOMES, strict=True):
        assert option["description"]["text"]
        assert detailed_order(sent(view, choice=option["value"]), STAFF).detail == outcome


def test_a_modal_asks_about_the_card_that_was_clicked():
    case = case_of(QUESTION, Action.CLAIM, SNOOZE)
    assert snooze_modal(case, TIMES, LONDON, 1).private_metadata == "snooze:7:v1"
    assert snooze_modal(case, TIMES, LONDON).private_metadata == "snooze:7:v3"
    rows = [block["block_id"] for block in shown(more_modal(case, behind_more(case, Role.STAFF)))["blocks"][1:]]
    assert rows == ["more-hold:7:v3", "more-escalate:7:v3", "more-snooze:7:v3", "more-police-ask:7:v3"]


def test_what_stands_behind_more_says_what_it_does():
    for case in (case_of(QUESTION), case_of(QUESTION, SNOOZE), case_of(RISK, ENDED)):
        for block in shown(more_modal(case, behind_more(case, Role.STAFF)))["blocks"][1:]:
            assert len(block["text"]["text"]) > 20
            assert block["accessory"]["value"] == "7"


@pytest.mark.parametrize(
    "metadata", ["", "approve:7:v1", "claim:7:v1", "snooze:7", "snooze:one:v1", "snooze:2147483648:v1", "snooze:7:v1;"]
)
def test_a_forged_modal_is_about_no_mention(metadata: str):
    with pytest.raises(UnknownMentionError):
        detailed_order({"private_metadata": metadata, "state": {"values": {}}}, STAFF)


@pytest.mark.parametrize("until", [None, -1, 0, 2**60, "tomorrow", 1.5, {}])
@pytest.mark.parametrize("choice", [None, "", "soon", "2026-11-23T10:05:00", "9" * 400, 7])
def test_what_is_no_time_is_none_at_all(until: Any, choice: Any):
    view = {"private_metadata": "snooze:7:v1", "state": {"values": state(choice=choice, until=until)}}
    assert detailed_order(view, STAFF).until is None


@pytest.mark.parametrize("values", [{}, {"choice": None}, {"choice": {"choice": None}}, {"until": {}}])
def test_a_field_that_is_missing_is_an_answer_that_is_missing(values: Any):
    for action in ("snooze", "hold", "escalate", "close_risk"):
        order = detailed_order({"private_metadata": f"{action}:7:v1", "state": {"values": values}}, STAFF)
        assert (order.detail, order.until) == (None, None)


def sent(view: View, choice: str | None = None, until: int | None = None) -> dict[str, Any]:
    """Return what Slack sends when a modal is submitted."""
    asked = {block.get("block_id") for block in shown(view)["blocks"]}
    values = {name: value for name, value in state(choice, until).items() if name in asked}
    return {"private_metadata": view.private_metadata, "state": {"values": values}}


def state(choice: Any, until: Any) -> dict[str, Any]:
    option = None if choice is None else {"value": choice}
    return {
        "choice": {"choice": {"type": "radio_buttons", "selected_option": option}},
        "until": {"until": {"type": "datetimepicker", "selected_date_time": until}},
    }
