"""The modals of a reply: Slack takes them for whatever was said, and the card tells how a referral went."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.block_kit import accept_view
from handlers.blocks.own_words import kept_in
from handlers.blocks.reply_modals import ReplyDraft, first_modal, modal_for, reply_text_modal, text_modal
from handlers.desk import Member, Order
from rules.assessment import Kind
from rules.compose import LONGEST_REPLY
from rules.decisions import Action, Role
from rules.library import shipped
from rules.mention import Case, Reply
from rules.platforms import platforms
from rules.services import Contacts
from tests.contacts import CONTACTS
from tests.unit.handlers.drawn import ANNA, CLEAN, QUESTION, Step, case_of, texts, told

ANSWERS = [Action.REPLY, Action.REFER]
NOTHING_SET = Contacts(contact_email="")


@given(
    st.text(min_size=1, max_size=3_000),
    st.text(min_size=1, max_size=500),
    st.sampled_from(Kind),
    st.sampled_from([*platforms(), "village_forum"]),
    st.sampled_from(ANSWERS),
)
@settings(max_examples=60, deadline=None)  # the first example waits for the word lists
def test_slack_takes_the_modal_whoever_said_whatever_anywhere(
    said: str, author: str, kind: Kind, place: str, action: Action
):
    case = case_of(CLEAN, kind=kind, platform=place, author_name=author, author_handle=None)
    case = replace(case, assessment=replace(case.assessment, masked_text=said))
    for contacts in (CONTACTS, NOTHING_SET):
        accept_view(
            first_modal(case, contacts, shipped(), Order(case.id, action, Member(ANNA, Role.STAFF))).to_dict(), "modal"
        )
    accept_view(reply_text_modal(case, Reply(said)).to_dict(), "modal")


@pytest.mark.parametrize("action", ANSWERS)
@pytest.mark.parametrize("template", shipped().templates, ids=lambda each: each.key)
def test_slack_takes_the_modal_of_every_template(template, action: Action):
    case = case_of(QUESTION)
    accept_view(modal_for(case, CONTACTS, shipped(), ReplyDraft(action, case.id, 1, template.key)).to_dict(), "modal")


def test_slack_takes_the_longest_reply():
    case, longest = case_of(QUESTION), "é" * LONGEST_REPLY
    own = ReplyDraft(Action.REPLY, case.id, 1, None)
    accept_view(text_modal(case, CONTACTS, shipped(), own, longest).to_dict(), "modal")
    accept_view(reply_text_modal(case, Reply(longest)).to_dict(), "modal")


@given(st.text(min_size=1, max_size=3_000), st.sampled_from([None, "own-care", "suggestion-received"]))
@settings(max_examples=30, deadline=None)  # the first example waits for the word lists
def test_slack_takes_what_somebody_had_written_and_gives_it_back(words: str, template: str | None):
    case, kept = case_of(QUESTION), Reply(words, template, 3 if template else None)
    for key in ("own-care", "suggestion-received", None):
        draft = ReplyDraft(Action.REPLY, case.id, 1, key, kept=kept)
        view = accept_view(modal_for(case, CONTACTS, shipped(), draft).to_dict(), "modal")
        assert kept_in(view) == kept


def test_what_is_too_long_there_says_so_before_it_is_submitted():
    case = case_of(QUESTION, platform="tiktok")
    view = modal_for(case, CONTACTS, shipped(), ReplyDraft(Action.REFER, case.id, 1, "own-care")).to_dict()
    assert "Too long for TikTok: 248 of 150." in "\n".join(texts(view["blocks"]))


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (Kind.COMMENT, "Copy the reply and post it on Facebook"),
        (Kind.DIRECT_MESSAGE, "Copy the reply and send it on Facebook"),
    ],
)
def test_the_card_says_what_to_do_with_the_reply(kind: Kind, asked: str):
    assert asked in told(case_of(QUESTION, Action.REPLY, kind=kind))


@pytest.mark.parametrize(
    ("detail", "ended"),
    [("signposted", "Signposted to PALS by"), ("passed_on", "Passed on to PALS by"), (None, "Referred to PALS by")],
)
def test_the_card_tells_how_a_referral_went_and_one_of_an_earlier_version_without(detail: str | None, ended: str):
    case = case_of(QUESTION, Step(Action.REFER, detail=detail), Action.REFER_DONE)
    assert f"{ended} {ANNA.name}" in told(without_detail(case) if detail is None else case)


def without_detail(case: Case) -> Case:
    return replace(case, decisions=tuple(replace(made, detail=None) for made in case.decisions))
