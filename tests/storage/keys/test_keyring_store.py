"""Only key stores that encrypt are used, and what is written is proved."""

from __future__ import annotations

import subprocess
import sys

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest

from app.errors import KeyProblem
from app.storage.keys import NewStaff, create_key_file, keyring_store, open_keyring


def _named(module: str, name: str, base: type = object) -> object:
    """An object whose class has this fully qualified name."""
    return type(name, (base,), {"__module__": module, "__qualname__": name})()


class Chain:
    """Stands for the chainer, whose members cannot be set from outside."""

    def __init__(self, *members: object) -> None:
        self.backends = list(members)


def _chain(*members: object) -> object:
    made = Chain(*members)
    made.__class__ = type(
        "ChainerBackend",
        (Chain,),
        {"__module__": "keyring.backends.chainer", "__qualname__": "ChainerBackend"},
    )
    return made


WINDOWS = _named("keyring.backends.Windows", "WinVaultKeyring")
SECRET_SERVICE = _named("keyring.backends.SecretService", "Keyring")
PLAINTEXT = _named("keyrings.alt.file", "PlaintextKeyring")


@pytest.mark.parametrize(
    "backend",
    [WINDOWS, SECRET_SERVICE, _named("keyring.backends.macOS", "Keyring"), _chain(WINDOWS)],
)
def test_the_systems_own_stores_are_taken(backend):
    open_keyring(backend)


@pytest.mark.parametrize(
    "backend",
    [
        PLAINTEXT,
        keyring.backends.null.Keyring(),
        keyring.backends.fail.Keyring(),
        _named("elsewhere", "WinVaultKeyring"),
        _named("keyring.backends.kwallet", "DBusKeyring"),
        _chain(),
        _chain(SECRET_SERVICE, PLAINTEXT),
        _chain(_chain(SECRET_SERVICE)),
    ],
)
def test_every_other_store_is_refused(backend, clear):
    with pytest.raises(KeyProblem) as caught:
        open_keyring(backend)
    assert "--passphrase-file" in clear(caught.value)


def test_the_names_allowed_are_the_names_of_real_classes():
    from keyring.backends import SecretService, Windows, macOS

    real = {Windows.WinVaultKeyring, SecretService.Keyring, macOS.Keyring}
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in real}
    assert names == keyring_store.PRODUCT_BACKENDS
    chainer = keyring.backends.chainer.ChainerBackend
    assert f"{chainer.__module__}.{chainer.__qualname__}" == keyring_store._CHAINER


def test_the_machines_own_store_is_asked_for_and_judged(monkeypatch):
    monkeypatch.setattr("keyring.get_keyring", keyring.backends.null.Keyring)
    with pytest.raises(KeyProblem):
        open_keyring()
    monkeypatch.setattr("keyring.get_keyring", lambda: WINDOWS)
    open_keyring()


def test_a_secret_is_kept_read_and_forgotten(keyring_store, backend):
    secret = keyring_store.write("db/slot")
    assert len(secret) == 32
    assert keyring_store.read("db/slot") == secret
    assert len(next(iter(backend.kept.values()))) == 44
    keyring_store.forget("db/slot")
    keyring_store.forget("db/slot")
    assert keyring_store.read("db/slot") is None


def test_a_store_that_keeps_nothing_makes_no_key_file(folder, keyring_store, backend, clear):
    backend.set_password = lambda *_: None
    with pytest.raises(KeyProblem) as caught:
        create_key_file(folder, NewStaff("1", "佐藤", "long enough"), keyring_store)
    assert "鍵は作っていません" in clear(caught.value)
    assert list(folder.path.iterdir()) == []


@pytest.mark.parametrize("kept", ["", "%%%", "AAAA", "日本", "A" * 43])
def test_nonsense_in_the_store_is_told(keyring_store, backend, kept, clear):
    keyring_store.write("db/slot")
    backend.kept = dict.fromkeys(backend.kept, kept)
    with pytest.raises(KeyProblem) as caught:
        keyring_store.read("db/slot")
    clear(caught.value)


def test_a_locked_store_is_told(keyring_store, backend, clear):
    def locked(*_: object) -> str:
        raise RuntimeError("Prompt dismissed")

    backend.get_password = locked
    with pytest.raises(KeyProblem) as caught:
        keyring_store.read("db/slot")
    assert "回復コード" in clear(caught.value)


def test_keyring_is_not_imported_before_it_is_needed(child_environment):
    code = "import sys, app.storage.keys; sys.exit('keyring' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], env=child_environment, check=False)
    assert run.returncode == 0
