"""What a health service and its people speak of is no breach: conditions, medicines, bodies, places, names, peoples."""

import pytest

from rules import assess
from rules.model import load
from tests.unit.rules.examples import INNOCENT_GROUPS, innocent_texts, innocent_words


@pytest.mark.parametrize("group", INNOCENT_GROUPS)
def test_vocabulary_of_a_health_service_is_never_flagged(group: str):
    assert {text for text in innocent_texts(group) if assess(text).findings} == set()


@pytest.mark.parametrize("group", INNOCENT_GROUPS)
def test_vocabulary_alone_is_not_flagged_by_the_model_either(group: str):
    model = load()

    assert {word for word in innocent_words(group) if assess(word, model=model).findings} == set()


def test_words_that_a_list_knows_as_innocent_are_not_read_to_the_model():
    assert assess("Thank you to everybody on Plymouth Hoe", model=load()).findings == ()
