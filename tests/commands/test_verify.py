"""`teichaku verify`, the anchors, and what was tried at the door, on a real office in its file."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from app import paths
from app.clock import Clock
from app.commands.line import run
from app.errors import WrongPassphrase
from app.history.actions import set_window
from app.history.chain import Head
from app.reports.papers.history_head import history_head, printed_mark
from app.staff.permissions import Role
from app.storage import failed_tries
from app.storage.anchor import NotTheSameHistory
from app.storage.folders import OfficeFolder
from app.storage.keys import wrapping
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office, open_unchecked
from app.storage.records import HistoryEntry
from app.storage.transactions import for_writing

PASSPHRASE = "試しのあいことば もくれん あけび"


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "stretch", lambda words, salt, _: sha256(salt + words).digest())
        yield


class Here:
    """One office and how to get in."""

    def __init__(self, folder: OfficeFolder, staff_id: str) -> None:
        self.folder, self.staff_id = folder, staff_id

    def open(self, words: str = PASSPHRASE, *, restored: bool = False) -> Any:
        return open_office(self.folder, self.staff_id, words, None, Clock(), restored=restored)

    def work(self, times: int = 1) -> None:
        """So many acts in one sitting."""
        office, actor = self.open()
        for number in range(times):
            with office.work(actor) as work:
                work.tell("test.done", f"試し{number}")
        office.close()

    def told(self) -> list[tuple[str, str]]:
        office, actor = open_unchecked(self.folder, self.staff_id, PASSPHRASE, None, Clock())
        with office.reading(actor) as reading:
            rows = reading.session.execute(
                select(HistoryEntry.kind, HistoryEntry.words).order_by(HistoryEntry.seq)
            )
            found = [(row.kind, row.words) for row in rows]
        office.close()
        return found

    def tamper(self, sql: str) -> None:
        """Change the file as somebody with its key could."""
        office, _ = open_unchecked(self.folder, self.staff_id, PASSPHRASE, None, Clock())
        with for_writing(office.engine).begin() as connection:
            connection.execute(text(sql))
        office.close()

    def call(self, *words: str) -> tuple[int, str, str]:
        secret = self.folder.path.parent / "words.txt"
        secret.write_text(PASSPHRASE, encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        where = ("--data", str(self.folder.path), "--passphrase-file", str(secret))
        return run(["verify", *words, *where], out, err), out.getvalue(), err.getvalue()


@pytest.fixture
def here(tmp_path: Path) -> Here:
    folder = OfficeFolder(tmp_path / "office")
    office, actor, recovery = create_office(
        folder,
        NewOffice("centre", "見本県地域生活定着支援センター", "10"),
        FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    recovery.confirm(recovery.code)
    office.close()
    made = Here(folder, actor.staff_id)
    made.work(8)  # entries 2 (opened) and 3 to 10
    return made


def test_a_whole_history_is_told_and_its_head_written_down(here: Here, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    status, out, _ = here.call("--json", "--head-out", str(head))
    found = json.loads(out)
    assert (status, found["entries"], found["against"], found["whole"]) == (0, 10, 2, True)
    assert json.loads(head.read_text())["mac"] == found["head"]["mac"]
    assert here.told()[-1][0] == "history.verified"
    here.work(2)
    status, out, _ = here.call("--against", str(head))
    assert status == 0 and "欠けも書き換えもありません" in out and "比べた印: 3個" in out


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("UPDATE history_entry SET words = 'x' WHERE seq = 5", "seq:5:altered"),
        ("UPDATE history_entry SET actor_id = 'x' WHERE seq = 1", "seq:1:altered"),
        ("DELETE FROM history_entry WHERE seq = 4", "seq:4:missing"),
        ("DELETE FROM history_entry WHERE seq > 7", "seq:8:missing"),
        ("DELETE FROM history_entry", "seq:1:missing"),
        ("UPDATE history_entry SET seq = seq + 1 WHERE seq = 10", "seq:10:missing"),
    ],
)
def test_the_first_break_is_named_and_nothing_written(here: Here, sql: str, where: str) -> None:
    here.tamper(sql)
    before = here.told()
    status, out, _ = here.call("--json")
    error = json.loads(out)["error"]
    assert (status, error["code"], error["where"]) == (3, "history_broken", where)
    assert "データには手を加えていません" in error["message"]
    assert here.told() == before


def test_a_head_of_another_office_or_no_head_is_refused(here: Here, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"office": "x", "seq": 1, "mac": "x"}')
    assert here.call("--against", str(other))[0] == 3
    other.write_text("{}")
    assert here.call("--against", str(other))[0] == 3
    assert here.call("--against")[0] == 2


def test_an_older_file_is_noticed_and_opened_only_when_it_was_put_back(here: Here) -> None:
    kept = here.folder.data_file.read_bytes()
    here.work(3)
    here.folder.data_file.write_bytes(kept)
    with pytest.raises(NotTheSameHistory, match="古いもの"):
        here.open()
    assert here.folder.data_file.read_bytes() == kept
    assert here.call()[0] == 3
    office, _ = here.open(restored=True)
    office.close()
    kinds = [kind for kind, _ in here.told()]
    assert kinds[-2:] == ["history.restored", "sign_in"]
    here.work()  # and is no question any more
    assert here.call()[0] == 0


def test_a_swapped_folder_is_noticed_by_the_persons_own_anchor(here: Here, tmp_path: Path) -> None:
    shutil.copytree(here.folder.path, tmp_path / "aside")
    here.work(3)
    shutil.rmtree(here.folder.path)
    shutil.move(tmp_path / "aside", here.folder.path)
    with pytest.raises(NotTheSameHistory):
        here.open()


def test_another_history_of_the_same_length_is_noticed(here: Here, tmp_path: Path) -> None:
    kept = here.folder.data_file.read_bytes()
    here.work(3)
    here.folder.data_file.write_bytes(kept)
    office, _ = here.open(restored=True)
    office.close()
    here.work(9)
    other = here.folder.data_file.read_bytes()
    here.folder.data_file.write_bytes(kept)
    for path in (here.folder.anchor_file, *paths.anchors_folder().iterdir()):
        path.unlink()
    here.work(5)
    here.folder.data_file.write_bytes(other)
    with pytest.raises(NotTheSameHistory, match="続いていません"):
        here.open()


@pytest.mark.parametrize("spoilt", ["", "{", '{"seq": 99, "mac": "x", "seal": "x"}'])
def test_a_spoilt_anchor_keeps_nobody_out(here: Here, spoilt: str) -> None:
    for path in (here.folder.anchor_file, *paths.anchors_folder().iterdir()):
        path.write_text(spoilt)
    office, _ = here.open()
    office.close()
    assert here.call()[0] == 0


def test_wrong_words_at_the_door_are_in_the_history_of_the_next_opening(here: Here) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            here.open("ちがう ことば です")
    noted = here.folder.tries_file.read_text()
    assert "試作" not in noted and "ちがう" not in noted
    office, _ = here.open()
    office.close()
    assert not here.folder.tries_file.exists()
    assert [kind for kind, _ in here.told()][-4:] == [*["sign_in.failed"] * 3, "sign_in"]


def test_the_windows_of_views_is_read_at_the_door(here: Here) -> None:
    office, actor = here.open()
    with office.work(actor) as work:
        set_window(work, 30)
    assert office.seen.window == timedelta(minutes=10)
    office.close()
    office, _ = here.open()
    assert office.seen.window == timedelta(minutes=30)
    office.close()


def test_many_wrong_words_are_counted(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_tries, "MOST", 2)
    for _ in range(5):
        failed_tries.note(here.folder, here.staff_id, Clock().now() - timedelta(minutes=1))
    office, _ = here.open()
    office.close()
    assert [words for _, words in here.told()][-2].endswith("（ほかに3回）")
    here.folder.tries_file.write_text("spoilt")
    office, _ = here.open()
    office.close()


def test_the_paper_of_the_prefecture_finds_what_was_changed_before_it(
    here: Here, tmp_path: Path
) -> None:
    """Even whoever holds the key and writes the whole chain anew cannot change the paper."""
    paper = tmp_path / "head.pdf"
    status, out, _ = here.call("--json", "--paper", str(paper))
    head = json.loads(out)["head"]
    assert status == 0 and paper.read_bytes().startswith(b"%PDF")
    assert "履歴の先頭" in here.told()[-1][1]
    office, actor = open_unchecked(here.folder, here.staff_id, PASSPHRASE, None, Clock())
    with office.reading(actor) as reading:
        words = " ".join(history_head(reading, office.chain_key).texts())
        last = reading.session.scalars(
            select(HistoryEntry.mac).order_by(HistoryEntry.seq.desc())
        ).first()
    office.close()
    assert last is not None and printed_mark(Head(1, last)) in words
    typed = printed_mark(Head(1, head["mac"])).split()
    status, out, _ = here.call("--against-printed", str(head["seq"]), *typed)
    assert status == 0 and "欠けも書き換えもありません" in out
    wrong = [*typed[:-1], "0" * 8]
    status, out, _ = here.call("--json", "--against-printed", str(head["seq"]), *wrong)
    assert (status, json.loads(out)["error"]["where"]) == (3, f"seq:{head['seq']}:altered")
    status, out, _ = here.call("--json", "--against-printed", "12", "abc")
    assert status == 2


@pytest.mark.parametrize("name", ["head.txt", "head"])
def test_a_paper_is_only_written_as_a_pdf(here: Here, tmp_path: Path, name: str) -> None:
    status, _, _ = here.call("--paper", str(tmp_path / name))
    assert status == 3 and not (tmp_path / name).exists()
