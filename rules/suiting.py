"""Which reply templates suit a mention, and which of them is chosen already."""

from dataclasses import dataclass

from rules.assessment import Kind, Route
from rules.compose import lacking
from rules.decisions import Action
from rules.library import Library
from rules.mention import Mention
from rules.platforms import platform
from rules.replies import Channel, Template
from rules.services import Contacts, Service, ServiceKind

_OURS = "our "
"""How the name of a service of the organisation's own begins."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The templates for one mention."""

    first: Template | None
    """The one that is chosen already; None where staff write their own words."""
    suiting: tuple[Template, ...]
    """Those made for messages like it."""
    others: tuple[Template, ...]
    missed: Template | None = None
    """The one that would be chosen already if the settings did not lack something for it."""


def channel_to(mention: Mention) -> Channel:
    """Return who would read an answer to a mention: it goes the way that the mention came."""
    return Channel.PRIVATE if mention.kind is Kind.DIRECT_MESSAGE else Channel.PUBLIC


def offer(library: Library, mention: Mention, route: Route, action: Action, contacts: Contacts) -> Offer:
    """Return the templates that can be sent in answer to a mention, by what was chosen: to reply, or to refer.

    One that only promises an answer is not among them: a holding reply leaves the mention to be answered. Who is
    referred gets the words for somebody's own care where nothing better is known. A question, and what is about nothing
    in particular, wants an answer of its own, so that no template is chosen for it.
    """
    public = channel_to(mention) is Channel.PUBLIC
    replies = [each for each in library.templates if not each.holding]
    sendable = [each for each in replies if not (public and each.channel is Channel.PRIVATE)]
    ready = [each for each in sendable if not lacking(each, contacts)]
    suiting = [each for each in ready if route in each.routes and _fits(each, mention)]
    best = _first(sendable, mention, route, action)
    first = best if best in ready else None
    if first and first not in suiting:
        suiting.insert(0, first)
    suiting.sort(key=lambda each: each is not first)
    others = tuple(each for each in ready if each not in suiting)
    return Offer(first, tuple(suiting), others, missed=None if first else best)


def holding_reply(library: Library, mention: Mention, route: Route) -> Template | None:
    """Return the template that promises the answer to such a message by a day, or None where none is made for it."""
    made = (each for each in library.templates if each.holding and route in each.routes and _fits(each, mention))
    return next(made, None)


def usual_service(kind: ServiceKind, contacts: Contacts) -> Service | None:
    """Return the service that is filled in already: the only one of its kind, or the only one that is ours.

    Whose care a message is about nobody but staff can tell, so that no other organisation's is ever taken for granted.
    """
    services = contacts.of_kind(kind)
    ours = [each for each in services if each.name.startswith(_OURS)]
    for choice in (services, ours):
        if len(choice) == 1:
            return choice[0]
    return None


def _first(sendable: list[Template], mention: Mention, route: Route, action: Action) -> Template | None:
    fitting = [each for each in sendable if _fits(each, mention)]
    if action is Action.REFER:
        fitting = [each for each in fitting if each.service is ServiceKind.PALS]
    wanted = (route, Route.OWN_CARE) if action is Action.REFER else (route,)
    return next((each for one in wanted for each in fitting if one in each.first_for), None)


def _fits(template: Template, mention: Mention) -> bool:
    """Tell whether it was made for this kind of message, and is short enough there."""
    where = platform(mention.platform)
    limit = where.message_limit if channel_to(mention) is Channel.PRIVATE else where.reply_limit
    return mention.kind in template.kinds and (limit is None or mention.platform in template.platforms)
