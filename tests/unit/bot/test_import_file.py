import csv
import json
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.import_file import Imported, Progress, import_file
from bot.import_rows import LONGEST_LINE, UnreadableFileError
from bot.intake import Receipt, Rejected
from rules.assessment import Kind
from rules.mention import Mention

LONDON = ZoneInfo("Europe/London")
HEADING = "platform,external_id,kind,text\n"


class Inbox:
    """Keeps mentions as the store does: the same one once."""

    def __init__(self) -> None:
        self.mentions: dict[tuple[str, str], Mention] = {}
        self.batches: list[int] = []
        self.fails_after: int | None = None

    def receive(self, mentions: Sequence[Mention]) -> Receipt:
        if len(self.batches) == self.fails_after:
            raise ConnectionError
        self.batches.append(len(mentions))
        before = len(self.mentions)
        for mention in mentions:
            self.mentions.setdefault((mention.platform, mention.external_id), mention)
        added = len(self.mentions) - before
        return Receipt(added, len(mentions) - added)

    @property
    def texts(self) -> list[str]:
        return [mention.text for mention in self.mentions.values()]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def bring_in(path: Path, content: str | bytes, inbox: Inbox, **options: object) -> Imported:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_file(path, inbox.receive, zone=LONDON, **options)  # type: ignore[arg-type]


def rejected_cells(done: Imported) -> list[list[str]]:
    assert done.rejected_file is not None
    with done.rejected_file.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_column_of_a_csv_is_kept(tmp_path: Path, inbox: Inbox) -> None:
    heading = "platform,external_id,kind,author_name,author_handle,text,url,posted_at,in_reply_to\n"
    row = 'facebook,1,comment,Jo B,job,"Hello, ""you""\nthere",https://example.org/1,2026-06-20T16:40:00Z,0\n'
    done = bring_in(tmp_path / "a.csv", heading + row, inbox)
    assert done == Imported(rows=1, accepted=1, duplicates=0, rejected=0, rejected_file=None, notes=())
    assert list(inbox.mentions.values()) == [
        Mention(
            platform="facebook",
            external_id="1",
            kind=Kind.COMMENT,
            text='Hello, "you"\nthere',
            author_name="Jo B",
            author_handle="job",
            url="https://example.org/1",
            posted_at=datetime(2026, 6, 20, 16, 40, tzinfo=UTC),
            in_reply_to="0",
        )
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Platform, External ID ,KIND,Text\nfacebook,1,Comment,Grüße\n",
        "\ufeffplatform,external_id,kind,text\r\nfacebook,1,comment,Grüße\r\n",
        "\n\nplatform,external_id,kind,text\n\n,,,\nfacebook,1,comment,Grüße,,,\n , , , \n\n",
        "sep=;\nplatform;external_id;kind;text\nfacebook;1;comment;Grüße",
        "platform\texternal_id\tkind\ttext\nfacebook\t1\tcomment\tGrüße",
        '"platform","external-id","kind","text"\n"facebook","1","comment","Grüße"',
    ],
    ids=["heading's case and spaces", "byte order mark", "blank lines", "semicolons", "tabs", "all quoted"],
)
def test_what_spreadsheets_do_to_a_csv_is_understood(tmp_path: Path, inbox: Inbox, content: str) -> None:
    done = bring_in(tmp_path / "a.csv", content, inbox)
    assert (done.rows, done.accepted, done.rejected) == (1, 1, 0)
    assert inbox.mentions["facebook", "1"].text == "Grüße"


def test_lines_in_windows_1252_are_read_and_told_and_the_others_are_not_harmed(tmp_path: Path, inbox: Inbox) -> None:
    content = HEADING.encode() + "x,1,post,It’s £5\n".encode("cp1252") + "x,2,post,Naïve 💙\n".encode()
    done = bring_in(tmp_path / "a.csv", content, inbox)
    assert inbox.texts == ["It’s £5", "Naïve 💙"]
    assert done.notes == ("Lines not in UTF-8, read as Windows-1252: 1. Check accents and quotation marks.",)


def test_a_time_without_a_zone_is_local(tmp_path: Path, inbox: Inbox) -> None:
    bring_in(tmp_path / "a.csv", "platform,external_id,kind,text,posted_at\nx,1,post,a,2026-06-20 16:40\n", inbox)
    assert inbox.mentions["x", "1"].posted_at == datetime(2026, 6, 20, 15, 40, tzinfo=UTC)


def test_columns_that_are_not_used_are_named(tmp_path: Path, inbox: Inbox) -> None:
    done = bring_in(tmp_path / "a.csv", "platform,external_id,kind,text,Likes,author\nx,1,post,a,3,Jo\n", inbox)
    assert done.notes == ("Columns that are not used: likes, author.",)


def test_what_is_no_name_of_a_column_is_counted_and_not_quoted(tmp_path: Path, inbox: Inbox) -> None:
    heading = f"platform,external_id,kind,text,Likes,jo@example.org,{'I was kept waiting ' * 3}"
    done = bring_in(tmp_path / "a.csv", f"{heading}\nx,1,post,a,3,,\n", inbox)
    assert done.notes == ("Columns that are not used: likes and 2 more.",)


def test_first_row_of_a_file_without_a_heading_is_not_quoted(tmp_path: Path, inbox: Inbox) -> None:
    with pytest.raises(UnreadableFileError) as error:
        bring_in(tmp_path / "a.csv", "facebook,1,comment,What a sad day,Jo Bloggs\n", inbox)
    assert "It has 5 columns." in str(error.value)
    assert "sad" not in str(error.value)
    assert "Bloggs" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("platform,kind,text\nx,post,a\n", "external_id is missing. It has 3 columns."),
        ("platform\nx\n", "; external_id, kind and text are missing. It has 1 column."),
        ("platform,external_id,kind,text,Text\nx,1,post,a,b\n", "more than one column text"),
        ("", "empty"),
        ("\n \n", "empty"),
        ("platform,external_id,kind,text\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x14\x00", "spreadsheet"),
        ("platform,external_id,kind,text\rx,1,post,a\r", "old Macs"),
        ("x" * 200_000, "first line can’t be read"),
    ],
)
def test_a_csv_that_is_none_is_refused_with_one_clear_reason(
    tmp_path: Path, inbox: Inbox, content: str | bytes, said: str
) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        bring_in(tmp_path / "a.csv", content, inbox)
    assert inbox.batches == []


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path, inbox: Inbox) -> None:
    with pytest.raises(UnreadableFileError, match=r"mentions.xlsx is neither .csv nor .jsonl"):
        import_file(tmp_path / "mentions.xlsx", inbox.receive, zone=LONDON)
    with pytest.raises(UnreadableFileError, match="No such file"):
        import_file(tmp_path / "mentions.csv", inbox.receive, zone=LONDON)
    with pytest.raises(UnreadableFileError, match="one JSON list"):
        bring_in(tmp_path / "a.jsonl", '[{"platform": "x"}]', inbox)


def test_bad_rows_stand_beside_the_file_each_with_its_line_and_reason(tmp_path: Path, inbox: Inbox) -> None:
    content = (
        "platform,external_id,kind,text\n"
        "x,1,post,good\n"
        "x,2,coment,=1+1\n"
        "x,,post,a\n"
        "x,4,post,no, quotation marks\n"
        "x,1.23457E+17,post,a\n"
        "x,6\n"
        "x,7,post,good\n"
    )
    done = bring_in(tmp_path / "a.csv", content, inbox)
    assert (done.rows, done.accepted, done.rejected) == (7, 2, 5)
    assert done.rejected_file == tmp_path / "a.rejected.csv"
    assert done.rejected_file.stat().st_mode & 0o777 == 0o600
    heading, *rows = rejected_cells(done)
    assert heading == ["reason", "platform", "external_id", "kind", "text"]
    assert [row[0].partition(":")[0] for row in rows] == ["line 3", "line 4", "line 5", "line 6", "line 7"]
    reasons = [row[0] for row in rows]
    assert "kind must be one of" in reasons[0]
    assert "external_id is missing" in reasons[1]
    assert "5 values under 4 columns" in reasons[2]
    assert "rounded by a spreadsheet" in reasons[3]
    assert "kind is missing" in reasons[4]
    assert rows[0][1:] == ["x", "2", "coment", "'=1+1"]
    assert rows[2][1:] == ["x", "4", "post", "no", " quotation marks"]


def test_a_file_of_rejected_rows_can_be_put_right_and_imported(tmp_path: Path, inbox: Inbox) -> None:
    first = bring_in(tmp_path / "a.csv", HEADING + "x,1,coment,=1+1\nx,2,coment,'tis\nx,3,coment,a\n", inbox)
    assert first.rejected_file is not None
    put_right = (
        first.rejected_file.read_text("utf-8").replace("x,1,coment", "x,1,comment").replace("2,coment", "2,post")
    )
    again = bring_in(first.rejected_file, put_right, inbox)
    assert (again.accepted, again.rejected) == (2, 1)
    assert inbox.texts == ["=1+1", "'tis"]
    assert rejected_cells(again)[0] == ["reason", "platform", "external_id", "kind", "text"]
    assert rejected_cells(again)[1][1:] == ["x", "3", "coment", "a"]


def test_a_quotation_mark_left_open_costs_its_own_line_only(tmp_path: Path, inbox: Inbox) -> None:
    content = HEADING + 'x,1,post,good\nx,2,post,"left open\nx,3,post,good too\n'
    done = bring_in(tmp_path / "a.csv", content, inbox)
    assert inbox.texts == ["good", "good too"]
    assert rejected_cells(done)[1] == [
        "line 3: The row can’t be read: a quotation mark in it is not closed",
        'x,2,post,"left open',
    ]


def test_rejected_rows_of_an_earlier_run_are_replaced(tmp_path: Path, inbox: Inbox) -> None:
    bring_in(tmp_path / "a.csv", HEADING + "x,1,coment,a\n", inbox)
    done = bring_in(tmp_path / "a.csv", HEADING + "x,1,comment,a\n", inbox)
    assert done.rejected_file is None
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_json_lines_are_read_and_bad_ones_stand_beside_the_file(tmp_path: Path, inbox: Inbox) -> None:
    good = {"platform": "x", "external_id": 1, "kind": "post", "text": "Grüße", "likes": 3}
    lines = [json.dumps(good), "", "{", "3", json.dumps({**good, "kind": "coment"}), '{"text": "\\ud800"}']
    done = bring_in(tmp_path / "a.jsonl", "\n".join(lines), inbox)
    assert (done.rows, done.accepted, done.rejected) == (5, 1, 4)
    assert inbox.texts == ["Grüße"]
    assert done.rejected_file == tmp_path / "a.rejected.jsonl"
    rejected = [json.loads(line) for line in done.rejected_file.read_text("utf-8").splitlines()]
    assert rejected[0]["reason"].startswith("line 3: This is not JSON")
    assert rejected[0]["line"] == "{"
    assert rejected[1] == {"reason": "line 4: The line is no JSON object.", "line": "3"}
    assert rejected[2].pop("reason").startswith("line 5: kind must be one of")
    assert rejected[2] == {**good, "kind": "coment"}
    assert rejected[3]["text"] == "\ud800"


def test_a_line_without_end_is_refused_without_being_held(tmp_path: Path, inbox: Inbox) -> None:
    long = json.dumps({"platform": "x", "external_id": "1", "kind": "post", "text": "a" * LONGEST_LINE})
    good = json.dumps({"platform": "x", "external_id": "2", "kind": "post", "text": "b"})
    done = bring_in(tmp_path / "a.jsonl", f"{long}\n{good}\n", inbox)
    assert (done.accepted, done.rejected, inbox.texts) == (1, 1, ["b"])


def test_what_is_there_already_is_counted_and_not_added(tmp_path: Path, inbox: Inbox) -> None:
    content = HEADING + "".join(f"x,{n},post,text {n}\n" for n in range(25)) + "x,3,post,again\n"
    assert bring_in(tmp_path / "a.csv", content, inbox).duplicates == 1
    done = bring_in(tmp_path / "a.csv", content, inbox)
    assert (done.rows, done.accepted, done.duplicates) == (26, 0, 26)
    assert len(inbox.mentions) == 25


def test_an_import_that_was_interrupted_goes_on_where_it_was(tmp_path: Path, inbox: Inbox) -> None:
    content = HEADING + "".join(f"x,{n},post,text {n}\n" for n in range(25))
    inbox.fails_after = 2
    with pytest.raises(ConnectionError):
        bring_in(tmp_path / "a.csv", content, inbox, batch=10)
    inbox.fails_after = None
    done = bring_in(tmp_path / "a.csv", content, inbox, batch=10)
    assert (done.rows, done.accepted, done.duplicates) == (25, 5, 20)


def test_what_the_receiver_rejects_is_written_with_its_row(tmp_path: Path) -> None:
    def receive(mentions: Sequence[Mention]) -> Receipt:
        return Receipt(len(mentions) - 1, 0, (Rejected(1, "it would not do"),))

    path = tmp_path / "a.csv"
    path.write_text(HEADING + "x,1,post,a\nx,2,post,b\nx,3,post,c\n", "utf-8")
    done = import_file(path, receive, zone=LONDON)
    assert (done.rows, done.accepted, done.rejected) == (3, 2, 1)
    assert rejected_cells(done)[1] == ["line 3: it would not do", "x", "2", "post", "b"]


def test_progress_tells_bytes_and_rows_up_to_the_end(tmp_path: Path, inbox: Inbox) -> None:
    told: list[Progress] = []
    content = HEADING + "".join(f"x,{n},post,text\n" for n in range(25))
    bring_in(tmp_path / "a.csv", content, inbox, batch=10, progress=told.append)
    assert [each.rows for each in told] == [10, 20, 25]
    assert told[0].bytes_read < told[1].bytes_read < told[2].bytes_read == told[2].bytes_total == len(content)
    assert told[-1].accepted == 25
    assert inbox.batches == [10, 10, 5]


def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADING)
        for number in range(3_000):
            file.write(f"x,{number},{'post' if number % 2 else 'coment'},{'word ' * 1_000}\n")
    tracemalloc.start()
    done = import_file(path, lambda mentions: Receipt(len(mentions), 0), zone=LONDON, batch=50)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.rows == 3_000
    assert path.stat().st_size > 15_000_000
    assert peak < 3_000_000


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(lambda cell: f"a{cell}")


@settings(deadline=None)
@given(st.lists(cells, max_size=8))
def test_any_text_that_python_writes_as_csv_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path, inbox = tmp_path_factory.mktemp("csv") / "a.csv", Inbox()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["platform", "external_id", "kind", "text"])
        writer.writerows(["x", number, "post", text] for number, text in enumerate(texts))
    done = import_file(path, inbox.receive, zone=LONDON)
    assert (done.accepted, inbox.texts) == (len(texts), texts)


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".csv", ".jsonl"]))
def test_any_file_at_all_is_read_or_refused_with_every_row_counted(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    heading = HEADING.encode() if suffix == ".csv" else b""
    try:
        done = bring_in(tmp_path_factory.mktemp("any") / f"a{suffix}", heading + content, Inbox())
    except UnreadableFileError:
        return
    assert done.rows == done.accepted + done.duplicates + done.rejected
