"""The e-mail that passes a mention on to PALS, between what is ticked for it and the decision that sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.blocks.answers import declined
from handlers.blocks.blanks import SERVICE
from handlers.blocks.email_modals import email_preview, mark_of, previewed
from handlers.blocks.modals import notice_modal
from handlers.blocks.reply_modals import EMAIL, REFERRAL, ReplyDraft
from handlers.desk import Declined, Desk, Member, Order
from handlers.ids import Callback
from handlers.requests import entered, ticked
from rules.decisions import Action
from rules.mention import Case, Email
from rules.referral_emails import Part, parts_of, referral_email
from rules.referrals import Referral

NOT_AGREED = "Please tick above that they agreed: without that nothing of theirs is passed on. Or tick nothing here."
NO_ADDRESS = "The bot can’t e-mail that service. Please tick nothing here, and pass it on yourself."


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown in place of deciding: the arguments of Slack's acknowledgement."""

    answer: Mapping[str, Any]


def email_step(
    desk: Desk, case: Case, draft: ReplyDraft, view: Mapping[str, Any], *, reply: str, member: Member
) -> Email | Shown | None:
    """Return the e-mail that the person has seen, or what to show them first, or None where none was asked for.

    Raises what `Desk.order` does: who has the personal details put into it is logged as having looked at them.
    """
    if draft.action is not Action.REFER:
        return None
    if view["callback_id"] == Callback.REPLY_EMAIL:
        parts, mark = previewed(view)
        email = _compose(desk, case, draft, parts, member)
        if email is None:
            return Shown({"response_action": "update", "view": notice_modal("Not done", NO_ADDRESS)})
        return email if mark_of(email) == mark else _preview(case, draft, parts, email, reply)
    asked = ticked(view, EMAIL)
    parts = tuple(part for part in parts_of(case) if part in asked)
    return _first_look(desk, case, draft, view, parts=parts, reply=reply, member=member) if parts else None


def _first_look(
    desk: Desk,
    case: Case,
    draft: ReplyDraft,
    view: Mapping[str, Any],
    *,
    parts: Sequence[Part],
    reply: str,
    member: Member,
) -> Shown:
    if Referral.PASSED_ON not in ticked(view, REFERRAL):
        return Shown({"response_action": "errors", "errors": {EMAIL: NOT_AGREED}})
    if SERVICE in view["state"]["values"]:
        draft = replace(draft, service_key=entered(view, SERVICE) or None)
    email = _compose(desk, case, draft, parts, member)
    if email is None:
        return Shown({"response_action": "errors", "errors": {EMAIL: NO_ADDRESS}})
    if Part.DETAILS in parts:
        looked = desk.order(Order(case.id, Action.SHOW_PERSONAL_DETAILS, member))
        if isinstance(looked, Declined):
            why = declined(looked, member.person, desk.zone, Action.SHOW_PERSONAL_DETAILS)
            return Shown({"response_action": "update", "view": notice_modal("Not done", why)})
    return _preview(case, draft, parts, email, reply)


def _compose(desk: Desk, case: Case, draft: ReplyDraft, parts: Sequence[Part], member: Member) -> Email | None:
    service = desk.contacts.pals_by_email(draft.service_key)
    if service is None or not parts:
        return None
    organisation, writer = desk.contacts.organisation, member.person.name
    return referral_email(case, parts, service, writer=writer, organisation=organisation, zone=desk.zone)


def _preview(case: Case, draft: ReplyDraft, parts: Sequence[Part], email: Email, reply: str) -> Shown:
    return Shown({"response_action": "update", "view": email_preview(case, draft, parts, email, reply)})
