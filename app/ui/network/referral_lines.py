"""A つなぎ as it stands on a page: where it is, what comes next, its trail and its paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.network.referrals.queries import ReferralPage
from app.network.referrals.rules import ITEMS, KINDS, STATES
from app.network.referrals.steps import DECLINED, IN, OUT, SUPPORTING, WITHDRAWN, Step, rule
from app.network.referrals.trail import Taken
from app.reports.papers.centre_request import referral_paper
from app.reports.papers.information_sheet import TITLE
from app.reports.titles.rules import DEFAULTS
from app.ui.desk import Desk
from app.ui.network.referral_forms import step_words
from app.ui.papers.preview import PaperPreview
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day, short_day

_WORDS_COLUMN = 132
_TRAIL = 3
_TAKEN_BACK = "一つ前に戻した"
_TONES = {DECLINED: Tone.ERROR, WITHDRAWN: Tone.MUTED, SUPPORTING: Tone.GOOD}


class ReferralLines(QWidget):
    """The entry of one つなぎ and a row of what may be done with it.

    `edit` opens its form, `step` the form of a step.
    """

    def __init__(
        self,
        desk: Desk,
        page: ReferralPage,
        edit: Callable[[], None],
        step: Callable[[Step], None],
        parent: QWidget | None = None,
        *,
        title: str = "",
    ) -> None:
        super().__init__(parent)
        self.paper_title = title or DEFAULTS.get(page.line.kind, TITLE)
        """What goes with it: 情報提供書, or the request of a 保護観察所 to a centre."""
        self.desk, self.page = desk, page
        self.buttons: dict[str, Button] = {}
        self.preview: PaperPreview | None = None
        column = QVBoxLayout(self)
        lay(column, gap=0)
        self.entry = _entry(page, desk.office.clock.today())
        if not page.edit_refusal:
            self.entry.opened.connect(edit)
        column.addWidget(self.entry)
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        for offered in page.steps:
            taken = offered.rule.step
            self._add(flow, taken, step_words(page, taken), offered.refusal, partial(step, taken))
        if not page.take_back_refusal:
            words = f"一つ前（{codes.label(STATES, page.back_to)}）に戻す"
            self._add(flow, Step.TAKE_BACK, words, "", lambda: step(Step.TAKE_BACK))
        if page.line.direction == OUT:
            self._add(flow, "paper", self.paper_title, "", self.show_paper)
        self._add(flow, "edit", "内容を直す", page.edit_refusal, edit)
        self.entry.add_below(holder)
        for offered in page.steps:
            if offered.refusal and not page.edit_refusal:
                self.entry.add_note(f"{step_words(page, offered.rule.step)}: {offered.refusal}")

    def show_paper(self) -> None:
        """Show its paper before it is printed."""
        page = self.page
        self.preview = PaperPreview(
            self.desk,
            lambda reading: referral_paper(reading, page.line.id),
            self.paper_title,
            self.window(),
            episode_id=page.line.episode_id,
        )
        self.preview.open()

    def _add(
        self, flow: FlowLayout, key: str, words: str, refusal: str, act: Callable[[], None]
    ) -> None:
        button = Button(words, kind="link")
        button.clicked.connect(lambda _=False: act())
        if refusal:
            button.refuse(refusal)
        self.buttons[str(key)] = button
        flow.addWidget(button)


def _entry(page: ReferralPage, today: date) -> TimelineEntry:
    line = page.line
    late = line.late(today)
    direction = "つながれた" if line.direction == IN else "つなぐ"
    kind = codes.label(KINDS, line.kind)
    due = f"返事 {near_day(line.due, today)}まで" if line.due is not None else ""
    who = "　".join(part for part in (line.organisation, page.to_whom) if part)
    items = "・".join(codes.label(ITEMS, item) for item in page.items)
    trail = "　".join(_step(taken) for taken in page.trail[-_TRAIL:])
    texts = (
        "返事の期限を過ぎています。" if late else "",
        who,
        line.asked,
        f"渡す情報: {items}" if items else "",
        f"{'…　' if len(page.trail) > _TRAIL else ''}{trail}",
    )
    return TimelineEntry(
        codes.label(STATES, line.state),
        due or (short_day(line.ended_on) if line.ended_on else ""),
        "　".join(part for part in (direction, kind, line.worker) if part),
        "\n".join(text for text in texts if text),
        tone=Tone.ERROR if late else _TONES.get(line.state, Tone.TEXT),
        kind_tone=Tone.ERROR if late else Tone.MUTED,
        column=_WORDS_COLUMN,
    )


def _step(taken: Taken) -> str:
    reason = f"（{taken.reason}）" if taken.reason else ""
    words = _TAKEN_BACK if taken.step is Step.TAKE_BACK else rule(taken.step).told
    return f"{short_day(taken.day)} {words}{reason}"
