"""How labelled text is read, and parted so that nothing is measured with what was learned from."""

import csv
import gzip
import tomllib
from pathlib import Path

import pytest

from tests.evaluate import invented
from tests.evaluate.invented import invent
from tests.evaluate.sets import LabelledText, Part, part_of, read_sets


def write(folder: Path, name: str, rows: list[tuple[str, str, str]]) -> None:
    with gzip.open(folder / f"{name}.csv.gz", "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label", "detail"), *rows])


def test_set_is_read_as_it_was_written(tmp_path: Path):
    write(tmp_path, "letters", [('She said "thanks",\nand left ❤', "kind", ""), ("No.", "short", "x")])

    rows = [row for _, row in read_sets(tmp_path)["letters"].rows]

    assert rows == [LabelledText('She said "thanks",\nand left ❤', "kind", ""), LabelledText("No.", "short", "x")]


def test_each_row_belongs_to_one_part_and_most_are_to_learn_from(tmp_path: Path):
    write(tmp_path, "letters", [(f"a letter about {chr(97 + n // 26)}{chr(97 + n % 26)}", "", "") for n in range(600)])
    letters = read_sets(tmp_path)["letters"]

    sizes = {part: len(letters.part(part)) for part in Part}

    assert sum(sizes.values()) == 600
    assert sizes[Part.TRAIN] > 2 * sizes[Part.TEST] > 2 * sizes[Part.DEV] > 0


@pytest.mark.parametrize("copy", ["The waiting room, again", "the waiting room again!", "The  waiting room 😡 again 2"])
def test_near_copies_share_a_part(copy: str):
    assert part_of(copy) is part_of("the waiting room again")


def test_comments_under_one_video_stay_together(tmp_path: Path):
    write(tmp_path, "youtube_spam", [(f"comment {word}", "ham", video) for video in "abcd" for word in ("one", "two")])

    by_video = {row.detail: part for part, row in read_sets(tmp_path)["youtube_spam"].rows}

    assert sorted(by_video.values()) == ["dev", "test", "train", "train"]


def test_folder_without_sets_is_told_by_name(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=tmp_path.name):
        read_sets(tmp_path)


def test_invented_sentences_are_the_same_each_time_and_leave_no_slot_open():
    once = list(invent(each=2))

    assert once == list(invent(each=2))
    assert not [sentence for sentence in once if set("{}[]|") & set(sentence.text)]


@pytest.mark.parametrize(
    "path", sorted(Path(invented.__file__).with_name("invented").glob("*.toml")), ids=lambda path: path.stem
)
def test_no_invented_template_stands_where_nothing_reads_it(path: Path):
    assert tomllib.loads(path.read_text(encoding="utf-8")).keys() <= {"words", "case", "pairs", "measured"}


def test_every_case_of_the_invented_sentences_can_be_learned_from():
    cases = {sentence.case for sentence in invent(each=2)}

    assert cases == {sentence.case for sentence in invent(each=2) if sentence.part is Part.TRAIN}
