"""A form as one file for a neighbour: form.toml and template.xlsx in a zip, nothing else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from app.errors import FileProblem
from app.reports.forms.form import Form, form_from
from app.reports.forms.form_toml import form_toml
from app.reports.forms.taking_in import LARGEST, check_workbook, refused
from app.reports.output import write_whole

ENDING = ".teichaku-form.zip"
_TOML, _TEMPLATE = "form.toml", "template.xlsx"
_WHEN = (2026, 1, 1, 0, 0, 0)
"""The same form gives the same file."""


def write_bundle(out: Path, form: Form) -> None:
    """Write the form to `out`; it holds no record of the office, only cells and paths."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (
            (_TOML, form_toml(form).encode("utf-8")),
            (_TEMPLATE, form.template_bytes()),
        ):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    written = buffer.getvalue()
    write_whole(out, written, lambda draft: _complete(draft, written))


def read_bundle(path: Path) -> Form:
    """The form in such a file, checked like any other; `valid_from` and cells come along."""
    try:
        if path.stat().st_size > LARGEST:
            raise refused(path.name, "大きすぎます。書き出したままのファイルを選んでください")
        with zipfile.ZipFile(path) as archive:
            if any(info.file_size > LARGEST for info in archive.infolist()):
                raise refused(path.name, "大きすぎます。書き出したままのファイルを選んでください")
            text = archive.read(_TOML).decode("utf-8")
            template = archive.read(_TEMPLATE)
    except OSError as cause:
        raise refused(
            path.name, "ファイルを開けません。ほかのソフトで開いていれば閉じてください"
        ) from cause
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, NotImplementedError) as cause:
        raise refused(
            path.name, "書き出した様式（form.toml と template.xlsx）ではありません"
        ) from cause
    workbook = check_workbook(_TEMPLATE, template)
    form = form_from(text, template, path.name)
    if form.sheet not in workbook.sheets:
        raise refused(path.name, f"シート「{form.sheet}」がありません")
    return form


def is_bundle(path: Path) -> bool:
    """Whether a file is meant to be a form with its cells, not a bare workbook."""
    return path.suffix.lower() == ".zip"


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise FileProblem("書いたファイルが元と違います。", where=draft.name)
