"""A 合言葉 that is stretched beside what else an opening needs: the program's code is read meanwhile.

Stretching takes both processors' time and none of Python's. It finds out nothing about the 合言葉: whether
it opens, and whether somebody has to wait before trying, is for the opening, which takes the result or not.
"""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

from app.storage.folders import OfficeFolder
from app.storage.keys import passphrase as passphrases
from app.storage.keys import wrapping
from app.storage.keys.opening import read_slots
from app.storage.keys.wrapping import PRODUCT_POLICY, Costs

_Asked = tuple[bytes, bytes, Costs]


class Ahead:
    """Begins at once, on a thread of its own; called like `wrapping.stretch`, once for each result."""

    def __init__(self, folder: OfficeFolder, staff_id: str, passphrase: str) -> None:
        self._folder, self._staff_id = folder, staff_id
        self._passphrase = passphrases.normal_form(passphrase)
        self._begun: Future[tuple[_Asked, bytes] | None] | None = Future()
        Thread(target=self._work, args=(self._begun,), name="stretching", daemon=True).start()

    def __call__(self, passphrase: bytes, salt: bytes, costs: Costs) -> bytes:
        """The stretched 合言葉: the one that was begun where it is that one; it is kept no longer."""
        begun, self._begun = self._begun, None
        ready = begun.result() if begun is not None else None
        if ready is not None and ready[0] == (passphrase, salt, costs):
            return ready[1]
        return wrapping.stretch(passphrase, salt, costs)

    def _work(self, begun: Future[tuple[_Asked, bytes] | None]) -> None:
        try:
            begun.set_result(self._stretched())
        except BaseException as error:  # noqa: BLE001 - raised for whoever asks for the result
            begun.set_exception(error)

    def _stretched(self) -> tuple[_Asked, bytes] | None:
        """For the slot that is tried first; None where there is none."""
        for slot in read_slots(self._folder):
            if slot.staff_id == self._staff_id and slot.costs is not None:
                wrapping.refuse_costs_outside(slot.costs, PRODUCT_POLICY)
                asked = self._passphrase, slot.salt, slot.costs
                return asked, wrapping.stretch(*asked)
        return None
