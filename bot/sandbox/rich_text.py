"""The rich_text block: sections, lists, quotes and preformatted text made of styled pieces."""

from bot.sandbox.schema import Check, Shape, anything, flag, items, matching, number, one_of, string, typed

_TYPE: dict[str, Check] = {"type": anything}
_STYLE = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag))
_STYLED: dict[str, Check] = {**_TYPE, "style": _STYLE}
_MANY = 1000

_PIECES = {
    "text": Shape({**_STYLED, "text": string(40_000)}, ("text",)),
    "link": Shape({**_STYLED, "url": string(3000), "text": string(40_000, 0), "unsafe": flag}, ("url",)),
    "emoji": Shape({**_STYLED, "name": string(255), "unicode": string(255), "skin_tone": number(1, 6)}, ("name",)),
    "user": Shape({**_STYLED, "user_id": string(255)}, ("user_id",)),
    "usergroup": Shape({**_STYLED, "usergroup_id": string(255)}, ("usergroup_id",)),
    "channel": Shape({**_STYLED, "channel_id": string(255)}, ("channel_id",)),
    "broadcast": Shape({**_STYLED, "range": one_of("here", "channel", "everyone")}, ("range",)),
    "color": Shape({**_TYPE, "value": matching(r"#[0-9a-fA-F]{6}", "a colour such as #1d9bd1")}, ("value",)),
    "date": Shape(
        {
            **_STYLED,
            "timestamp": number(0, 10**11),
            "format": string(255),
            "url": string(3000),
            "fallback": string(255),
        },
        ("timestamp", "format"),
    ),
}
_SECTION = Shape({**_TYPE, "elements": items(typed(_PIECES), _MANY, 0)}, ("elements",))
_LIST = Shape(
    {
        **_TYPE,
        "style": one_of("bullet", "ordered"),
        "elements": items(typed({"rich_text_section": _SECTION}), _MANY),
        "indent": number(0, 8),
        "offset": number(0, 10**6),
        "border": number(0, 1),
    },
    ("style", "elements"),
)
_PLAIN_PIECES = typed({name: _PIECES[name] for name in ("text", "link")})
_PREFORMATTED = Shape(
    {**_TYPE, "elements": items(_PLAIN_PIECES, _MANY, 0), "border": number(0, 1), "language": string(50)}, ("elements",)
)
_QUOTE = Shape({**_TYPE, "elements": items(typed(_PIECES), _MANY, 0), "border": number(0, 1)}, ("elements",))

RICH_TEXT_PARTS = {
    "rich_text_section": _SECTION,
    "rich_text_list": _LIST,
    "rich_text_preformatted": _PREFORMATTED,
    "rich_text_quote": _QUOTE,
}
"""What a rich_text block is made of."""
