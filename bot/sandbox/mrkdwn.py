"""Slack's mrkdwn as HTML: a small parser of its own, linear in the length of the text.

Reference: https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from dataclasses import dataclass

from markupsafe import Markup

from bot.sandbox import dates, emoji
from bot.sandbox.markup import Attribute, join, tag
from bot.sandbox.people import TEAM_DOMAIN
from bot.sandbox.scene import Scene

STYLES = {"*": "strong", "_": "em", "~": "s"}
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
PERMALINK = re.compile(
    rf"https://{TEAM_DOMAIN}\.slack\.com/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{{6}})"
    r"(?:\?thread_ts=(?P<thread>\d+\.\d+)(?:&cid=[A-Z0-9]+)?)?"
)
ATOM = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|(?P<control><[^<>\n]+>)"
    r"|(?P<entity>&(?:amp|lt|gt);)"
    r"|(?P<emoji>:[a-z0-9_+\-]+:(?::skin-tone-[2-6]:)?)"
    r"|(?P<url>https?://(?:(?!&[lg]t;)[^\s<>|`])*(?!&[lg]t;)[^\s<>|`.,;:!?'\")\]*_~])"
    r"|(?P<text>[^`<&:*_~h]+|.|\n)"
)
# Nothing between two fences is no block: the marks stay.
FENCE = re.compile(r"```(?!```)(?<!``````)")
QUOTE = re.compile(r"(?:>|&gt;)[ ]?")
REST_QUOTED = re.compile(r"(?:>|&gt;){3}[ ]?")
LIST_ITEM = re.compile(r"[ ]*(?:[•◦▪-]|\d{1,3}[.)])[ ]+\S")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a line: either drawn as it is, or a single character or stretch of plain text."""

    source: str
    drawn: Markup | None = None
    """None for plain text, which may hold a style mark."""


def to_html(text: str, scene: Scene, *, formatting: bool = True, verbatim: bool = False) -> Markup:
    """Return mrkdwn as HTML. Line breaks stay as they are: the page shows them with `white-space: pre-wrap`.

    Without `formatting` (a message sent with `mrkdwn: false`) only links, names and dates are drawn. With `verbatim`
    an address that is not written as a link stays plain text.
    """
    if not formatting:
        return _inline(text, scene, styles="", verbatim=verbatim)
    parts: list[Markup] = []
    pieces = FENCE.split(text)
    # An odd number of fences leaves the last one open: it is then plain text.
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["```".join(pieces[-2:])]
    for index, piece in enumerate(pieces):
        if index % 2:
            inside = piece.removeprefix("\n").removesuffix("\n")
            parts.append(tag("pre", None, _inline(inside, scene, styles=None, verbatim=True)))
        else:
            after = piece.removeprefix("\n") if index else piece
            before = after.removesuffix("\n") if index < len(pieces) - 1 else after
            parts.append(_lines(before, scene, verbatim=verbatim))
    return join(*parts)


def safe_link(address: str) -> str | None:
    """Return the address when it is one the page may link to (http, https, mailto), else None."""
    return address if SAFE_LINK.fullmatch(address) else None


def link_attributes(address: str, scene: Scene) -> dict[str, Attribute]:
    """Return the attributes of a link; none at all for an unsafe address.

    The permalink of a message of this workspace leads to it on this page. Any other link opens a new tab, which is
    told nothing of where it came from.
    """
    message = PERMALINK.fullmatch(address)
    if message and message["channel"] in scene.channels:
        ts = f"{message['seconds']}.{message['micros']}"
        thread = f"&thread={message['thread']}" if message["thread"] else ""
        place = f"/?as={scene.viewer}&channel={message['channel']}&message={ts}{thread}"
        return {"href": f"{place}#m-{ts.replace('.', '-')}-at"}
    if safe_link(address) is None:
        return {}
    return {"href": address, "target": "_blank", "rel": "noopener noreferrer"}


def link(address: str, label: str | Markup, scene: Scene) -> Markup:
    """Return a link, or the bare label for an unsafe address."""
    attributes = link_attributes(address, scene)
    return tag("a", attributes, label) if attributes else join(label)


def person(user_id: str, scene: Scene, label: str | None = None) -> Markup:
    """Return a mention of a person: "@Anna Shaw"."""
    own = " own" if user_id == scene.viewer else ""
    return tag("span", {"class": f"mention{own}"}, f"@{scene.people.get(user_id) or label or user_id}")


def channel(channel_id: str, scene: Scene, label: str | None = None) -> Markup:
    """Return a mention of a channel: a link to it where it is one of this workspace."""
    name = f"#{scene.channels.get(channel_id) or label or channel_id}"
    if channel_id in scene.channels:
        return tag("a", {"class": "mention", "href": f"?as={scene.viewer}&channel={channel_id}"}, name)
    return tag("span", {"class": "mention"}, name)


def user_group(group_id: str, scene: Scene, label: str | None = None) -> Markup:
    """Return a mention of a user group: "@team-leads"."""
    known = scene.user_groups.get(group_id)
    name = known or (label or group_id).removeprefix("@")
    return tag("span", {"class": "mention"}, f"@{name}")


def broadcast(reach: str) -> Markup:
    """Return "@channel", "@here" or "@everyone", which reaches everybody."""
    return tag("span", {"class": "mention own"}, f"@{reach}")


def date(timestamp: str, pattern: str, scene: Scene, address: str | None = None, fallback: str = "") -> Markup:
    """Return a date by Slack's tokens; the fallback where the timestamp is not a number."""
    if not re.fullmatch(r"\d{1,11}", timestamp):
        return join(fallback)
    moment = dates.from_ts(timestamp)
    words = dates.formatted(timestamp, pattern, scene.now)
    shown = tag("time", {"datetime": moment.isoformat(), "title": dates.exact(moment)}, words)
    return link(address, shown, scene) if address else shown


def _lines(text: str, scene: Scene, *, verbatim: bool) -> Markup:
    """Gather quoted lines and list items; leave every other line as it is."""
    parts: list[Markup] = []
    plain: list[str] = []
    lines = text.split("\n")

    def inline(source: str) -> Markup:
        return _inline(source, scene, styles="*_~", verbatim=verbatim)

    def flush() -> None:
        if plain:
            parts.append(inline("\n".join(plain)))
            plain.clear()

    position = 0
    while position < len(lines):
        if rest := REST_QUOTED.match(lines[position]):
            flush()
            quoted = [lines[position][rest.end() :], *lines[position + 1 :]]
            parts.append(tag("blockquote", None, inline("\n".join(quoted))))
            break
        if run := _run(lines, position, QUOTE):
            flush()
            quoted = [QUOTE.sub("", line, count=1) for line in run]
            parts.append(tag("blockquote", None, inline("\n".join(quoted))))
        elif run := _run(lines, position, LIST_ITEM):
            flush()
            parts.append(tag("ul", {"class": "marked"}, *(tag("li", None, inline(line)) for line in run)))
        else:
            run = [lines[position]]
            plain += run
        position += len(run)
    flush()
    return join(*parts)


def _run(lines: list[str], start: int, pattern: re.Pattern[str]) -> list[str]:
    end = start
    while end < len(lines) and pattern.match(lines[end]):
        end += 1
    return lines[start:end]


def _inline(text: str, scene: Scene, *, styles: str | None, verbatim: bool) -> Markup:
    """Draw a stretch of text. `styles` are the marks that count in it; None inside code, where emoji stay text too."""
    return _styled(_atoms(text, scene, styles=styles, verbatim=verbatim), styles or "")


def _atoms(text: str, scene: Scene, *, styles: str | None, verbatim: bool) -> list[Atom]:
    atoms: list[Atom] = []
    for match in ATOM.finditer(text):
        source = match[0]
        drawn: Markup | None = None
        match match.lastgroup:
            case "code":
                inside = _inline(source[1:-1], scene, styles=None, verbatim=True)
                drawn = tag("code", None, inside) if styles else join("`", inside, "`")
            case "control":
                drawn = _control(source[1:-1], scene)
            case "entity":
                drawn = join(ENTITIES[source])
            case "emoji" if styles is not None:
                drawn = emoji.draw(source.split(":")[1])
            case "url" if not verbatim:
                drawn = link(_decoded(source), _decoded(source), scene)
        if drawn is None and len(source) > 1:
            # A style mark inside a stretch that turned out to be plain text still counts.
            atoms += [Atom(piece) for piece in re.findall(r"[*_~]|[^*_~]+", source)]
        else:
            atoms.append(Atom(source, drawn))
    return atoms


def _control(inside: str, scene: Scene) -> Markup:
    """Draw what stands between < and >; what Slack does not know stays visible as it was written."""
    target, _, label = inside.partition("|")
    label = _decoded(label)
    match target[:1]:
        case "@":
            return person(target[1:], scene, label)
        case "#":
            return channel(target[1:], scene, label)
        case "!":
            return _special(target[1:], label, scene)
    address = target.replace("&amp;", "&")
    if safe_link(address):
        return link(address, emoji.with_emoji(label) if label else address.removeprefix("mailto:"), scene)
    return join(_decoded(f"<{inside}>"))


def _special(command: str, label: str, scene: Scene) -> Markup:
    name, *arguments = command.split("^")
    if name in {"channel", "here", "everyone"}:
        return broadcast(name)
    if name == "subteam" and arguments:
        return user_group(arguments[0], scene, label)
    if name == "date" and len(arguments) > 1:
        return date(arguments[0], arguments[1], scene, arguments[2] if arguments[2:] else None, label)
    return join(label or f"<!{command}>")


def _decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _styled(atoms: list[Atom], styles: str) -> Markup:
    """Draw the atoms, making bold, italic and struck what stands between two marks of a kind on one line."""
    parts: list[str] = []
    hopeless: dict[str, int] = {}
    position = 0
    while position < len(atoms):
        atom = atoms[position]
        mark = atom.source
        if atom.drawn is None and mark in STYLES and mark in styles and position >= hopeless.get(mark, 0):
            closing, looked_until = _closing(atoms, position) if _opens(atoms, position) else (None, 0)
            if closing is not None:
                inner = _styled(atoms[position + 1 : closing], styles.replace(mark, ""))
                parts.append(tag(STYLES[mark], None, inner))
                position = closing + 1
                continue
            # Where no mark could close this one, none can close a later one of the same stretch either.
            hopeless[mark] = max(hopeless.get(mark, 0), looked_until)
        parts.append(atom.source if atom.drawn is None else atom.drawn)
        position += 1
    return join(*parts)


def _opens(atoms: list[Atom], position: int) -> bool:
    before = atoms[position - 1] if position else None
    after = atoms[position + 1] if position + 1 < len(atoms) else None
    if after is None or (after.drawn is None and after.source[0].isspace()):
        return False
    return before is None or before.drawn is not None or not before.source[-1].isalnum()


def _closing(atoms: list[Atom], opening: int) -> tuple[int | None, int]:
    """Return where the mark at `opening` closes, or None, and up to where that was looked for."""
    mark = atoms[opening].source
    for position in range(opening + 1, len(atoms)):
        atom = atoms[position]
        if atom.drawn is not None:
            continue
        if "\n" in atom.source:
            return None, position
        if atom.source != mark or position == opening + 1:
            continue
        before = atoms[position - 1]
        after = atoms[position + 1] if position + 1 < len(atoms) else None
        ends_word = before.drawn is not None or not before.source[-1].isspace()
        if ends_word and (after is None or after.drawn is not None or not after.source[0].isalnum()):
            return position, position
    return None, len(atoms)
