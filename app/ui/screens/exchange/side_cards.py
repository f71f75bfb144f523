"""The cards beside the lane diagram: who thinks what, what was handed over, who the other side is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app import codes
from app.consent.laws import lawbook
from app.handoff.letters.body import Share
from app.handoff.overview.queries import ExchangePage
from app.handoff.overview.rules import ShareRow
from app.ui.desk import Desk, Where
from app.ui.screens.exchange.words import short_name
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.words import short_day

_STATES = {
    "planned": Tone.MUTED,
    "doing": Tone.WARNING,
    "waiting": Tone.WARNING,
    "done": Tone.GOOD,
    "none": Tone.MUTED,
}
_NO_SHARES = "分担はまだ書かれていません。依頼・受諾・経過の文に、こちらの分担を書けます。"
_NOTHING = "まだ何も渡していません。"
_PAPER = "紙でやりとりする相手です。文は印刷して渡します。"


class Lines(QWidget):
    """Rows of cells under column heads, a thin line below each row."""

    def __init__(self, heads: Sequence[str], shares: Sequence[int]) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        lay(self.grid, gap=1)
        for column, share in enumerate(shares):
            self.grid.setColumnStretch(column, share)
        self._line = 0
        if any(heads):
            self.add([PlainLabel(one, tone=Tone.MUTED, size="caption") for one in heads])

    def add(self, cells: Sequence[QWidget]) -> None:
        """One more row."""
        for column, cell in enumerate(cells):
            self.grid.addWidget(cell, self._line, column, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(Rule(), self._line + 1, 0, 1, len(cells))
        self._line += 2


def views_card(page: ExchangePage, tell: Button | None) -> Card:
    """たがいの認識: what we take for true beside what they last said."""
    card = Card("たがいの認識")
    lines = Lines(("", "こちら", "あちら"), (3, 4, 6))
    differs = False
    for row in page.views:
        if row.same is False:
            tone, words = Tone.WARNING, f"{short_name(row.theirs)} と記録"
            differs = True
        elif row.same:
            tone, words = Tone.GOOD, "同じ"
        else:
            tone, words = Tone.MUTED, row.theirs
        ours = Paragraph(short_name(row.ours) or "—")
        lines.add((PlainLabel(row.label), ours, Paragraph(words, tone=tone)))
    card.add(lines)
    if differs and tell is not None:
        card.add(tell)
    return card


def shares_card(page: ExchangePage, edit: Button) -> Card:
    """分担: each side writes its own column."""
    card = Card("分担")
    card.add_to_head(edit)
    if not page.shares:
        card.add(Paragraph(_NO_SHARES, tone=Tone.MUTED, size=Size.CAPTION))
        return card
    heads = ("すること", short_name(page.office), short_name(page.partner.name))
    lines = Lines(heads, (3, 4, 4))
    for row in page.shares:
        lines.add((Paragraph(row.label), *_sides(row)))
    card.add(lines)
    return card


def _sides(row: ShareRow) -> tuple[QWidget, QWidget]:
    return _share(row.ours), _share(row.theirs)


def _share(share: Share | None) -> QWidget:
    if share is None or share.state == "none":
        return PlainLabel("—", tone=Tone.MUTED)
    state = codes.label("share_state", share.state) if share.state else ""
    words = "　".join(part for part in (state, share.words) if part)
    return Paragraph(f"● {words}", tone=_STATES.get(share.state, Tone.TEXT))


def handed_card(page: ExchangePage) -> Card:
    """渡した情報と根拠: the items that left, each with what it stands on."""
    card = Card("渡した情報と根拠")
    if not page.handed:
        card.add(Paragraph(_NOTHING, tone=Tone.MUTED, size=Size.CAPTION))
        return card
    newest: dict[str, tuple[str, str]] = {}
    labels = {basis.id: basis.label for basis in lawbook().bases}
    for one in sorted(page.handed, key=lambda handed: handed.day):
        for item in one.items:
            newest[item] = (labels.get(one.basis, one.basis), short_day(one.day))
    lines = Lines(("", ""), (3, 4))
    for row in codes.table("info_item"):
        if row.code in newest:
            basis, day = newest[row.code]
            words = Paragraph(f"{basis}　{day}", tone=Tone.GOOD, size=Size.CAPTION)
            lines.add((Paragraph(row.label, size=Size.CAPTION), words))
    card.add(lines)
    card.add(ReasonLine("同意が撤回されたら、相手に知らせる文を作れます。"))
    return card


def partner_card(desk: Desk, page: ExchangePage) -> Card:
    """相手: its name, its key and when the words were compared."""
    partner, card = page.partner, Card("相手")
    card.add(Paragraph(partner.name))
    key = partner.sealed_to
    if key is not None:
        day = short_day(key.confirmed_on)
        card.add(ReasonLine(f"鍵 {key.short}　電話で確認 {day}（{key.confirmed_with}）"))
    elif partner.on_paper:
        card.add(ReasonLine(_PAPER))
    else:
        words = "鍵をまだ確かめていません。電話で確かめるまで、封をできません。"
        card.add(Paragraph(words, tone=Tone.WARNING, size=Size.CAPTION))
    button = Button("相手先を開く", kind="link")
    where = Where("handoff", {"leaf": "partners", "partner_id": partner.id})
    button.clicked.connect(lambda: desk.go(where))
    card.add(button)
    return card
