"""Before a word is saved: what can't be one is refused in plain words, and what it would change is told."""

import pytest

from rules.assessment import Kind
from rules.reading import Reading
from rules.signals import Signal
from rules.teaching import MOST_EXAMPLES, Said, Trial, objection, try_out
from rules.team import SHIPPED, TeamPolicy, TeamWord

DOUGHNUT = TeamWord("doughnut", "abusive")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Please give a word"),
        ("  \t ", "Please give a word"),
        ("a", "too short"),
        ("x1", "too short"),
        ("(.*)+?", "no letters"),
        ("درد", "only words in the Latin alphabet"),
        ("🖕🖕🖕", "no letters"),
        ("z" * 10_000, "at most 60 characters"),
        ("one two three four five six seven", "6 words"),
        ("ring 07700 900461", "personal detail"),
    ],
)
@pytest.mark.parametrize("principle", [None, "abusive"])
def test_what_cannot_be_looked_for_is_refused_in_plain_words(words: str, principle: str | None, said: str) -> None:
    assert said in str(objection(words, principle))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pain", "people write to a health service about it"),
        ("The PAIN!", "people write to a health service about it"),
        ("shambles", "criticism is not against the principles (P7)"),
        ("muslim", "it names what people are"),
        ("you are the", "every sort of text"),
    ],
)
def test_an_ordinary_word_can_be_allowed_but_not_watched_for(words: str, said: str) -> None:
    assert said in str(objection(words, "abusive"))
    assert objection(words, None) is None


@pytest.mark.parametrize("words", ["clipboard warrior", "jobsworth", "a pain in the neck", "numpty (again)", "f.a.f.f"])
def test_other_words_and_phrases_can_be_watched_for(words: str) -> None:
    assert objection(words, "abusive") is None


def test_a_trial_tells_how_many_suggestions_change_with_masked_examples() -> None:
    texts = [f"Kim is a doughnut, ring 07700 90046{n}" for n in range(7)] + ["Thank you all"] * 3
    newest = [Said(text, Kind.COMMENT) for text in texts]
    asked: list[str] = []

    def model(reading: Reading) -> list[Signal]:
        asked.append(reading.text)
        return []

    trial = try_out(DOUGHNUT, SHIPPED, TeamPolicy((DOUGHNUT,)), newest, model)

    assert (trial.against, trial.whole, trial.holding, trial.changed) == (10, True, 7, 7)
    assert len(trial.examples) == MOST_EXAMPLES
    assert all("[phone number]" in each.masked_text for each in trial.examples)
    assert (trial.examples[0].before.principle, trial.examples[0].after.principle) == (
        "confidential_personal",
        "abusive",
    )
    assert asked == texts[:7]


def test_a_trial_stops_in_time_and_says_how_far_it_came() -> None:
    moments = iter([True, True, False])
    newest = [Said("a doughnut", Kind.COMMENT)] * 5

    trial = try_out(DOUGHNUT, SHIPPED, TeamPolicy((DOUGHNUT,)), newest, in_time=lambda: next(moments))

    assert (trial.against, trial.whole, trial.holding, trial.changed) == (2, False, 2, 2)


@pytest.mark.parametrize(
    ("against", "holding", "common"), [(1000, 50, True), (1000, 49, False), (30, 19, False), (30, 20, True)]
)
def test_a_word_that_stands_everywhere_is_too_common(against: int, holding: int, *, common: bool) -> None:
    assert Trial(against, True, holding, 0, ()).too_common is common
