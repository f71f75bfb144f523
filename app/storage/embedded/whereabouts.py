"""Where a data file's office lives, kept inside the encrypted file itself.

A file that never moved has none of this. `chain key`: the key of the history's chain, sealed,
when the chain was begun with another file's key. `moved to`: the office now lives on a server.
`arriving`: the file is being filled and does not count yet.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine

from app.errors import StorageProblem
from app.storage.keys.opening import Unlocked
from app.storage.transactions import for_writing

CHAIN, MOVED, ARRIVING = "chain key", "moved to", "arriving"
HISTORY_KEY = "history chain"
_SEAL = "carried chain key"
_NONCE = 12


def read(engine: Engine) -> dict[str, str]:
    """What the file says of itself."""
    with engine.connect() as connection:
        there = "SELECT count(*) FROM sqlite_master WHERE name = 'whereabouts'"
        if not connection.exec_driver_sql(there).scalar_one():
            return {}
        rows = connection.exec_driver_sql("SELECT name, value FROM whereabouts").all()
        return {str(name): str(value) for name, value in rows}


def write(engine: Engine, **said: str | None) -> None:
    """Keep (or, with None, forget) what the file says of itself; `_` stands for a space."""
    with for_writing(engine).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS whereabouts (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
        )
        for name, value in said.items():
            key = name.replace("_", " ")
            connection.exec_driver_sql("DELETE FROM whereabouts WHERE name = ?", (key,))
            if value is not None:
                connection.exec_driver_sql("INSERT INTO whereabouts VALUES (?, ?)", (key, value))


def seal_chain_key(unlocked: Unlocked, key: bytes) -> str:
    """The chain key, readable only with this file's data key."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(unlocked.subkey(_SEAL)).encrypt(nonce, key, unlocked.db_id.encode())
    return (nonce + sealed).hex()


def chain_key(engine: Engine, unlocked: Unlocked) -> bytes:
    """The key of the history's chain: the carried one, else the file's own."""
    carried = read(engine).get(CHAIN)
    if carried is None:
        return unlocked.subkey(HISTORY_KEY)
    raw = bytes.fromhex(carried)
    aes = AESGCM(unlocked.subkey(_SEAL))
    return aes.decrypt(raw[:_NONCE], raw[_NONCE:], unlocked.db_id.encode())


def refuse_elsewhere(engine: Engine, where: str) -> None:
    """Raise StorageProblem when the office does not live in this file."""
    said = read(engine)
    if MOVED in said:
        raise StorageProblem(
            f"この事業所のデータは、サーバー「{said[MOVED]}」に移りました。"
            "このファイルは移したときの控えで、書き込めません。"
            "招待ファイルでサーバーにつないで開いてください。",
            where=where,
        )
    if ARRIVING in said:
        raise StorageProblem(
            "このファイルは、サーバーから移している途中で止まったものです。データはサーバーにあります。"
            "「teichaku office move --to-file」をもう一度行ってください。",
            where=where,
        )
