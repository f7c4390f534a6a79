from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.mrkdwn import to_html
from bot.sandbox.scene import Scene
from tests.unit.sandbox.reading import read

SCENE = Scene(
    now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    viewer="U1",
    people={"U1": "Anna Shaw"},
    channels={"C1": "general"},
    user_groups={"S1": "team-leads"},
)
# Every mark that means something to the parser, and a few letters and spaces between them.
MARKED = st.text(st.sampled_from("*_~`<>&;:|@#!^/\n ab1.\"'=h()") | st.characters(exclude_categories=("Cs",)))
LINK_SCHEMES = ("http://", "https://", "mailto:", "?as=")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*bold* _italic_ ~struck~", "<strong>bold</strong> <em>italic</em> <s>struck</s>"),
        ("*bold and _both_*", "<strong>bold and <em>both</em></strong>"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("* not bold *", "* not bold *"),
        ("*two\nlines*", "*two\nlines*"),
        ("`*code* &lt;b&gt;`", "<code>*code* &lt;b&gt;</code>"),
        ("a ```x *y*\n  z``` b", "a <pre>x *y*\n  z</pre> b"),
        ("```never closed", "```never closed"),
        ("&gt; quoted\n&gt; again\nafter", "<blockquote>quoted\nagain</blockquote>after"),
        ("&gt;&gt;&gt;all\nof it", "<blockquote>all\nof it</blockquote>"),
        ("• one\n• two", '<ul class="marked"><li>• one</li><li>• two</li></ul>'),
        ("&amp;amp; &lt;3", "&amp;amp; &lt;3"),
        ("&quot;", "&amp;quot;"),
        (":tada:", '<span class="emoji" role="img" aria-label="tada">🎉</span>'),
        (":no_such_emoji: at 10:30:45", ":no_such_emoji: at 10:30:45"),
        ("<@U1>", '<span class="mention own">@Anna Shaw</span>'),
        ("<@U9|jo>", '<span class="mention">@jo</span>'),
        ("<#C1>", '<a class="mention" href="?as=U1&amp;channel=C1">#general</a>'),
        ("<#C9|elsewhere>", '<span class="mention">#elsewhere</span>'),
        ("<!subteam^S1>", '<span class="mention">@team-leads</span>'),
        (
            "<!here> <!channel|channel>",
            '<span class="mention own">@here</span> <span class="mention own">@channel</span>',
        ),
        ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
        ("<data:text/html,hello>", "&lt;data:text/html,hello&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_mark_shows_as_in_slack(source: str, html: str) -> None:
    assert to_html(source, SCENE) == html


def test_link_opens_elsewhere_and_tells_nothing() -> None:
    (link,) = read(to_html("<https://nhs.uk/?a=1&amp;b=2|the &lt;site&gt;>", SCENE)).named("a")
    assert link.attributes == {"href": "https://nhs.uk/?a=1&b=2", "target": "_blank", "rel": "noopener noreferrer"}


def test_link_shows_its_label_as_it_was_written() -> None:
    assert read(to_html("<https://nhs.uk|the &lt;site&gt; *now*>", SCENE)).text == "the <site> *now*"


def test_bare_address_becomes_a_link_without_the_full_stop_after_it() -> None:
    (link,) = read(to_html("See https://nhs.uk/a.", SCENE)).named("a")
    assert link.attributes["href"] == "https://nhs.uk/a"


def test_bare_address_stays_text_when_verbatim() -> None:
    assert to_html("https://nhs.uk", SCENE, verbatim=True) == "https://nhs.uk"


def test_date_shows_in_london_time_and_british_form() -> None:
    # 1 July 2026, 23:30 UTC, which is the 2nd in London.
    source = "<!date^1782948600^{date_long} at {time}|then>"
    assert read(to_html(source, SCENE)).text == "Thursday, 2 July 2026 at 00:30"


def test_date_near_today_shows_as_a_word() -> None:
    assert read(to_html("<!date^1795424400^{date_pretty} {time}|then>", SCENE)).text == "today 09:00"


def test_date_without_a_number_shows_its_fallback() -> None:
    assert to_html("<!date^soon^{date}|some day>", SCENE) == "some day"


def test_unformatted_message_shows_marks_and_still_names_people() -> None:
    assert read(to_html("*hi* <@U1> `&lt;b&gt;`", SCENE, formatting=False)).text == "*hi* @Anna Shaw `<b>`"


@settings(deadline=None)
@given(MARKED)
def test_whatever_text_makes_well_formed_html_of_known_elements(text: str) -> None:
    known = {"strong", "em", "s", "code", "pre", "blockquote", "ul", "li", "a", "span", "time"}
    reading = read(to_html(text, SCENE))
    assert {tag.name for tag in reading.tags} <= known
    for link in reading.named("a"):
        assert str(link.attributes["href"]).lower().startswith(LINK_SCHEMES)


@settings(deadline=None)
@given(MARKED)
def test_escaped_text_without_marks_shows_exactly_itself(text: str) -> None:
    plain = "".join(character for character in text if character not in "*_~`:>•◦▪-0123456789")
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;")
    assert read(to_html(escaped, SCENE, verbatim=True)).text == plain


@pytest.mark.parametrize("piece", ["*a ", "_a*b ", "*a*", "<", "&", "`", ":a", "*_~", "https://", "> "])
@pytest.mark.timeout(10)
def test_long_unbalanced_text_is_drawn_whole(piece: str) -> None:
    assert read(to_html(piece * 3000, SCENE)).text


def test_permalink_of_this_workspace_leads_to_the_message_on_the_page() -> None:
    source = "<https://comms-sandbox.slack.com/archives/C1/p1795424400000100|its card>"
    (link,) = read(to_html(source, SCENE)).named("a")
    place = "/?as=U1&channel=C1&message=1795424400.000100#m-1795424400-000100-at"
    assert link.attributes == {"href": place}


def test_permalink_to_a_channel_that_one_does_not_see_is_an_ordinary_link() -> None:
    source = "<https://comms-sandbox.slack.com/archives/C9/p1795424400000100|its card>"
    (link,) = read(to_html(source, SCENE)).named("a")
    assert str(link.attributes["href"]).startswith("https://comms-sandbox.slack.com/")
