"""Reply templates and published principles: found by a command, filled in, checked, and copied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View
from slack_sdk.webhook import WebhookClient

from handlers.blocks.answers import note
from handlers.blocks.blanks import SERVICE
from handlers.blocks.message import Message
from handlers.blocks.modals import notice_modal
from handlers.blocks.principles import principles_list
from handlers.blocks.templates import TEXT, Draft, blanks_modal, reply_modal, template_list, to_copy
from handlers.desk import Desk, Member
from handlers.guard import tell
from handlers.ids import Callback, Control
from handlers.requests import Body, asker, entered
from rules.compose import NotFilledInError, compose, lacking, objection, signed
from rules.decisions import Role
from rules.lengths import TooLong, too_long_for
from rules.library import Library
from rules.platforms import platforms
from rules.published import published
from rules.replies import Channel, Template
from rules.services import Contacts

SHOW_WITHIN = 2
"""Seconds to show the copy: the modal waits for it, and Slack waits three seconds for the modal's answer."""

NO_SUCH_TEMPLATE = "There is no such template any more. /pals shows those that there are."
TOO_LATE = "Slack does not take it for the channel any more. Select the text here and copy it."


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons and modals of templates and principles; the commands are registered with the others."""
    app.action(Control.OPEN_TEMPLATE.value)(_open_template(desk))
    app.action(Control.SHARE_PRINCIPLE.value)(_share_principle(desk))
    app.view(Callback.TEMPLATE_BLANKS.value)(_preview(desk))
    app.view(Callback.REPLY_TEXT.value)(_copy(desk))


def pals(desk: Desk) -> Callable[..., None]:
    """Return the listener to /pals: a template's key opens it, other words search, none lists them all."""

    def listen(ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        words = " ".join(str(body.get("text", "")).split())
        templates = desk.templates()
        chosen = templates.named(words.lower())
        if chosen is None or lacking(chosen, desk.contacts):
            found = partial(_found, templates, words, desk.contacts, asker(context))
            answer = _not_offered(chosen, desk.contacts) if chosen else found()
            ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")
            return
        ack()
        draft = Draft(chosen.key, body["response_url"])
        client.views_open(trigger_id=body["trigger_id"], view=_first_view(chosen, desk.contacts, draft, asker(context)))

    return listen


def principles(desk: Desk) -> Callable[..., None]:
    """Return the listener to /principles: words search it, none shows all of it."""

    def listen(ack: Ack, body: Body) -> None:
        words = " ".join(str(body.get("text", "")).split())
        found = [each for each in published(desk.contacts.contact_email) if each.has(words)]
        none = f"No published principle has “{words[:100]}” in it. /principles shows all of them."
        answer = principles_list(found) if found else note(none)
        ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")

    return listen


def _open_template(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        ack()
        chosen = desk.templates().named(str(body["actions"][0].get("value")))
        if chosen is None or lacking(chosen, desk.contacts):
            tell(respond, NO_SUCH_TEMPLATE if chosen is None else _not_offered(chosen, desk.contacts).text)
            return
        draft = Draft(chosen.key, body.get("response_url") or "")
        client.views_open(trigger_id=body["trigger_id"], view=_first_view(chosen, desk.contacts, draft, asker(context)))

    return listen


def _share_principle(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, respond: Respond, client: WebClient) -> None:
        ack()
        number = str(body["actions"][0].get("value"))
        shared = {each.number: each.shared for each in published(desk.contacts.contact_email)}.get(number)
        if shared is None:
            tell(respond, "That line is not published any more. /principles shows those that are.")
            return
        draft = Draft(number, body.get("response_url") or "")
        client.views_open(trigger_id=body["trigger_id"], view=_reply_view(_about(number, None), shared, draft))

    return listen


def _preview(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any]) -> None:
        draft = Draft.read(view["private_metadata"])
        chosen = desk.templates().named(draft.about)
        if chosen is None:
            ack(response_action="update", view=notice_modal("Not done", NO_SUCH_TEMPLATE))
            return
        given = {block: entered(view, block) for block in view["state"]["values"]}
        try:
            text = compose(chosen, desk.contacts, desk.contacts.service(given.get(SERVICE)), given)
        except NotFilledInError as error:
            asked = view["state"]["values"].keys()
            if error.problems.keys() <= asked:
                ack(response_action="errors", errors=dict(error.problems))
            else:
                ack(response_action="update", view=notice_modal("Not done", str(error)))
            return
        ack(response_action="update", view=_reply_view(_about(draft.about, chosen), text, draft))

    return listen


def _copy(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], client: WebClient) -> None:
        draft = Draft.read(view["private_metadata"])
        about = _about(draft.about, desk.templates().named(draft.about))
        text = entered(view, TEXT).strip()
        if why := objection(text, about.channel, desk.contacts):
            ack(response_action="errors", errors={TEXT: why})
        elif not _show(to_copy(about.title, text, about.too_long(text)), draft.answer_url, client):
            ack(response_action="errors", errors={TEXT: TOO_LATE})
        else:
            ack()

    return listen


@dataclass(frozen=True, slots=True)
class _About:
    """What a reply is, whether it came from a template or from a published line."""

    title: str
    channel: Channel
    platforms: tuple[str, ...]

    def too_long(self, text: str) -> tuple[TooLong, ...]:
        return too_long_for(text, self.platforms, self.channel)


def _about(key: str, chosen: Template | None) -> _About:
    if chosen is None:
        return _About(f"Principle {key}", Channel.PUBLIC, tuple(platforms()))
    return _About(chosen.title, chosen.channel, chosen.platforms)


def _found(templates: Library, words: str, contacts: Contacts, by: Member) -> Message:
    found = templates.search(words)
    if not found:
        return note(f"No template has “{words[:100]}” in it. /pals shows all of them.")
    editable = by.role is Role.LEAD
    return template_list(found, contacts, words, editable=editable, retired=len(templates.retired))


def _not_offered(chosen: Template, contacts: Contacts) -> Message:
    missing = "; ".join(lacking(chosen, contacts))
    return note(f"“{chosen.title}” is not offered for sending yet. Missing: {missing}.")


def _first_view(chosen: Template, contacts: Contacts, draft: Draft, writer: Member) -> View:
    """Return the modal that asks for what is blank, or where nothing is, the text itself; `writer` signs it."""
    services = contacts.of_kind(chosen.service) if chosen.service else ()
    if chosen.placeholders or len(services) > 1:
        return blanks_modal(chosen, contacts, draft, signed(chosen, writer.person.name))
    text = compose(chosen, contacts, services[0] if services else None, {})
    return _reply_view(_about(chosen.key, chosen), text, draft)


def _reply_view(about: _About, text: str, draft: Draft) -> View:
    return reply_modal(about.title, about.channel, text, about.too_long(text), draft)


def _show(message: Message, answer_url: str, client: WebClient) -> bool:
    """Show a message to the person alone, where they asked for it; return False where Slack does not take it."""
    webhook = WebhookClient(answer_url, timeout=SHOW_WITHIN, ssl=client.ssl, proxy=client.proxy, retry_handlers=[])
    try:
        answer = webhook.send(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
        )
    except (OSError, ValueError):
        return False
    return answer.status_code == 200  # noqa: PLR2004
