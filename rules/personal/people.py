"""Who a person is: a date of birth, a name where somebody says that it is one, a name beside what ails them.

A name is one only where it is written with capitals.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from rules.folding import Folded
from rules.personal.dates import DATE
from rules.personal.detail import HINTS, IDENTIFIES, LIKELY, PUBLIC, Detail, SpanOf

_BIRTH = r"(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birthday)"
_BORN = re.compile(
    rf"(?:\b{_BIRTH}|\bborn)(?:\W{{1,3}}(?:is|was|on|the|in|my|his|her|are|of)){{0,3}}\W{{0,4}}(?:the )?({DATE})(?!\d)",
    re.ASCII,
)
_BORN_AFTER = re.compile(
    rf"(?<![\d/.-])({DATE})\W{{1,3}}(?:(?:is|was|as|my|his|her|their|the|our|[a-z]{{2,10}}'s) ){{0,3}}{_BIRTH}",
    re.ASCII,
)
_WORD = "[a-z][a-z'-]{1,20}"
_FULL_NAME = rf"{_WORD} (?:[a-z]\.? )?{_WORD}"
_WORD_OR_INITIAL = rf"(?:{_WORD}|[a-z](?![a-z'-]))"
_TITLED = rf"(?:mr|mrs|miss|ms|mx|master)\.? {_WORD_OR_INITIAL}(?:\.? {_WORD_OR_INITIAL}){{0,2}}"
_WHOSE = "his|her|their|patient|patient's|full|child's|son's|daughter's|mum's|dad's|husband's|wife's|baby's|surname"
_NAME = re.compile(
    r"\b(?:my (?:full |real )?name is|my name's|the patient's name is|name(?=:)|patient(?=:)|on behalf of|signed|"
    r"(?:kind )?regards|yours (?:sincerely|faithfully)|"
    rf"(?:{_WHOSE}) (?:full )?name(?: is| was|(?=:)))\W{{1,3}}({_WORD}(?: {_WORD}){{0,2}})",
    re.ASCII,
)
_FAMILY = (
    "mum|mother|mam|mom|dad|father|nan|gran|grandma|grandmother|grandad|grandfather|husband|wife|partner|son|daughter|"
    "brother|sister|aunt|auntie|uncle"
)
_RELATIVES = f"{_FAMILY}|friend|neighbour|boss|colleague|landlord|teacher|boyfriend|girlfriend|ex"
_RELATIVE = re.compile(
    rf"\b(?:my (?:late |elderly |dear |poor |little |baby |own )?(?:{_RELATIVES})|the patient is|patient called)"
    rf",? ({_WORD} {_WORD})",
    re.ASCII,
)
_OUR_DEAD = re.compile(rf"\bmy (?:[a-z]{{3,10}} )?(?:{_FAMILY}),? ({_FULL_NAME})(?= died of )", re.ASCII)
"""A family that names whom it lost: a name to be masked, and no reason to hide what they say."""
_SELF = re.compile(rf"\b(?:i am|i'm|this is) ({_FULL_NAME})(?=[ ,.!]|$)", re.ASCII)
_NO_FIRST_NAME = re.compile(
    "a|an|the|my|our|your|his|her|its|this|that|these|those|and|but|so|if|when"
    "|why|who|what|where|how|is|are|was|were|i|we|you|he|she|they|it|dr|doctor"
    "|nurse|sister|matron|professor|prof|sir|lord|lady|king|queen|prince|princess|mr|"
    "mrs|miss|ms|st|saint|royal|black|white|mixed|british|english|welsh|scottish|irish"
    "|northern|south|north|west|east|african|asian|type|stage|registered|church|roman|"
    "jehovah's|nhs|covid|every|each|no|not|some|all|any|great|new|old|please|thank|"
    "thanks|shocking|absolutely|disgusting|bank|good|happy|christmas|ward|accident|gp|can|"
    "does|did|has|have|got|because|after|before|since|another|someone|somebody|nobody|everyone|"
    "everybody|anyone|anybody|"
    "mental|health|public|social|care|university|general|community|hospital|surgery|practice"
    "|team|staff|only|even|with|without|for|from|in|on|at|to|of|support"
)
"""Words that sentences begin with, titles of the famous, and what institutions and peoples are called."""

_AILS = (
    r"(?:hiv|aids|cancer|leukaemia|lymphoma|diabetes|diabetic|dementia|alzheimer's|bipolar|schizophreni[ac]|psychosis|"
    r"psychotic|depression|depressed|anxiety|suicidal|anorexia|anorexic|bulimia|epilepsy|epileptic|"
    r"autis[mt]i?c?|adhd|ms|"
    r"parkinson's|hep(?:atitis)?(?: [abc])?|tb|copd|multiple sclerosis|chlamydia|gonorrhoea|syphilis|herpes|an? sti|"
    r"an? std|genital warts|pregnant|"
    r"miscarriage|abortion|termination|an? overdose|alcoholic|alcoholism|an addict|addict|addicted|"
    r"drug addict|methadone|"
    r"antidepressants|antipsychotics|insulin|chemo|chemotherapy|hrt|viagra|lithium|sectioned|a stroke|heart failure|"
    r"a heart attack|a breakdown|a nervous breakdown|personality disorder|learning disability|self[ -]harm(?:s|ing)?|"
    r"incontinent|infertile|terminally ill|dying|mental health problems|an eating disorder|an affair|"
    r"crohn's|lupus|asthma|covid)"
)
_OF_WHAT = "prostate|breast|lung|bowel|skin|liver|brain|stomach|bladder|kidney|ovarian|cervical|throat|vascular"
_SUFFERS = (
    r" (?:has|had|is|was|takes|suffers from|suffers with|got|has got|tested positive for|"
    r"is being treated for|died of|lives with|is in(?: hospital)? (?:with|for)|came in with|was admitted (?:with|for))"
    r"(?: (?:just|now|been|been diagnosed with|having|on|a|an|severe|stage \d|terminal|in for|clinically|had|type \d|"
    rf"taking|diagnosed with|living with|suffering from|recovering|{_OF_WHAT})){{0,3}} {_AILS}"
    r"(?![a-z0-9'])(?! (?:unit|clinic|centre|ward|services?|team|nurses?|charity|research|support|"
    r"specialist|awareness|care))"
)
_WHERE = (
    r"(?:(?:at |in )?(?:number|no\.?|flat|house) \d{1,4}[a-z]?|(?:in|on) (?:the )?(?:next )?(?:bed|bay|room|"
    r"ward|side room|cubicle)(?: \d{1,3}[a-z]?)?|in \d{1,4}[a-z]?|next door|opposite|"
    r"from (?:the )?[a-z]{2,20}(?: [a-z0-9]{1,20})?|"
    r"(?:up|down|across|over) the (?:road|street)|(?:at|in) (?:the|your|our|my) [a-z]{2,20}|my [a-z]{2,20}|"
    r"who (?:works|worked|lives|lived|is|was|used to|runs|teaches|goes)(?: [a-z0-9]{1,20}){1,5}?)"
)
"""Where or who somebody is, between the name and what ails them."""
_AILING = re.compile(
    rf"(?<![a-z0-9'-])({_TITLED}|{_FULL_NAME})\.?(?:,? \(?{_WHERE}\)?){{0,2}},?{_SUFFERS}",
    re.ASCII,
)
_AILING_AT = re.compile(
    rf"(?<![a-z0-9'-])({_WORD}),? \(?(?:at|from|in) (?:number|no\.?|flat|house) \d{{1,4}}[a-z]?\)?,?{_SUFFERS}",
    re.ASCII,
)
"""A first name is enough beside the number of the house."""
_ROLE = (
    "receptionist|nurse|doctor|dr|sister|ward sister|consultant|manager|practice manager|midwife|"
    "healthcare assistant|hca|"
    "gp|surgeon|matron|carer|care worker|paramedic|porter|pharmacist|dentist|physio|physiotherapist|health visitor|"
    "radiographer|phlebotomist|social worker|psychiatrist|counsellor|therapist|locum|registrar"
)
_STAFF = re.compile(rf"\b(?:{_ROLE})(?: called| named|,)? ({_FULL_NAME})(?![a-z])", re.ASCII)
_THE_ROLE = rf" the (?:{_ROLE})(?![a-z])"
_STAFF_AFTER = re.compile(rf"(?<![a-z0-9'-])({_FULL_NAME}),?{_THE_ROLE}", re.ASCII)


class _Naming(NamedTuple):
    """One way in which somebody is named."""

    may_be_in: Callable[[Folded], object]
    """Tells texts that lack what it needs: quicker than to look for a name."""
    patterns: tuple[re.Pattern[str], ...]
    """The first group of each is the name."""
    weight: float
    """How surely it makes a breach."""
    wholly: bool
    """All of the name must have capitals."""


def _has(pattern: str) -> Callable[[Folded], object]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda folded: compiled.search(folded.text)


def _has_word(words: Iterable[str]) -> Callable[[Folded], object]:
    those = frozenset(words)
    return lambda folded: not those.isdisjoint(folded.words)


_ANYBODY = (
    _Naming(_has(_SUFFERS), (_AILING, _AILING_AT), LIKELY, wholly=True),
    _Naming(_has_word({"name", "regards", "signed", "behalf", "patient", "yours"}), (_NAME,), HINTS, wholly=False),
    _Naming(_has_word({"my", "patient"}), (_RELATIVE,), HINTS, wholly=True),
    _Naming(_has_word({"am", "m", "this"}), (_SELF,), HINTS, wholly=True),
)
_STAFF_TOO = (
    *_ANYBODY,
    _Naming(_has_word(re.findall("[a-z]+", _ROLE)), (_STAFF,), PUBLIC, wholly=True),
    _Naming(_has(_THE_ROLE), (_STAFF_AFTER,), PUBLIC, wholly=True),
)


def find_birth(text: str) -> Iterator[Detail]:
    """Yield dates of birth in folded `text`."""
    for pattern in (_BORN, _BORN_AFTER):
        for found in pattern.finditer(text):
            yield Detail(*found.span(1), "date of birth", IDENTIFIES)


def find_names(folded: Folded, original: str, *, praised: bool = False) -> Iterator[Detail]:
    """Yield names in a folded text. Staff whom nobody praises are masked too, which by itself is no breach (P17)."""
    text = folded.text
    our_dead = {found.span(1) for found in _OUR_DEAD.finditer(text)} if "died" in folded.words else ()
    for naming in _ANYBODY if praised else _STAFF_TOO:
        if not naming.may_be_in(folded):
            continue
        for found in chain.from_iterable(pattern.finditer(text) for pattern in naming.patterns):
            end = _capitalised_until(found, original, folded.span)
            if end == found.end(1) or (end > found.start(1) and not naming.wholly):
                weight = HINTS if found.span(1) in our_dead else naming.weight
                yield Detail(found.start(1), end, "name", weight)


def _capitalised_until(found: re.Match[str], original: str, span: SpanOf) -> int:
    """Return where the capitalised words at the start of group 1 end, in folded text; its start where it is no name."""
    end = found.start(1)
    for word in re.finditer(r"[a-z'-]+", found[1]):
        start, _ = span(found.start(1) + word.start(), found.start(1) + word.end())
        if not original[start].isupper():
            break
        if _NO_FIRST_NAME.fullmatch(word.group()) and not re.match(_TITLED, found[1], re.ASCII):
            return found.start(1)
        end = found.start(1) + word.end()
    return end
