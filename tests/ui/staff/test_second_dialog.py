"""二人目の確認 at the desk: another person's 合言葉, the recovery code, or their own desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.history.queries import HistoryFilter, of_everybody
from app.staff.permissions import Role
from app.staff.second import actions
from app.staff.second.rules import Act
from app.ui.second.dialog import SecondDialog, with_second
from app.ui.widgets.paragraph import Paragraph
from tests.ui.staff.conftest import THEIRS, Seat


@pytest.fixture
def owner(qtbot: Any, dressed: QApplication) -> Iterator[QWidget]:
    window = QWidget()
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(seat: Seat, owner: QWidget, agreed: list[str]) -> SecondDialog:
    with_second(seat.desk, Act.WHOLE_EXPORT, "契約の終わり", done=agreed.append, owner=owner)
    dialog = owner.findChild(SecondDialog)
    assert isinstance(dialog, SecondDialog)
    return dialog


def told(seat: Seat) -> list[tuple[str, str]]:
    with seat.desk.office.reading(seat.desk.actor) as reading:
        rows = of_everybody(reading, HistoryFilter()).rows
    return [(row.by, row.words) for row in reversed(rows) if row.subject_kind == "second"]


def test_the_second_person_types_their_own_passphrase(seat: Seat, owner: QWidget) -> None:
    admin = seat.colleague("管理 係", Role.ADMIN)
    agreed: list[str] = []
    dialog = shown(seat, owner, agreed)
    dialog.form.rows["passphrase"].set_value("ちがう合言葉 ちがう")
    dialog.give("ok")
    assert dialog.isVisible() and not agreed
    assert "合言葉が違います" in dialog.problem.words
    assert dialog.form.rows["passphrase"].value() == ""
    dialog.form.rows["passphrase"].set_value(THEIRS)
    dialog.give("ok")
    assert not dialog.isVisible() and len(agreed) == 1
    with seat.desk.office.work(seat.desk.actor) as work:
        actions.use(work, Act.WHOLE_EXPORT, agreed[0])
    by = [name for name, words in told(seat) if words.startswith("二人目として確認")]
    assert by == [admin.name]


def test_without_anybody_else_the_recovery_code_stands_in(seat: Seat, owner: QWidget) -> None:
    seat.colleague("相談 員", Role.COUNSELLOR)
    seat.desk.office.recovery_opens = lambda code: code == "正しい"
    agreed: list[str] = []
    dialog = shown(seat, owner, agreed)
    assert set(dialog.form.rows) == {"recovery_code"}
    dialog.form.rows["recovery_code"].set_value("違う")
    dialog.give("ok")
    assert "回復コードが違います" in dialog.form.rows["recovery_code"].error() and not agreed
    dialog.form.rows["recovery_code"].set_value("正しい")
    dialog.give("ok")
    assert len(agreed) == 1
    assert any("回復コードで、二人目の確認に代えた" in words for _, words in told(seat))


@pytest.mark.parametrize(
    ("act", "whom"),
    [
        (Act.NEW_RECOVERY, "鍵を扱える役割"),
        (Act.RETENTION, "事業所の設定を変えられる役割"),
        (Act.RELEASE_RECORDS, "開示請求などを扱える役割"),
    ],
)
def test_an_office_that_lacks_somebody_is_told_whom(
    seat: Seat, owner: QWidget, act: Act, whom: str
) -> None:
    seat.desk.office.recovery_opens = None
    seat.colleague("事務 員", Role.CLERK)
    with_second(seat.desk, act, "", done=lambda _: None, owner=owner)
    dialog = owner.findChild(SecondDialog)
    assert isinstance(dialog, SecondDialog) and set(dialog.buttons) == {"no"}
    told = [part.words for part in dialog.findChildren(Paragraph)]
    assert any(f"「職員」で、{whom}の人を" in words for words in told), told
    dialog.reject()


def test_a_word_from_another_desk_closes_the_window(qtbot: Any, seat: Seat, owner: QWidget) -> None:
    admin = seat.colleague("管理 係", Role.ADMIN, key=False)
    agreed: list[str] = []
    dialog = shown(seat, owner, agreed)
    assert set(dialog.buttons) == {"no"}, "nobody else's key lies here"
    with seat.desk.office.work(admin) as work:
        actions.answer(work, dialog.asked.request_id)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert agreed == [dialog.asked.request_id]


def test_a_refusal_from_another_desk_is_said(qtbot: Any, seat: Seat, owner: QWidget) -> None:
    admin = seat.colleague("管理 係", Role.ADMIN)
    agreed: list[str] = []
    dialog = shown(seat, owner, agreed)
    with seat.desk.office.work(admin) as work:
        actions.answer(work, dialog.asked.request_id, agreed=False)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert not agreed and "認めませんでした" in seat.asking.said[-1][1]


def test_leaving_is_the_safe_answer(seat: Seat, owner: QWidget) -> None:
    seat.colleague("管理 係", Role.ADMIN)
    agreed: list[str] = []
    dialog = shown(seat, owner, agreed)
    assert dialog.buttons["no"].isDefault()
    dialog.reject()
    assert not dialog.isVisible() and not agreed
