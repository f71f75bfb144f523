"""The way of a new desk to the office's server: every step, and what may go wrong at each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.errors import TeichakuError
from app.practice.office import NAME
from app.storage.folders import OfficeFolder
from app.storage.server import desk, faults
from app.storage.server.invitation import (
    ENDING,
    Invitation,
    name_digest,
    public_key_of,
    sign,
    write,
)
from app.ui.jobs import InlineJobs, Where
from app.ui.pictures.beginning import PASSPHRASE, SMALL_VIEW, STAFF
from app.ui.pictures.camera import Agreeing, Photographer, put_away
from app.ui.screens.setup.join_window import JoinWindow

SERVER, PORT = "192.168.1.10", 5433
NOBODYS_ID, NOBODYS_KEY = "0" * 32, bytes(range(32))
"""Of no office: the same words in every picture, and nothing to reach with them."""
STARTING = "7Q2M-K4TA-9XWE-3HDR"


class Choosing(Agreeing):
    """Chooses the file that lies ready."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def choose_open_file(self, title: str, kinds: str, folder: Path | None = None) -> Path | None:
        """The file that lies ready."""
        return self.path


class Refusing(InlineJobs):
    """No server stands behind the pictures: what it would answer is given here."""

    def __init__(self, answer: TeichakuError) -> None:
        super().__init__()
        self.answer = answer

    def run(
        self,
        fn: Callable[..., Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[TeichakuError], None],
        on: Where = "database",
        title: str = "",
        owner: QObject | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Refuse."""
        failed(self.answer)


def take_joining(folder: Path, photographer: Photographer) -> None:
    """From the invitation to the last button, and the refusals on the way."""
    folder.mkdir()
    whole, torn = folder / f"office{ENDING}", folder / f"torn{ENDING}"
    whole.write_bytes(write(_invitation()))
    torn.write_bytes(whole.read_bytes()[:200])
    jobs = Refusing(faults.unreachable(SERVER, PORT))
    asking = Choosing(torn)
    window = JoinWindow(OfficeFolder(folder / "desk"), jobs=jobs, asking=asking, alone=True)
    window.resize(SMALL_VIEW)
    window.show()
    photographer.take(window, "join")
    window.choose_file()
    photographer.take(window, "join-wrong-file")
    asking.path = whole
    window.choose_file()
    photographer.take(window, "join-invitation")
    window.go_on()
    window.go_on()
    photographer.take(window, "join-person-empty")
    window.form.set_values({"staff": STAFF, "starting": STARTING})
    window.go_on()
    window.secret.fill(PASSPHRASE)
    photographer.take(window, "join-passphrase")
    window.go_on()
    photographer.take(window, "join-no-answer")
    jobs.answer = desk.wrong_starting()
    window.go_on()
    photographer.take(window, "join-refused")
    put_away(window)


def _invitation() -> Invitation:
    people = {name_digest(NOBODYS_ID, STAFF): NOBODYS_ID}
    public = public_key_of(NOBODYS_KEY)
    unsigned = Invitation(SERVER, PORT, "teichaku", "", NOBODYS_ID, NAME, people, public)
    return sign(unsigned, NOBODYS_KEY)
