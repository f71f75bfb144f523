"""Whether somebody knows their 合言葉: every wrong one is noted, and too many must be waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.clock import Clock
from app.errors import WrongPassphrase
from app.storage import failed_tries
from app.storage.folders import OfficeFolder
from app.storage.keys.keyring_store import SecretStore
from app.storage.keys.opening import Unlocked, unlock_with_passphrase


@contextmanager
def tries_counted(folder: OfficeFolder, staff_id: str, clock: Clock) -> Iterator[None]:
    """Around what asks for a 合言葉 ('' for the recovery code)."""
    failed_tries.refuse_too_soon(folder, staff_id, clock.now())
    try:
        yield
    except WrongPassphrase:
        failed_tries.note(folder, staff_id, clock.now())
        raise


def proved(
    folder: OfficeFolder, staff_id: str, passphrase: str, store: SecretStore | None, clock: Clock
) -> Unlocked:
    """The opened key of somebody at a desk that is open; WrongPassphrase or TooSoon."""
    keys = folder.person(staff_id) if folder.served else folder
    with tries_counted(folder, staff_id, clock):
        return unlock_with_passphrase(keys, staff_id, passphrase, store)
