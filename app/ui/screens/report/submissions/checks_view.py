"""What is looked at before a report is handed in: what stands in the way, is missing, came late, moved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.calendar import wareki
from app.reports.submissions.checks.queries import Checks
from app.ui.desk import Desk
from app.ui.screens.report.reserve import incomplete_words
from app.ui.screens.report.submissions.lists import gaps_card, late_card, moved_card, moved_lines
from app.ui.theme import Tone, lay
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import ReasonLine

_READY = "足りないもの、前の提出より後の記録はありません。"
_UNMOVED = "{day} に提出した報告から、変わった数も足りないものもありません。"
_MAY_MEND = "このままでも確定できます。先に直すと、下に挙げた数が変わります。"
_COMES_BACK = "ケースを開いて直すと、戻ったときに調べ直します"


class ChecksView(QWidget):
    """`case_opened` carries a case that has something to mend, or that moved a figure."""

    case_opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: Checks | None = None
        self._visited: set[str] = set()
        self.bar, self.ready = NoticeBar(), ReasonLine()
        self.ready.set_tone(Tone.GOOD)
        self.gaps, self.late, self.moved = gaps_card(), late_card(), moved_card()
        column = QVBoxLayout(self)
        lay(column, gap=3)
        for part in (self.bar, self.ready, self.gaps, self.late, self.moved):
            part.hide()
            column.addWidget(part)
        for card in (self.gaps, self.late, self.moved):
            card.case_opened.connect(self.case_opened)
        self.bar.acted.connect(self._mend_next)
        self.hide()

    def forget(self) -> None:
        """Another period is looked through: mending begins with its first case."""
        self._visited.clear()

    def show_checks(self, found: Checks) -> None:
        """Show what was found, or that nothing was."""
        self._found, since = found, found.since
        words = found.refusal or self._reserve(found)
        marked = "確定できません" if found.refusal else "参考" if words else ""
        if found.gaps and not words:
            marked, words = f"足りないもの {len(found.gaps):,}件", _MAY_MEND
        mends = any(gap.case_id for gap in found.gaps)
        self.bar.set_notice(marked, words, "順に直す" if mends else "")
        sound = not (words or found.late or (since and since.moved))
        last = found.last
        ready = _UNMOVED.format(day=wareki.short(last.day)) if last else _READY
        self.ready.set_words(ready if sound else "")
        self.ready.setVisible(sound)
        self.gaps.show_lines(found.gaps, _COMES_BACK)
        self.late.show_lines(found.late)
        self.moved.show_lines(moved_lines(since) if since else ())
        self.show()

    def _reserve(self, found: Checks) -> str:
        """What to bear in mind although the report may be handed in."""
        goes_on = found.period.last >= self._desk.office.clock.today()
        end = wareki.short(found.period.last)
        words = (
            f"この期間はまだ終わっていません（{end}まで）。" if goes_on else "",
            ""
            if goes_on or found.complete
            else incomplete_words(after_records=found.after_records),
            found.left_empty,
        )
        return "".join(words)

    def _mend_next(self) -> None:
        """The next case that has something to mend, one after the other."""
        found = self._found.gaps if self._found else ()
        cases = list(dict.fromkeys(gap.case_id for gap in found if gap.case_id))
        left = [case for case in cases if case not in self._visited] or cases
        if left:
            self._visited.add(left[0])
            self.case_opened.emit(left[0])
