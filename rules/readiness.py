"""Has everything read and compiled that the first text would otherwise wait for."""

from rules import language
from rules.triage import assess

_ORDINARY = (
    "I'm sorry, I can't get an answer: we rang 020 7946 0000 and +353 1 555 0100, and no one would take our call. "
    "He's my dad, she is their mum, and someone said that they don't want people who just need help. "
    "How is the baby, and when will you see her? If I'd known, I would not be going there: im told it was the staff. "
    "Somebody has to tell his wife. Please ask your doctors and nurses, or this man and woman and child. "
    "What a day! We're here, it's all we have, some were kind, and you cannot say that you won't. It is unus3d t0 u5."
)
"""Words that most texts have, on which many phrases begin; numbers, and words in disguise."""


def prepare() -> None:
    """Do it now (one or two seconds, once), so that nobody waits for it later."""
    assess(_ORDINARY)
    language.prepare()
