"""Messages, App Home and modals as HTML: what surrounds the blocks."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.sandbox import dates, mrkdwn, render
from bot.sandbox.markup import join, tag
from bot.sandbox.messages import Message
from bot.sandbox.scene import LONDON, Scene
from bot.sandbox.slot import with_state
from bot.sandbox.views import View

COLOURS = 8
"""How many colours of avatar the style sheet has."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message, as its heading shows them."""

    name: str
    is_app: bool
    colour: int
    """Number of the avatar's colour, always the same for one author."""

    @property
    def initials(self) -> str:
        """Return up to two letters for the avatar."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message ready for its template."""

    html_id: str
    channel: str
    ts: str
    thread_ts: str
    author: Author
    sent: datetime
    now: datetime
    body: Markup
    spoken: str
    """The message in one line of plain text, for announcements."""
    ephemeral: bool
    edited: bool
    replies: int
    last_reply: datetime | None
    in_thread: bool
    """True in the side panel, where no thread can be opened."""

    @property
    def time(self) -> str:
        """Return the time of day in London."""
        return dates.clock_time(self.sent)

    @property
    def exact(self) -> str:
        """Return the moment in full."""
        return dates.exact(self.sent)

    @property
    def day(self) -> str:
        """Return the day in London, as a key that sorts."""
        return self.sent.astimezone(LONDON).date().isoformat()

    @property
    def day_heading(self) -> str:
        """Return the words of the divider before the first message of the day."""
        return dates.day_heading(self.sent, self.now)

    @property
    def last_reply_words(self) -> str:
        """Return when the last reply came: "today at 09:15"; nothing without replies."""
        if self.last_reply is None:
            return ""
        heading = dates.day_heading(self.last_reply, self.now)
        near = heading.lower() if heading in {"Today", "Yesterday"} else heading
        return f"{near} at {dates.clock_time(self.last_reply)}"


def author_of(message: Message, scene: Scene) -> Author:
    """Return who wrote the message."""
    return Author(scene.people.get(message.author, message.author), message.by_app, colour_of(message.author))


def colour_of(identifier: str) -> int:
    """Return the number of an avatar's colour, the same for the same id each time."""
    return zlib.crc32(identifier.encode()) % COLOURS


def entry(message: Message, scene: Scene, replies: Sequence[Message] = (), *, in_thread: bool = False) -> Entry:
    """Return a message ready for its template; `replies` are those of its thread, oldest first."""
    html_id = f"{'t' if in_thread else 'm'}-{message.ts.replace('.', '-')}"
    inside = scene.under(html_id)
    return Entry(
        html_id=html_id,
        channel=message.channel,
        ts=message.ts,
        thread_ts=message.thread_ts or message.ts,
        author=author_of(message, scene),
        sent=message.sent_at,
        now=scene.now,
        body=_body(message, inside),
        spoken=mrkdwn.to_html(message.text, inside, formatting=False).striptags(),
        ephemeral=message.ephemeral_to is not None,
        edited=message.edited is not None,
        replies=len(replies),
        last_reply=replies[-1].sent_at if replies else None,
        in_thread=in_thread,
    )


def _body(message: Message, scene: Scene) -> Markup:
    parts: list[str] = []
    if message.blocks:
        blocks = with_state(message.blocks, message.state.get(scene.viewer, {}))
        parts.append(render.blocks(blocks, scene))
    elif message.text:
        formatted = mrkdwn.to_html(message.text, scene, formatting=message.formatted)
        parts.append(tag("div", {"class": "text gone" if message.deleted else "text"}, formatted))
    parts += [render.file(file, scene) for file in message.files]
    return join(*parts)


@cache
def templates() -> Environment:
    """Return the page's templates. Everything filled into them is escaped unless it is Markup."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["colour_of"] = colour_of
    return environment


def fill(template: str, **values: Any) -> Markup:
    """Return a template filled in."""
    return Markup(templates().get_template(template).render(**values))  # noqa: S704 - the template escapes


def message_html(shown: Entry) -> Markup:
    """Return one message."""
    return fill("message.html", entry=shown)


def modal_html(view: View, scene: Scene, depth: int) -> Markup:
    """Return a modal; `depth` is how many lie under it."""
    blocks = render.blocks(with_state(view.blocks, view.values), scene.under(f"v-{depth}"))
    return fill("modal.html", view=view, definition=view.definition, body=blocks, depth=depth)


def home_html(view: View | None, scene: Scene) -> Markup:
    """Return the App Home's own part, or a line that says that the app has published none."""
    body = render.blocks(with_state(view.blocks, view.values), scene.under("home")) if view else None
    return fill("home.html", view=view, body=body)
