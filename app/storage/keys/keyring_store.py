"""The operating system's own key store, as the place of one 32-byte secret per slot.

Only stores that encrypt are used, by their full class name: once installed, other back ends take
over silently, and one of them writes plain text. What was written is read back, because another
one accepts everything and keeps nothing.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from typing import Protocol, TypeVar

from app.errors import KeyProblem

SERVICE = "Teichaku"
SECRET_BYTES = 32
PRODUCT_BACKENDS = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.macOS.Keyring",
    }
)
_CHAINER = "keyring.backends.chainer.ChainerBackend"
_T = TypeVar("_T")


class SecretStore(Protocol):
    """Keeps secrets by name for the signed-in user of this machine."""

    def read(self, name: str) -> bytes | None:
        """The secret, or None when there is none of that name."""

    def write(self, name: str) -> bytes:
        """Make, keep and prove a fresh secret."""

    def forget(self, name: str) -> None:
        """Delete the secret if there is one."""


class Backend(Protocol):
    """What is used of a keyring back end."""

    def get_password(self, service: str, username: str) -> str | None:
        """The stored text, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the text."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete the text."""


class KeyringStore:
    """A `SecretStore` over one allowed keyring back end."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def read(self, name: str) -> bytes | None:
        """The secret, or None; KeyProblem when the store is locked, fails or holds nonsense."""
        text = _ask(lambda: self._backend.get_password(SERVICE, name))
        if text is None:
            return None
        try:
            secret = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError, TypeError):
            secret = b""
        if len(secret) != SECRET_BYTES:
            raise KeyProblem(
                "この PC の鍵の保管場所にある内容が、このプログラムのものではありません。"
                "データはそのまま残っています。回復コードで開いてください。"
            )
        return secret

    def write(self, name: str) -> bytes:
        """Make a fresh secret, keep it, and read it back."""
        secret = secrets.token_bytes(SECRET_BYTES)
        text = base64.b64encode(secret).decode("ascii")
        _ask(lambda: self._backend.set_password(SERVICE, name, text))
        kept = self.read(name)
        if kept is None or not hmac.compare_digest(kept, secret):
            raise KeyProblem(
                "この PC の鍵の保管場所に書いた内容が、読み返すと残っていません。"
                "鍵は作っていません。今あるデータは変わっていません。"
                "PC の資格情報の設定を管理者に確かめてください。"
            )
        return secret

    def forget(self, name: str) -> None:
        """Delete the secret if there is one."""
        if _ask(lambda: self._backend.get_password(SERVICE, name)) is not None:
            _ask(lambda: self._backend.delete_password(SERVICE, name))


def open_keyring(
    backend: Backend | None = None, *, allowed: frozenset[str] = PRODUCT_BACKENDS
) -> KeyringStore:
    """The machine's key store, or KeyProblem when it is not an allowed one (tests allow theirs)."""
    if backend is None:
        import keyring  # 75 ms, and not needed with --passphrase-file

        backend = _ask(keyring.get_keyring)
    _refuse_unless_allowed(backend, allowed)
    return KeyringStore(backend)


def _refuse_unless_allowed(backend: Backend, allowed: frozenset[str]) -> None:
    members: list[object] = [backend]
    if _class_name(backend) == _CHAINER:
        members = list(getattr(backend, "backends", []))
    if members and all(_class_name(member) in allowed for member in members):
        return
    raise KeyProblem(
        "この PC には、鍵を安全にしまえる場所（Windows の資格情報マネージャーなど）がないか、"
        "暗号化しない保管方法が選ばれています。鍵は書き込んでいません。データはそのまま残っています。"
        "PC の設定を管理者に確かめるか、回復コードまたは --passphrase-file を使ってください。"
    )


def _class_name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _ask(act: Callable[[], _T]) -> _T:
    try:
        return act()
    except Exception as error:
        raise KeyProblem(
            "この PC の鍵の保管場所を使えませんでした（ロックされているか、応答がありません）。"
            "データはそのまま残っています。保管場所のロックを解いてからもう一度行うか、"
            "回復コードで開いてください。"
        ) from error
