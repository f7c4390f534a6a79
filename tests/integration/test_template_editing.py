"""Team leads change reply templates: seen before it is saved, kept with who and when, and refused to anybody else."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, CARYS, DEV, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from db.store import Store
from db.templates import Templates
from rules.entries import entry_of
from rules.library import TemplateVersion, shipped
from rules.mention import Person as Member
from rules.mention import Reply
from tests.cards import card_of
from tests.contacts import EXAMPLE, template
from tests.mentions import MONDAY
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, driving, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

WARMER = "Thank you for your kind words. They made our day, and we will pass them on."


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return {"services_file": EXAMPLE, "organisation": "Anytown Care Board"}


@pytest.fixture
def workspace(sandbox: SandboxServer, bot: RunningBot) -> Iterator[Workspace]:  # noqa: ARG001 - the bot is in it
    with driving(sandbox) as driver:
        yield driver


def listed(workspace: Workspace, person: Person, words: str = "") -> dict[str, Any]:
    """Give /pals and return the list that the person sees."""
    before = len(workspace.messages(person))
    workspace.command(person, f"/pals {words}")
    return workspace.wait_for(lambda: workspace.messages(person)[before:], as_=person)[-1]


def block_with(message: dict[str, Any], value: str) -> str:
    """Return the block of a list that holds the button or the menu for a template."""
    return str(next(block["block_id"] for block in message["blocks"] if value in str(block.get("elements"))))


def editing(workspace: Workspace, person: Person, key: str) -> dict[str, Any]:
    """Open the form for a template."""
    message = listed(workspace, person)
    workspace.click(person, message, "edit_template", block_id=block_with(message, f"'value': '{key}'"))
    return workspace.wait_for(lambda: workspace.modals(person), as_=person)[-1]


def choose(workspace: Workspace, person: Person, key: str, what: str) -> dict[str, Any]:
    """Choose History or Retire in the menu of a template."""
    message = listed(workspace, person)
    block = block_with(message, f"history:{key}")
    workspace.click(person, message, "template_menu", f"{what}:{key}", block_id=block)
    return workspace.wait_for(lambda: workspace.modals(person), as_=person)[-1]


def change(workspace: Workspace, person: Person, key: str, **values: Any) -> str:
    """Change a template, look at it, save it, and return what is said."""
    editing(workspace, person, key)
    workspace.submit(person, values)
    workspace.submit(person)
    return shown(workspace, person)


def shown(workspace: Workspace, person: Person) -> str:
    view = workspace.modal(person)
    return "\n".join([view["title"]["text"], told_by({"text": "", "blocks": view["blocks"]})])


def styled(view: dict[str, Any], style: str) -> list[str]:
    """Return the words of a modal that stand in a style."""
    quotes = [
        each for block in view["blocks"] for each in block.get("elements", []) if each["type"] == "rich_text_quote"
    ]
    return [part["text"].strip() for quote in quotes for part in quote["elements"] if part.get("style", {}).get(style)]


def forged(
    sandbox: SandboxServer,
    person: Person,
    private_metadata: str,
    callback_id: str,
    values: dict[str, Any] | None = None,
) -> Any:
    view = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": private_metadata}
    payload = payloads.act("view_submission", person) | {
        "view": view | {"state": {"values": values or {}}},
        "trigger_id": "1.2",
    }
    sockets = sandbox.sandbox.sockets
    return sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True))


def test_a_lead_sees_what_a_change_comes_to_before_it_is_saved(workspace: Workspace, engine: Engine):
    assert editing(workspace, CARYS, "thanks")["submit"]["text"] == "Preview"
    workspace.submit(CARYS, {"text": WARMER, "title": "Thank you"})
    view = workspace.modal(CARYS)
    assert view["submit"]["text"] == "Save"
    assert styled(view, "strike") == ["mean a lot to us,"]
    assert styled(view, "bold") == ["made our day,"]
    assert "Title: “Thanks” becomes “Thank you”." in shown(workspace, CARYS)
    assert Templates(engine).library() == shipped()
    workspace.submit(CARYS)
    assert "“Thank you” is saved as version 1" in shown(workspace, CARYS)
    [made] = Templates(engine).history("thanks")
    assert (made.template.text, made.by.name, made.retired) == (WARMER, "Carys Evans", False)


def test_what_is_changed_after_it_was_looked_at_is_shown_again(workspace: Workspace, engine: Engine):
    editing(workspace, CARYS, "thanks")
    workspace.submit(CARYS, {"text": "Thank you so much."})
    workspace.submit(CARYS, {"text": WARMER})
    assert styled(workspace.modal(CARYS), "bold") == ["made our day,"]
    assert Templates(engine).history("thanks") == ()
    workspace.submit(CARYS)
    assert Templates(engine).history("thanks")[0].template.text == WARMER


@pytest.mark.parametrize(
    ("values", "block", "said"),
    [
        ({"text": "Thank {you"}, "text", "Its text has a stray {."),
        ({"text": "Thank you for your appointment."}, "text", "“your appointment” tells everybody"),
        ({"text": "Call 07700 900461."}, "text", "It holds a phone number."),
        ({"text": "Please ask {service}."}, "service", "go together"),
        ({"first_for": ["own_care"]}, "first_for", "nothing but routes that it suits"),
        ({"text": "Thank you, {template}!"}, "text", "{template} is a name that the bot needs for itself"),
        ({"text": f"Thank you, {{{'n' * 250}}}!"}, "text", "is too long a name"),
        ({"text": " ".join(f"{{thing_{number}}}" for number in range(30))}, "text", "It asks for 30 things"),
        ({}, "text", "Nothing was changed yet."),
    ],
)
def test_what_cannot_be_sent_is_told_at_its_field(
    workspace: Workspace, engine: Engine, values: dict[str, Any], block: str, said: str
):
    editing(workspace, CARYS, "thanks")
    assert said in workspace.submit(CARYS, values)["errors"][block]
    assert Templates(engine).library() == shipped()


def test_a_new_blank_asks_for_what_it_means(workspace: Workspace, engine: Engine):
    editing(workspace, CARYS, "thanks")
    workspace.submit(CARYS, {"text": "Thank you, {name}!"})
    assert "Please say what is to be filled in for {name}" in shown(workspace, CARYS)
    asked = {"label": "First name", "says": "The name that they go by", "example": "Kim"}
    workspace.submit(CARYS, {f"blank:name:{part}": value for part, value in asked.items()})
    assert "To fill in: nothing becomes “{name} (First name: The name that they go by; such as Kim; a few words)”." in (
        shown(workspace, CARYS)
    )
    workspace.submit(CARYS)
    [blank] = Templates(engine).history("thanks")[0].template.placeholders
    assert (blank.name, blank.label, blank.example) == ("name", "First name", "Kim")


def test_a_misspelt_blank_is_put_right_without_saying_what_it_means(workspace: Workspace, engine: Engine):
    editing(workspace, CARYS, "answered-later")
    words = template("answered-later").text
    workspace.submit(CARYS, {"text": words.replace("{day}", "{dya}")})
    assert "Please say what is to be filled in for {dya}" in shown(workspace, CARYS)
    errors = workspace.submit(CARYS, {"text": words.replace("{day}", "{dya}")})["errors"]
    assert errors == {"blank:dya:label": "Placeholder dya: label is empty."}
    workspace.submit(CARYS, {"text": words.replace("Thank you for asking.", "Thank you.")})
    assert "This is what you are about to save" in shown(workspace, CARYS)
    workspace.submit(CARYS)
    [made] = Templates(engine).history("answered-later")
    assert [each.label for each in made.template.placeholders] == ["Answered by"]


def test_a_hard_text_is_said_to_be_hard_to_read(workspace: Workspace):
    editing(workspace, CARYS, "thanks")
    hard = "Notwithstanding organisational considerations, acknowledgement necessitates further dissemination."
    workspace.submit(CARYS, {"text": f"{hard} We thank you all."})
    assert "and should be 11 at most: shorter sentences and words help." in shown(workspace, CARYS)


def test_what_is_too_long_somewhere_is_said_and_can_be_saved(workspace: Workspace):
    editing(workspace, CARYS, "thanks")
    workspace.submit(CARYS, {"text": "Thank you very much. " * 10})
    assert "Too long for TikTok once it is filled in: 209 of 150 characters." in shown(workspace, CARYS)


def test_who_saves_second_is_told_who_was_first_and_keeps_what_they_wrote(workspace: Workspace, engine: Engine):
    editing(workspace, CARYS, "thanks")
    workspace.submit(CARYS, {"text": WARMER})
    assert "Saved" in change(workspace, DEV, "thanks", text="Thank you!")
    workspace.submit(CARYS)
    assert "Dev Patel saved version 1 meanwhile" in shown(workspace, CARYS)
    assert [made.by.name for made in Templates(engine).history("thanks")] == ["Dev Patel"]
    workspace.submit(CARYS)
    assert "saved as version 2" in shown(workspace, CARYS)
    assert Templates(engine).history("thanks")[-1].template.text == WARMER


def test_a_new_template_is_found_and_its_key_is_its_title(workspace: Workspace, engine: Engine):
    message = listed(workspace, CARYS)
    workspace.click(CARYS, message, "new_template", block_id=block_with(message, "new_template"))
    workspace.wait_for(lambda: workspace.modals(CARYS), as_=CARYS)
    values = {"title": "Parking at the clinic’s door", "use": "Somebody asks.", "text": "Please park behind it."}
    workspace.submit(CARYS, values | {"source": ["P4"], "routes": ["question"]})
    assert "Please park behind it." in shown(workspace, CARYS)
    workspace.submit(CARYS)
    assert "/pals parking-at-the-clinics-door" in shown(workspace, CARYS)
    made = Templates(engine).library().named("parking-at-the-clinics-door")
    assert made
    assert (made.version, made.text) == (1, "Please park behind it.")
    workspace.close_modal(CARYS)
    assert "Parking at the clinic’s door" in told_by(listed(workspace, ANNA, "parking"))


def test_a_retired_template_is_offered_no_more_until_it_is_restored(workspace: Workspace, engine: Engine):
    choose(workspace, CARYS, "thanks", "retire")
    workspace.submit(CARYS)
    assert "“Thanks” is retired." in shown(workspace, CARYS)
    workspace.close_modal(CARYS)
    assert "No template has “thanks” in it." in told_by(listed(workspace, ANNA, "thanks"))
    message = listed(workspace, CARYS)
    assert "Retired (1)" in told_by(message)
    workspace.click(CARYS, message, "retired_templates", block_id=block_with(message, "retired_templates"))
    view = workspace.wait_for(lambda: workspace.modals(CARYS), as_=CARYS)[-1]
    workspace.click(CARYS, view, "restore_template", "thanks:1")
    workspace.wait_for(lambda: Templates(engine).library().named("thanks"), as_=CARYS)
    assert [made.retired for made in Templates(engine).history("thanks")] == [True, False]


def test_history_tells_who_changed_what_and_puts_an_earlier_version_back(workspace: Workspace, engine: Engine):
    change(workspace, CARYS, "thanks", text=WARMER)
    workspace.close_modal(CARYS)
    view = choose(workspace, DEV, "thanks", "history")
    said = shown(workspace, DEV)
    assert "Version 1: Carys Evans saved it" in said
    assert "Version 0: as shipped with the bot." in said
    assert styled(view, "strike") == ["mean a lot to us,"]
    workspace.click(DEV, view, "restore_template", "thanks:0")
    workspace.wait_for(lambda: "Version 0 is in use again, as version 2." in shown(workspace, DEV), as_=DEV)
    restored = Templates(engine).library().named("thanks")
    assert restored
    assert (restored.text, restored.version) == (template("thanks").text, 2)


def test_a_history_of_many_long_versions_still_opens(workspace: Workspace, engine: Engine):
    words = [" ".join(f"kept{place} new{number}-{place}" for place in range(150)) for number in range(30)]
    thanks = template("thanks")
    for number, each in enumerate(words, 1):
        made = TemplateVersion(replace(thanks, text=each, version=number), False, Member(CARYS.id, CARYS.name), MONDAY)
        Templates(engine).save([made])
    choose(workspace, DEV, "thanks", "history")
    said = shown(workspace, DEV)
    assert "Version 30: Carys Evans saved it" in said
    assert "newest of 30 are shown." in said
    assert "Version 0: as shipped with the bot." in said


@pytest.fixture
def away(engine: Engine) -> Callable[[], AbstractContextManager[None]]:
    """Let no template be read for as long as a block lasts."""

    def rename(before: str, after: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))

    @contextmanager
    def gone() -> Iterator[None]:
        rename("template_versions", "away")
        yield
        rename("away", "template_versions")

    return gone


def test_while_the_database_is_away_whoever_clicks_is_told_that_nothing_was_recorded(
    workspace: Workspace, engine: Engine, away: Callable[[], AbstractContextManager[None]]
):
    message = listed(workspace, CARYS)
    with away():
        assert "Nothing was recorded" in told_by(listed(workspace, ANNA))
        for action, chosen in (("edit_template", "thanks"), ("template_menu", "history:thanks")):
            before = len(workspace.messages(CARYS))
            place = block_with(message, "'value': 'thanks'" if action == "edit_template" else chosen)
            workspace.click(CARYS, message, action, chosen, block_id=place)
            answer = workspace.wait_for(lambda before=before: workspace.messages(CARYS)[before:], as_=CARYS)[-1]
            assert "Nothing was recorded" in told_by(answer)
    editing(workspace, CARYS, "thanks")
    with away():
        workspace.submit(CARYS, {"text": WARMER})
        assert "Nothing was recorded" in shown(workspace, CARYS)
    workspace.close_modal(CARYS)
    choose(workspace, CARYS, "thanks", "retire")
    with away():
        workspace.submit(CARYS)
        assert "Nothing was recorded" in shown(workspace, CARYS)
    assert Templates(engine).library() == shipped()


def test_a_reply_begins_with_the_changed_words_and_keeps_the_version_it_began_with(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    change(workspace, CARYS, "thanks", text=WARMER)
    workspace.close_modal(CARYS)
    said = "Thank you so much to the nurses on ward 4, you were wonderful."
    bot.receive(said)
    workspace.click(ANNA, card_of(workspace, said), "reply")
    workspace.wait_for(lambda: workspace.modals(ANNA))
    assert WARMER in str(workspace.modal(ANNA))
    change(workspace, DEV, "thanks", text="Thank you!")
    workspace.submit(ANNA)
    assert Store(engine).reply(1) == Reply(WARMER, "thanks", 1)


def test_staff_are_offered_no_change(workspace: Workspace):
    for words in ("", "thank"):
        said = str(listed(workspace, ANNA, words)["blocks"])
        assert not [each for each in ("edit_template", "template_menu", "new_template") if each in said]


def test_staff_who_forge_a_change_are_refused_and_it_is_logged(
    sandbox: SandboxServer, workspace: Workspace, engine: Engine, caplog: pytest.LogCaptureFixture
):
    for action in ("edit_template", "new_template", "retired_templates", "restore_template"):
        label = {"type": "plain_text", "text": action}
        button = {"type": "button", "action_id": action, "value": "thanks", "text": label}
        block = {"type": "section", "text": label, "accessory": button}
        web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text=f"forged {action}", blocks=[block])
        workspace.click(BEN, workspace.wait_for_message(BEN, MENTIONS, action), action)
    for callback in ("template_form", "retire_template"):
        assert "Only team leads can change reply templates." in str(forged(sandbox, BEN, "thanks 0", callback)["view"])
    refused = [each for each in caplog.records if each.getMessage() == "A change to a template was refused"]
    assert [each.person for each in refused] == [BEN.id] * 6
    assert not workspace.modals(BEN)
    assert Templates(engine).library() == shipped()


def test_a_lead_who_forges_a_template_that_is_not_there_is_told(sandbox: SandboxServer, workspace: Workspace):
    assert not workspace.modals(CARYS)
    for callback in ("template_form", "retire_template"):
        answer = forged(sandbox, CARYS, "../../etc x", callback)
        assert "There is no such template any more." in str(answer["view"])


def test_a_lead_who_forges_a_version_that_never_was_saves_nothing(
    sandbox: SandboxServer, workspace: Workspace, engine: Engine
):
    assert not workspace.modals(CARYS)
    entry = entry_of(template("thanks")) | {"text": "Forged."}
    values = {
        field: {field: {"selected_options": [{"value": each} for each in held]}}
        if isinstance(held, list)
        else {field: {"value": held}}
        for field, held in entry.items()
        if field not in {"key", "holding", "placeholders"}
    }
    answer = forged(sandbox, CARYS, "thanks 7 0123456789abcdef", "template_form", values)
    assert "It is not the version that you began with." in str(answer["view"])
    assert Templates(engine).library() == shipped()
