"""The modals of Reply and Refer to PALS: what is told, to whom, word by word; and afterwards the text to copy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    ContextBlock,
    InputBlock,
    Option,
    OptionGroup,
    PlainTextObject,
    RichTextQuoteElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from handlers.blocks.blanks import blank_input, length_note, outline, service_input
from handlers.blocks.buttons import link_button
from handlers.blocks.own_words import kept_words, text_input
from handlers.blocks.templates import READERS
from handlers.blocks.text import bold, line, plain, quote, rich, shorten
from handlers.blocks.words import LABELS, author
from handlers.desk import Order
from handlers.ids import Callback, Control
from rules.compose import NotFilledInError, compose, lacking, signed
from rules.decisions import Action, Role
from rules.lengths import too_long_for
from rules.library import Library
from rules.mention import Case, Mention, Reply
from rules.platforms import platform
from rules.referral_emails import Part, parts_of
from rules.referrals import Referral
from rules.replies import Channel, Template
from rules.services import Contacts, Service
from rules.suiting import Offer, channel_to, holding_reply, offer, usual_service

TEMPLATE = "template"
REFERRAL = "referral"
EMAIL = "email"
OWN_WORDS = "_own_words"
"""Stands for no template; no key of one can be that."""
_OPTION = 75
"""Slack's limit on the text of an option, in characters."""
_SUBMIT = "Use this reply"
"""No button of a card and no word for sending: the bot sends nothing to the public by itself."""


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply to a mention on its way through the modals."""

    action: Action
    mention_id: int
    seen_version: int
    template_key: str | None
    """None for words of one's own."""
    template_version: int | None = None
    """Of the template as it was when it was filled in; None while it is not."""
    service_key: str | None = None
    writer: str = ""
    """Name of who writes it, which signs it."""
    kept: Reply | None = None
    """What they had written when another template or service took its place."""

    @property
    def metadata(self) -> str:
        """What its modals carry; `handlers.requests.reply_draft` reads it."""
        asked = f"{self.action}:{self.mention_id}:v{self.seen_version}"
        version = "" if self.template_version is None else f":{self.template_version}"
        return f"{asked} {self.template_key or OWN_WORDS}{version} {self.service_key or ''}".strip()


def first_modal(case: Case, contacts: Contacts, templates: Library, order: Order) -> View:
    """Return the modal that Reply or Refer to PALS opens, the template that suits the mention filled in already."""
    first = offer(templates, case.mention, case.assessment.route, order.action, contacts).first
    version = case.version if order.seen_version is None else order.seen_version
    key, writer = first.key if first else None, order.by.person.name
    return modal_for(case, contacts, templates, ReplyDraft(order.action, case.id, version, key, writer=writer))


def modal_for(case: Case, contacts: Contacts, templates: Library, draft: ReplyDraft) -> View:
    """Return the modal with the text of what was chosen, or where that leaves blanks, the one that asks for them."""
    template = templates.named(draft.template_key)
    if template is None:
        return text_modal(case, contacts, templates, replace(draft, template_key=None, template_version=None), "")
    draft = replace(draft, template_version=template.version)
    chosen = contacts.service(draft.service_key)
    if template.service and (chosen is None or chosen.kind is not template.service):
        chosen = usual_service(template.service, contacts)
    try:
        text = compose(template, contacts, chosen, signed(template, draft.writer))
    except NotFilledInError:
        return _blanks_modal(case, contacts, templates, draft, template=template, service=chosen)
    return text_modal(case, contacts, templates, draft, text, service=chosen if template.service else None)


def text_modal(
    case: Case,
    contacts: Contacts,
    templates: Library,
    draft: ReplyDraft,
    text: str,
    *,
    service: Service | None = None,
    own: bool = False,
) -> View:
    """Show exactly what will go out, and to whom; it can be changed, and so can the `service` that filled it in.

    `own` tells that somebody wrote the text, or a part of it.
    """
    channel = channel_to(case.mention)
    blocks = [*_heading(case), *_choice(case, contacts, templates, draft)]
    services = contacts.of_kind(service.kind) if service else ()
    if len(services) > 1:
        chosen = service_input(services, service)
        chosen.dispatch_action = True
        blocks.append(chosen)
    blocks.append(text_input(text, draft.kept, own=own))
    if draft.kept:
        blocks += kept_words(draft.kept)
    if draft.action is Action.REFER:
        blocks.append(_referral())
        if contacts.pals_by_email(service.key if service else draft.service_key):
            blocks.append(_email(case))
    blocks.append(ActionsBlock(block_id="check", elements=[_ask_to_check(case)]))
    there = platform(case.mention.platform).there
    blocks.append(
        _note(
            f"{READERS[channel]} {_length(text, case.mention.platform, channel)}"
            f"Nothing is sent by itself: you copy it from the card and {_puts(channel)} it {there}."
        )
    )
    return _modal(draft, Callback.REPLY, _SUBMIT, blocks)


def reply_text_modal(case: Case, reply: Reply) -> View:
    """Show what was decided to tell them, to be copied."""
    channel, there = channel_to(case.mention), platform(case.mention.platform).there
    blocks: list[Block] = [rich(line(bold(addressee(case.mention)))), rich(line(plain(reply.text)))]
    if case.mention.url:
        blocks.append(ActionsBlock(block_id="reply-link", elements=[link_button(case, case.mention.url)]))
    blocks.append(_note(f"Select the text, copy it and {_puts(channel)} it {there}. Then click Done."))
    return View(
        type="modal",
        callback_id=Callback.NOTICE.value,
        title=PlainTextObject(text="The reply"),
        close=PlainTextObject(text="Close"),
        blocks=blocks,
    )


def addressee(mention: Mention) -> str:
    """Say where an answer to a mention goes, and to whom: "Public reply on Facebook, to Jo B"."""
    name = platform(mention.platform).name
    what = "Direct message" if channel_to(mention) is Channel.PRIVATE else "Public reply"
    return f"{what}{f' on {name}' if name else ''}, to {shorten(author(mention), 120)}"


def _blanks_modal(
    case: Case,
    contacts: Contacts,
    templates: Library,
    draft: ReplyDraft,
    *,
    template: Template,
    service: Service | None,
) -> View:
    """Ask for what a template leaves blank, each by its name."""
    blocks = [
        *_heading(case),
        *_choice(case, contacts, templates, draft),
        rich(line(plain(template.use))),
        rich(RichTextQuoteElement(elements=outline(template, contacts))),
    ]
    if template.service:
        blocks.append(service_input(contacts.of_kind(template.service), service))
    given = signed(template, draft.writer)
    blocks += [blank_input(each, given.get(each.name)) for each in template.placeholders]
    if draft.kept:
        blocks += kept_words(draft.kept)
    blocks.append(_note(READERS[channel_to(case.mention)]))
    return _modal(draft, Callback.REPLY_BLANKS, "Preview", blocks)


def _modal(draft: ReplyDraft, callback: Callback, submit: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback.value,
        private_metadata=draft.metadata,
        title=PlainTextObject(text=LABELS[draft.action]),
        submit=PlainTextObject(text=submit),
        close=PlainTextObject(text="Cancel"),
        blocks=list(blocks),
    )


def _heading(case: Case) -> list[Block]:
    return [
        rich(
            line(bold(addressee(case.mention))),
            quote(shorten(case.assessment.masked_text, 300)),
        )
    ]


def _choice(case: Case, contacts: Contacts, templates: Library, draft: ReplyDraft) -> list[Block]:
    """Offer the templates, those that suit the mention first, and words of one's own."""
    found = offer(templates, case.mention, case.assessment.route, draft.action, contacts)
    own = Option(value=OWN_WORDS, text="Words of your own")
    suiting = [*map(_option, found.suiting)]
    groups = [
        OptionGroup(label=PlainTextObject(text=label), options=options)
        for label, options in (
            ("For messages like this one", [*suiting, own] if found.first else [own, *suiting]),
            ("Other templates", [_option(each) for each in found.others]),
        )
        if options
    ]
    options = [own, *map(_option, (*found.suiting, *found.others))]
    element = StaticSelectElement(
        action_id=Control.REPLY_TEMPLATE.value,
        option_groups=groups,
        initial_option=next((each for each in options if each.value == draft.template_key), own),
    )
    blocks: list[Block] = [
        InputBlock(block_id=TEMPLATE, label=PlainTextObject(text="Begin with"), element=element, dispatch_action=True)
    ]
    return [*blocks, *_missed(found, contacts), *_to_hold(case, templates)]


def _missed(found: Offer, contacts: Contacts) -> list[Block]:
    if found.missed is None:
        return []
    missing = "; ".join(lacking(found.missed, contacts))
    return [_note(f"“{found.missed.title}” can’t be offered yet. Missing in the settings: {missing}.")]


def _to_hold(case: Case, templates: Library) -> list[Block]:
    """Say where the words are for whoever has no answer yet: a reply here would count as the answer."""
    holding = holding_reply(templates, case.mention, case.assessment.route)
    if holding is None or Action.HOLD not in case.available(Role.STAFF):
        return []
    return [_note(f"No answer yet? “{holding.title}” is under More… on the card: {LABELS[Action.HOLD]}.")]


def _ask_to_check(case: Case) -> ButtonElement:
    return ButtonElement(
        text="Ask a colleague to check",
        action_id=Control.ASK_TO_CHECK.value,
        value=str(case.id),
        accessibility_label="Ask a colleague to check: show this text in the channel, and send nothing"[:75],
    )


def _length(text: str, where: str, channel: Channel) -> str:
    """Say how long the text is; before there is any, how long it may be."""
    if text:
        return f"{length_note(text, too_long_for(text, (where,), channel))} "
    there = platform(where)
    limit = there.reply_limit if channel is Channel.PUBLIC else there.message_limit
    return f"{there.name} takes up to {limit:,} characters. " if limit else ""


def _referral() -> InputBlock:
    option = Option(
        value=Referral.PASSED_ON.value,
        text="They agreed that we pass it on to PALS ourselves",
        description="Leave it empty where they are told where to go, and no more.",
    )
    return InputBlock(
        block_id=REFERRAL,
        label=PlainTextObject(text="Passed to PALS"),
        element=CheckboxesElement(action_id=REFERRAL, options=[option]),
        optional=True,
    )


_PARTS = {
    Part.TEXT: "What they wrote, personal details masked",
    Part.DETAILS: "What they wrote, with the personal details",
    Part.NAME: "The name they go by",
    Part.LINK: "The link",
    Part.WHEN: "When and where they wrote it",
}


def _email(case: Case) -> InputBlock:
    options = [Option(value=part.value, text=_PARTS[part]) for part in parts_of(case)]
    return InputBlock(
        block_id=EMAIL,
        label=PlainTextObject(text="Prepare an e-mail to PALS with"),
        hint=PlainTextObject(text="You see it word by word before it is sent. With nothing ticked, nothing is sent."),
        element=CheckboxesElement(action_id=EMAIL, options=options),
        optional=True,
    )


def _option(template: Template) -> Option:
    return Option(value=template.key, text=shorten(template.title, _OPTION))


def _puts(channel: Channel) -> str:
    return "send" if channel is Channel.PRIVATE else "post"


def _note(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
