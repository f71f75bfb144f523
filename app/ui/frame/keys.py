"""The keys of the window: what is said about them, and those that lead to the places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.frame.places import PlaceButton
from app.ui.widgets.labels import as_tooltip

KEYS_WORDS = (
    "Ctrl＋K　人や操作を探す（↓で最近開いたケースと操作）\nCtrl＋N　支援経過を記録する\nCtrl＋S　保存する\n"
    "広域のやりとりでは　↑↓　文から文へ移る・Enter　その文を開く・Esc　閉じる\n"
    "様式のシートでは　矢印　セルを移る・Enter　入れるものを選ぶ・Del　外す\n"
    "Ctrl＋1、2、…　左の場所へ移る（上から順に）\n"
    "F1　手引き（いまの画面の頁）\nEsc　前の画面へ戻る\nEnter　次の欄へ進む・行を開く\n"
    "矢印　チェックや根拠の間を移る・Space　選ぶ\n"
    "Ctrl＋ホイール　文字の大きさを変える\nCtrl＋Shift＋P　発表モード（氏名などを隠す）"
)


def give_keys(
    buttons: Iterable[PlaceButton], refused: Callable[[str], str], window: QWidget
) -> None:
    """Ctrl+1 presses the first of these places, Ctrl+2 the second, and so on.

    `refused` says why a place is closed to this person.
    """
    for number, button in enumerate(buttons, 1):
        if not button.toolTip():
            button.setToolTip(as_tooltip(f"Ctrl＋{number}"))
        keys = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
        keys.activated.connect(partial(_press, button, refused))


def _press(button: PlaceButton, refused: Callable[[str], str]) -> None:
    """By its key as by the mouse; a place that is closed says why."""
    button.click()
    if not button.isEnabled():
        corner = button.mapToGlobal(button.rect().bottomLeft())
        QToolTip.showText(corner, as_tooltip(refused(button.place.key)), button)
