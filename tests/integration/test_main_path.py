"""A mention arrives, a card appears, a person decides, the log keeps it: by the same ways as in production."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from bot.sandbox.people import ANNA, BEN, BOT_USER_ID, CARYS, ELLA, GENERAL, MENTIONS, ChannelPlan, Person
from tests.cards import REDRAWS_ARE_SLOW, buttons, card_of, log_of, redrawn, tell, told_only
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import StartSandbox, Workspace, told_by

INSULT = "The receptionist is an idiot"
GRUMBLE = "What a waste of money the new website is. Honestly useless."
HOSTILE = "<!channel> <@U1> *bold* <https://x|y> & <b>"


def test_hide_is_decided_then_done_and_both_are_in_the_log(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(INSULT)
    card = card_of(workspace, INSULT)
    assert buttons(card)[0] == "Hide"
    assert workspace.click(ANNA, card, "hide")["outcome"] == "ok"
    card = redrawn(workspace, card, "Anna Shaw decided: hide.")
    assert "Done" in buttons(card)
    assert "Approve" not in buttons(card)
    workspace.click(BEN, card, "hide_done")
    redrawn(workspace, card, "Hidden by Ben Okafor")
    assert log_of(engine) == [("Anna Shaw", "hide", "abusive"), ("Ben Okafor", "hide_done", None)]


def test_the_thread_under_the_card_tells_what_was_decided(bot: RunningBot, workspace: Workspace):
    bot.receive(INSULT)
    card = card_of(workspace, INSULT)
    workspace.click(ANNA, card, "hide")
    note = workspace.wait_for(lambda: workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])[1:])[0]
    assert "Anna Shaw decided: hide" in note["text"]


def test_the_second_person_changes_nothing_and_is_told_who_was_first(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(GRUMBLE)
    card = card_of(workspace, GRUMBLE)
    workspace.set_faults(**REDRAWS_ARE_SLOW)
    workspace.click(ANNA, card, "approve")
    workspace.click(BEN, card, "approve")
    told_only(workspace, BEN, "Anna Shaw was first: Anna Shaw approved it")
    assert not [message for message in workspace.messages(ANNA) if message["is_ephemeral"]]
    assert log_of(engine) == [("Anna Shaw", "approve", None)]


def test_hiding_what_is_only_negative_asks_for_a_principle(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(GRUMBLE)
    card = card_of(workspace, GRUMBLE)
    assert buttons(card)[0] == "Approve"
    workspace.click(ANNA, card, "hide")
    modal = workspace.wait_for(lambda: workspace.modals(ANNA))[0]
    assert "never hidden for being negative" in told_by({"text": "", "blocks": modal["blocks"]})
    assert log_of(engine) == []
    assert workspace.submit(ANNA, {"principle": "irrelevant_advertising"})["outcome"] == "closed"
    redrawn(workspace, card, "Anna Shaw decided: hide.")
    assert log_of(engine) == [("Anna Shaw", "hide", "irrelevant_advertising")]


def test_report_may_follow_hide_and_undo_takes_back_the_latest(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(INSULT)
    card = card_of(workspace, INSULT)
    workspace.click(ANNA, card, "hide")
    card = redrawn(workspace, card, "Anna Shaw decided: hide.")
    assert "Report" in buttons(card)
    workspace.click(CARYS, card, "report")
    card = redrawn(workspace, card, "Carys Evans decided: report.")
    workspace.click(CARYS, card, "undo")
    card = redrawn(workspace, card, "Carys Evans took back: report.")
    assert "Carys Evans decided: report." not in told_by(card)
    workspace.click(ANNA, card, "undo")
    card = redrawn(workspace, card, "Anna Shaw took back: hide.")
    assert "Approve" in buttons(card)
    assert [action for _, action, _ in log_of(engine)] == ["hide", "report", "undo", "undo"]


def test_a_decision_on_one_side_leaves_the_other_open(bot: RunningBot, workspace: Workspace):
    bot.receive("What time does the walk-in clinic open on Saturday?")
    card = card_of(workspace, "walk-in clinic")
    assert buttons(card)[0] == "Reply"
    workspace.click(ANNA, card, "approve")
    card = redrawn(workspace, card, "Approved by Anna Shaw")
    assert "Reply" in buttons(card)
    tell(workspace, ANNA, card, "reply", "It opens at nine on Saturday.")
    card = redrawn(workspace, card, "Anna Shaw decided: reply.")
    workspace.click(ANNA, card, "reply_done")
    redrawn(workspace, card, "Replied by Anna Shaw")


def test_personal_details_are_masked_until_somebody_asks_and_the_look_is_logged(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive("Please ring me on 07700 900123 about the rota")
    card = card_of(workspace, "about the rota")
    assert "900123" not in told_by(card)
    workspace.click(ANNA, card, "show_personal_details")
    modal = workspace.wait_for(lambda: workspace.modals(ANNA))[0]
    assert "07700 900123" in told_by({"text": "", "blocks": modal["blocks"]})
    assert not workspace.modals(BEN)
    assert log_of(engine) == [("Anna Shaw", "show_personal_details", None)]


def test_a_strangers_text_shows_exactly_its_characters(bot: RunningBot, workspace: Workspace):
    bot.receive(HOSTILE, author_name="<!here> *Jo*")
    card = workspace.wait_for_message(ANNA, MENTIONS, "bold")
    quoted = card["blocks"][0]["elements"][1]["elements"]
    assert [(part["type"], part["text"]) for part in quoted] == [("text", HOSTILE)]
    assert "<" not in card["text"]
    assert ">" not in card["text"]


def test_somebody_outside_the_channel_is_served_nothing(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    card_of(workspace, GRUMBLE)
    workspace.command(ELLA, "/mentions", GENERAL)
    told = told_only(workspace, ELLA, "serves the members of the mentions channel", GENERAL)
    assert "waste of money" not in told_by(told)
    workspace.command(ELLA, "/mentions add", GENERAL)
    assert not workspace.modals(ELLA)
    workspace.open_home(ELLA)
    assert "waste of money" not in str(workspace.home(ELLA))


def test_mentions_lists_what_is_waiting_until_it_is_settled(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    card = card_of(workspace, GRUMBLE)
    workspace.command(BEN, "/mentions")
    assert "waste of money" in told_by(told_only(workspace, BEN, "To decide or to answer: 1"))
    workspace.click(ANNA, card, "approve")
    workspace.command(BEN, "/mentions")
    told_only(workspace, BEN, "Nothing is waiting")


def test_mentions_search_finds_words_and_an_unknown_word_gets_help(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    card_of(workspace, GRUMBLE)
    workspace.command(BEN, "/mentions search WASTE money")
    told_only(workspace, BEN, "Mentions with “WASTE money”: 1")
    workspace.command(BEN, "/mentions frobnicate")
    told_only(workspace, BEN, "/mentions add enters one by hand")


def test_a_long_list_pages(bot: RunningBot, workspace: Workspace):
    batch = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"Remark number {number}."}
        for number in range(11)
    ]
    assert bot.post(batch).json() == {"accepted": 11, "duplicates": 0, "rejected": []}
    workspace.command(BEN, "/mentions")
    answer = told_only(workspace, BEN, "1 to 8 of 11")
    workspace.click(BEN, answer, "list_page_next")
    told_only(workspace, BEN, "9 to 11 of 11")


@pytest.mark.usefixtures("bot")
def test_a_mention_added_by_hand_becomes_a_card_once(workspace: Workspace):
    entered = {
        "text": "Lovely new garden at the hospice",
        "platform": "facebook",
        "kind": "post",
        "author": "Pat Q",
        "url": "https://example.org/posts/77",
        "posted_at": None,
    }
    for title in ("Added", "Already there"):
        workspace.command(ANNA, "/mentions add")
        workspace.wait_for(lambda: workspace.modals(ANNA))
        assert workspace.submit(ANNA, entered)["outcome"] == "updated"
        assert workspace.modal(ANNA)["title"]["text"] == title
        workspace.close_modal(ANNA)
    card_of(workspace, "Lovely new garden")
    assert len([message for message in workspace.messages(ANNA) if "Lovely" in message["text"]]) == 1


@pytest.mark.usefixtures("bot")
def test_a_message_is_logged_as_a_mention_by_its_shortcut(workspace: Workspace):
    said = workspace.say(BEN, "Somebody at the fete asked when the blood van comes", GENERAL)
    workspace.shortcut(BEN, "log_as_mention", said)
    workspace.wait_for(lambda: workspace.modals(BEN), as_=BEN)
    entered = {"text": "When does the blood van come?", "platform": "other", "kind": "mention"}
    workspace.submit(BEN, entered | {"author": None, "url": None, "posted_at": None})
    card_of(workspace, "When does the blood van come?")


def test_the_home_tab_shows_what_is_waiting(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    card_of(workspace, GRUMBLE)
    workspace.open_home(CARYS)
    view = workspace.wait_for(lambda: workspace.home(CARYS), as_=CARYS)
    assert "waste of money" in str(view)


def test_fifty_people_clicking_at_once_make_one_decision(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    crowd = tuple(Person(f"U0CROWD{number:03}", f"Person {number}", f"person.{number}") for number in range(50))
    channel = ChannelPlan(MENTIONS.id, MENTIONS.name, (*(person.id for person in crowd), BOT_USER_ID), is_private=True)
    sandbox = start_sandbox(people=crowd, channels=(channel,), user_groups=())
    settings = settings_for(sandbox, database_url, team_leads="")
    with running_bot(settings, engine) as bot:
        workspace = Workspace(sandbox.url)
        bot.receive(GRUMBLE)
        card = workspace.wait_for_message(crowd[0], channel, GRUMBLE)
        workspace.set_faults(**REDRAWS_ARE_SLOW)
        together = threading.Barrier(len(crowd))

        def click(person: Person) -> str:
            together.wait()
            outcome: str = workspace.click(person, card, "approve")["outcome"]
            return outcome

        with ThreadPoolExecutor(len(crowd)) as pool:
            assert list(pool.map(click, crowd)) == ["ok"] * len(crowd)
        [(first, _, _)] = log_of(engine)
        for person in crowd:
            if person.name != first:
                told_only(workspace, person, f"{first} was first", channel)
        workspace.close()


def test_the_same_mention_posted_a_hundred_times_at_once_is_one_card(bot: RunningBot, workspace: Workspace):
    mention = {"platform": "x", "external_id": "same", "kind": "mention", "text": "The same thing said once"}
    together = threading.Barrier(100)

    def post(_: int) -> dict:
        together.wait()
        answer = bot.post(mention)
        assert answer.status_code == 202
        return answer.json()

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(post, range(100)))
    assert sum(answer["accepted"] for answer in answers) == 1
    assert sum(answer["duplicates"] for answer in answers) == 99
    bot.receive("The one after it", external_id="next")
    card_of(workspace, "The one after it")
    assert len([message for message in workspace.messages(ANNA) if "said once" in message["text"]]) == 1


def test_a_wrongly_matched_principle_can_be_replaced_before_hiding(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(INSULT)
    workspace.click(ANNA, card_of(workspace, INSULT), "other_principle", "hide:1")
    modal = workspace.wait_for(lambda: workspace.modals(ANNA))[0]
    assert modal["blocks"][2]["element"]["initial_option"]["value"] == "abusive"
    workspace.submit(ANNA, {"principle": "hateful_discriminatory"})
    assert log_of(engine) == [("Anna Shaw", "hide", "hateful_discriminatory")]
