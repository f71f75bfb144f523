"""What two persons want to release, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReleaseInput:
    """What is released: `sha` is of the package that both persons read."""

    request_id: str
    version: int
    sha: str
    second_id: str
    folder: Path
