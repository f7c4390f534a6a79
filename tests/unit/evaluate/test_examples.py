"""What the model is given to learn from."""

import random

from tests.evaluate.disguise import disguised
from tests.evaluate.sets import LabelledSet, LabelledText, Part
from tests.evaluate.training.examples import real_examples

SENTENCE = "the waiting room was cold and nobody came to see us all afternoon"


def one_row(name: str, label: str) -> dict[str, LabelledSet]:
    return {name: LabelledSet(name, ((Part.TRAIN, LabelledText(SENTENCE, label, "")),))}


def test_patient_feedback_is_learned_as_no_breach_however_critical():
    assert [each.answers for each in real_examples(one_row("nhs_phase1", "-5"), Part.TRAIN)] == [(0, 0, 0, 0)]


def test_what_a_set_does_not_tell_of_is_left_open():
    assert [each.answers for each in real_examples(one_row("edos", "sexist"), Part.TRAIN)] == [(1, None, None, 0)]


def test_set_that_must_be_shared_alike_is_not_learned_from():
    assert not real_examples(one_row("stormfront", "hate"), Part.TRAIN)


def test_nothing_is_learned_from_what_is_kept_to_measure_with():
    assert not real_examples(one_row("nhs_phase1", "-5"), Part.TEST)


def test_disguise_changes_words_or_runs_them_together_and_keeps_the_rest():
    draw = random.Random(1)  # noqa: S311 - nothing to guess
    made = {disguised(SENTENCE, draw) for _ in range(200)}

    assert any("roomwas" in text for text in made)
    assert any("w4171ng" in text for text in made)
    assert all(sum(word in text for word in SENTENCE.split()) >= 9 for text in made)
