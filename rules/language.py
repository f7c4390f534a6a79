"""Tell what language a text is in, and whether it is surely English.

The model is py3langid's own and comes with it: the same text gets the same answer, and nothing is sent anywhere.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
UNKNOWN = "und"
"""ISO 639's code for a language that nobody has told."""

_LINK = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST = 0.2
"""Probability from which the model is believed; docs/decisions/0005-floods.md has what was measured."""
_FEW = 3
"""Words up to which the model, which counts letters in a row, has too little to go by where one of them is a name."""
_SURE = 0.5
"""Probability from which a text is said to be in another language; docs/triage.md has what was measured."""
_ROMANISED_WORDS = Path(__file__).with_name("romanised.toml")
_ROMANISED = ((3, 0.3), (2, 0.4))
"""Different words of one language, written with letters not its own, and the share of a text that they make up, from
which on it is said to be in it. Fewer are quoted, or a greeting, in English; docs/triage.md has what was measured."""
_ROMANISED_BESIDE_ENGLISH = ((4, 0.5),)
"""The same beside words that English alone has: two or three are a greeting there."""
_BORROWED = frozenset({"please", "sorry"})
"""English words that people say in Urdu, Punjabi, Bengali and Arabic too."""
_READ = 2_000
"""Characters of a text that are read: no more are needed to tell."""
NAMES = {
    "am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "fa": "Farsi", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam",
    "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yo": "Yoruba",
    "zh": "Chinese",
}  # fmt: skip
"""Languages that people in England and Wales write, by their ISO 639-1 codes. Of no other is it said that it is one."""
_NO_OTHER_HAS = re.compile(
    "absolutely|amaz(ed|ing)|appalling|awesome|awful|beautiful(ly)?|brilliant|congratulations|disgrace(ful)?|disgusting"
    "|dreadful|everything|exactly|excellent|fabulous|friendly|greedy?|heartbreaking|helpful|hilarious|horrible|lovely"
    "|nothing|outrageous|pathetic|please|ridiculous|rubbish|shambles|shambolic|shameful|shocking|sorry|terrible"
    "|thank|thankyou|truth|unbelievable|useless|wonderful"
)
"""What English comments of a word or two are made of, and no other language that we know of."""
_BINDING = re.compile(
    "they|this|with|you|your|were|what|which|would|could|should|when|where|from|because|about|who|how|their|them|why"
    "|these|those|does|do(es)?n['’]t|didn['’]t|can['’]t|isn['’]t|it['’]s|i['’]m|i['’]ve"
)
"""Words of every other English sentence, which no other language has either."""
_ALSO_BINDING = re.compile(
    "a|all|and|are|at|be|been|but|by|for|had|has|have|he|in|is|it|me|my|not|of|on|our|she|so|that|the|there|to|very"
    "|was|we"
)
_ENGLISH_BY = ((2, 0.4), (3, 0.3))
"""Different ones of these, one of them of no other language, and the share of a text that they make up, from which on
it is English: 45 % of 5,287 texts are, and of these none that the model takes for another language."""


def language(text: str, least: float = _LEAST) -> str | None:
    """Return the ISO 639-1 code of the language that `text` is in, or None when it can't be told.

    `least` is the probability, from 0 to 1, below which it is not told. Links and handles don't count.
    """
    words = _WORD.findall(without_links(text).lower())
    if not words:
        return None
    if len(words) <= _FEW and 2 * sum(map(bool, map(_NO_OTHER_HAS.fullmatch, words))) >= len(words):
        return ENGLISH
    code, probability = _model().classify(" ".join(words))
    return str(code) if probability >= least else None


def surely_english(text: str) -> bool:
    """Tell whether `text` is English without a doubt; of what nobody can tell (`Super!`), it is not said."""
    return _mostly_latin(text) and language(text) == ENGLISH


def other_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that `text` is in where that is surely not English, else None.

    One of `NAMES`, or `UNKNOWN` where the letters are of another script and none of these is told. Of Latin letters
    three words are the least to go by, or two of `romanised.toml`, and none may be one that English alone has.
    """
    said = unicodedata.normalize("NFKC", without_links(text[:_READ]))
    if not _mostly_latin(said):
        told = language(said, _SURE)
        return told if told in NAMES else UNKNOWN
    words = [word for word in _WORD.findall(said) if _mostly_latin(word)]
    lower = [word.lower() for word in words]
    if any(map(_NO_OTHER_HAS.fullmatch, lower)):
        own = [word for word in lower if word not in _BORROWED]
        return _romanised(own, _ROMANISED_BESIDE_ENGLISH if any(map(_NO_OTHER_HAS.fullmatch, own)) else _ROMANISED)
    if (told := _romanised(lower)) or len(words) < _FEW or _plainly_english(lower):
        return told
    told = language(" ".join(words), _SURE)
    return told if told in NAMES else None


def without_links(text: str) -> str:
    """Leave out links and handles: what a picture is posted with when nothing is written beside it."""
    return _LINK.sub(" ", text)


def prepare() -> None:
    """Read the model now (about a second, once), so that nobody waits for it later."""
    _model()


def _romanised(words: Iterable[str], enough: Iterable[tuple[int, float]] = _ROMANISED) -> str | None:
    """Return the language of `romanised.toml` that most of `words` are of, if there are `enough` of them."""
    said = list(words)
    known = {code: [word for word in said if word in listed] for code, listed in _romanised_words().items()}
    code = max(known, key=lambda each: len(set(known[each])))
    different, all_of_them = len(set(known[code])), len(known[code])
    return code if any(different >= least and all_of_them >= share * len(said) for least, share in enough) else None


def _plainly_english(words: Sequence[str]) -> bool:
    """Tell what a glance shows: the model takes half a second to read before it is first asked."""
    unmistakable = [word for word in words if _BINDING.fullmatch(word)]
    binding = [*unmistakable, *(word for word in words if _ALSO_BINDING.fullmatch(word))]
    different = len(set(binding))
    return bool(unmistakable) and any(
        different >= least and len(binding) >= share * len(words) for least, share in _ENGLISH_BY
    )


@cache
def _romanised_words() -> Mapping[str, frozenset[str]]:
    lists = tomllib.loads(_ROMANISED_WORDS.read_text(encoding="utf-8"))
    shared = lists.pop("ur_pa").split()
    both = {"ur", "pa"}
    return {code: frozenset([*words.split(), *(shared if code in both else ())]) for code, words in lists.items()}


@cache
def _model() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to import

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # The rest are dialects, creoles and "no language", which short English comments are taken for.
    model.set_languages([label for label in model.labels if len(label) == len(ENGLISH)])
    model._full_model = ()
    return model


def _mostly_latin(text: str) -> bool:
    if text.isascii():
        return True
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return True
    latin = sum(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return 2 * latin > len(letters)
