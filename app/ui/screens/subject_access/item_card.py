"""One item: its text, what is proposed, the ground and the keys that decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.subject_access.grounds.rules import Ground
from app.subject_access.marking.rules import STATE_WORDS, Span, State, settled
from app.subject_access.package import Marked, Package
from app.ui.screens.subject_access.item_text import ItemText
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.editors import TextEditor
from app.ui.widgets.field_row import FieldRow, choice_field
from app.ui.widgets.paragraph import Paragraph, Run

_NO_ITEM = "左の一覧から項目を選んでください。"
_CHANGED = "判断のあとで記録が変わりました。もう一度判断してください。"
_FILE = (
    "添付は、ファイルのまま別に渡すか、渡さないかを決めます。一部だけ渡すときは「一部不開示」にして、"
    "紙に印刷し、手で見えなくしてください（定着は添付の中身を直しません）。"
)
_PROPOSED = "提案（判断ではありません）: "


class ItemCard(Card):
    """`decided` carries a state; `blackened` a span, `cleared` one that is to be shown again."""

    decided = Signal(str)
    blackened = Signal(object)
    cleared = Signal(object)

    def __init__(self) -> None:
        super().__init__(_NO_ITEM)
        self.one: Marked | None = None
        self.text = ItemText()
        self.proposals = Paragraph(size=Size.CAPTION)
        self.ground = choice_field("ground", "根拠", (), beside=True)
        self.note = FieldRow("note", "メモ（渡しません）", TextEditor(), beside=True)
        self.give = Button("開示", key_cap="1")
        self.part = Button("一部不開示", key_cap="2")
        self.withhold = Button("不開示", key_cap="3")
        self.black = Button("黒塗り", key_cap="B")
        self.clear = Button("黒塗りを外す", key_cap="X")
        self.undo = Button("元に戻す", key_cap="U")
        self._arrange()
        self.give.clicked.connect(lambda: self.decided.emit(str(State.GIVE)))
        self.part.clicked.connect(lambda: self.decided.emit(str(State.PART)))
        self.withhold.clicked.connect(lambda: self.decided.emit(str(State.WITHHOLD)))
        self.black.clicked.connect(self.blacken)
        self.clear.clicked.connect(self.unblacken)

    @property
    def chosen_ground(self) -> str:
        """Id of the ground that is chosen."""
        return str(self.ground.value() or "")

    def set_grounds(self, grounds: Sequence[Ground]) -> None:
        """Offer the office's list."""
        kept = self.chosen_ground
        editor = self.ground.editor
        choices = [("", "選んでください"), *((one.id, one.words) for one in grounds)]
        editor.set_choices(choices)  # type: ignore[attr-defined]
        self.ground.set_value(kept if kept in dict(choices) else "")

    def show_item(self, one: Marked | None, found: Package, refusal: str) -> None:
        """Show an item as it stands; `refusal` says why nothing can be decided any more."""
        fresh = self.one is None or one is None or one.item.key != self.one.item.key
        self.one = one
        for button in (self.give, self.part, self.withhold, self.black, self.clear):
            reason = refusal or ("" if one else _NO_ITEM)
            if reason:
                button.refuse(reason)
            else:
                button.allow()
        if one is None:
            self.set_title(_NO_ITEM)
            self.set_caption("")
            self.text.show_item("", (), ())
            self.proposals.set_words("")
            self.ground.clear_error()
            self.ground.set_value("")
            self.note.set_value("")
            return
        item = one.item
        self.set_title(f"{item.title}　{item.day_words}".strip())
        state = STATE_WORDS[one.state]
        self.set_caption(f"{state}（{one.by}）" if one.by and not one.changed else state)
        self.text.show_item(item.text, one.spans, proposed_spans(one))
        self.proposals.set_words(_told(one, found))
        if fresh:
            self.ground.clear_error()
            self.ground.set_value(one.ground or _first_ground(one))
            self.note.set_value(one.note)

    def blacken(self) -> None:
        """Blacken what is selected."""
        span = self.text.selected()
        if span is not None and not self.black.reason:
            self.blackened.emit(Span(span.start, span.end, self.chosen_ground))
            self.text.unselect()

    def unblacken(self) -> None:
        """Show again what is selected, or all that the item has."""
        if self.one is None or self.clear.reason:
            return
        span = self.text.selected() or Span(0, len(self.one.item.text))
        self.cleared.emit(span)
        self.text.unselect()

    def _arrange(self) -> None:
        self.add(self.proposals)
        self.add(self.text, 1)
        self.add(self.ground)
        self.add(self.note)
        for row_of in ((self.give, self.part, self.withhold), (self.black, self.clear, self.undo)):
            row = QHBoxLayout()
            lay(row, gap=2)
            for button in row_of:
                row.addWidget(button)
            row.addStretch(1)
            self.add(row)


def proposed_spans(one: Marked) -> tuple[Span, ...]:
    """Everything that is proposed for blackening, in order."""
    found = (span for proposal in one.proposals for span in proposal.spans)
    return settled(found, len(one.item.text))


def _first_ground(one: Marked) -> str:
    return one.proposals[0].ground if one.proposals else ""


def _told(one: Marked, found: Package) -> tuple[Run, ...]:
    runs = [Run(_CHANGED, Tone.WARNING, strong=True)] if one.changed else []
    if one.item.is_file:
        runs.append(Run(("\n" if runs else "") + _FILE, Tone.MUTED))
    for proposal in one.proposals:
        lead = "\n" if runs else ""
        words = found.words_of(proposal.ground)
        runs.append(Run(f"{lead}{_PROPOSED}{proposal.why} → {words}", Tone.WARNING))
    return tuple(runs)
