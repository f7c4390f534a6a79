"""The labelled sets of a folder of data: reading them, and the parts that each text belongs to for good."""

import csv
import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_NOT_A_LETTER = re.compile(r"[^a-z]+")
_TEST_SHARE = 20
_DEV_SHARE = 10


class Part(StrEnum):
    """What a text may be used for. Figures that are told to anybody come from `test`."""

    TRAIN = "train"
    """To learn from."""
    DEV = "dev"
    """To choose thresholds and words by."""
    TEST = "test"
    """Never looked at, only counted."""


class LabelledText(NamedTuple):
    """One row of a set."""

    text: str
    label: str
    detail: str


@dataclass(frozen=True)
class LabelledSet:
    """One file of the folder, each row with the part it belongs to."""

    name: str
    rows: tuple[tuple[Part, LabelledText], ...]

    def part(self, part: Part) -> list[LabelledText]:
        """Return the rows of one part, in the order of the file."""
        return [row for its_part, row in self.rows if its_part is part]


def read_sets(folder: Path) -> dict[str, LabelledSet]:
    """Return every `*.csv.gz` of `folder` by its name.

    Raises:
        FileNotFoundError: when there is none.

    """
    paths = sorted(folder.glob("*.csv.gz"))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no *.csv.gz")
    return {name: _read_set(name, path) for path in paths if (name := path.name.removesuffix(".csv.gz"))}


def part_of(text: str, *, measured: bool = True) -> Part:
    """Return the part of a text by a hash of its letters alone; what is not `measured` with is learned from instead.

    Texts that differ in case, figures, emoji or punctuation only, as near copies do, share a part.
    """
    letters = _NOT_A_LETTER.sub(" ", text.casefold()).strip()
    place = int.from_bytes(sha256((letters or text).encode("utf-8", "surrogatepass")).digest()[:4]) % 100
    if place < _TEST_SHARE:
        return Part.TEST if measured else Part.TRAIN
    return Part.DEV if place < _TEST_SHARE + _DEV_SHARE else Part.TRAIN


def _read_set(name: str, path: Path) -> LabelledSet:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [LabelledText(row["text"], row["label"], row["detail"]) for row in csv.DictReader(file)]
    place = _PLACES.get(name, _by_text)(rows)
    return LabelledSet(name, tuple((place(row), row) for row in rows))


def _by_text(_: list[LabelledText]) -> Callable[[LabelledText], Part]:
    return lambda row: part_of(row.text)


def _by_last_word(_: list[LabelledText]) -> Callable[[LabelledText], Part]:
    """Keep what a template says of one group together: else the test asks for sentences known by heart."""
    return lambda row: part_of(row.text.split()[-1] if row.text.split() else "")


def _by_detail(rows: list[LabelledText]) -> Callable[[LabelledText], Part]:
    """Keep the comments under one video together: one video to test with, one for dev."""
    videos = sorted({row.detail for row in rows}, key=lambda video: sha256(video.encode()).hexdigest())
    return partial(_place_of_video, [Part.TEST, Part.DEV, *[Part.TRAIN] * len(videos)], videos)


def _place_of_video(parts: list[Part], videos: list[str], row: LabelledText) -> Part:
    return parts[videos.index(row.detail)]


_PLACES: dict[str, Callable[[list[LabelledText]], Callable[[LabelledText], Part]]] = {
    "youtube_spam": _by_detail,
    "jigsaw_templates": _by_last_word,
}
