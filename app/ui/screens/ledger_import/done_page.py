"""Step 4: what was taken in, the way on, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.calendar.fiscal import Period
from app.ledgers.actions import Applied
from app.ui.screens.ledger_import.batches import BatchCard
from app.ui.screens.ledger_import.taking import Taking, month_to_look_at
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import primary_button, secondary_button
from app.ui.widgets.card import Card
from app.ui.widgets.counter import Counter
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph


class DonePage(QWidget):
    """Counts of what is on record now; buttons to the cases, to the figures and to the next ledger."""

    cases_wanted = Signal()
    figures_wanted = Signal(object)
    """Carries the `Period` of the ledger's last month."""
    next_wanted = Signal()

    def __init__(self, refusal: str) -> None:
        super().__init__()
        self._month: Period | None = None
        self._title = PlainLabel(tone=Tone.GOOD, strong=True)
        self._words = Paragraph(tone=Tone.MUTED)
        self.counters = {
            key: Counter(words)
            for key, words in (
                ("persons", "新しい人"),
                ("cases", "新しいケース"),
                ("changed", "補った・書き換えたケース"),
                ("activities", "支援経過"),
                ("events", "研修・啓発"),
            )
        }
        self.cases = primary_button("ケースを見る")
        self.figures = secondary_button("集計を見る")
        self.next = secondary_button("別の台帳を取り込む")
        self.batches = BatchCard(refusal)
        card = Card()
        card.add(self._title)
        card.add(self._words)
        buttons = QHBoxLayout()
        lay(buttons, gap=3)
        buttons.addWidget(self.cases)
        buttons.addWidget(self.figures)
        buttons.addWidget(self.next)
        buttons.addStretch(1)
        card.add(buttons)
        counters = QHBoxLayout()
        lay(counters, gap=3)
        for counter in self.counters.values():
            counters.addWidget(counter, 1)
        column = QVBoxLayout(self)
        lay(column, gap=3)
        column.addWidget(card)
        column.addLayout(counters)
        column.addWidget(self.batches, 1)
        self.cases.clicked.connect(self.cases_wanted)
        self.figures.clicked.connect(lambda: self.figures_wanted.emit(self._month))
        self.next.clicked.connect(self.next_wanted)

    @property
    def words(self) -> str:
        """What the page says about the ledger."""
        return f"{self._title.words} {self._words.words}"

    def show_applied(self, applied: Applied, taking: Taking) -> None:
        """Say what came in; a ledger without news says so."""
        plan, counts = taking.plan, applied.counts
        changed = counts.get("case:completes", 0) + counts.get("case:changes", 0)
        numbers = {
            "persons": sum(person.state == "new" for person in plan.persons),
            "cases": sum(episode.state == "new" for episode in plan.episodes),
            "changed": changed,
            "activities": counts.get("activity:import", 0),
            "events": counts.get("event:import", 0),
        }
        for key, number in numbers.items():
            self.counters[key].set_number(f"{number:,}", Tone.TEXT if number else Tone.MUTED)
        refused = sum(row.disposition == "reject" for row in plan.rows)
        self._month = month_to_look_at(taking)
        self.figures.setVisible(self._month is not None)
        if self._month is not None:
            self.figures.set_words(f"{self._month.label}の集計を見る")
        self._title.setText(f"「{plan.file_name}」を取り込みました")
        words = "元のファイルはそのままです。下の一覧から、いつでもまるごと戻せます。"
        if refused:
            words += (
                f"取り込めなかった{refused}行は、台帳を直して同じファイルをもう一度読むと、"
                "その分だけ入ります。"
            )
        self._words.set_words(words)
