"""The card of this office: its key, the words for the phone, the file and the paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.handoff.partners import actions
from app.handoff.partners.queries import OwnCard, own_card
from app.handoff.sealing.card import CARD_ENDING, read_card_file
from app.reports.output import write_whole
from app.reports.papers.partner_card import TITLE, partner_card
from app.staff.permissions import Permission
from app.staff.second.rules import Act
from app.ui.desk import Desk
from app.ui.file_words import file_words
from app.ui.papers.preview import PaperPreview
from app.ui.second.dialog import with_second
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.words import short_day

CARD_KINDS = f"相手先カード (*{CARD_ENDING})"
_NO_KEYS = "文に封をするための鍵が、この事務所にはまだありません。"
_NEW_KEYS = (
    "鍵を新しくします。すべての相手先に新しいカードを渡し、電話で確かめ直してもらうまで、"
    "こちらの文は開いてもらえません。鍵を失くしたときや、漏れたおそれのあるときに使います。"
)
_TOGETHER = "\u2060"
"""Between the two kana of a pair, which is read out as one: no line ends there."""
_NEED_KEYS = "先に「鍵を作る」を押してください。"


class OwnCardLine(QWidget):
    """Says which key is ours, and gives the card away."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.card: OwnCard | None = None
        self.preview: PaperPreview | None = None
        self.missing = NoticeBar()
        self.missing.acted.connect(self.make_keys)
        self.words = Paragraph()
        self.give = Button("カードを書き出す")
        self.prints = Button("カードを印刷")
        self.renew = Button("鍵を新しくする", kind="link")
        self.give.clicked.connect(self.give_card)
        self.prints.clicked.connect(self.print_card)
        self.renew.clicked.connect(self.renew_keys)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self.missing)
        self.card_line = Card()
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.words, 1)
        for button in (self.give, self.prints, self.renew):
            row.addWidget(button)
        self.card_line.add(row)
        column.addWidget(self.card_line)
        self._show(None)

    def ask(self) -> None:
        """Read which key is ours."""
        if not self.desk.actor.refusal(Permission.DISCLOSE):
            self.desk.read(own_card, self._show, owner=self, title="")

    def make_keys(self) -> None:
        """The first keys of this office."""
        self.desk.write(actions.make_own_keys, lambda _: self.ask(), owner=self)

    def renew_keys(self) -> None:
        """New keys in place of the old ones, once that is confirmed."""
        if self.desk.asking.confirm(_NEW_KEYS, yes="鍵を新しくする", no="やめる", danger=True):
            with_second(self.desk, Act.OWN_KEYS, "", done=self._renew, owner=self)

    def _renew(self, request_id: str) -> None:
        self.desk.write(
            lambda work: actions.renew_own_keys(work, request_id),
            lambda _: self.ask(),
            owner=self,
        )

    def give_card(self) -> None:
        """Write the card into a file for a partner."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / f"{file_words(self.desk.office_name) or TITLE}{CARD_ENDING}"
        path = self.desk.asking.choose_save_file("カードを書き出す", CARD_KINDS, proposed)
        if path is None:
            return
        target = path if path.suffix == CARD_ENDING else path.with_name(path.name + CARD_ENDING)
        self.desk.write(actions.give_card, lambda content: self._write(target, content), owner=self)

    def print_card(self) -> None:
        """The card on paper, with the words for the phone."""
        self.preview = PaperPreview(self.desk, partner_card, TITLE, self.window())
        self.preview.open()

    def _write(self, target: Path, content: bytes) -> None:
        self.desk.jobs.run(
            lambda: write_whole(target, content, lambda draft: _readable(draft)),
            done=lambda _: self.desk.asking.inform(
                f"「{target.name}」に書き出しました。相手にファイルを渡し、電話で確かめの言葉を読み上げてください。",
                detail=self._spoken(),
            ),
            failed=self.desk.asking.error,
            on="pool",
            title="書き出しています",
            owner=self,
        )

    def _spoken(self) -> str:
        return "　".join(self.card.words) if self.card is not None else ""

    def _show(self, card: OwnCard | None) -> None:
        self.card = card
        actor = self.desk.actor
        reads = actor.refusal(Permission.DISCLOSE)
        makes = actor.refusal(Permission.MANAGE_KEYS)
        if card is None:
            told = "" if reads else _NO_KEYS + (makes or "")
            self.missing.set_notice("", told, "" if makes or reads else "鍵を作る")
        else:
            self.missing.set_notice("", "")
            self.words.set_words(
                (
                    Run(f"この事務所の鍵 {card.short}", strong=True),
                    Run(f"　{short_day(card.made_on)}作成　確かめの言葉: ", Tone.MUTED),
                    Run("　".join(_TOGETHER.join(pair) for pair in card.words)),
                )
            )
            self.words.setAccessibleName(self.words.words.replace(_TOGETHER, ""))
        self.card_line.setVisible(card is not None)
        for button, refusal in ((self.give, reads), (self.prints, reads), (self.renew, makes)):
            why = refusal or ("" if card is not None else _NEED_KEYS)
            if why:
                button.refuse(why)
            else:
                button.allow()


def _readable(draft: Path) -> None:
    read_card_file(draft)
