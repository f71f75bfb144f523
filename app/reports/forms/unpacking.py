"""The two parts of a form that a neighbour wrote as one file; runs in the reading process."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from app.reports.forms.taking_in import LARGEST, refused

TOML, TEMPLATE = "form.toml", "template.xlsx"
_LONGEST_DEFINITION = 500_000
_BROKEN = (
    *(zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError),
    *(zlib.error, EOFError, struct.error, OverflowError, OSError),
)
"""What reading a file that somebody bent may end in."""


def unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """The text of form.toml and the template; FileProblem when they are not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [archive.getinfo(TOML).file_size, archive.getinfo(TEMPLATE).file_size]
            if sizes[0] > _LONGEST_DEFINITION or sizes[1] > LARGEST:
                raise refused(name, "大きすぎます。書き出したままのファイルを選んでください")
            return archive.read(TOML).decode("utf-8"), archive.read(TEMPLATE)
    except _BROKEN as cause:
        raise refused(name, "書き出した様式（form.toml と template.xlsx）ではありません") from cause
