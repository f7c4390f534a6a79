"""The tables of `make evaluate` say under which principle a set stands, what was counted, and whether it is enough."""

from tests.evaluate.asked import Asked
from tests.evaluate.cost import Cost, faster
from tests.evaluate.judges import RULES, judges
from tests.evaluate.probes.sets import probe_sets
from tests.evaluate.sets import LabelledSet, LabelledText, Part
from tests.evaluate.table import everything
from tests.evaluate.targets import targets

ADVERT = LabelledText("Make £500 a day from home with crypto, message me on WhatsApp, guaranteed profit", "spam", "")
FRIENDLY = LabelledText("What a lovely song, thank you", "ham", "")
ASKED = Asked([judge for judge in judges() if judge.name == RULES])


def rows_of(*rows: LabelledText) -> LabelledSet:
    return LabelledSet("youtube_spam", tuple((Part.TEST, row) for row in rows))


def test_set_stands_under_its_principle_with_its_rows_counted():
    sets = {"youtube_spam": rows_of(ADVERT, FRIENDLY, FRIENDLY)}

    *_, told = everything(sets, Part.TEST, ASKED, {RULES: Cost((0.001, 0.003), 2**20)}, None)

    principle, what, counted, who, recall, _, flagged, *_, speed, memory = [cell.strip() for cell in told.split("|")][
        1:-1
    ]
    assert (principle, what, counted, who) == ("P15", "youtube_spam: spam / ham, an unseen video", "1 / 2", RULES)
    assert recall.startswith("100.0 (")
    assert flagged.startswith("0.0 (")
    assert (speed, memory) == ("500", "1 MB")


def test_only_so_many_of_each_sort_are_counted_as_are_asked_for():
    sets = {"youtube_spam": rows_of(ADVERT, FRIENDLY, FRIENDLY)}

    *_, told = everything(sets, Part.TEST, ASKED, {}, 1)

    assert "| 1 / 1 |" in told


def test_targets_say_what_is_met_and_what_is_not():
    sets = probe_sets() | {"youtube_spam": rows_of(ADVERT, FRIENDLY)}

    told = {line.split(" | ")[0][2:]: line for line in targets(sets, Part.TEST, ASKED, {})}

    assert told["advertising (comments under an unseen video), accuracy"].endswith(
        "| at least 95 % | 100.0 (34.2–100.0) | 2 | yes |"
    )
    assert told["functional test of hate: hateful found"].endswith("| **no** |")
    assert told["negative patient feedback: Hide or Report"].endswith("| at most 0.5 % | – | 0 | – |")


def test_speed_is_compared_text_by_text():
    times, low, high = faster(Cost((0.001,) * 40, 0), Cost((0.1, 0.3) * 20, 0))

    assert round(times) == 200
    assert 150 < low < 200 < high < 250
