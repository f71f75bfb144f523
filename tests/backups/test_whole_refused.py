"""データ一式 sealed with the right code, whose inside is not what it should be: refused, nothing made."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import DatabaseTooNew, FileProblem, HistoryBroken, InvalidInput, StorageProblem
from app.storage import migrate
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.keys.recovery import new_code
from app.storage.whole import manifest, reading, sealed
from app.storage.whole.reading import take_in
from app.storage.whole.rows import Shape, line_of, read_line
from tests.backups.test_whole import NOW, WHO, export

LIST, STAFF = "manifest.json", "tables/staff/000001.jsonl"
Files = list[tuple[str, bytes]]


@dataclass
class Written:
    """What stood in the file of an office, and where a changed one is put."""

    files: Files
    code: str
    folder: Path

    def taken_in(self, files: Files, *, listed: bool = True, end: bytes = b"") -> None:
        """Taken in as if somebody had sealed these; with `listed` the list agrees with them."""
        if listed:
            files = agreeing(files)
        path = self.folder / "changed.teichaku-whole"
        with path.open("wb") as out:
            writer = sealed.SealedWriter(out, self.code)
            with tarfile.open(fileobj=writer, mode="w|") as archive:  # type: ignore[call-overload]
                for name, content in files:
                    info = tarfile.TarInfo(name.removesuffix("/"))
                    info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
            writer.write(end)
            writer.finish()
        target = OfficeFolder(self.folder / "new")
        try:
            take_in(path, self.code, target, WHO, NOW)
        finally:
            self.made = target.taken
            assert not self.made or [one.name for one in target.path.glob("*.new")] == []


def agreeing(files: Files) -> Files:
    """The list of entries as it must be for these files; tables keep what they said."""
    *others, (name, content) = files
    said = json.loads(content)
    said["entries"] = [
        {"name": one, "size": len(what), "sha256": hashlib.sha256(what).hexdigest()}
        for one, what in others
    ]
    return [*others, (name, json.dumps(said).encode())]


@pytest.fixture
def written(site: Any, tmp_path: Path) -> Written:
    with site.opened() as (office, actor):
        done = export(office, actor, tmp_path / "一式.teichaku-whole")
    with done.path.open("rb") as file:
        reader, plain = sealed.SealedReader(file, done.code), b""
        while part := reader.read(1 << 20):
            plain += part
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        files = [(one.name, archive.extractfile(one).read()) for one in archive]  # type: ignore[union-attr]
    return Written(files, done.code, tmp_path)


def saying(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    """With another list."""
    *others, (name, content) = files
    said = json.loads(content)
    change(said)
    return [*others, (name, json.dumps(said).encode())]


def test_written_again_as_it_was_it_is_taken_in(written: Written) -> None:
    written.taken_in(written.files)
    assert written.made


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files[:-1],
        lambda files: [*files, ("README.txt", b"more")],
        lambda files: [*files, files[-1]],
        lambda files: [("other.txt", b"more"), *files],
        lambda files: [("attachments/" + "g" * 32, b""), *files],
        lambda files: [("tables/unknown/000001.jsonl", b""), *files],
        lambda files: [("tables/staff/1.jsonl", b""), *files],
        lambda files: [("folder/", b""), *files],
        lambda files: files[1:],
        lambda files: [files[0], *files],
        lambda files: [(name, what + b"\n" * (name == STAFF)) for name, what in files],
    ],
)
def test_entries_that_the_list_does_not_say_are_refused(
    written: Written, change: Callable[[Files], Files]
) -> None:
    with pytest.raises(FileProblem, match="その一覧と合いません"):
        written.taken_in(change(written.files), listed=False)
    assert not written.made


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("other.txt", "other.txt"),
        ("attachments/" + "g" * 32, "attachments/" + "g" * 32),
        ("attachments/../" + "a" * 32, "attachments/../" + "a" * 32),
        ("tables/unknown/000001.jsonl", "tables/unknown/000001.jsonl"),
        ("tables/staff/1.jsonl", "tables/staff/1.jsonl"),
        ("folder/", "folder"),
    ],
)
def test_an_entry_of_another_kind_is_refused_also_where_it_is_listed(
    written: Written, name: str, where: str
) -> None:
    with pytest.raises(FileProblem, match="その一覧と合いません") as said:
        written.taken_in([(name, b""), *written.files])
    assert said.value.where == where and not written.made


@pytest.mark.parametrize("table", ["task", "staff"])
@pytest.mark.parametrize("line", [b"[]", b'{"id": 1}', b"\xff", b"[" * 9000])
def test_a_line_that_is_no_row_is_refused(written: Written, line: bytes, table: str) -> None:
    entry = f"tables/{table}/000001.jsonl"
    files = [(name, what) for name, what in written.files if name != entry]
    with pytest.raises(FileProblem, match="その一覧と合いません") as said:
        written.taken_in([(entry, line + b"\n"), *files])
    assert said.value.where == table and not written.made


def test_a_row_more_or_other_than_the_tables_say_is_refused(written: Written) -> None:
    files = [
        (name, what.replace("試作 澪江".encode(), "試作 霧子".encode()) if name == STAFF else what)
        for name, what in written.files
    ]
    assert files != written.files
    with pytest.raises(FileProblem, match="その一覧と合いません") as said:
        written.taken_in(files)
    assert said.value.where == "staff" and not written.made


def test_who_wrote_it_must_work_there(written: Written) -> None:
    for nobody in ("", "0" * 32):
        with pytest.raises(FileProblem, match="その一覧と合いません") as said:
            written.taken_in(
                saying(written.files, lambda made, nobody=nobody: made.update(made_by=nobody))  # type: ignore[misc]
            )
        assert said.value.where == "staff" and not written.made


def test_the_history_must_be_whole_and_reach_what_the_list_says(written: Written) -> None:
    for change in ({"head_mac": "0" * 64}, {"chain_key": "00" * 32}, {"head_seq": 999}):
        with pytest.raises(HistoryBroken):
            written.taken_in(saying(written.files, lambda made, c=change: made.update(c)))  # type: ignore[misc]
        assert not written.made


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": 0},
        {"chain_key": "no"},
        {"chain_key": 5},
        {"more": 1},
        {"tables": [{}]},
        {"tables": 3},
        {"entries": [1]},
    ],
)
def test_a_list_that_is_none_is_refused(written: Written, change: dict[str, Any]) -> None:
    content = saying(written.files, lambda made: made.update(change))[-1][1]
    for bad in (content, b"[]", b"null", b"", b"[" * 100_000):
        with pytest.raises(FileProblem, match="その一覧と合いません"):
            manifest.read(bad)
    assert manifest.read(written.files[-1][1]).version == 1


def test_a_column_of_a_kind_that_nobody_knows_is_refused(written: Written) -> None:
    def other(made: dict[str, Any]) -> None:
        made["tables"][0]["columns"]["id"] = "picture"

    with pytest.raises(FileProblem, match="その一覧と合いません"):
        manifest.read(saying(written.files, other)[-1][1])


def test_other_tables_than_the_programs_own_are_refused_by_name(written: Written) -> None:
    def another(made: dict[str, Any]) -> None:
        made["tables"][0]["columns"]["later"] = "text"

    with pytest.raises(DatabaseTooNew, match="知っている形と違います"):
        written.taken_in(saying(written.files, another))
    with pytest.raises(DatabaseTooNew):
        written.taken_in(saying(written.files, lambda made: made.update(revision="9999")))
    assert not written.made and migrate.LATEST < "9999"


def test_what_is_too_large_is_not_read(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    largest = max(len(what) for _, what in written.files)
    monkeypatch.setattr(reading, "_LARGEST", largest)
    written.taken_in(written.files, listed=False)
    assert written.made


def test_one_byte_more_than_the_largest_is_refused(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LARGEST", max(len(what) for _, what in written.files) - 1)
    with pytest.raises(FileProblem, match="その一覧と合いません"):
        written.taken_in(written.files, listed=False)
    assert not written.made


def test_after_the_archive_there_are_zeros_and_nothing_else(written: Written) -> None:
    with pytest.raises(FileProblem, match="その一覧と合いません"):
        written.taken_in(written.files, listed=False, end=b"\0" * 99 + b"more")
    assert not written.made
    written.taken_in(written.files, listed=False, end=b"\0" * 1024)
    assert written.made


def test_a_file_that_is_gone_is_said_so_and_nothing_is_made(tmp_path: Path) -> None:
    target = OfficeFolder(tmp_path / "new")
    with pytest.raises(FileProblem, match="を読み込めませんでした") as said:
        take_in(tmp_path / "gone.teichaku-whole", new_code(), target, WHO, NOW)
    assert said.value.where == str(tmp_path / "gone.teichaku-whole")
    assert not target.taken and {one.name for one in target.path.iterdir()} <= {"teichaku.lock"}


HEADER = {
    "format": "teichaku office",
    "version": 1,
    "cipher": "AES-256-GCM",
    "chunk": 1048576,
    "key": "HKDF-SHA256",
    "salt": "00" * 16,
    "nonce": "00" * 7,
}


@pytest.mark.parametrize(
    "change",
    [
        *({"format": "teichaku backup"}, {"chunk": 4096}, {"more": 1}, {"salt": "00" * 15}),
        *({"nonce": "00" * 8}, {"salt": "no"}, {"salt": 5}, {"nonce": None}),
    ],
)
def test_another_header_is_none_of_ours(change: dict[str, Any]) -> None:
    line = json.dumps({**HEADER, **change}).encode() + b"\n"
    with pytest.raises(FileProblem, match="データ一式のファイルではありません"):
        sealed.SealedReader(io.BytesIO(line), new_code())
    sealed.SealedReader(io.BytesIO(json.dumps(HEADER).encode() + b"\n"), new_code())


@pytest.mark.parametrize("line", [b"", b"[]\n", b"\xff\n", b"[" * 1024, b"{}\n"])
def test_what_begins_otherwise_is_none_of_ours(line: bytes) -> None:
    with pytest.raises(FileProblem, match="データ一式のファイルではありません"):
        sealed.SealedReader(io.BytesIO(line), new_code())
    with pytest.raises(FileProblem, match="データ一式のファイルではありません"):
        sealed.SealedReader(io.BytesIO(json.dumps(HEADER).encode()), new_code())


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_header_of_another_version_is_said_to_be_newer(version: object) -> None:
    line = json.dumps({**HEADER, "version": version}).encode() + b"\n"
    with pytest.raises(FileProblem, match="より新しい版"):
        sealed.SealedReader(io.BytesIO(line), new_code())


@pytest.mark.parametrize(
    "place",
    [
        {"file": "attachments/a", "offset": -1, "length": 1},
        {"file": "attachments/a", "offset": 0, "length": 4},
        {"file": "attachments/a", "offset": 3, "length": 1},
        {"file": "attachments/a", "offset": 2, "length": -1},
        {"file": "attachments/b", "offset": 0, "length": 1},
        {"file": "attachments/a", "offset": 0},
        None,
    ],
)
def test_a_part_lies_within_its_file(place: object) -> None:
    shape = Shape("attachment_part", {"id": "text", "content": "bytes"}, ("id",))
    files = {"attachments/a": b"abc"}

    def part(of: object) -> dict[str, Any]:
        return reading._part(json.dumps({"id": "1", "content": of}).encode(), shape, files)

    for offset, length in ((0, 3), (3, 0), (1, 2)):
        found = part({"file": "attachments/a", "offset": offset, "length": length})
        assert found == {"id": "1", "content": b"abc"[offset : offset + length]}
    with pytest.raises((ValueError, KeyError, TypeError)):
        part(place)


def test_a_value_is_read_by_its_kind() -> None:
    shape = Shape("x", {"a": "bytes", "b": "date", "c": "json"}, ("a",))
    found = read_line(b'{"a": "AAE=", "b": "2026-11-24", "c": [1]}', shape)
    assert (found["a"], str(found["b"]), found["c"]) == (b"\0\1", "2026-11-24", [1])
    assert read_line(b'{"a": null, "b": null, "c": null}', shape) == dict.fromkeys("abc")
    assert shape.heavy and not replace(shape, columns={"b": "date"}).heavy
    for line in (b'{"a": "A", "b": null, "c": 1}', b'{"a": null, "b": "24.11.", "c": 1}', b"[]"):
        with pytest.raises(ValueError, match=r".*"):
            read_line(line, shape)


def test_a_value_that_points_nowhere_is_refused_where_it_stands(written: Written) -> None:
    """A part of a file that is not there, or lies outside of it."""
    shape = {one["name"]: one for one in json.loads(written.files[-1][1])["tables"]}[
        "attachment_part"
    ]
    row = dict.fromkeys(shape["columns"])
    for place in ({"file": "attachments/none", "offset": 0, "length": 1}, None, "x"):
        line = json.dumps({**row, "content": place}).encode() + b"\n"
        with pytest.raises(FileProblem, match="その一覧と合いません"):
            written.taken_in([("tables/attachment_part/000001.jsonl", line), *written.files])
        assert not written.made


def test_rows_are_written_as_the_page_of_the_format_says() -> None:
    line = line_of({"b": date(2026, 11, 24), "a": b"\0\1", "c": {"名": None}})
    assert line == '{"a":"AAE=","b":"2026-11-24","c":{"名":null}}\n'.encode()
    with pytest.raises(TypeError, match="set"):
        line_of({"a": {1}})


def test_the_list_is_written_in_words_that_can_be_read(written: Written) -> None:
    name, content = written.files[-1]
    assert name == LIST and "群馬県地域生活定着支援センター".encode() in content


def test_a_weak_passphrase_is_refused_before_anything_is_made(written: Written) -> None:
    target = OfficeFolder(written.folder / "new")
    with pytest.raises(InvalidInput):
        take_in(written.folder / "x", written.code, target, replace(WHO, passphrase="1234"), NOW)
    assert not target.path.exists()


def test_the_new_recovery_code_is_confirmed_where_the_office_lies(
    site: Any, written: Written, tmp_path: Path
) -> None:
    target = OfficeFolder(tmp_path / "again")
    done = take_in(tmp_path / "一式.teichaku-whole", written.code, target, WHO, NOW)
    assert "群馬県" in done.office and done.staff == "試作 澪江"
    done.recovery.confirm(done.recovery.code)
    assert all(slot.confirmed for slot in read_slots(target))


def test_where_an_office_lies_nothing_is_taken_in(site: Any, written: Written) -> None:
    before = site.folder.data_file.read_bytes()
    with pytest.raises(StorageProblem, match="上書きはしていません") as caught:
        take_in(written.folder / "一式.teichaku-whole", written.code, site.folder, WHO, NOW)
    assert caught.value.where == str(site.folder.path)
    assert site.folder.data_file.read_bytes() == before


def test_a_file_without_a_single_byte_behind_its_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.teichaku-whole"
    with path.open("wb") as out:
        sealed.SealedWriter(out, code := new_code()).finish()
    with path.open("rb") as file:
        assert sealed.SealedReader(file, code).read(10) == b""
    with pytest.raises(FileProblem, match="その一覧と合いません"):
        take_in(path, code, OfficeFolder(tmp_path / "new"), WHO, NOW)
