"""What every form of a case can when somebody else saves, or takes away, what is typed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.cases.conflicts import Comparison, Side, compare
from app.errors import TeichakuError
from app.ui.clipboard import copy
from app.ui.desk import Desk
from app.ui.screens.cases.conflict_dialog import Asked, ConflictDialog
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import FieldRow
from app.ui.widgets.notice_bar import NoticeBar

_COPY, _AGAIN = "入力をコピー", "どちらを残すか選ぶ"
_NAMED_FIELDS = 4


class MergingForm(QWidget):
    """Rows, what stood in them before the typing, and the way both sides come together."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: dict[str, FieldRow] = {}
        self.versions: tuple[int, ...] = ()
        self.saving = False
        self.lost = False
        self.notice = NoticeBar()
        self.notice.acted.connect(lambda: self._offered())
        self._offered: Callable[[], object] = self.save
        self.newer = NoticeBar()
        """What the other desks saved meanwhile; stands below the fields so that none moves."""
        self.dialog: ConflictDialog | None = None
        self.save_button = Button("保存", kind="primary", key_cap="Ctrl S")
        self.save_button.clicked.connect(self.save)
        self._start: dict[str, Any] = {}

    def save(self) -> None:
        """Keep what was typed."""
        raise NotImplementedError

    def _hold(self, saving: bool) -> None:
        raise NotImplementedError

    def _kept(self, result: Any) -> None:
        raise NotImplementedError

    def refused(self, error: TeichakuError) -> None:
        """Say why nothing was saved."""
        raise NotImplementedError

    def offer(
        self, marked: str, text: str, button: str = "", act: Callable[[], object] | None = None
    ) -> None:
        """Show a notice and what its button does; without a button, saving is all there is."""
        self._offered = act or self.save
        self.notice.set_notice(marked, text, button)

    def start_from(self, values: Mapping[str, Any]) -> None:
        """Fill the rows with what is kept now; only what differs from it counts as typed."""
        for key, value in values.items():
            self.rows[key].set_value(value)
            self._start[key] = self.rows[key].value()

    def typed(self) -> dict[str, Any]:
        """What differs from what was there when the form opened."""
        return {
            key: row.value() for key, row in self.rows.items() if row.value() != self._start[key]
        }

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.typed())

    def tell_newer(self, values: Mapping[str, Any], versions: tuple[int, ...], who: str) -> None:
        """Say that another desk saved this record; nothing that is typed or shown changes."""
        if self.saving or self.lost or versions == self.versions:
            return
        start, newer = self.fields_of(self._start), self.fields_of(values)
        changed = [key for key in newer if not self.same(key, start[key], newer[key])]
        labels = [self.label_of(key) for key in changed[:_NAMED_FIELDS]]
        rest = "ほか" if len(changed) > _NAMED_FIELDS else ""
        which = f"（{'・'.join(labels)}{rest}）" if labels else ""
        self.newer.set_notice(
            "",
            f"{who}がこの記録を保存しました{which}。入力は残っています。保存のときに合わせます。",
        )

    def tell_lost(self) -> None:
        """Say that the record is gone; what was typed stays to be copied."""
        self.lost = True
        self._hold(False)
        self.newer.set_notice("", "")
        self.offer(
            "この記録はなくなりました",
            "ほかの席が、台帳の取込みを取り消すなどして消したため、ここには保存できません。"
            "入力はこの画面に残っています。コピーして、必要なところに貼り付けてください。",
            _COPY,
            self._copy,
        )
        self.save_button.refuse("この記録はなくなったため、保存できません。")

    def merge(self, values: Mapping[str, Any], versions: tuple[int, ...]) -> None:
        """Bring what was typed together with what was saved first, and save; asks about clashes."""
        self._hold(False)
        if versions == self.versions:
            self.offer("ほかの席と同時でした", "まだ保存していません。もう一度保存してください。")
            return
        found = self._compared(values)
        if not found.clashes:
            self._settle(found, versions, {})
            return
        self.offer(
            "別の人が先に保存しました",
            "入力はこの画面に残っていて、まだ保存していません。",
            _AGAIN,
            self.save,
        )
        asked = [
            Asked(
                clash.field,
                self.label_of(clash.field),
                self.words_of(clash.field, clash.theirs),
                self.words_of(clash.field, clash.mine),
            )
            for clash in found.clashes
        ]
        self.dialog = ConflictDialog(asked, len(found.mine), len(found.theirs), self.window())
        self.dialog.settled.connect(lambda sides: self._settle(found, versions, sides))
        self.dialog.open()

    def typed_words(self) -> str:
        """What was typed, a line for each field."""
        return "\n".join(
            f"{self.rows[key].label}：{self.words_of(key, value)}"
            for key, value in self.typed().items()
        )

    def fields_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of rows as fields that are compared one by one."""
        return dict(values)

    def rows_of(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The way back from `fields_of`."""
        return dict(fields)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values of a field mean the same."""
        return bool(one == other)

    def label_of(self, key: str) -> str:
        """What a field is called."""
        return self.rows[key].label

    def words_of(self, key: str, value: Any) -> str:
        """A value of a row as words for a note."""
        return str(value)

    def reread(self) -> None:
        """Read the newer values and `merge` (after somebody else saved); here nothing is older."""
        self.merge({}, self.versions)

    def _compared(self, values: Mapping[str, Any]) -> Comparison:
        before, typed = self.fields_of(self._start), self.fields_of(self._values_now())
        return compare(before, typed, self.fields_of(values), self.same)

    def _values_now(self) -> dict[str, Any]:
        return {key: row.value() for key, row in self.rows.items()}

    def _settle(
        self, found: Comparison, versions: tuple[int, ...], sides: Mapping[str, Side]
    ) -> None:
        if self.lost:
            return
        self.start_from(self.rows_of(found.saved))
        self.versions = versions
        for key, value in self.rows_of(found.settled(sides)).items():
            if value != self._start[key]:
                self.rows[key].set_value(value)
        self.offer("", "")
        self.newer.set_notice("", "")
        if self.dirty:
            self.save()
        else:
            self._kept(None)

    def _copy(self) -> None:
        copy(self.typed_words())
        self.offer(
            "入力をコピーしました",
            "30秒のあいだ、ほかの記録や文書に貼り付けられます。",
            _COPY,
            self._copy,
        )
