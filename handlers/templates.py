"""Reply templates as team leads change them: the form, what comes of it, their history, and those that were retired."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View as Drawn

from handlers.blocks.answers import REFUSALS, said_of
from handlers.blocks.modals import notice_modal
from handlers.blocks.template_form import BLANK, HOLDING, NEW, NONE, PARTS, block_of, fingerprint, form
from handlers.blocks.template_history import history_modal, retire_modal, retired_modal
from handlers.blocks.text import moment
from handlers.desk import Desk, Member
from handlers.details import say, show_modal
from handlers.editor import Editor, TemplateChangedError
from handlers.ids import Callback, Control
from handlers.requests import Body, asker
from rules.decisions import Role
from rules.differences import warnings
from rules.entries import LONGEST_KEY, MistakeError, check, check_names, read_entry
from rules.library import Library, TemplateVersion, same, shipped
from rules.replies import FROM_SERVICE, FROM_SETTINGS, PLACEHOLDER, Placeholder, Template

View = Mapping[str, Any]

NOT_A_LEAD = "Only team leads can change reply templates. Nothing was changed."
NO_SUCH_TEMPLATE = "There is no such template any more. /pals shows those that there are."
LOOK_AGAIN = "It is not the version that you began with. Nothing of yours is saved: please look at it again."
TO_EXPLAIN = "Please say what is to be filled in for {names}, so that whoever sends it knows."

LISTS = ("kinds", "routes", "first_for", "platforms", "source")
"""What of a template may be several."""

_log = logging.getLogger(__name__)


def register(app: App, desk: Desk, editor: Editor) -> None:
    """Listen to the buttons, menus and modals with which leads change templates."""
    app.action(Control.EDIT_TEMPLATE.value)(_open(desk, form))
    app.action(Control.NEW_TEMPLATE.value)(_open(desk, lambda _: form(BLANK)))
    app.action(Control.RETIRED_TEMPLATES.value)(_open(desk, lambda _: retired_modal(desk.templates())))
    app.action(Control.TEMPLATE_MENU.value)(_menu(desk, editor))
    app.action(Control.RESTORE_TEMPLATE.value)(_restore(desk, editor))
    app.view(Callback.TEMPLATE_FORM.value)(_changed(desk, editor))
    app.view(Callback.RETIRE_TEMPLATE.value)(_retired(desk, editor))


def _clicked(act: Callable[[Body, Member], Drawn | str]) -> Callable[..., None]:
    """Listen to a click: show the modal that it leads to, or say why there is none."""

    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        ack()
        try:
            answer = act(body, asker(context))
        except REFUSALS as error:
            answer = said_of(error)
        if isinstance(answer, str):
            say(answer, body, client, respond)
        else:
            show_modal(answer, body, client)

    return listen


def _submitted(act: Callable[[View, Member], Drawn | Mapping[str, str]]) -> Callable[..., None]:
    """Listen to a form: show the modal that it leads to, or at which blocks something is wrong."""

    def listen(ack: Ack, view: View, context: BoltContext) -> None:
        try:
            answer = act(view, asker(context))
        except REFUSALS as error:
            answer = notice_modal("Not done", said_of(error))
        if isinstance(answer, Drawn):
            ack(response_action="update", view=answer)
        else:
            ack(response_action="errors", errors=dict(answer))

    return listen


def _open(desk: Desk, draw: Callable[[Template], Drawn]) -> Callable[..., None]:
    def opened(body: Body, by: Member) -> Drawn | str:
        key = str(body["actions"][0].get("value"))
        chosen = BLANK if key == NEW else desk.templates().named(key)
        if why := _refusal(by, chosen):
            return why
        return draw(chosen) if chosen else NO_SUCH_TEMPLATE

    return _clicked(opened)


def _menu(desk: Desk, editor: Editor) -> Callable[..., None]:
    def chosen_in_menu(body: Body, by: Member) -> Drawn | str:
        """Show a template's history, or ask whether to retire it."""
        what, _, key = str((body["actions"][0].get("selected_option") or {}).get("value")).partition(":")
        chosen = desk.templates().named(key)
        if why := _refusal(by, chosen):
            return why
        if chosen and what == "retire":
            return retire_modal(chosen)
        return history_modal(shipped().named(key), editor.history(key, by), desk.zone)

    return _clicked(chosen_in_menu)


def _changed(desk: Desk, editor: Editor) -> Callable[..., None]:
    def changed(view: View, by: Member) -> Drawn | Mapping[str, str]:
        """Show what a change comes to; save it once it was shown as it is."""
        key, version, seen = _editing(view)
        library = desk.templates()
        before = BLANK if key == NEW else library.known(key)
        if why := _refusal(by, before):
            return notice_modal("Not done", why)
        assert before is not None  # noqa: S101 - refused above
        try:
            template = _filled_in(view, before)
            check_names(each.name for each in template.placeholders)
            if unexplained := [each.name for each in template.placeholders if not each.label]:
                told = TO_EXPLAIN.format(names=" and ".join(f"{{{name}}}" for name in unexplained))
                return form(replace(template, key=key), told=told)
            check(template)
            _check_is_change(template, before, library)
        except MistakeError as error:
            return {_block(error.field, view): _sentence(str(error))}
        drawn = replace(template, key=key)
        stale = before.version != version
        made = editor.history(key, by) if stale else ()
        meanwhile = (_somebody_else(made[-1], desk) if made else LOOK_AGAIN) if stale else None
        if meanwhile or seen != fingerprint(drawn):
            return form(drawn, before=before, warned=warnings(template, desk.contacts), told=meanwhile)
        return _save(template, drawn, desk, editor, by)

    return _submitted(changed)


def _save(template: Template, drawn: Template, desk: Desk, editor: Editor, by: Member) -> Drawn:
    """Save a template and return what is said of it; where somebody was faster, what `drawn` comes to beside theirs."""
    try:
        made = editor.save(template, by)
    except TemplateChangedError as error:
        theirs = error.latest.template
        return form(replace(drawn, version=theirs.version), before=theirs, told=_somebody_else(error.latest, desk))
    return notice_modal("Saved", _saved(made))


def _retired(desk: Desk, editor: Editor) -> Callable[..., None]:
    def retired(view: View, by: Member) -> Drawn:
        key, version, _ = _editing(view)
        chosen = desk.templates().named(key)
        refused = _refusal(by, chosen)
        if refused or chosen is None:
            return notice_modal("Not done", refused or NO_SUCH_TEMPLATE)
        try:
            editor.save(replace(chosen, version=version), by, retired=True)
        except TemplateChangedError as error:
            return notice_modal("Not done", _somebody_else(error.latest, desk))
        told = f"“{chosen.title}” is retired. /pals does not offer it any more; “Retired” there puts it back."
        return notice_modal("Retired", told)

    return _submitted(retired)


def _restore(desk: Desk, editor: Editor) -> Callable[..., None]:
    def restored(body: Body, by: Member) -> Drawn | str:
        """Make an earlier version the latest one."""
        key, _, version = str(body["actions"][0].get("value")).partition(":")
        latest = desk.templates().known(key)
        if why := _refusal(by, latest):
            return why
        first = shipped().named(key)
        made = editor.history(key, by)
        versions = {str(each.version): each for each in (*([first] if first else []), *(one.template for one in made))}
        if latest is None or version not in versions:
            return NO_SUCH_TEMPLATE
        try:
            saved = editor.save(replace(versions[version], version=latest.version), by)
        except TemplateChangedError as error:
            return _somebody_else(error.latest, desk)
        told = f"Version {version} is in use again, as version {saved.template.version}."
        return history_modal(first, (*made, saved), desk.zone, told)

    return _clicked(restored)


def _refusal(member: Member, chosen: Template | None) -> str | None:
    """Say why somebody may not change a template, or None when they may; a refusal of a person is logged."""
    if member.role is not Role.LEAD:
        _log.warning("A change to a template was refused", extra={"person": member.person.id})
        return NOT_A_LEAD
    return NO_SUCH_TEMPLATE if chosen is None else None


def _editing(view: View) -> tuple[str, int, str]:
    """Return the key, the version and what was seen that a form carries; nothing known for what is forged."""
    key, _, rest = str(view["private_metadata"]).partition(" ")
    version, _, seen = rest.partition(" ")
    return key, int(version) if re.fullmatch(r"[0-9]{1,9}", version) else -1, seen


def _filled_in(view: View, before: Template) -> Template:
    """Return the template that the form holds, its version that of `before`; raise MistakeError.

    A placeholder that the form does not ask about yet has an empty label.
    """
    values = view["state"]["values"]
    text = str(_given(values, "text") or "")
    filled_in_by_settings = FROM_SETTINGS.keys() | FROM_SERVICE
    names = [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if name not in filled_in_by_settings]
    explained = [name for name in names if block_of(name, "label") in values]
    service = _given(values, "service")
    entry = {
        "key": _key(str(_given(values, "title") or "")) if before.key == NEW else before.key,
        "holding": HOLDING in (_given(values, HOLDING) or []),
        "placeholders": {name: {part: _given(values, block_of(name, part)) for part in PARTS} for name in explained},
        **{field: _given(values, field) for field in ("title", "text", "use", "channel", "reading")},
        **{field: _in_order(_given(values, field) or [], getattr(before, field)) for field in LISTS},
        **({} if service in {None, NONE} else {"service": service}),
    }
    read = read_entry(entry, before.version)
    known = {each.name: each for each in (*before.placeholders, *read.placeholders)}
    return replace(read, placeholders=tuple(known.get(name) or Placeholder(name, "", "", "") for name in names))


def _in_order(chosen: list[str], before: Sequence[str]) -> list[str]:
    """Return what was chosen in the order in which it stood before, what is new at the end."""
    return [*(str(each) for each in before if each in chosen), *(each for each in chosen if each not in before)]


def _given(values: Mapping[str, Any], block: str) -> Any:
    """Return what stands in a block: words, the value that was chosen, or a list of those; None for nothing."""
    state = (values.get(block) or {}).get(block) or {}
    if "selected_options" in state:
        return [each["value"] for each in state["selected_options"] or []]
    chosen = state.get("selected_option") or {}
    return state.get("value") or chosen.get("value")


def _key(title: str) -> str:
    """Return the key that a new template gets by its title: what is typed after /pals."""
    words = re.findall(r"[a-z0-9]+", title.lower().replace("’", "").replace("'", ""))
    return "-".join(words)[:LONGEST_KEY].strip("-")


def _check_is_change(template: Template, before: Template, library: Library) -> None:
    """Raise MistakeError for a new template whose key is taken, and for a change that changes nothing."""
    if before is BLANK and library.known(template.key):
        raise MistakeError("title", "there is a template with that title already, in use or retired")
    if before in library.templates and same(before, template):
        raise MistakeError("text", "nothing was changed yet")


def _block(field: str, view: View) -> str:
    """Return the block at which a mistake in a field is told."""
    if field.startswith("{"):
        return block_of(field.strip("{}"), "label")
    return field if field in view["state"]["values"] else "title"


def _sentence(problem: str) -> str:
    ended = problem if problem.endswith((".", "”")) else f"{problem}."
    return ended[:1].upper() + ended[1:]


def _somebody_else(latest: TemplateVersion, desk: Desk) -> str:
    """Say who was first, to whoever wanted to save another version."""
    did = "retired it" if latest.retired else f"saved version {latest.template.version}"
    when = moment(latest.at, desk.zone)
    return f"{latest.by.name} {did} meanwhile, {when}. Nothing of yours is saved: please look at it again."


def _saved(made: TemplateVersion) -> str:
    return (
        f"“{made.template.title}” is saved as version {made.template.version}, and used from now on: "
        f"/pals {made.template.key}. Replies that somebody has begun keep the version that they began with."
    )
