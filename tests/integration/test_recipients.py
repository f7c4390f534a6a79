"""Whom the bot tells by itself, as far as Slack says who is in which group."""

import pytest
from slack_sdk import WebClient

from bot.members import Members
from bot.recipients import Recipients
from bot.sandbox.options import BOT_SCOPES
from bot.sandbox.people import BOT_TOKEN, CARYS, ELLA, MENTIONS, TEAM_LEADS
from handlers.desk import MembershipUnknownError
from tests.sandbox import StartSandbox


def test_who_leads_is_asked_again_until_slack_has_said_who_is_in_each_group():
    members = Members(WebClient(), lambda: MENTIONS.id, (CARYS.id, TEAM_LEADS.id))
    with pytest.raises(MembershipUnknownError):
        Recipients(members, leads=(CARYS.id, TEAM_LEADS.id)).summary()


def test_a_group_that_slack_refuses_to_describe_keeps_no_other_lead_from_the_summary(start_sandbox: StartSandbox):
    sandbox = start_sandbox(bot_scopes=tuple(scope for scope in BOT_SCOPES if scope != "usergroups:read"))
    client = WebClient(token=BOT_TOKEN, base_url=sandbox.api_url)
    members = Members(client, lambda: MENTIONS.id, (CARYS.id, TEAM_LEADS.id))
    members.refresh()
    assert Recipients(members, leads=(CARYS.id, TEAM_LEADS.id)).summary() == (CARYS.id,)


def test_an_escalation_goes_to_its_contacts_or_else_to_the_leads_or_else_to_the_channel():
    members = Members(WebClient(), lambda: MENTIONS.id, ())
    by_reason = {"legal": ("S0NOTKNOWN",), "media": (ELLA.id,)}
    led = Recipients(members, by_reason=by_reason, leads=(CARYS.id,))
    assert led.escalation("media") == (ELLA.id,)
    assert led.escalation("legal") == (CARYS.id,)
    assert Recipients(members, by_reason=by_reason).escalation("legal") == (None,)
