"""The views of templates and principles: Slack takes them, and nothing in a template acts as markup."""

from dataclasses import replace

import pytest

from bot.sandbox.block_kit import accept_blocks, accept_view
from handlers.blocks.message import Message
from handlers.blocks.principles import principles_list
from handlers.blocks.templates import MOST, Draft, blanks_modal, reply_modal, template_list, to_copy
from rules.compose import LONGEST_REPLY, signed
from rules.lengths import TooLong
from rules.library import shipped
from rules.published import published
from rules.replies import Channel, Template
from rules.services import Contacts
from tests.contacts import CONTACTS, template
from tests.sandbox import told_by

DRAFT = Draft("own-care", "https://hooks.slack.com/commands/T1/2/3")
THANKS = template("thanks")


def told(message: Message) -> str:
    payload = message.payload()
    accept_blocks(payload["blocks"])
    return told_by(payload)


@pytest.mark.parametrize("each", shipped().templates, ids=lambda each: each.key)
def test_slack_takes_the_modal_of_each_template(each: Template):
    view = blanks_modal(each, CONTACTS, DRAFT, signed(each, "Anna Shaw")).to_dict()
    assert each.use in str(accept_view(view, "modal"))


def test_a_draft_is_read_from_its_modal_as_it_was():
    assert Draft.read(DRAFT.metadata) == DRAFT


def test_a_long_list_stays_within_what_slack_takes_and_says_so():
    many = [replace(THANKS, key=f"thanks-{number}") for number in range(MOST + 20)]
    said = told(template_list(many, CONTACTS, ""))
    assert f"Reply templates: {MOST + 20}" in said
    assert f"Only the first {MOST} are shown." in said


def test_a_template_that_lacks_a_setting_has_no_button():
    message = template_list([template("own-care")], Contacts("hello@anytown.example"), "")
    assert "Not offered for sending. Missing: PALS_PHONE" in told(message)
    assert "accessory" not in message.blocks[1].to_dict()


def test_a_title_with_markup_pings_nobody():
    said = told(template_list([replace(THANKS, title="<!channel> & <@U1>")], CONTACTS, "<!here>"))
    assert "*&lt;!channel&gt; &amp; &lt;@U1&gt;*" in said


def test_the_longest_reply_can_be_checked_and_copied():
    text = "\N{SLIGHTLY SMILING FACE}" * LONGEST_REPLY
    too_long = (TooLong("X", 280, 6_000), TooLong("TikTok", 150, 3_000))
    view = accept_view(reply_modal("Thanks", Channel.PUBLIC, text, too_long, DRAFT).to_dict(), "modal")
    assert "3,000 characters. Too long for X: 6,000 of 280. Too long for TikTok: 3,000 of 150." in str(view)
    assert text in told(to_copy("Thanks", text, too_long))


def test_slack_takes_the_principles():
    assert "P17" in told(principles_list(published("hello@anytown.example")))
