"""The words that the team allows and watches for: the lists, what a new one asks for, and what it would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from handlers.blocks.message import Message
from handlers.blocks.text import bold, line, moment, plain, quote, rich, shorten
from handlers.blocks.words import LABELS, SUGGESTED, principle_title
from handlers.ids import Callback, Control
from handlers.teaching import WordLists
from rules.principles import principles
from rules.teaching import LONGEST_REASON, Change, Trial, Verdict
from rules.team import ListedWord, TeamWord, spoken

WORDS, LIST, PRINCIPLE, WHY = "words", "list", "principle", "why"
"""Blocks of the modal that asks for a word."""
ALLOW, WATCH = "allow", "watch"
MOST_LISTED = 40
"""Slack takes 50 blocks in a message."""

_LISTS = {
    ALLOW: "Allow list: makes no finding",
    WATCH: "Watch list: counts for a principle",
}
_HOW = (
    "Found as whole words, whatever the case and accents, with endings (-s, -ed, -ing), and in disguises such as "
    "d.o.u.g.h or d0ugh."
)
_LIMITS = "The allow list never silences personal details, a risk to life, threats, or a longer phrase around the word."


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A word on its way through the modals."""

    word: TeamWord
    why: str

    @property
    def metadata(self) -> str:
        """What the modal carries; neither part has a line break."""
        return "\n".join((self.word.principle or "", self.word.words, self.why))

    @classmethod
    def read(cls, metadata: str) -> "WordDraft":
        """Return the draft that a modal carries."""
        principle, _, rest = metadata.partition("\n")
        words, _, why = rest.partition("\n")
        return cls(TeamWord(words, principle or None), why)


def word_lists(lists: WordLists, zone: ZoneInfo, *, may_change: bool) -> Message:
    """Return both lists; who may change them has a button to add a word and one to take each off."""
    title = f"The team’s words: {len(lists.listed)}"
    blocks: list[Block] = [rich(line(bold(title), plain(f"\n{_HOW} {_LIMITS}")))]
    for heading, principle_set in ((_LISTS[WATCH], True), (_LISTS[ALLOW], False)):
        entries = [each for each in lists.listed[:MOST_LISTED] if bool(each.word.principle) is principle_set]
        blocks.append(rich(line(bold(heading), plain("" if entries else "\nNothing yet."))))
        blocks += [_entry(each, zone, may_change=may_change) for each in entries]
    if len(lists.listed) > MOST_LISTED:
        blocks.append(_context(f"Only the first {MOST_LISTED} are shown."))
    if lists.taken_off:
        gone = "; ".join(_taken_off(each, zone) for each in lists.taken_off)
        blocks.append(_context(shorten(f"Taken off last: {gone}.", 2_000)))
    if may_change:
        blocks.append(
            ActionsBlock(
                elements=[
                    ButtonElement(
                        text="Add a word",
                        action_id=Control.ADD_WORD.value,
                        accessibility_label="Add a word or phrase to the team’s words",
                    )
                ]
            )
        )
    else:
        blocks.append(_context("Team leads change them."))
    return Message(text=title, blocks=blocks)


def word_modal() -> View:
    """Ask for a word or phrase, its list, and why."""
    options = [
        Option(value=each.key, text=shorten(f"{each.title} ({each.number})", 75))
        for each in sorted(principles(), key=lambda each: each.number)
    ]
    lists = [Option(value=key, text=text) for key, text in _LISTS.items()]
    return View(
        type="modal",
        callback_id=Callback.TEAM_WORD.value,
        title=PlainTextObject(text="Add a word"),
        submit=PlainTextObject(text="Try it out"),
        close=PlainTextObject(text="Cancel"),
        blocks=[
            InputBlock(
                block_id=WORDS,
                label=PlainTextObject(text="Word or phrase"),
                hint=PlainTextObject(text=_HOW),
                element=PlainTextInputElement(action_id=WORDS, focus_on_load=True),
            ),
            InputBlock(
                block_id=LIST,
                label=PlainTextObject(text="List"),
                element=RadioButtonsElement(action_id=LIST, options=lists),
                hint=PlainTextObject(text=_LIMITS),
            ),
            InputBlock(
                block_id=PRINCIPLE,
                label=PlainTextObject(text="For the watch list: the principle that it counts for"),
                element=StaticSelectElement(
                    action_id=PRINCIPLE, placeholder=PlainTextObject(text="Choose a principle"), options=options
                ),
                optional=True,
            ),
            InputBlock(
                block_id=WHY,
                label=PlainTextObject(text="Why"),
                hint=PlainTextObject(text="For colleagues; no names or details of patients, please."),
                element=PlainTextInputElement(action_id=WHY, max_length=LONGEST_REASON),
            ),
        ],
    )


def trial_modal(draft: WordDraft, trial: Trial) -> View:
    """Show what a word would have changed, before it is saved."""
    return View(
        type="modal",
        callback_id=Callback.TEAM_WORD_SAVE.value,
        private_metadata=draft.metadata,
        title=PlainTextObject(text="Save this word?"),
        submit=PlainTextObject(text="Save"),
        close=PlainTextObject(text="Cancel"),
        blocks=[
            rich(line(bold(f"“{draft.word.words}”"), plain(f" · {_list_of(draft.word)}\n{draft.why}"))),
            *_looked_for(draft.word),
            *_outcome(trial, "Saving it"),
        ],
    )


def take_off_modal(listed: ListedWord, trial: Trial, zone: ZoneInfo) -> View:
    """Show what taking a word off would have changed, before it is done."""
    return View(
        type="modal",
        callback_id=Callback.TEAM_WORD_OFF.value,
        private_metadata=str(listed.id),
        title=PlainTextObject(text="Take it off?"),
        submit=PlainTextObject(text="Take it off"),
        close=PlainTextObject(text="Cancel"),
        blocks=[
            rich(line(bold(f"“{listed.word.words}”"), plain(f" · {_list_of(listed.word)}\n{_who(listed, zone)}"))),
            *_outcome(trial, "Taking it off"),
        ],
    )


def _entry(listed: ListedWord, zone: ZoneInfo, *, may_change: bool) -> Block:
    counts_for = f" · {principle_title(listed.word.principle, numbered=True)}" if listed.word.principle else ""
    text = f"“{listed.word.words}”{counts_for}\n{_who(listed, zone)}"
    button = ButtonElement(
        text="Take off",
        action_id=Control.TAKE_OFF_WORD.value,
        value=str(listed.id),
        accessibility_label=shorten(f"Take off: {listed.word.words}", 75),
    )
    return SectionBlock(text=PlainTextObject(text=text, emoji=False), accessory=button if may_change else None)


def _who(listed: ListedWord, zone: ZoneInfo) -> str:
    return f"{listed.why} ({listed.added_by.name}, {moment(listed.added_at, zone)})"


def _taken_off(gone: ListedWord, zone: ZoneInfo) -> str:
    by = gone.taken_off_by.name if gone.taken_off_by else ""
    when = moment(gone.taken_off_at, zone) if gone.taken_off_at else ""
    return f"“{gone.word.words}” ({by}, {when})"


def _list_of(word: TeamWord) -> str:
    if word.principle is None:
        return "allow list"
    return f"watch list for {principle_title(word.principle, numbered=True)}"


def _looked_for(word: TeamWord) -> Iterator[Block]:
    said = " ".join(spoken(word.words))
    if said != word.words.lower():
        yield _context(f"It is looked for as “{said}”.")


def _outcome(trial: Trial, doing: str) -> Iterator[Block]:
    if not trial.against:
        said = "There are no mentions yet to try it against."
    elif not trial.holding:
        said = f"None of the last {_mentions(trial.against)} holds it, so no suggestion would have been another."
    else:
        held = f"{_mentions(trial.holding)} {'holds' if trial.holding == 1 else 'hold'} it."
        changed = _suggestions(trial.changed)
        said = f"{doing} would have changed {changed} among the last {_mentions(trial.against)}. {held}"
    if not trial.whole:
        said += " To look through more would have taken too long."
    yield rich(line(bold(said)))
    for change in trial.examples:
        yield rich(line(plain(_change(change))), quote(shorten(" ".join(change.masked_text.split()), 200)))
    if trial.changed > len(trial.examples):
        yield _context(f"These are {len(trial.examples)} of {trial.changed:,}.")
    yield _context("It counts for what comes in from now on. Cards that are shown already stay as they are.")


def _mentions(count: int) -> str:
    return "1 mention" if count == 1 else f"{count:,} mentions"


def _suggestions(count: int) -> str:
    return "1 suggestion" if count == 1 else f"{count:,} suggestions" if count else "no suggestion"


def _change(change: Change) -> str:
    return f"{_verdict(change.before)} → {_verdict(change.after)}"


def _verdict(verdict: Verdict) -> str:
    label = LABELS[SUGGESTED[verdict.suggestion]]
    return f"{label} ({principle_title(verdict.principle, numbered=True)})" if verdict.principle else label


def _context(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
