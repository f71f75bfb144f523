"""What PostgreSQL and its driver report, as errors a user can understand.

By SQLSTATE where there is one; a refused connection has only words, which may be in the language
of the server.
"""

from __future__ import annotations

import psycopg

from app.errors import (
    Busy,
    ChangedMeanwhile,
    ConnectionLost,
    DatabaseDamaged,
    FieldProblem,
    InvalidInput,
    KeyProblem,
    NotAllowed,
    StorageProblem,
    TeichakuError,
)


def translate(error: psycopg.Error, *, lost: bool = False) -> TeichakuError | None:
    """The user's error, or None when it is a fault of the program."""
    state = error.sqlstate or ""
    for states, make in _BY_STATE:
        if state.startswith(states):
            return make()
    if state:
        return None
    if not lost:
        words = str(error).lower()
        for parts, make in _BY_WORDS:
            if any(part in words for part in parts):
                return make()
    return connection_lost() if lost or isinstance(error, psycopg.OperationalError) else None


def connection_lost() -> ConnectionLost:
    """Nothing is heard from the server (any more)."""
    return ConnectionLost(
        "事務所のサーバーとの接続が切れました。保存済みのデータはサーバーに残っています。"
        "直前の保存は、届いたかどうかをつながり直したときに確かめます。"
        "LAN の接続とサーバーの電源を確かめて、もう一度行ってください。"
    )


def unreachable(host: str, port: int) -> ConnectionLost:
    """Nothing answers there."""
    return ConnectionLost(
        f"事務所のサーバー（{host}）につながりませんでした。保存済みのデータはサーバーにそのままあります。"
        "LAN の接続とサーバーの電源を確かめて、もう一度行ってください。",
        where=f"{host}:{port}",
    )


def _busy() -> Busy:
    return Busy(
        "ほかの席の処理が終わるのを待ちましたが、時間内に始められませんでした。"
        "今の入力はまだ保存されていません。少し待ってから、もう一度行ってください。"
    )


def _too_long() -> Busy:
    return Busy(
        "サーバーの処理に時間がかかりすぎたので、途中でやめました。今の入力はまだ保存されていません。"
        "少し待ってから、もう一度行ってください。"
    )


def _crowded() -> Busy:
    return Busy(
        "サーバーに同時につなげる数を超えています。データはそのままです。"
        "使っていない席のプログラムを閉じてから、もう一度行ってください。"
    )


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile(
        "同じ記録を、ほかの席が同時に保存しました。いまの入力はまだ保存していません。"
        "画面を読み直して、必要なら入れ直してください。"
    )


def _not_allowed() -> NotAllowed:
    return NotAllowed(
        "サーバーが、この人にはできない操作として断りました。何も変わっていません。"
        "役割に間違いがないか、責任者に確かめてください。"
    )


def _too_much_text() -> InvalidInput:
    return InvalidInput(
        (
            FieldProblem(
                "",
                "名前や番号の欄の文字が長すぎて、サーバーに保存できません（約800文字まで）。"
                "まだ保存していません。短くして入力し直してください。",
            ),
        )
    )


def _full() -> StorageProblem:
    return StorageProblem(
        "サーバーのディスクがいっぱいです。今の入力はまだ保存されていません。前のデータはそのままです。"
        "サーバーの管理者に、空きを増やすよう伝えてください。"
    )


def _disk() -> StorageProblem:
    return StorageProblem(
        "サーバーのディスクの読み書きに失敗しました。保存済みのデータには手を加えていません。"
        "サーバーの管理者に伝えて、ディスクを確かめてもらってください。"
    )


def _damaged() -> DatabaseDamaged:
    return DatabaseDamaged(
        "サーバーのデータが壊れています。プログラムからは修復も上書きもしていません。"
        "サーバーの管理者に伝えて、控えからの復元を相談してください。"
    )


def _wrong_password() -> KeyProblem:
    return KeyProblem(
        "サーバーが、この人の鍵を受け付けませんでした。データはそのままです。"
        "登録が取り消されていないか、責任者に確かめてください。"
    )


def _wrong_certificate() -> StorageProblem:
    return StorageProblem(
        "つないだ先が、招待ファイルに書かれた事務所のサーバーと確かめられませんでした。"
        "合言葉も記録も送っていません。サーバーの証明書が入れ替わっていないか、管理者に確かめてください。"
    )


def _no_database() -> StorageProblem:
    return StorageProblem(
        "サーバーに、この事業所のデータが見つかりません。新しいデータは作っていません。"
        "招待ファイルの宛先が正しいか、管理者に確かめてください。"
    )


_BY_STATE = (
    (("08", "57P01", "57P02", "57P03", "57P05", "25P03"), connection_lost),
    (("28",), _wrong_password),
    (("3D000",), _no_database),
    (("42501",), _not_allowed),
    (("55P03", "40P01"), _busy),
    (("40001",), _changed),
    (("57014",), _too_long),
    (("54000",), _too_much_text),  # an index holds no more than a third of a page
    (("53300",), _crowded),
    (("53100",), _full),
    (("58030",), _disk),
    (("XX001", "XX002"), _damaged),
)
_BY_WORDS = (
    (("certificate", "ssl error", "does not support ssl", "channel binding"), _wrong_certificate),
    (("authentication method requirement",), _wrong_certificate),
    (("password authentication failed", "パスワード認証に失敗"), _wrong_password),
    (('role "', 'ロール"'), _wrong_password),
    (('database "', 'データベース"'), _no_database),
    (("too many clients", "connection slots", "too many connections"), _crowded),
)
