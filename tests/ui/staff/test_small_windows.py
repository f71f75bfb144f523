"""The small windows of 職員: all that is wrong at once, and room for it on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.storage.keys.passphrase import USUAL
from app.ui.screens.staff.key_dialogs import AddDialog
from app.ui.theme import theme
from tests.ui.staff.conftest import Seat


def _fields(dialog: AddDialog) -> dict[str, Any]:
    assert dialog.secret is not None
    return {**dialog.form.rows, **dialog.secret.form.rows, **dialog.last.rows}


def _none_is_cut(dialog: AddDialog) -> bool:
    fields = [field for row in _fields(dialog).values() for field in row.editor.fields()]
    return all(field.height() >= field.minimumSizeHint().height() for field in fields)


@pytest.fixture
def dialog(seat: Seat, qtbot: Any, request: pytest.FixtureRequest) -> Iterator[AddDialog]:
    theme().set_scale(getattr(request, "param", 1.0))
    made = AddDialog(seat.desk, USUAL, lambda _: None)
    made.open()
    yield made
    made.reject()
    made.deleteLater()
    theme().set_scale(1.0)


def test_an_empty_form_says_all_at_once_and_has_room_for_it(dialog: AddDialog, qtbot: Any) -> None:
    before = dialog.height()
    dialog.give("ok")
    rows = _fields(dialog)
    assert {key for key, row in rows.items() if row.error()} == {"name", "passphrase", "own"}
    assert rows["name"].isAncestorOf(dialog.focusWidget())
    qtbot.waitUntil(lambda: dialog.height() > before and _none_is_cut(dialog))


@pytest.mark.parametrize("dialog", [2.0], indirect=True)
def test_on_a_low_screen_the_fields_scroll_and_none_is_cut(dialog: AddDialog, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: dialog.place.verticalScrollBar().maximum() > 0)
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    assert _none_is_cut(dialog)
    button = dialog.buttons["ok"]
    assert button.mapTo(dialog, button.rect().bottomLeft()).y() < dialog.height()
    assert dialog.secret is not None
    dialog.secret.finished.emit()  # Enter in the field before
    place, own = dialog.place.viewport(), dialog.last.rows["own"].editor
    qtbot.waitUntil(lambda: 0 <= own.mapTo(place, own.rect().bottomLeft()).y() <= place.height())
