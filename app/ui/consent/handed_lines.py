"""Entries of 情報提供: one that was handed on, and whom a withdrawal must be told to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.consent.disclosures.queries import Disclosed
from app.consent.disclosures.rules import ENDS, WAYS, Ended, given_back
from app.consent.holders.queries import ToTell
from app.consent.holders.rules import ITEM_BREAK, Hold, Holder, item_labels
from app.consent.laws import label
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.ui.screens.cases.sections.disclosures import DisclosuresSection

_WORDS_COLUMN = 104


class HandedLines(QWidget):
    """The entry of one disclosure, and the way to say what became of it."""

    def __init__(self, section: DisclosuresSection, one: Disclosed) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        lay(column, gap=0)
        self.entry = _entry(one, section.desk.office.clock.today())
        column.addWidget(self.entry)
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        self.end = Button("返却・廃棄・連絡を記録", kind="link")
        refusal = section.data.edit_refusal if section.data else ""
        if refusal:
            self.end.refuse(refusal)
        else:
            self.entry.opened.connect(lambda: section.open_kind("disclosure_end", one.id))
        self.end.clicked.connect(lambda _=False: section.open_kind("disclosure_end", one.id))
        flow.addWidget(self.end)
        self.entry.add_below(holder)


class ToTellLines(QFrame):
    """A consent that was withdrawn, and a line for everybody who must hear of it."""

    def __init__(self, section: DisclosuresSection, told: ToTell) -> None:
        super().__init__()
        self.setProperty("part", "notice")
        self.notices: dict[str, Button] = {}
        self.tell: dict[str, Button] = {}
        self.letters: dict[str, Button] = {}
        column = QVBoxLayout(self)
        lay(column, gap=1, margins=(3.5, 2, 3.5, 2))
        day = short_day(told.consent.withdrawn_on)
        left = len(told.open)
        words = f"{left}か所に知らせてください。" if left else "すべての機関に知らせました。"
        head = QHBoxLayout()
        lay(head, gap=2)
        runs = [Run(f"{day} 同意の撤回", Tone.WARNING, strong=True), Run(f"　{words}")]
        head.addWidget(Paragraph(runs), 1)
        self.save = Button("まだの機関へのお知らせをPDFに保存")
        self.save.setVisible(left > 1)
        self.save.clicked.connect(lambda _=False: section.save_notices(told))
        head.addWidget(self.save)
        column.addLayout(head)
        refusal = section.data.edit_refusal if section.data else ""
        for holder, hold in told.holders:
            column.addLayout(self._line(section, told, holder, hold, refusal))

    def _line(
        self,
        section: DisclosuresSection,
        told: ToTell,
        holder: Holder,
        hold: Hold,
        refusal: str,
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        lay(row, gap=2)
        items = ITEM_BREAK.join(item_labels(hold.items))
        state = ("　連絡ずみ", Tone.GOOD) if hold.told else ("　まだ", Tone.ERROR)
        runs = [Run(holder.name, strong=True), Run(f"　{items}", Tone.MUTED), Run(*state)]
        row.addWidget(Paragraph(runs), 1)
        notice = Button("お知らせを印刷", kind="link")
        notice.setAccessibleName(f"{holder.name}へのお知らせを印刷")
        notice.clicked.connect(lambda _=False: section.show_notice(told, holder.organisation_id))
        self.notices[holder.organisation_id] = notice
        row.addWidget(notice)
        known = section.data.exchanges if section.data else {}
        exchange = known.get((told.consent.id, holder.organisation_id), "")
        if exchange and not hold.told:
            letter = Button("文で知らせる", kind="link")
            letter.setAccessibleName(f"{holder.name}に文で知らせる")
            letter.clicked.connect(lambda _=False: section.tell_in_letter(exchange))
            self.letters[holder.organisation_id] = letter
            row.addWidget(letter)
        tell = Button("知らせたことを記録", kind="link")
        tell.setAccessibleName(f"{holder.name}に知らせたことを記録")
        tell.setVisible(not hold.told)
        if refusal:
            tell.refuse(refusal)
        tell.clicked.connect(
            lambda _=False: section.open_kind("disclosure_told", hold.disclosure_ids[0])
        )
        self.tell[holder.organisation_id] = tell
        row.addWidget(tell)
        return row


def _entry(one: Disclosed, today: date) -> TimelineEntry:
    whom = "　".join(part for part in (one.organisation, one.to_whom) if part)
    caption = "　".join(
        part for part in (codes.label(WAYS, one.way), label(one.basis), one.law, one.worker) if part
    )
    texts = (
        f"{whom}　{ITEM_BREAK.join(item_labels(one.items))}",
        one.purpose,
        one.content if one.content != one.purpose else "",
        f"理由: {one.why}" if one.why else "",
        _view(one),
        "　".join(_ended(ended) for ended in one.ends),
    )
    back = given_back(one.ends)
    return TimelineEntry(
        short_day(one.day),
        codes.label(ENDS, back.kind) if back else "提供先が保管",
        caption,
        "\n".join(text for text in texts if text),
        tone=Tone.MUTED if back else Tone.TEXT,
        column=_WORDS_COLUMN,
    )


def _view(one: Disclosed) -> str:
    if not one.prosecutor_view:
        return ""
    words = codes.label("prosecutor_view", one.prosecutor_view)
    return f"検察官の意見: {words}（{short_day(one.prosecutor_asked_on)}）"


def _ended(ended: Ended) -> str:
    note = f"（{ended.note}）" if ended.note else ""
    return f"{short_day(ended.day)} {codes.label(ENDS, ended.kind)}{note}"
