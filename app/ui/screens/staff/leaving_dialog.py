"""退職: the day, what is still with the person, and the 合言葉 of who takes the keys away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.calendar import wareki
from app.cases.rules import read_past_day
from app.staff.accounts import actions as accounts
from app.staff.accounts.queries import Person
from app.storage import staff_keys
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.staff.typed_dialog import TypedDialog
from app.ui.widgets.field_row import date_field

_HERE = (
    "鍵を外し、この人では開けなくします。記録と履歴はそのまま残ります。"
    "登録のあと、90日間の書き出し・印刷の一覧を出します。"
)
_SERVED = (
    "サーバーへの接続を取り消し、つながっている席も切ります。記録と履歴はそのまま残ります。"
    "登録のあと、90日間の書き出し・印刷の一覧を出します。"
)
_STILL = "担当のままのケースが{}件あります。"


class LeavingDialog(TypedDialog):
    """退職を登録する, in one act."""

    def __init__(
        self,
        desk: Desk,
        person: Person,
        still: int,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        self.served = desk.office.served
        message = (_STILL.format(still) if still else "") + (_SERVED if self.served else _HERE)
        title = f"{person.name}さんの退職を登録する"
        super().__init__(desk, title, message, "退職にする", kept=kept, danger=True, parent=parent)
        self.person = person
        self.today = desk.office.clock.today()
        reader = date_reader(self.today, past=True)
        on = self.form.add(date_field("on", "退職の日", reader, placeholder=DATE_EXAMPLE))
        on.set_value(wareki.short(self.today))
        if not self.served:
            self.ask_own()
        self.end()

    def act(self, work: Work) -> None:
        """End key, login and connections; nothing is kept when one of them cannot be ended."""
        person, office = self.person, self.desk.office
        day = read_past_day(str(self.form.rows["on"].value()), self.today).value
        on = day.first if day is not None and day.is_full else self.today
        if self.served:
            from app.storage.server.opening import dismiss  # the driver is loaded only for a server

            def end() -> None:
                dismiss(work, person.id)
                staff_keys.forget_desk(office, person.id)
        else:
            by = staff_keys.proof(office, work.actor.staff_id, self.own())

            def end() -> None:
                staff_keys.take_keys(office, by, person.id)

        accounts.leave(work, person.id, person.version, on, end)
