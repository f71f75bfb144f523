"""What the database engine reports, as errors a user can understand.

The engine's own words may name columns, never values (`hide_parameters`); none of them is shown.
"""

from __future__ import annotations

from app.errors import Busy, DatabaseDamaged, KeyProblem, StorageProblem, TeichakuError


def not_readable_with_key(where: str = "") -> KeyProblem:
    """The key does not fit the file, or the file's first page is damaged."""
    return KeyProblem(
        "データファイルを今の鍵で開けません。鍵が別のデータのものか、ファイルの先頭が壊れています。"
        "ファイルには手を加えていません。別のフォルダーの鍵ファイルと取り違えていないか確かめ、"
        "違うときは控えから復元してください。",
        where=where,
    )


def damaged(where: str = "") -> DatabaseDamaged:
    """Pages are missing, changed or do not belong together."""
    return DatabaseDamaged(
        "データファイルが壊れているか、プログラムの外で書き換えられています。"
        "プログラムからは修復も上書きもしていません。"
        "このファイルを別の場所に写して残し、控えから復元してください。",
        where=where,
    )


def translate(message: str, *, where: str = "") -> TeichakuError | None:
    """The user's error for an engine message, or None when it is a fault of the program."""
    text = message.lower()
    for parts, make in _KNOWN:
        if any(part in text for part in parts):
            return make(where)
    return None


def _busy(where: str) -> Busy:
    return Busy(
        "ほかの処理がデータを書き込んでいるため、5秒待ちましたが始められませんでした。"
        "今の入力はまだ保存されていません。少し待ってから、もう一度行ってください。",
        where=where,
    )


def _full(where: str) -> StorageProblem:
    return StorageProblem(
        "ディスクの空きが足りないため、保存できませんでした。保存前のデータはそのまま残っています。"
        "不要なファイルを消して空きを増やしてから、もう一度行ってください。",
        where=where,
    )


def _read_only(where: str) -> StorageProblem:
    return StorageProblem(
        "データファイルかフォルダーに書き込めません。保存前のデータはそのまま残っています。"
        "読み取り専用になっていないか、フォルダーを使う権限があるかを確かめてください。",
        where=where,
    )


def _disk(where: str) -> StorageProblem:
    # A commit can be durable although its last step reported a failure, so neither is promised.
    return StorageProblem(
        "ディスクの読み書きに失敗しました。データは、直前の保存の前か後のどちらかの形で残っています"
        "（途中の形にはなりません）。ディスクがつながっていることを確かめてプログラムを開き直し、"
        "直前の入力が入っているか見てください。",
        where=where,
    )


_KNOWN = (
    (("file is not a database", "file is encrypted"), not_readable_with_key),
    (("malformed", "database corruption"), damaged),
    (("database is locked", "database table is locked"), _busy),
    (("database or disk is full",), _full),
    (("readonly database",), _read_only),
    (("disk i/o error", "unable to open database file", "locking protocol"), _disk),
)
