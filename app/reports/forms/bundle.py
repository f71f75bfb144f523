"""A form as one file for a neighbour: form.toml and template.xlsx in a zip, nothing else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from app.errors import FileProblem
from app.reports.forms.form import Form
from app.reports.forms.form_toml import form_toml
from app.reports.forms.unpacking import TEMPLATE, TOML
from app.reports.output import write_whole

ENDING = ".teichaku-form.zip"
_WHEN = (2026, 1, 1, 0, 0, 0)
"""The same form gives the same file."""


def write_bundle(out: Path, form: Form) -> None:
    """Write the form to `out`; it holds no record of the office, only cells and paths."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (
            (TOML, form_toml(form).encode("utf-8")),
            (TEMPLATE, form.template_bytes()),
        ):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    written = buffer.getvalue()
    write_whole(out, written, lambda draft: _complete(draft, written))


def is_bundle(path: Path) -> bool:
    """Whether a file is meant to be a form with its cells, not a bare workbook."""
    return path.suffix.lower() == ".zip"


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise FileProblem("書いたファイルが元と違います。", where=draft.name)
