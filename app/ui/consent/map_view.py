"""The picture of who holds what: the person at the left, every holder in a lane."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app import codes
from app.calendar import wareki
from app.consent.holders.queries import DisclosureMap
from app.consent.holders.rules import (
    Ground,
    Hold,
    Holder,
    ends_soon,
    ground_words,
    part_lines,
)
from app.consent.laws import label
from app.ui.consent.span import Axis, Span, SpanHead, axis_of
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.labels import PlainLabel, as_tooltip
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.tag import Tag

_PERSON_WIDTH, _NAME_WIDTH, _WIRE_WIDTH = 84, 148, 28
_WIRED_FROM, _NARROWEST = 470, 280
_LEGEND = (
    "横線は根拠のある期間で、丸は渡した日です。実線は本人の同意、破線はほかの根拠（撤回の連絡は要りません）。"
    "縦の止めは末日、矢印は期限なし、×印は撤回か期間の終わりです。"
    "渡した情報は、返すか消すまで相手にあります。"
)
_TELL = "撤回時は連絡"


class DisclosureMapView(QWidget):
    """Draws a `DisclosureMap`: items, since when, on what basis, what ends, whom to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes: list[Lane] = []
        self._column = QVBoxLayout(self)
        lay(self._column, gap=1)
        self._holder = QWidget()
        self._column.addWidget(self._holder)
        self._column.addWidget(Paragraph(_LEGEND, tone=Tone.MUTED, size=Size.CAPTION))
        theme().changed.connect(self._fit)

    def set_map(self, found: DisclosureMap) -> None:
        """Show who holds what."""
        old, self._holder = self._holder, _Wired()
        axis = axis_of(found.holders, found.today)
        self.lanes = [Lane(holder, axis) for holder in found.holders]
        grid = QGridLayout(self._holder)
        lay(grid, gap=1)
        grid.setHorizontalSpacing(0)
        self._person = _PersonBox(found.person)
        grid.addWidget(self._head(axis), 0, 2)
        for row, lane in enumerate(self.lanes, start=1):
            grid.addWidget(lane, row, 2)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._person, 1, 0, max(1, len(self.lanes)), 1, top)
        grid.setColumnStretch(2, 1)
        self._grid = grid
        self._holder.join(self._person, self.lanes)
        self._column.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        self.setAccessibleName(f"情報を持っている機関の図（{len(self.lanes)}か所）")
        self.setAccessibleDescription("。".join(lane.words for lane in self.lanes))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as a lane whose name stands above its lines."""
        return QSize(theme().px(_NARROWEST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without the person and the wires where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _head(self, axis: Axis) -> QWidget:
        """The words above the lines, as far in as the lines are."""
        head = QWidget()
        row = QHBoxLayout(head)
        lay(row, gap=0, margins=(2.5, 0, 2.5, 0))
        self._space = QWidget()
        row.addWidget(self._space)
        row.addWidget(SpanHead(axis), 1)
        return head

    def _fit(self) -> None:
        if not self.lanes:
            return
        narrow = self.width() < theme().px(_WIRED_FROM)
        self._person.setVisible(not narrow)
        self._person.setFixedWidth(theme().px(_PERSON_WIDTH))
        self._grid.setColumnMinimumWidth(1, 0 if narrow else theme().px(_WIRE_WIDTH))
        self._space.setFixedWidth(0 if narrow else theme().px(_NAME_WIDTH) + theme().gap(2))
        for lane in self.lanes:
            lane.fit(narrow=narrow)


class _Wired(QWidget):
    """Draws a wire from the person to every lane, behind them."""

    def __init__(self) -> None:
        super().__init__()
        self._from: QWidget | None = None
        self._to: list[Lane] = []

    def join(self, person: QWidget, lanes: list[Lane]) -> None:
        """What the wires join."""
        self._from, self._to = person, lanes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the wires."""
        if self._from is None or self._from.isHidden():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start = self._from.geometry()
        begin = QPointF(start.right(), start.center().y())
        for lane in self._to:
            tone = Tone.ERROR if lane.must_be_told else Tone.MUTED
            painter.setPen(QPen(theme().color(tone), theme().px(Size.RING)))
            box = lane.geometry()
            end = QPointF(box.left(), box.center().y())
            half = QPointF((end.x() - begin.x()) / 2, 0)
            path = QPainterPath(begin)
            path.cubicTo(begin + half, end - half, end)
            painter.drawPath(path)


class _PersonBox(QFrame):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = QVBoxLayout(self)
        lay(column, gap=0, margins=(2, 2, 2, 2))
        column.addWidget(PlainLabel("本人", tone=Tone.MUTED, size="caption"))
        column.addWidget(Paragraph(name, strong=True))


class Lane(QFrame):
    """One holder: its name, and a block for each basis on which it holds something."""

    def __init__(self, holder: Holder, axis: Axis) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.holder = holder
        kind = codes.label("organisation_kind", holder.kind)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        lay(row, gap=2, margins=(2.5, 1.5, 2.5, 1.5))
        self._name = QWidget()
        column = QVBoxLayout(self._name)
        lay(column, gap=0)
        column.addWidget(Paragraph(holder.name, strong=True))
        column.addWidget(Paragraph(kind, tone=Tone.MUTED, size=Size.CAPTION))
        column.addStretch(1)
        row.addWidget(self._name)
        holds = QVBoxLayout()
        lay(holds, gap=2)
        for hold in holder.holds:
            holds.addLayout(_hold(hold, axis))
        row.addLayout(holds, 1)
        said = "。".join(_words(hold, axis) for hold in holder.holds)
        self.words = f"{holder.name}（{kind}）: {said}"
        self.setAccessibleName(self.words)

    @property
    def must_be_told(self) -> bool:
        """Whether something it holds was withdrawn and nobody said so."""
        return any(hold.must_be_told for hold in self.holder.holds)

    def fit(self, *, narrow: bool) -> None:
        """The name as wide at the left as those of the other lanes, or above its lines."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else right)
        width = theme().px(_NAME_WIDTH)
        self._name.setMinimumWidth(0 if narrow else width)
        self._name.setMaximumWidth(theme().px(_WIRED_FROM) if narrow else width)


def _hold(hold: Hold, axis: Axis) -> QVBoxLayout:
    column = QVBoxLayout()
    lay(column, gap=0)
    head = QHBoxLayout()
    lay(head, gap=2)
    tone = Tone.GOOD if hold.consent_id else Tone.CONSULTATION
    tag = Tag(label(hold.basis), tone)
    tag.setToolTip(as_tooltip(hold.law))
    head.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(Paragraph("\n".join(part_lines(hold))), 1)
    column.addLayout(head)
    column.addWidget(Span(axis, hold))
    column.addWidget(Paragraph(_caption(hold, axis), size=Size.CAPTION))
    return column


def _caption(hold: Hold, axis: Axis) -> list[Run]:
    runs = [
        Run(f"{wareki.short(hold.since)} から　", Tone.MUTED),
        Run(ground_words(hold, axis.today), _ground_tone(hold, axis), strong=_marked(hold, axis)),
    ]
    if hold.ground is not Ground.WITHDRAWN and hold.told_on_withdrawal:
        runs.append(Run(f"　{_TELL}", Tone.MUTED))
    return runs


def _marked(hold: Hold, axis: Axis) -> bool:
    over = hold.ground is Ground.EXPIRED or hold.must_be_told
    return over or ends_soon(hold, axis.today)


def _ground_tone(hold: Hold, axis: Axis) -> Tone:
    if hold.ground is Ground.EXPIRED or hold.must_be_told:
        return Tone.ERROR
    return Tone.WARNING if ends_soon(hold, axis.today) else Tone.TEXT


def _words(hold: Hold, axis: Axis) -> str:
    tell = f"、{_TELL}" if hold.told_on_withdrawal else ""
    return (
        f"{'、'.join(part_lines(hold))}、{label(hold.basis)}、"
        f"{wareki.short(hold.since)} から、{ground_words(hold, axis.today)}{tell}"
    )
