"""The folder with the Windows Python and the Wine prefix, and how a program is run in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from installer.steps import run

USER = "teichaku"
"""Who is signed in to the Windows of the proof."""


@dataclass(frozen=True)
class Place:
    """Where everything of Wine lies: never in the repository."""

    root: Path
    name: str = "prefix"
    """Which Windows: the prepared one, or a copy of it."""

    @property
    def wheels(self) -> Path:
        """What pip downloaded for Windows."""
        return self.root / "wheels"

    @property
    def python(self) -> Path:
        """The folder of the Windows Python."""
        return self.root / "python"

    @property
    def prefix(self) -> Path:
        """The Windows: registry and drive C."""
        return self.root / self.name

    @property
    def drive(self) -> Path:
        """Drive C."""
        return self.prefix / "drive_c"

    @property
    def home(self) -> Path:
        """The user's own folder on drive C."""
        return self.drive / "users" / USER

    def environment(self, **more: str) -> dict[str, str]:
        """What a program under Wine is started with."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("QT_", "PYTHON", "VIRTUAL_ENV", "WINE"))
        }
        return {
            **kept,
            "WINEPREFIX": str(self.prefix),
            "WINEDLLOVERRIDES": "mscms,icuuc,bcryptprimitives=n,b;mscoree,mshtml=;winemenubuilder.exe=d",
            "WINEDEBUG": "-all",
            "USER": USER,
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            **more,
        }

    def wine(
        self,
        program: str | Path,
        *arguments: str | Path,
        cwd: Path | None = None,
        seconds: float = 7200,
        may_fail: bool = False,
        **environment: str,
    ) -> CompletedProcess[str]:
        """Run a Windows program; what it says goes through a pipe (a plain file fails under Wine)."""
        return run(
            ["wine", program, *arguments],
            cwd=cwd,
            env=self.environment(**environment),
            seconds=seconds,
            may_fail=may_fail,
        )

    def python_run(
        self,
        arguments: Sequence[str | Path],
        *,
        cwd: Path | None = None,
        seconds: float = 7200,
        may_fail: bool = False,
        **environment: str,
    ) -> CompletedProcess[str]:
        """Run the Windows Python."""
        return self.wine(
            self.python / "python.exe",
            "-X",
            "utf8",
            *arguments,
            cwd=cwd,
            seconds=seconds,
            may_fail=may_fail,
            **environment,
        )

    def settle(self) -> None:
        """Wait until every program of this prefix has ended and its registry is written."""
        run(["wineserver", "-w"], env=self.environment(), seconds=120)

    def windows_path(self, path: Path) -> str:
        r"""A path as Windows programs name it: `C:\…` on drive C, else `Z:\…`."""
        try:
            inside = path.relative_to(self.drive)
        except ValueError:
            return "Z:" + str(path).replace("/", "\\")
        return "C:\\" + str(inside).replace("/", "\\")


def default_place() -> Place:
    """`TEICHAKU_WINE`, or a folder among the temporary files."""
    given = os.environ.get("TEICHAKU_WINE")
    return Place(Path(given) if given else Path(tempfile.gettempdir()) / "teichaku-wine")
