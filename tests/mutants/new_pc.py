"""A pytest plugin: no test finds on the PC what another left there, in whatever order they run.

A mutant's tests run in another order than usual, and each mutant begins where all others begin.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# The program is imported late: `fresh` loads this plugin where a mutant may fail that import.


def new_pc(folder: Path) -> None:
    """The user's own folders lie, empty, below this one from now on; subprocesses find them there."""
    from tests.conftest import point_folders_at

    os.environ.update(point_folders_at(folder))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Copies of one template are one office: what was remembered of another copy is forgotten."""
    from app.paths import anchors_folder

    shutil.rmtree(anchors_folder(), ignore_errors=True)
