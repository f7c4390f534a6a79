"""A danger typed in haste, in fear or on a phone is the same danger; the words pointed at are those that were typed."""

import pytest

from rules import Route, Urgency, assess
from rules.detectors.risk_to_life import find
from rules.folding import fold
from rules.haste import spelt_out
from rules.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "i cnt breeth",
        "i cnt go on nemore",
        "shes unconcious on the floor",
        "he collasped outside the shop",
        "my nan is havin a siezure",
        "dads speach is slured n his arm is limp",
        "bby isnt moving since last nite",
        "hes got a nife",
        "ive tuk 30 paracetemol",
        "we havnt had any food for 3 days",
        "i dnt want to live",
        "he sed hes gonna kill me 2nite",
    ],
)
def test_slips_hide_no_danger(text: str):
    assert assess(text).urgency is Urgency.URGENT


@pytest.mark.parametrize(
    "text", ["dis is great n da nurse woz lovely", "sum1 left a scarf in bay 2", "c u 2moro at da clinic"]
)
def test_slips_by_themselves_are_no_danger(text: str):
    assert assess(text).route is not Route.RISK_TO_LIFE


def test_what_was_typed_is_pointed_at():
    text = "Ｐｌｓ: bby isnt breethin, hurry…"

    assert [text[signal.start : signal.end] for signal in find(read(text))][:1] == ["bby isnt breethin"]


def test_a_text_without_telling_slips_is_not_read_again():
    assert spelt_out(fold("u r kind n patient")) is None
