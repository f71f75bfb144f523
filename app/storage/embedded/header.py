"""Looks at the data file's own bytes before any database engine opens it."""

from __future__ import annotations

from pathlib import Path

from app.errors import DatabaseDamaged, StorageProblem

PAGE = 4096
_PLAIN = b"SQLite format 3\x00"


def journal_of(path: Path) -> Path:
    """The rollback journal that belongs to the data file."""
    return path.with_name(path.name + "-journal")


def refuse_unless_encrypted(path: Path) -> None:
    """Raise unless `path` is a whole, encrypted data file; nothing is written.

    Only for a file that no engine of this process has open: closing any handle of a file lets go
    of all locks the process holds on it (POSIX).
    """
    size = refuse_missing_or_empty(path)
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAIN))
    except OSError as error:
        raise _unreadable(path) from error
    if head == _PLAIN:
        raise _damaged(path, "が暗号化されていません。このプログラムが作ったものではありません")
    # A crash can leave a half page at the end, which the journal takes away again.
    if size % PAGE and not journal_left(path):
        raise _damaged(path, "が途中で切れているか、余分なデータが付いています")


def refuse_missing_or_empty(path: Path) -> int:
    """The size of the file, without opening it."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise StorageProblem(
            f"データファイル「{path.name}」が見つかりません。新しいファイルは作っていません。"
            "フォルダーの場所を確かめるか、控えから復元してください。",
            where=str(path),
        ) from error
    except OSError as error:
        raise _unreadable(path) from error
    if size == 0:
        raise _damaged(path, "が空（0バイト）です")
    return size


def _unreadable(path: Path) -> StorageProblem:
    return StorageProblem(
        f"データファイル「{path.name}」を読めません。ファイルは変更していません。"
        "フォルダーを使う権限と、ディスクがつながっていることを確かめてください。",
        where=str(path),
    )


def journal_left(path: Path) -> bool:
    """Whether a journal lies beside the file: a save was cut off, or another program is saving."""
    try:
        return journal_of(path).stat().st_size > 0
    except OSError:
        return False


def _damaged(path: Path, what: str) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"データファイル「{path.name}」{what}。ファイルには手を加えていません。"
        "「backups」フォルダーにある新しい控えから復元してください。",
        where=str(path),
    )
