"""Reads HTML as a browser does, far enough to tell what a person would see and what could run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from bot.sandbox.markup import VOID


@dataclass
class Tag:
    """One element as it was opened."""

    name: str
    attributes: dict[str, str | None]


@dataclass
class Reading(HTMLParser):
    """What an HTML fragment holds."""

    tags: list[Tag] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, dict(attrs)))
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment got in: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration got in: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction got in: {data}")

    @property
    def text(self) -> str:
        return "".join(self.words)

    def named(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name == name]


def read(html: str) -> Reading:
    """Return what the fragment holds; fail where an element is left open or closed twice."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    assert reading.open_tags == []
    return reading
