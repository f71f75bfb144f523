"""今日, above everything: cases that were handed over, and acts that wait for a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.history.viewing import Viewing
from app.staff.permissions import Permission
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Where
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.staff.handover.queries import ToRead
    from app.staff.second.queries import Waiting

_AGREE = "二人目として認めます。あなたの名前が履歴に残ります。"
_REFUSE = "この依頼を認めません。依頼した人には、認めなかったことが伝わります。"


MOST = 4
"""So many handovers at once, so that the day below stays in sight."""


@dataclass(frozen=True)
class Asked:
    """What others wait for from whoever sits here."""

    handed: tuple[ToRead, ...]
    second: tuple[Waiting, ...]


def asked(reading: Reading) -> Asked:
    """Handovers not read yet, and requests one may answer."""
    from app.staff.handover.queries import to_read
    from app.staff.second.queries import waiting_for_me

    sees = reading.actor.may(Permission.READ_CASES)
    return Asked(to_read(reading) if sees else (), waiting_for_me(reading))


class AskedCard(Card):
    """Hidden while nobody waits for anything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("あなたの確認を待っています")
        self.desk = desk
        self.shown = Asked((), ())
        self.buttons: dict[tuple[str, str], Button] = {}
        self._rows: list[QWidget] = []
        self.hide()

    def read(self, viewing: Viewing) -> None:
        """Ask again, after the days; the names are part of the view of 今日."""
        self.desk.read(asked, self.show_asked, owner=self, title="", viewing=viewing, later=True)

    def show_asked(self, found: Asked) -> None:
        """A line for each."""
        self.shown = found
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()  # it goes only once the loop is idle
            row.deleteLater()
        self._rows, self.buttons = [], {}
        for request in found.second:
            self._add_second(request)
        for one in found.handed[:MOST]:
            self._add_handed(one)
        more = len(found.handed) - MOST
        self.set_caption(
            f"引継ぎは、ほかに{more}件（読んだ分だけ、順に出ます）" if more > 0 else ""
        )
        self.setVisible(bool(self._rows))

    def _add_handed(self, one: ToRead) -> None:
        from app.staff.handover import actions as handover

        day = short_day(one.at.date())
        words = (
            Run(f"引継ぎ　{one.name}", strong=True),
            Run(f"　{one.from_worker or '担当なし'}から（{day}、{one.by}）", Tone.MUTED),
            Run(f"\n{one.note}" if one.note else ""),
        )
        where = Where("cases", {"episode": one.episode_id})
        self._add(
            one.id,
            words,
            ("open", "ケースを開く", lambda: self.desk.go(where)),
            (
                "read",
                "読みました",
                lambda: self._write(lambda w: handover.read(w, one.id, one.version)),
            ),
        )

    def _add_second(self, one: Waiting) -> None:
        about = f"（{one.about}）" if one.about else ""
        words = (
            Run(f"二人目の確認　{one.words}", strong=True),
            Run(f"　{about}{one.by}さんの依頼", Tone.MUTED),
        )
        self._add(
            one.id,
            words,
            ("refuse", "認めない", lambda: self._refuse(one)),
            ("agree", "確認する", lambda: self._agree(one)),
        )

    def _agree(self, one: Waiting) -> None:
        typed = self.desk.asking.ask_text(f"{_AGREE}（{one.words}）", "あなたの合言葉", secret=True)
        if typed is None:
            return
        from app.staff.second import actions as second
        from app.storage import staff_keys

        office = self.desk.office

        def act(work: Work) -> None:
            staff_keys.proof(office, work.actor.staff_id, typed)
            second.answer(work, one.id)

        self._write(act)

    def _refuse(self, one: Waiting) -> None:
        from app.staff.second import actions as second

        if self.desk.asking.confirm(_REFUSE, yes="認めない", danger=True):
            self._write(lambda work: second.answer(work, one.id, agreed=False))

    def _write(self, act: Callable[[Work], None]) -> None:
        # What was done is heard as a notice, and 今日 reads this card again.
        self.desk.write(act, lambda _: None, owner=self)

    def _add(
        self, key: str, words: tuple[Run, ...], *acts: tuple[str, str, Callable[[], None]]
    ) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        lay(row, gap=2)
        row.addWidget(Paragraph(words, centered=True), 1)
        for name, label, act in acts:
            button = Button(label, kind="link" if name in ("open", "refuse") else "secondary")
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
            self.buttons[key, name] = button
        self._rows.append(line)
        self.add(line)
