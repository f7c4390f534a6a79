"""Reply and Refer to PALS on a card: what they are told is chosen, filled in and seen before it is decided."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.answers import REFUSALS, declined, said_of
from handlers.blocks.blanks import SERVICE
from handlers.blocks.modals import notice_modal
from handlers.blocks.own_words import own_words, text_block
from handlers.blocks.reply_modals import (
    OWN_WORDS,
    REFERRAL,
    TEMPLATE,
    ReplyDraft,
    modal_for,
    reply_text_modal,
    text_modal,
)
from handlers.desk import Declined, Desk, Order
from handlers.details import say, show_modal
from handlers.emailing import Shown, email_step
from handlers.ids import Callback, Control
from handlers.requests import Body, asker, entered, mention_id, reply_draft, ticked
from rules.compose import NotFilledInError, compose, objection
from rules.decisions import NEEDS_TEXT, Action, Obstacle
from rules.lengths import too_long_for
from rules.mention import Case, Reply
from rules.referrals import Referral
from rules.services import Contacts, ServiceKind
from rules.suiting import channel_to

View = Mapping[str, Any]

ASKED = (
    "It is posted under the card, where a colleague can read it, change it and use it. Nothing was sent to the public, "
    "and nothing is decided yet."
)
NO_WORDS = "No words came with that decision. Please write the reply there."


def register(app: App, desk: Desk) -> None:
    """Listen to what is chosen in the modals of a reply, and to the button that shows one."""
    app.action(Control.REPLY_TEMPLATE.value)(_choose(desk))
    app.action({"action_id": SERVICE, "block_id": SERVICE})(_choose(desk))
    app.action(Control.PUT_BACK.value)(_put_back(desk))
    app.action(Control.SHOW_REPLY.value)(_show_reply(desk))
    app.action(Control.ASK_TO_CHECK.value)(_ask_to_check(desk))
    app.action(Control.USE_DRAFT.value)(_use_draft(desk))
    app.view(Callback.REPLY_BLANKS.value)(_preview(desk))
    app.view(Callback.REPLY.value)(_decide(desk))
    app.view(Callback.REPLY_EMAIL.value)(_decide(desk))


def _choose(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        """Fill in anew what another template or another service says."""
        ack()
        try:
            draft = reply_draft(body["view"], asker(context))
            case = desk.case(draft.mention_id)
        except REFUSALS as error:
            say(said_of(error), body, client, respond)
            return
        draft = _keeping(draft, body["view"])
        chosen = entered(body["view"], TEMPLATE)
        service = entered(body["view"], SERVICE) if SERVICE in body["view"]["state"]["values"] else None
        draft = _with(draft, chosen, service)
        show_modal(modal_for(case, desk.contacts, desk.templates(), draft), body, client)

    return listen


def _put_back(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        """Put back what they had written; what they have written since is kept in its place."""
        ack()
        try:
            draft = reply_draft(body["view"], asker(context))
            case = desk.case(draft.mention_id)
        except REFUSALS as error:
            say(said_of(error), body, client, respond)
            return
        back = draft.kept or Reply("")
        draft = _keeping(replace(draft, kept=None), body["view"])
        draft = replace(draft, template_key=back.template_key, template_version=back.template_version)
        show_modal(text_modal(case, desk.contacts, desk.templates(), draft, back.text, own=True), body, client)

    return listen


def _preview(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: View, context: BoltContext) -> None:
        """Show the text that comes of what was filled in, or say which blank is left."""
        try:
            draft = reply_draft(view, asker(context))
            case = desk.case(draft.mention_id)
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", said_of(error)))
            return
        given = {block: entered(view, block) for block in view["state"]["values"]}
        draft = _with(draft, given.get(TEMPLATE), given.get(SERVICE))
        templates = desk.templates()
        template = templates.named(draft.template_key)
        if template is None:
            ack(response_action="update", view=modal_for(case, desk.contacts, templates, draft))
            return
        try:
            text = compose(template, desk.contacts, desk.contacts.service(draft.service_key), given)
        except NotFilledInError as error:
            # What is missing in the settings has no field of its own: it stands at the template that asks for it.
            problems = {block if block in given else TEMPLATE: said for block, said in error.problems.items()}
            ack(response_action="errors", errors=problems)
            return
        draft = replace(draft, template_version=template.version)
        ack(response_action="update", view=text_modal(case, desk.contacts, templates, draft, text, own=True))

    return listen


def _decide(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: View, context: BoltContext) -> None:
        """Record the decision with its words; what can't go out is named at its field, and nothing is recorded."""
        member = asker(context)
        try:
            draft = reply_draft(view, member)
            case = desk.case(draft.mention_id)
            block = text_block(list(view["state"]["values"]))
            text = entered(view, block).strip()
            if why := _problem(text, case, desk.contacts):
                ack(response_action="errors", errors={block: why})
                return
            email = email_step(desk, case, draft, view, reply=text, member=member)
            if isinstance(email, Shown):
                ack(**email.answer)
                return
            order = Order(
                mention_id=draft.mention_id,
                action=draft.action,
                by=member,
                seen_version=draft.seen_version,
                detail=Referral.PASSED_ON if email else _detail(view, draft.action),
                email=email,
                reply=Reply(
                    text, draft.template_key, draft.template_version, formal_complaint=_is_for_complaints(desk, draft)
                ),
            )
            answer = desk.order(order)
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", said_of(error)))
            return
        if isinstance(answer, Declined):
            why = declined(answer, member.person, desk.zone, order.action)
            ack(response_action="update", view=notice_modal("Not done", why))
        else:
            ack()

    return listen


def _ask_to_check(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """Post the text under the card, and nothing to the public; commit first, then acknowledge."""
        member, view = asker(context), body["view"]
        asked = False
        try:
            draft = reply_draft(view, member)
            text = entered(view, text_block(list(view["state"]["values"]))).strip()
            said = _problem(text, desk.case(draft.mention_id), desk.contacts)
            if said is None:
                reply = Reply(text, draft.template_key, draft.template_version)
                answer = desk.ask_to_check(
                    draft.mention_id, draft.action, reply, member, seen_version=draft.seen_version
                )
                asked = answer is None
                said = declined(answer, member.person, desk.zone, draft.action) if answer else ASKED
        except REFUSALS as error:
            said = said_of(error)
        ack()
        if asked:
            client.views_update(view_id=view["id"], view=notice_modal("Asked", said))
        else:
            # On top of the reply, so that what was written is still there underneath.
            client.views_push(trigger_id=body["trigger_id"], view=notice_modal("Not asked", said))

    return listen


def _use_draft(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        """Open the reply with what a colleague wrote, unless somebody has answered since."""
        member = asker(context)
        try:
            draft = desk.draft(mention_id(body["actions"][0].get("value"), member))
            order = Order(draft.mention_id, draft.action, member, seen_version=draft.version)
            answer = desk.order(order)
        except REFUSALS as error:
            ack()
            say(said_of(error), body, client, respond)
            return
        ack()
        if isinstance(answer, Declined) and answer.refusal.obstacle is not Obstacle.NEEDS_DETAIL:
            say(declined(answer, member.person, desk.zone, draft.action), body, client, respond)
            return
        reply = draft.reply
        taken_up = ReplyDraft(
            draft.action,
            draft.mention_id,
            draft.version,
            reply.template_key,
            reply.template_version,
            writer=member.person.name,
        )
        view = text_modal(answer.case, desk.contacts, desk.templates(), taken_up, reply.text, own=True)
        show_modal(view, body, client)

    return listen


def _show_reply(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        ack()
        try:
            case = desk.case(mention_id(body["actions"][0].get("value"), asker(context)))
        except REFUSALS as error:
            say(said_of(error), body, client, respond)
            return
        made = [each for each in case.answers if each.action in NEEDS_TEXT]
        reply = desk.reply(made[-1].id) if made else None
        view = reply_text_modal(case, reply) if reply else notice_modal("The reply", NO_WORDS)
        show_modal(view, body, client)

    return listen


def _is_for_complaints(desk: Desk, draft: ReplyDraft) -> bool:
    template = desk.templates().known(draft.template_key or "")
    return template is not None and template.service is ServiceKind.COMPLAINTS


def _keeping(draft: ReplyDraft, view: View) -> ReplyDraft:
    """Keep what they wrote in a modal whose text is about to change; what a template filled in is no loss."""
    words = own_words(view)
    return replace(draft, kept=Reply(words, draft.template_key, draft.template_version)) if words else draft


def _with(draft: ReplyDraft, template: str | None, service: str | None) -> ReplyDraft:
    key = None if template in {None, "", OWN_WORDS} else template
    return replace(draft, template_key=key, template_version=None, service_key=service or None)


def _problem(text: str, case: Case, contacts: Contacts) -> str | None:
    """Say why a text can't go out as an answer to a mention, or None when it can."""
    channel = channel_to(case.mention)
    if why := objection(text, channel, contacts):
        return why
    too_long = too_long_for(text, (case.mention.platform,), channel)
    if not too_long:
        return None
    where = too_long[0]
    return f"It is too long for {where.name}: {where.length:,} of {where.limit:,}. Please make it shorter."


def _detail(view: View, action: Action) -> str | None:
    """Return how somebody is referred: passed on only where it was ticked that they agreed."""
    if action is not Action.REFER:
        return None
    return Referral.PASSED_ON if Referral.PASSED_ON in ticked(view, REFERRAL) else Referral.SIGNPOSTED
