"""The probes are the same each time, whole, and right about what they claim."""

from nhs_number.validate import is_valid

from rules import assess
from tests.evaluate.probes.details import hides, lines
from tests.evaluate.probes.functional import functional_test
from tests.evaluate.probes.table import probed
from tests.evaluate.probes.templates import probes
from tests.evaluate.sets import Part


def test_probes_are_the_same_each_time_and_leave_no_slot_open():
    for once, again in ((probes("risk"), probes("risk")), (probes("angry"), probes("angry")), (lines(), lines())):
        texts = [each.text for each in once]

        assert texts == [each.text for each in again]
        assert not [text for text in texts if set("{}|") & set(text)]


def test_every_case_has_lines_to_write_rules_by_and_lines_kept_back():
    for made in (list(probes("risk")), list(probes("angry")), list(lines())):
        for case in {each.case for each in made}:
            parts = {each.part for each in made if each.case == case}

            assert Part.TRAIN in parts


def test_what_is_kept_back_is_only_for_measuring():
    for made in (list(probes("angry_tweets")), list(probes("clean"))):
        assert len(made) >= 250
        assert {each.part for each in made} == {Part.TEST}


def test_functional_test_is_the_same_each_time_and_leaves_no_mark_of_its_templates():
    made = list(functional_test())

    assert made == list(functional_test())
    assert len(made) == 1500
    assert not [each.text for each in made if set("{}*") & set(each.text)]


def test_words_in_disguise_are_not_spelt_as_they_should_be():
    told = {each.kind: each.text for each in functional_test()}

    assert all("hate" not in told[kind].split() for kind in told if kind.startswith("hateful, with"))


def test_numbers_have_their_check_digits():
    numbers = [detail for line in lines() if line.case == "NHS number" for detail in line.details]

    assert numbers
    assert all(is_valid("".join(filter(str.isdigit, number))) for number in numbers)


def test_detail_that_shows_in_part_is_not_hidden():
    line = next(line for line in lines() if "\n" in line.details[0])

    assert not hides(line.text, line)
    assert hides("[address]", line)


def test_nearly_every_detail_is_masked_and_clean_lines_are_left_alone():
    made = list(lines(each=3))
    dirty = [line for line in made if line.details]

    assert sum(hides(assess(line.text).masked_text, line) for line in dirty) >= 0.97 * len(dirty)
    assert sum(bool(assess(line.text).personal_details) for line in made if not line.details) <= 1


def test_table_has_a_column_for_each_that_is_asked():
    head, _, *told = probed({}, Part.TEST, {"the rules": assess, "again": assess})

    assert head == "| asked | texts | the rules | again |"
    assert {line.count("|") for line in told} == {5}
