"""No file holds a record's text in the clear: data file, journal, temporary files, backups."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.storage.embedded import backup
from app.storage.embedded.header import journal_of
from app.storage.transactions import for_writing


def _forms(canary: str) -> list[bytes]:
    spellings = {canary, unicodedata.normalize("NFD", canary), canary[:6]}
    codings = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc-jp")
    return [spelling.encode(coding) for spelling in spellings for coding in codings]


def _leaks(folder: Path, canary: str) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [path.name for form in _forms(canary) if form in content]
    return found


def test_the_scan_finds_a_leak(tmp_path, words):
    for coding in ("utf-8", "utf-16-le"):
        (tmp_path / "leak").write_bytes(b"x" + words["canary"].encode(coding))
        assert _leaks(tmp_path, words["canary"])


def test_files_at_rest_hold_no_plaintext(made, words):
    content = made.folder.data_file.read_bytes()
    assert len(content) > 4096
    assert _leaks(made.folder.path, words["canary"]) == []
    # Encrypted pages look random: every byte value is about equally frequent.
    counts = [content.count(bytes([value])) for value in range(256)]
    assert max(counts) < 2 * len(content) / 256


def test_files_during_a_transaction_hold_no_plaintext(made, words, tmp_path, monkeypatch):
    temporary = tmp_path / "system-temp"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        writing.exec_driver_sql("PRAGMA cache_size = 10")  # spills pages before the commit
        writing.execute(
            text("INSERT INTO note (words) VALUES (:w)"), [{"w": words["canary"] * 20}] * 2000
        )
        writing.execute(text("UPDATE note SET words = words || :w"), {"w": words["canary"]})
        writing.execute(text("CREATE INDEX by_words ON note (words)"))
        writing.execute(text("SELECT words FROM note ORDER BY words || id")).all()
        assert journal_of(made.folder.data_file).stat().st_size > 4096
        assert _leaks(made.folder.path, words["canary"]) == []
        assert list(temporary.iterdir()) == []
        if Path("/proc/self/fd").is_dir():
            _refuse_open_leaks(words["canary"])
    engine.dispose()
    assert _leaks(made.folder.path, words["canary"]) == []


def _refuse_open_leaks(canary: str) -> None:
    for entry in Path("/proc/self/fd").iterdir():
        content = _deleted_but_open(entry)
        assert not any(form in content for form in _forms(canary)), entry


def _deleted_but_open(entry: Path) -> bytes:
    """The content of a file that has no name any more, as an engine's temporary files have none."""
    try:
        return entry.read_bytes() if str(entry.readlink()).endswith("(deleted)") else b""
    except OSError:
        return b""  # closed in the meantime, or not a file that can be read


def test_deleted_text_is_overwritten_inside_the_file(made, words):
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        writing.execute(text("DELETE FROM note"))
    raw = engine.raw_connection()
    pages = raw.driver_connection.execute("PRAGMA secure_delete").fetchone()
    assert pages == (1,)
    raw.close()
    engine.dispose()


def test_backup_and_its_temporary_file_hold_no_plaintext(made, words, monkeypatch):
    seen: list[str] = []
    real = backup._verified

    def look(path: Path, *given: Any) -> Any:
        seen.extend(child.name for child in made.folder.backups.iterdir())
        assert _leaks(made.folder.path, words["canary"]) == []
        return real(path, *given)

    monkeypatch.setattr(backup, "_verified", look)
    backup.back_up(made.folder, made.key)
    assert [name for name in seen if name.endswith(".tmp")]
    assert _leaks(made.folder.path, words["canary"]) == []


def test_the_keys_appear_in_no_file_and_no_text(made, policy):
    shown = f"{made.unlocked!r} {made.recovery!r}"
    for path in made.folder.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert made.key not in content
            assert made.key.hex().encode() not in content.lower()
            assert made.recovery.code.encode() not in content
    assert made.key.hex() not in shown
    assert repr(made.key) not in shown
    assert made.recovery.code not in shown


@pytest.mark.parametrize("purpose", ["history chain", "anchor"])
def test_keys_for_other_purposes_differ(made, purpose):
    assert made.unlocked.subkey(purpose) == made.unlocked.subkey(purpose)
    assert made.unlocked.subkey(purpose) not in (made.key, made.unlocked.subkey(purpose + "x"))
