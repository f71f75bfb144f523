"""The rows of the form of a 支援経過, in the order of the eye."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.cases.contacts.queries import Companion
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.means_editor import MeansEditor
from app.ui.screens.cases.persons_editor import PersonsEditor
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form

_LINES = 3
_NAMED = 4
LATE = "後日の記録として、記録日（今日）と並べて残ります。"
_SCOPES = (("one", "この人の記載だけ"), ("all", "一緒に記録した人の、同じだった欄も"))
_SHARES = "所要時間・移動・交通費は人数で分けて、一人ずつの記録になります。"
_SCOPE_NOTE = "時間・距離・交通費は、この人の分だけが変わります。"


def all_forms(desk: Desk, episode_id: str, parent: QWidget) -> tuple[Form, ...]:
    """Every row: what was done, where and how far, with whom, and why it is corrected."""
    return (
        _contact(desk, parent),
        _place(parent),
        _way(parent),
        _persons(desk, episode_id, parent),
        _correction(parent),
    )


def persons_words(together: Sequence[Companion]) -> str:
    """That an entry is one of several of the same contact, and whose the others are."""
    names = "・".join(one.name for one in together[:_NAMED])
    rest = f"ほか{len(together) - _NAMED}人" if len(together) > _NAMED else ""
    return f"{names}{rest}と一緒の記録です。時間・距離・交通費は、この人の分です。"


def _contact(desk: Desk, parent: QWidget) -> Form:
    form = Form(2, parent=parent)
    reader = date_reader(desk.office.clock.today(), past=True)
    form.add(date_field("day", "実施日", reader, placeholder=DATE_EXAMPLE), wide=True)
    form.add(FieldRow("means", "手段（1〜7のキーでも選べます）", MeansEditor()), wide=True)
    form.add(text_field("minutes", "所要時間", placeholder="例 30、1時間半"))
    form.add(text_field("partner", "相手先"))
    form.add(lines_field("content", "内容", lines=_LINES), wide=True)
    return form


def _place(parent: QWidget) -> Form:
    form = Form(2, parent=parent)
    form.add(text_field("place", "場所"))
    form.add(text_field("worker", "担当"))
    return form


def _way(parent: QWidget) -> Form:
    form = Form(3, parent=parent)
    form.add(text_field("travel_minutes", "移動時間（往復）", placeholder="例 40"))
    form.add(text_field("distance", "距離（往復km）", placeholder="例 12.5"))
    form.add(text_field("fare", "交通費（円）", placeholder="例 480"))
    return form


def _persons(desk: Desk, episode_id: str, parent: QWidget) -> Form:
    form = Form(1, parent=parent)
    editor = PersonsEditor(desk, episode_id)
    row = FieldRow("others", "一緒だった人（ほかのケース）", editor)

    def tell() -> None:
        row.set_note(_SHARES if editor.value() else "")

    editor.changed.connect(tell)
    form.add(row)
    return form


def _correction(parent: QWidget) -> Form:
    form = Form(1, parent=parent)
    form.add(choice_field("scope", "訂正する範囲", _SCOPES, note=_SCOPE_NOTE))
    form.add(
        text_field("reason", "訂正の理由（あとから読めます）", placeholder="例 時間の書き間違い")
    )
    return form
