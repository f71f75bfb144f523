"""Files are replaced whole, or not at all; short sharing trouble on Windows is waited out."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.storage import safe_files


def _sharing_violation() -> PermissionError:
    error = PermissionError(13, "used by another process")
    error.winerror = 32  # type: ignore[attr-defined]
    return error


def test_content_is_replaced_and_nothing_is_left_over(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    safe_files.write_atomically(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"new")]


def test_a_new_file_never_replaces_another(tmp_path):
    path = tmp_path / "a"
    safe_files.write_new(path, b"first")
    with pytest.raises(FileExistsError):
        safe_files.write_new(path, b"second")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"first")]


def test_without_hard_links_it_never_replaces_another_either(tmp_path, monkeypatch):
    def unsupported(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr("os.link", unsupported)
    test_a_new_file_never_replaces_another(tmp_path)


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_failure_leaves_the_old_content(tmp_path, monkeypatch, call):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> int:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(f"os.{call}", fail)
        with pytest.raises(OSError, match="input/output"):
            safe_files.write_atomically(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"old")]


def test_a_passing_lock_is_waited_out(tmp_path):
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise _sharing_violation()

    safe_files.retry(act, waits=(0, 0, 0))
    assert len(tries) == 3


def test_a_lasting_lock_and_other_errors_are_told():
    def locked() -> None:
        raise _sharing_violation()

    def forbidden() -> None:
        tries.append(1)
        raise PermissionError(13, "no")

    tries: list[int] = []
    with pytest.raises(PermissionError):
        safe_files.retry(locked, waits=(0, 0))
    with pytest.raises(PermissionError):
        safe_files.retry(forbidden, waits=(0, 0))
    assert len(tries) == 1


def test_the_target_appears_only_when_whole(tmp_path, monkeypatch):
    path = tmp_path / "a"
    real = Path.replace

    def look(source: Path, target: Path) -> Path:
        assert not target.exists()
        assert source.read_bytes() == b"whole"
        return real(source, target)

    monkeypatch.setattr(Path, "replace", look)
    safe_files.write_atomically(path, b"whole")
    assert path.read_bytes() == b"whole"


def test_what_is_still_in_use_is_left_for_a_later_start_and_the_rest_goes(tmp_path):
    held = tmp_path / ".teichaku.keys.89ab.tmp"
    held.mkdir()  # what cannot be deleted now
    (tmp_path / ".teichaku.db.tmp-journal").write_bytes(b"half")
    (tmp_path / "teichaku.tmp").write_bytes(b"mine")
    assert safe_files.clear_leftovers(tmp_path) == [held]
    assert {path.name for path in tmp_path.iterdir()} == {held.name, "teichaku.tmp"}


def test_a_failed_rename_leaves_the_old_content_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="input/output"):
        safe_files.write_atomically(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"old")]
