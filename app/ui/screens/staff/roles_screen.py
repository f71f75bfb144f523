"""役割でできること: the table of roles, with a switch for each permission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.errors import TeichakuError
from app.staff.permissions import (
    ALLOWED,
    PERMISSION_LABELS,
    USUAL,
    Permission,
    Role,
    RoleTable,
    role_label,
)
from app.staff.roles.actions import change_table
from app.staff.roles.rules import differences, fixed, table_refusal, turned
from app.storage.actors import table_of
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.portions import in_portions
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.editors import CheckEditor
from app.ui.widgets.labels import PlainLabel, as_tooltip
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.widgets.tab_order import follow_eye

_ABOUT = "役割ごとにできること。変えたところには「変更」と出ます。薄い四角は、どの事業所でも変えられません"
_NOTHING = "まだ何も変えていません。"
_USUAL = "はじめの表のままです。"
_COMING = "表を並べています。まもなく押せます。"
_AT_ONCE = 4
"""So many rows are made in one event."""
_SAVED = "役割でできることを変えました。ほかの席では、次の操作のときから変わります。"
_OWN = "あなたの役割も変わりました。ボタンの表示は、いちど離席して入り直すと合います。"
_UNSAVED = "役割の表の変更を保存していません。"


def current(reading: Reading) -> RoleTable:
    """The office's table."""
    return table_of(reading.session.connection(), reading.office_id)


class RolesScreen(Screen):
    """A row for each permission, a column for each role."""

    place = "staff"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kept = self.table = desk.actor.table
        self.refusal = desk.actor.refusal(Permission.MANAGE_OFFICE)
        self.checks: dict[tuple[Role, Permission], CheckEditor] = {}
        self.marks: dict[Permission, PlainLabel] = {}
        self.heads: dict[Role, PlainLabel] = {}
        self.save_button = primary_button("保存")
        self.undo = Button("元に戻す")
        self.usual = Button("はじめの表にする", kind="link")
        self.problem = Paragraph(tone=Tone.ERROR)
        self.said = ReasonLine()
        self.whole = False
        """Whether every row of the table is there."""
        self._arrange()
        self._follow()
        self.save_button.clicked.connect(lambda: self.save())
        self.undo.clicked.connect(lambda: self.show_table(self.kept))
        self.usual.clicked.connect(lambda: self.show_table(USUAL))
        desk.notices.changed.connect(self._heard)

    def open(self, where: Where) -> None:
        """The table as it is now, unless something is turned and not saved."""
        self.read_again()

    def read_again(self) -> None:
        """Ask for the table."""
        self.desk.read(current, self._take, owner=self, title="")

    def may_leave(self) -> bool:
        """Whether nothing that was turned would be lost; asks otherwise."""
        if self.table == self.kept:
            return True
        if not self.desk.asking.confirm(_UNSAVED, yes="変更を捨てる", no="表に戻る", danger=True):
            return False
        self.show_table(self.kept)
        return True

    def may_go(self) -> bool:
        """Its many switches are made anew, unless one is turned and not saved."""
        return self.table == self.kept

    def show_table(self, table: RoleTable) -> None:
        """Show every switch as it stands in `table`."""
        self.table = table
        for (role, permission), check in self.checks.items():
            check.blockSignals(True)
            check.set_value(table.allows(role, permission))
            check.blockSignals(False)
        self._follow()

    def turn(self, role: Role, permission: Permission) -> None:
        """One switch was pressed."""
        on = bool(self.checks[role, permission].value())
        self.table = turned(self.table, role, permission, on=on)
        self._follow()

    def save(self) -> bool:
        """Put the table in force; says whether there was anything to save."""
        if self.save_button.reason:
            return False
        before, after = self.kept, self.table
        follow = _follow_table if self.desk.office.served else None
        self.save_button.refuse("保存しています。")
        self.desk.write(
            lambda work: change_table(work, before, after, follow),
            lambda _: self._saved(after),
            failed=self._failed,
            owner=self,
        )
        return True

    def focus_first(self) -> None:
        """The first switch that can be turned."""
        for check in self.checks.values():
            if check.box.isEnabled():
                check.box.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _saved(self, after: RoleTable) -> None:
        own = self.desk.actor.role
        mine = after.allowed(own) != self.kept.allowed(own)
        self.kept = after
        signed_in = replace(self.desk.actor, table=after)
        if self.desk.office.signed_in == self.desk.actor:
            self.desk.office.signed_in = signed_in
        self.desk.actor = signed_in
        self._follow()
        self.desk.asking.inform(_SAVED + (_OWN if mine else ""))

    def _failed(self, error: TeichakuError) -> None:
        self.desk.explain(error)
        self._follow()

    def _take(self, table: RoleTable) -> None:
        if self.table == self.kept:
            self.kept = table
            self.show_table(table)

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches("setting"):
            self.read_again()

    def _follow(self) -> None:
        """What is turned, what stands against it, and which buttons make sense."""
        for permission, mark in self.marks.items():
            roles = [role for role in Role if (role, permission) in self.table.turned]
            mark.setText("変更" if roles else "")
        problem = table_refusal(self.table)
        self.problem.set_words(problem)
        self.problem.setVisible(bool(problem))
        moved = list(differences(self.kept, self.table))
        refusal = self.refusal or ("" if self.whole else _COMING)
        for button, why in (
            (self.save_button, refusal or problem or ("" if moved else _NOTHING)),
            (self.undo, refusal or ("" if moved else _NOTHING)),
            (self.usual, refusal or ("" if self.table.turned else _USUAL)),
        ):
            if why:
                button.refuse(why)
            else:
                button.allow()
        said = "、".join(
            f"{role_label(role, self.desk.kind)}の「{PERMISSION_LABELS[one]}」を{'入れる' if on else '外す'}"
            for role, one, on in moved
        )
        self.said.set_words(said)
        self.said.setVisible(bool(said))

    def _arrange(self) -> None:
        page = Page("役割", _ABOUT)
        for part in (self.usual, self.undo, self.save_button):
            page.add_to_head(part)
        page.add(self.problem)
        page.add(self.said)
        outer = QVBoxLayout(self)
        lay(outer, gap=0)
        outer.addWidget(page)
        card, scroll, top, holder = Card(), Scrolled(), QWidget(), QWidget()
        page.add(card, 1)
        card.add(top)  # stays while the rows scroll
        card.add(scroll, 1)
        scroll.add(holder)
        scroll.end()
        self._top, self._grid = QGridLayout(top), _Rows(holder)
        for grid in (self._top, self._grid):
            lay(grid, gap=1)
            grid.setHorizontalSpacing(theme().px(Size.CARD_PADDING))
            grid.setColumnStretch(len(Role) + 2, 1)
        self._top.addWidget(PlainLabel("できること", strong=True), 0, 0)
        for column, role in enumerate(Role, start=1):
            head = self.heads[role] = PlainLabel(role_label(role, self.desk.kind), strong=True)
            self._top.addWidget(head, 0, column, Qt.AlignmentFlag.AlignHCenter)
        self._grid.laid.connect(self._place_heads)
        theme().changed.connect(self._fit)
        rows = list(enumerate(Permission))
        portions = [rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)]
        in_portions(
            [partial(self._add_rows, self._grid, portion) for portion in portions],
            self._complete,
            self.desk.jobs,
            self,
        )

    def _add_rows(self, grid: QGridLayout, rows: Sequence[tuple[int, Permission]]) -> None:
        for row, permission in rows:
            grid.addWidget(PlainLabel(PERMISSION_LABELS[permission]), row, 0)
            for column, role in enumerate(Role, start=1):
                check = self._check(role, permission)
                grid.addWidget(check, row, column, Qt.AlignmentFlag.AlignHCenter)
            self.marks[permission] = PlainLabel(tone=Tone.WARNING, size="caption")
            grid.addWidget(self.marks[permission], row, len(Role) + 1)

    def _complete(self) -> None:
        """Every switch is there: only now the table may be changed and saved."""
        self.whole = True
        follow_eye(self)
        self.show_table(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns as wide as their heads where it is narrow, else alike."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        alike = theme().px(Size.PLOT_NAME) if self.width() >= theme().px(Size.TWO_HALVES) else 0
        for column, head in enumerate(self.heads.values(), start=1):
            self._grid.setColumnMinimumWidth(column, max(alike, head.sizeHint().width()))

    def _place_heads(self) -> None:
        """Every head over its column."""
        for column in range(len(Role) + 1):
            self._top.setColumnMinimumWidth(column, self._grid.cellRect(0, column).width())

    def _check(self, role: Role, permission: Permission) -> CheckEditor:
        check = CheckEditor("")
        label = role_label(role, self.desk.kind)
        check.box.setAccessibleName(f"{label} {PERMISSION_LABELS[permission]}")
        usual = "できる" if permission in ALLOWED[role] else "できない"
        why = fixed(role, permission) or self.refusal
        check.box.setEnabled(not why)
        check.box.setToolTip(as_tooltip(why or f"はじめの表では、{usual}"))
        check.set_value(self.table.allows(role, permission))
        check.changed.connect(partial(self.turn, role, permission))
        self.checks[role, permission] = check
        return check


class _Rows(QGridLayout):
    """Tells when its columns have got their widths."""

    laid = Signal()

    def setGeometry(self, rect: QRect) -> None:
        """Lay the rows, and tell."""
        super().setGeometry(rect)
        self.laid.emit()


def _follow_table(work: Work, staff_ids: Sequence[str]) -> None:
    from app.storage.server.opening import follow_table  # the driver is loaded only for a server

    follow_table(work, staff_ids)
