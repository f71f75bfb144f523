"""The same use cases without a window: what is printed, what is on disk, how a command ends."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from app.clock import Clock
from app.commands.line import run
from app.network.listed.queries import missing
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office, open_unchecked
from app.storage.records import Base, HistoryEntry

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PASSPHRASE = "試しのあいことば つゆくさ あけび"


class Terminal:
    """A folder with an office, and commands typed into it."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "office"
        self.secret = root / "passphrase.txt"
        self.secret.write_text(PASSPHRASE, encoding="utf-8")
        self.secret.chmod(0o600)

    def type(self, *words: str, secret: Path | None = None) -> tuple[int, str, str]:
        """Exit status, what went out, what went to the error stream."""
        out, err = io.StringIO(), io.StringIO()
        common = ["--data", str(self.data), "--passphrase-file", str(secret or self.secret)]
        status = run([*words, *common], out, err)
        return status, out.getvalue(), err.getvalue()

    def init(self, *more: str) -> None:
        """Make the office of the standard ledger."""
        status, _, err = self.type("init", "--office", "群馬県地域生活定着支援センター", *more)
        assert (status, err) == (0, "")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix not in (".lock", ".tries")
    }


def records(terminal: Terminal) -> dict[str, int]:
    """How many rows every table has, but for the history: it says that somebody looked."""
    folder = OfficeFolder(terminal.data)
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    office, actor = open_unchecked(folder, staff, PASSPHRASE, None, Clock())
    with office.reading(actor) as reading:
        found = {
            table.name: reading.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "history_entry"
        }
    office.close()
    return found


def test_a_ledger_becomes_figures_and_the_prefectures_form(terminal: Terminal) -> None:
    terminal.init()
    status, out, _ = terminal.type("import", str(SAMPLES / "ledger_standard_r6.xlsx"))
    assert status == 0
    assert "取り込みました" in out
    status, out, _ = terminal.type("figures", "--month", "2024-09", "--json")
    told = json.loads((SAMPLES / "ledger_standard_r6.expected.json").read_text("utf-8"))
    assert status == 0
    assert json.loads(out) == told["months"]["2024-09"]
    form = terminal.root / "報告.xlsx"
    status, _, _ = terminal.type(
        "report", "--form", "prefecture_form_a", "--month", "2024-04", "--out", str(form)
    )
    assert status == 0
    sheet = openpyxl.load_workbook(form)["様式A"]
    assert (sheet["C9"].value, sheet["D9"].value, sheet["I13"].value) == (19, 4, 119)
    persons = {row["person"] for row in told["rows"]}
    assert persons
    with zipfile.ZipFile(form) as book:
        text = "".join(book.read(n).decode("utf-8", "ignore") for n in book.namelist())
    for name in ("高橋 嶺吉", "嶺吉", "R5-C-015", "須永"):
        assert name not in text
    ledger = terminal.root / "台帳.xlsx"
    assert terminal.type("export-ledger", "--out", str(ledger))[0] == 0
    status, out, _ = terminal.type("import", str(ledger), "--json")
    assert json.loads(out)["changes_nothing"] is True


def test_a_refused_ledger_is_in_the_history_without_its_name(terminal: Terminal) -> None:
    terminal.init()
    wrong = terminal.root / "榧木さんの台帳.xls"
    wrong.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert terminal.type("import", str(wrong))[0] == 3
    folder = OfficeFolder(terminal.data)
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    office, actor = open_unchecked(folder, staff, PASSPHRASE, None, Clock())
    with office.reading(actor) as reading:
        last = reading.session.scalars(
            select(HistoryEntry).order_by(HistoryEntry.seq.desc())
        ).first()
        assert last is not None and last.kind == "ledger.refused" and "榧木" not in last.words
    office.close()


def test_a_dry_run_changes_nothing(terminal: Terminal) -> None:
    terminal.init()
    before = records(terminal)
    status, out, _ = terminal.type(
        "import", str(SAMPLES / "ledger_messy_r5.xlsx"), "--dry-run", "--json"
    )
    report = json.loads(out)
    assert status == 0
    assert report["batch"] is None
    assert report["rows"]["case:reject"] == 5
    refused = {(f["sheet"], f["row"]): f["reason"] for f in report["findings"] if f["reason"]}
    assert refused["コーディR4", 29] == "start_date_impossible"
    assert records(terminal) == before


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("figures", "--month", "2024-13", "--json"), 2, "wrong_use"),
        (("figures", "--json"), 2, "wrong_use"),
        (("figures", "--month", "2024-04", "--fiscal-year", "2024", "--json"), 2, "wrong_use"),
        (("import", "--json"), 2, "wrong_use"),
        (("import", "missing.xlsx", "--json"), 3, "ledger_refused"),
        (("figures", "--month", "2024-04", "--staff", "だれか", "--json"), 2, "wrong_use"),
    ],
)
def test_wrong_use_is_said_in_one_object(
    terminal: Terminal, words: tuple[str, ...], status: int, code: str
) -> None:
    terminal.init()
    before = hashes(terminal.data)
    found, out, _ = terminal.type(*words)
    error: dict[str, Any] = json.loads(out)["error"]
    assert found == status
    assert set(error) == {"code", "message", "where"}
    assert not code or error["code"] == code
    assert "Traceback" not in out
    assert any("\u3040" <= char <= "\u309f" for char in error["message"])
    assert hashes(terminal.data) == before


def test_an_unknown_form_is_refused_with_nothing_but_the_sign_in_on_record(
    terminal: Terminal,
) -> None:
    terminal.init()
    before = records(terminal)
    out = terminal.root / "x.xlsx"
    typed = ("report", "--form", "no_such", "--month", "2024-04", "--out", str(out), "--json")
    status, said, _ = terminal.type(*typed)
    error = json.loads(said)["error"]
    assert (status, error["code"]) == (3, "file_problem"), error
    assert error["where"] == "no_such" and "prefecture_form_a" in error["message"]
    assert not out.exists() and records(terminal) == before


def test_a_wrong_passphrase_ends_with_4_and_touches_nothing(terminal: Terminal) -> None:
    terminal.init()
    before = hashes(terminal.data)
    wrong = terminal.root / "wrong.txt"
    wrong.write_text("まちがった あいことばです", encoding="utf-8")
    wrong.chmod(0o600)
    status, out, err = terminal.type("figures", "--month", "2024-04", secret=wrong)
    assert (status, out) == (4, "")
    assert "回復コード" in err
    assert hashes(terminal.data) == before
    assert OfficeFolder(terminal.data).tries_file.exists()  # when, and whose key; for the history


def test_no_office_is_made_by_reading(terminal: Terminal) -> None:
    status, _, err = terminal.type("figures", "--month", "2024-04")
    assert status == 3
    assert "何も作っていません" in err
    assert not terminal.data.exists()


def test_init_never_overwrites(terminal: Terminal) -> None:
    terminal.init()
    before = hashes(terminal.data)
    status, _, err = terminal.type("init", "--office", "群馬県地域生活定着支援センター")
    assert status == 4
    assert err
    assert hashes(terminal.data) == before


def test_the_clock_is_set_only_in_practice_folders(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.init()
    monkeypatch.setenv("TEICHAKU_CLOCK", "2025-03-31T09:00")
    status, _, err = terminal.type("figures", "--month", "2024-04")
    assert status == 2
    assert "練習用" in err
    (terminal.root / "p").mkdir()
    practice = Terminal(terminal.root / "p")
    practice.init("--practice")
    assert practice.type("figures", "--month", "2024-04")[0] == 0


def test_a_bug_is_reported_without_what_was_typed(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from app.commands import figures

    def fail(*_: object) -> int:
        raise RuntimeError("齋藤 蓬夫")

    monkeypatch.setattr(figures, "run", fail)
    monkeypatch.setattr("app.commands.line.log.error", lambda *_: None)
    status, _, err = terminal.type("figures", "--month", "2024-04")
    assert status == 1
    assert "番号" in err
    assert "齋藤" not in err


def test_help_is_japanese(terminal: Terminal) -> None:
    out = io.StringIO()
    assert run([], out, io.StringIO()) == 2
    assert "台帳を取り込む" in out.getvalue()
    for word in ("usage", "optional", "options", "positional", "show this"):
        assert word not in out.getvalue()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import",), "LEDGER.xlsx がありません"),
        (("import", "x.xlsx", "--sideways"), "--sideways は知らない指定です"),
        (("init", "--office"), "--office のあとに値がありません"),
        (("init", "--office", "X", "--kind", "castle"), "--kind に 'castle' は選べません"),
    ],
)
def test_wrong_words_are_named_in_japanese(words: tuple[str, ...], told: str) -> None:
    err = io.StringIO()
    assert run(words, io.StringIO(), err) == 2
    assert told in err.getvalue()


def test_init_knows_the_offices_of_the_whole_country(terminal: Terminal) -> None:
    terminal.init()
    folder = OfficeFolder(terminal.data)
    slot = next(slot for slot in read_slots(folder) if slot.staff_id)
    office, actor = open_office(folder, slot.staff_id, PASSPHRASE, None, Clock())
    try:
        with office.reading(actor) as reading:
            assert missing(reading) == ()
    finally:
        office.close()
