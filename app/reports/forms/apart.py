"""Forms from elsewhere, read and filled in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app.errors import FileProblem
from app.foreign import apart
from app.foreign.apart import Tick, no_tick
from app.foreign.frames import Garbled
from app.foreign.readers import Part
from app.foreign.shapes import a_text
from app.reports.forms.carrying import carried_value, sheets_of, template_of, view_of
from app.reports.forms.form import Form, Value, form_from
from app.reports.forms.form_toml import form_toml
from app.reports.forms.taking_in import Workbook, file_bytes, refused
from app.reports.xlsx.sheet_view import SheetView

_LONGEST_DEFINITION = 500_000
_SAVE_AGAIN = "Excelで開き、「Excelブック（.xlsx）」として保存し直したものを選んでください"
_STOPPED = {
    "costly": f"読むのに必要なメモリーか時間が上限を超えたため、読むのをやめました。{_SAVE_AGAIN}",
    "failed": f"ファイルを読む処理が途中で止まりました。{_SAVE_AGAIN}",
    "not_started": (
        "ファイルを読むための処理を始められませんでした。"
        "ほかのソフトを閉じるか、PCを再起動して、もう一度選んでください"
    ),
}


def read_apart(path: Path, tick: Tick = no_tick) -> Workbook:
    """The workbook in a file; FileProblem that says why it cannot be a form."""
    return check_apart(path.name, file_bytes(path), tick)


def check_apart(name: str, data: bytes, tick: Tick = no_tick) -> Workbook:
    """The workbook in these bytes; FileProblem that says why it cannot be a form."""
    return look_apart(name, data, (), tick=tick)[0]


def look_apart(
    name: str, data: bytes, sheets: Iterable[str], otherwise: str = "", tick: Tick = no_tick
) -> tuple[Workbook, tuple[SheetView, ...]]:
    """The workbook and how `sheets` look: for one that is missing `otherwise`, or the first."""
    facts = {"name": name, "views": list(sheets), "else": otherwise}
    first, *views = _parts("form", name, facts, data, tick)
    with _as_refusal(name):
        workbook = Workbook(name, data, sheets_of(first))
        return workbook, tuple(map(view_of, views))


def bundle_apart(path: Path, tick: Tick = no_tick) -> tuple[Form, Workbook]:
    """The form in a neighbour's file, checked like any other; `valid_from` and cells come along."""
    parts = _parts("form_bundle", path.name, {"name": path.name}, file_bytes(path), tick)
    with _as_refusal(path.name):
        first, template = parts
        workbook = Workbook("template.xlsx", template_of(template), sheets_of(first))
        text = a_text(first["text"] if isinstance(first, dict) else None, _LONGEST_DEFINITION)
    form = form_from(text, workbook.data, path.name)
    if form.sheet not in workbook.sheets:
        raise refused(path.name, f"シート「{form.sheet}」がありません")
    return form, workbook


def filled_apart(form: Form, values: Mapping[str, Value]) -> bytes:
    """The workbook of a registered form with `values`, compared with its template."""
    facts = {
        "toml": form_toml(form),
        "title": form.title,
        "values": {name: carried_value(value) for name, value in values.items()},
    }
    parts = _parts("form_filled", form.title, facts, form.template_bytes(), no_tick)
    with _as_refusal(form.title):
        (data,) = parts
        return template_of(data)


def _parts(
    reader: str, name: str, facts: Mapping[str, object], data: bytes, tick: Callable[[], None]
) -> list[Part]:
    parts: list[Part] = []
    with _as_refusal(name):
        apart.read(reader, facts, data, parts.append, tick)
    return parts


class _as_refusal:  # noqa: N801 - reads as what it does
    """Turn what a reading process ends in into the refusal of a form."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, apart.Refused):
            raise FileProblem(error.message, where=error.where) from error
        if isinstance(error, apart.Stopped):
            raise refused(self._name, _STOPPED[error.cause]) from error
        if isinstance(error, Garbled | ValueError):
            raise refused(self._name, _STOPPED["failed"]) from error
