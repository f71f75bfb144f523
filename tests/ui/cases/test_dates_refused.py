"""Days that there are not, or that cannot be true at once: refused at the field, with what to type.

Every form of the case page that has a day is opened as a person would, and nothing else on the
page is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.cases import actions as cases
from app.cases.days import actions as days
from app.cases.days.rules import DayInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.widgets.editors import DateEditor, TextEditor
from app.ui.widgets.field_row import FieldRow
from tests.conftest import OpenedOffice

_TEXT = "消えてはいけない文章"
NEVER = (
    ("平成31年5月1日", "令和元年5月1日"),
    ("昭和64年1月8日", "平成元年1月8日"),
    ("R8.2.30", "2月は28日まで"),
    ("2月30日", "2月は2"),
    ("R8.13.1", "月"),
    ("あさって", "R6.4.1 や 2024/4/1 のように"),
)
"""What is typed, and what the sentence under the field holds."""


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


def pressed(words: str) -> Callable[[Any], SavedForm]:
    """The form behind a button in the head of a section (or of 計画)."""

    def opens(place: Any) -> SavedForm:
        for section in place.screen.pane.summary.sections:
            for button in section.offered():
                if button.text() == words and not section.isHidden():
                    button.click()
                    assert section.form is not None
                    return section.form  # type: ignore[no-any-return]
        raise LookupError(words)

    return opens


def step(to_stage: str) -> Callable[[Any], SavedForm]:
    """The form of a step."""

    def opens(place: Any) -> SavedForm:
        pane = place.screen.pane
        pane.ask_move(next(offer for offer in pane.page.moves if offer.to_stage == to_stage))
        return pane.dialog.form  # type: ignore[no-any-return]

    return opens


def correction(place: Any) -> SavedForm:
    place.screen.pane.edit()
    return place.screen.pane.form  # type: ignore[no-any-return]


def new_case(place: Any) -> SavedForm:
    place.screen.pane.begin()
    return place.screen.pane.form  # type: ignore[no-any-return]


def contact(place: Any) -> SavedForm:
    place.screen.pane.record()
    return place.screen.pane.active_form  # type: ignore[no-any-return]


FORMS: dict[str, Callable[[Any], SavedForm]] = {
    "訂正": correction,
    "新しいケース": new_case,
    "支援経過": contact,
    "段階 釈放・移行": step("moved"),
    "段階 終了": step("closed"),
    "課題": pressed("課題を加える"),
    "日付": pressed("日付を足す"),
    "できごと": pressed("できごと"),
    "所在": pressed("所在"),
    "要件": pressed("要件を記録する"),
    "アセスメント": pressed("アセスメントを始める"),
    "計画": pressed("福祉サービス等調整計画を作る"),
    "候補": pressed("候補を加える"),
    "申請": pressed("申請を加える"),
    "同意": pressed("同意を登録"),
    "情報提供": pressed("提供を記録"),
    "つなぎ": pressed("つなぎを加える"),
}


class StrayWindows(QObject):
    """Parts that are shown before they have their place flash up and take the keyboard away."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if shown and watched.isWindow() and not isinstance(watched, QDialog):
            self.seen.append(type(watched).__name__)
        return False


def row_of(editor: DateEditor) -> FieldRow:
    """The innermost row around a field."""
    found = editor.parentWidget()
    while not isinstance(found, FieldRow):
        assert found is not None
        found = found.parentWidget()
    return found


def day_fields(form: SavedForm) -> list[DateEditor]:
    """The days of a form; a time of day is typed into such a field too."""
    return [
        editor
        for key, row in form.rows.items()
        if not key.endswith("time")
        for editor in row.findChildren(DateEditor)
        if row.isVisible()
    ]


def write_somewhere(form: SavedForm) -> Callable[[], bool]:
    """Type a text into the form; afterwards: whether it is still there."""
    known = ("note", "summary", "policy", "content")
    row = next((form.rows[key] for key in known if key in form.rows), None)
    if row is None:
        return lambda: True
    row.set_value(_TEXT)
    return lambda: row.value() == _TEXT


def first_wrong(form: SavedForm) -> FieldRow:
    """The first field of the form under which something is said."""
    return next(row for row in form.rows.values() if row.error())


@pytest.mark.parametrize("name", FORMS)
def test_a_day_that_there_is_not_is_refused_where_it_was_typed(place: Any, name: str) -> None:
    place.open("co")
    place.screen.activateWindow()
    strays = StrayWindows()
    QApplication.instance().installEventFilter(strays)
    form = FORMS[name](place)
    form.show()
    QApplication.processEvents()
    QApplication.instance().removeEventFilter(strays)
    assert strays.seen == []
    fields = day_fields(form)
    assert fields
    still_there = write_somewhere(form)
    for editor in fields:
        before = editor.value()
        for typed, words in NEVER:
            editor.set_value(typed)
            form.save()
            told = row_of(editor).error()
            assert words in told and told.endswith("。"), (name, typed, told)
            assert editor.value() == typed and still_there()
            assert place.screen.pane.active_form is form and not form.saving
            assert first_wrong(form).isAncestorOf(QApplication.focusWidget())
            if first_wrong(form).isAncestorOf(editor):
                assert editor.line.hasFocus()
        editor.set_value(before)


def wrong_in(form: SavedForm) -> set[str]:
    """The fields under which something is said."""
    return {key for key, row in form.rows.items() if row.error()}


NOTHING_NEEDED = "要件"
"""Nothing has to be typed there."""


@pytest.mark.parametrize("name", [name for name in FORMS if name != NOTHING_NEEDED])
def test_a_day_that_cannot_be_read_does_not_hide_what_else_is_wrong(place: Any, name: str) -> None:
    place.open("co")
    place.screen.activateWindow()
    form = FORMS[name](place)
    form.show()
    QApplication.processEvents()
    before = place.page("co")
    for row in form.rows.values():
        if isinstance(row.editor, (DateEditor, TextEditor)):
            row.set_value("")
    form.save()
    said = wrong_in(form)
    assert said
    days = [key for key, row in form.rows.items() if isinstance(row.editor, DateEditor)]
    for key in days[:1]:
        form.rows[key].set_value("あさって")
        form.save()
        assert wrong_in(form) >= said | {key}
        assert "R6.4.1" in form.rows[key].error()
        assert first_wrong(form).isAncestorOf(QApplication.focusWidget())
    assert place.page("co") == before and not form.saving


def correct(place: Any, name: str, **facts: str) -> None:
    """What is on record before."""
    version = place.page(name).episode.version
    place.work(lambda work: cases.correct(work, place.ids[name], version, facts))


def born(place: Any, day: str) -> None:
    page = place.page("co").person
    typed = PersonInput(page.name, page.kana, "male", day)
    place.work(lambda work: people.correct(work, page.id, page.version, typed))


def judged(place: Any, day: str) -> None:
    place.work(lambda work: days.record(work, place.ids["co"], DayInput("judged", day)))


CONTRADICTIONS: list[tuple[str, dict[str, str], str, dict[str, Any], str, str]] = [
    # case, on record before, form, typed, field, what the sentence says
    ("co", {}, "訂正", {"end": "R8.3.1", "end_reason": "died"}, "end", "依頼日（R8.4.1）より前"),
    ("co", {"end": "R8.6.1", "end_reason": "died"}, "訂正", {"start": "R8.7.1"}, "start", "R8.6.1以前"),
    ("co", {}, "訂正", {"release": "R8.4.20"}, "release", "R8.5.1以後"),
    ("co", {"release": "R8.6.2"}, "訂正", {"move": "R8.6.1"}, "move", "R8.6.2以後の日"),
    ("co", {}, "訂正", {"person.birth": "R9.1.1"}, "person.birth", "先の日付"),
    ("co", {}, "新しいケース",
     {"person.name": "例示 渚", "person.birth": "R9.1.1"}, "person.birth", "先の日付"),
    ("su", {"arrest": "R8.4.3"}, "訂正", {"detention": "R8.4.2"}, "detention", "R8.4.3以後"),
    ("su", {"detention": "R8.4.3"}, "訂正", {"release": "R8.4.2"}, "release", "R8.4.3以後"),
    ("su", {"detention": "R8.4.3"}, "訂正", {"detention_end": "R8.4.2"}, "detention_end", "以後"),
    ("co", {}, "段階 終了", {"end": "R8.3.1", "end_reason": "died"}, "end", "R8.4.1以後の日"),
    ("co", {}, "段階 終了", {"end": "R8.12.1", "end_reason": "died"}, "end", "先の日付"),
    ("co", {}, "段階 釈放・移行",
     {"dest_kind": "group_home", "move": "R8.3.1"}, "move", "R8.4.1以後の日"),
    ("co", {"release": "R8.4.20"}, "日付", {"kind": "final", "day": "R8.5.2"}, "day", "R8.4.20以前"),
    ("co", {}, "日付", {"kind": "final", "day": "R8.4.30"}, "day", "R8.5.1以後"),
    ("co", {}, "日付", {"kind": "final", "day": "R8.12.1"}, "day", "先の日付"),
    ("co", {}, "所在",
     {"kind": "home", "place": "自宅", "since": "R8.6.1", "until": "R8.5.1"}, "until", "R8.6.1"),
    ("co", {}, "できごと",
     {"kind": "missing", "day": "R8.6.1", "settled_on": "R8.5.1"}, "settled_on", "R8.6.1以後"),
    ("co", {}, "できごと", {"kind": "missing", "day": "S20.1.1"}, "day", "生年月日"),
    ("co", {}, "要件", {"wishes": ("met", "本人", "R8.12.1", "")}, "wishes", "先の日付"),
    ("co", {}, "アセスメント", {"day": "S20.1.1", "wish": "家がほしい"}, "day", "生年月日"),
    ("co", {}, "アセスメント", {"day": "R8.12.1", "wish": "家がほしい"}, "day", "先の日付"),
    ("co", {}, "計画", {"made_on": "R8.5.1", "review_on": "R8.4.1"}, "review_on", "あとの日付"),
    ("co", {}, "候補",
     {"dest_kind": "group_home", "name": "家", "state": "accepted", "asked_on": "R8.6.1",
      "result_on": "R8.5.1"}, "result_on", "R8.6.1"),
    ("co", {}, "申請",
     {"kind": "pension", "submitted_on": "R8.6.1", "decided_on": "R8.5.1", "result": "granted"},
     "decided_on", "R8.6.1"),
    ("co", {}, "申請",
     {"kind": "pension", "submitted_on": "R8.5.1", "decided_on": "R8.6.1", "result": "granted",
      "valid_until": "R8.5.20"}, "valid_until", "R8.6.1"),
    ("co", {}, "支援経過", {"day": "R8.12.1", "means": "phone"}, "day", "先の日付"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kept", "form_name", "typed", "field", "words"),
    CONTRADICTIONS,
    ids=[f"{row[2]}-{row[4]}-{number}" for number, row in enumerate(CONTRADICTIONS)],
)
def test_days_that_cannot_be_true_at_once(
    place: Any,
    name: str,
    kept: dict[str, str],
    form_name: str,
    typed: dict[str, Any],
    field: str,
    words: str,
) -> None:
    born(place, "S28.4.5")
    if kept:
        correct(place, name, **kept)
    if "release" not in kept and name == "co":
        judged(place, "R8.5.1")
    place.open(name)
    form = FORMS[form_name](place)
    for key, value in typed.items():
        form.rows[key].set_value(value)
    still_there = write_somewhere(form)
    form.save()
    told = form.rows[field].error()
    assert words in told and told.endswith("。"), told
    assert place.screen.pane.active_form is form and still_there()
    for key, value in typed.items():
        assert form.rows[key].value() == value
    others = [key for key, row in form.rows.items() if row.error() and key != field]
    assert others == []
