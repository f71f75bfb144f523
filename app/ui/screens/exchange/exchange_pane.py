"""The page of one exchange: letters to and fro, who does what, who thinks what, what may be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.handoff.carrying.queries import Waiting as Outgoing
from app.handoff.exchange.next_steps import What
from app.handoff.letters import actions as letters
from app.handoff.letters.kinds import LetterKind
from app.handoff.letters.queries import READ, RECEIVED
from app.history.viewing import Viewing, of_exchange
from app.staff.permissions import Permission
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.exchange.accepting_forms import ACCEPT, TAKE_OVER, AcceptForm, TakeOverForm
from app.ui.screens.exchange.giving import Carrier, unsealable
from app.ui.screens.exchange.letter_card import letter_card, preview_card
from app.ui.screens.exchange.letter_forms import PREFIX, LetterForm, offered
from app.ui.screens.exchange.printing import LetterPrinting
from app.ui.screens.exchange.request_form import REQUEST, Offers, RequestForm, offers
from app.ui.screens.exchange.side_cards import handed_card, partner_card, shares_card, views_card
from app.ui.screens.exchange.told_forms import TOLD, TOLD_REQUEST, ToldForm, ToldRequestForm
from app.ui.screens.exchange.whole import WholeExchange, whole
from app.ui.screens.exchange.words import ACTS, about_whom, lanes_of, short_name
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.network.parts import allowed
from app.ui.screens.record_form import part_subject, parts_of
from app.ui.screens.record_pane import NEW, RecordPane
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.halves import Halves
from app.ui.widgets.labels import PlainLabel, as_caption, as_tooltip
from app.ui.widgets.lanes import LaneDiagram
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.widgets.tag import Tag
from app.ui.words import near_day

K = LetterKind
DRAFTS = (
    *(f"{prefix}{kind}" for prefix in (PREFIX, TOLD) for kind in ACTS),
    TAKE_OVER,
)
_AT_ONCE = 5
"""How many buttons stand in the head; the others wait in a menu."""
_SELDOM = (K.CONSENT_WITHDRAWN,)
"""Offered in the menu, and in a bar of its own when it is time for it."""
_EXPLAINS = (K.OFFER_LEAD,)
_SETTLED_MS = (0, 50, 150)
_OTHERS = (
    "別の人についての「協力を頼む」の書きかけがあります。新しく書いても、書きかけは残しておきます。"
)
_ITEMS_OF_VIEW = ("custody",)
"""What has to be told so that the other side learns our day of release."""
_UNTOLD = "この相手に渡した情報の同意が撤回されています。相手に知らせる文がまだです。"
_ON_PAPER = "文は印刷して渡し、返事は書き取る"
_QUIET = "文は封をして署名した1つのファイル。届く順番や重複は気にしなくてよい"


class ExchangePane(RecordPane[WholeExchange]):
    """One exchange over the whole width; a letter that is open stands under the diagram."""

    shows = ("exchange", "keptletter", "lettermark", "partner", "partnerkey", "episode", "person")
    draft_kinds = DRAFTS
    empty = "一覧からやりとりを選ぶと、ここに出ます。"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.offers = Offers("", None, (), (), ())
        self.letter_id = ""
        self._about = ""
        self._letter_of_draft = ""
        self.carrier = Carrier(desk, self)
        self.printing = LetterPrinting(desk, self)
        self.lanes: LaneDiagram | None = None
        self._open_card: Card | None = None
        self._next: Callable[[], None] | None = None

    def viewing(self, record_id: str) -> Viewing:
        """Who opens it is kept."""
        return of_exchange(record_id)

    def read(self, reading: Reading, record_id: str) -> WholeExchange:
        """The exchange, with the letter that is open."""
        return whole(reading, record_id, self.letter_id)

    def record_ids(self, data: WholeExchange) -> frozenset[str]:
        """The letter that is open, and the case."""
        ids = {entry.id for entry in data.page.lanes}
        parts = {part_subject(data.page.line.id, one) for one in ids}
        return frozenset(
            ids | parts | {data.page.line.episode_id or "", data.page.partner.id} - {""}
        )

    def owner_of(self, waiting: Waiting) -> str:
        """The exchange of a draft, also of one about a letter."""
        return parts_of(super().owner_of(waiting))[0]

    def open_record(self, record_id: str, then: Callable[[], None] | None = None) -> None:
        """Another exchange begins without an open letter."""
        if record_id != self.record_id:
            self.letter_id = self._letter_of_draft
        self._letter_of_draft = ""
        super().open_record(record_id, then)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        form: PaneForm[WholeExchange]
        if kind == TOLD_REQUEST:
            form = ToldRequestForm(self, kind, subject)
        elif kind.startswith(TOLD):
            form = ToldForm(self, kind, subject)
        elif kind == REQUEST and subject == NEW:
            form = RequestForm(self, kind, subject)
        elif kind == TAKE_OVER:
            form = TakeOverForm(self, kind, subject)
        elif kind == ACCEPT and self.data is not None and self.data.preview is not None:
            form = AcceptForm(self, kind, subject)
        else:
            form = LetterForm(self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def begin(self, kind: str) -> None:
        """The form of a new request, of ours or on paper; what it offers is read first."""
        if kind == TOLD_REQUEST:
            self._begin_with("", kind)
            return
        typed = self.drafts.get((kind, NEW))
        known = str(typed.typed.get("episode", "")) or self._about if typed is not None else ""
        self.begin_request(known)

    def resume(self, waiting: Waiting) -> None:
        """Go on with a draft; a request knows its case."""
        if waiting.kind == REQUEST:
            self._about = waiting.episode_id
        if waiting.kind == TAKE_OVER:
            # the differences are those of a letter: it has to be open
            self._letter_of_draft = self.letter_id = parts_of(waiting.subject)[1]
        super().resume(waiting)

    def ask_about(self, episode: str, partner: str = "") -> None:
        """協力を頼む about a case or of a partner; words typed about somebody else stay behind."""
        self.put_away()
        if (REQUEST, NEW) in self.drafts and self._about not in ("", episode):
            if self.desk.asking.confirm(_OTHERS, yes="書きかけを開く", no="新しく書く"):
                episode = self._about
            else:
                del self.drafts[REQUEST, NEW]
        self.begin_request(episode, partner)

    def begin_request(self, episode: str, partner: str = "", *, going_on: bool = False) -> None:
        """協力を頼む about a case ('' to choose it in the form, which then goes on about it)."""
        self._about = episode
        self._begin_with(episode, REQUEST, partner, going_on=going_on)

    def _begin_with(
        self, episode: str, kind: str, partner: str = "", *, going_on: bool = False
    ) -> None:
        def read(found: Offers) -> None:
            self.offers = replace(found, partner=partner)
            super(ExchangePane, self).begin(kind)
            if going_on and self.form is not None:
                self.form.notice.set_notice("", "")  # nobody has been away

        self.desk.read(lambda reading: offers(reading, episode), read, owner=self)

    def open_letter(self, letter_id: str) -> None:
        """Show a letter under the diagram; one that came in counts as read from then on."""
        self.letter_id = "" if letter_id == self.letter_id else letter_id
        entry = next(
            (one for one in (self.data.page.lanes if self.data else ()) if one.id == letter_id),
            None,
        )
        may = not self.desk.actor.refusal(Permission.DISCLOSE)
        if entry is not None and entry.unread and may and self.letter_id:
            self.desk.write(
                lambda work: letters.mark(work, letter_id, READ),
                lambda _: self.reload(self._to_letter),
                owner=self,
            )
        else:
            self.reload(self._to_letter)

    def write(self, kind: LetterKind, items: tuple[str, ...] = ()) -> None:
        """Open the form of a letter; `items` are ticked in it for a beginning."""
        self.edit(f"{PREFIX}{kind}")
        if items and isinstance(self.form, LetterForm) and not self.form.rows["items"].value():
            self.form.rows["items"].set_value(items)

    def write_down(self, kind: str) -> None:
        """Open the form of what an office without the program said."""
        self.edit(f"{TOLD}{kind}")

    def go_back(self) -> bool:
        """Leave the form, then the letter that is open."""
        if super().go_back():
            return True
        if self.letter_id:
            self.open_letter(self.letter_id)
            return True
        return False

    def focus_first(self) -> None:
        """What comes next has the keyboard: deciding on a request, else handing over a letter."""
        if self.form is None and self._next is not None:
            self._next()
        else:
            super().focus_first()

    def show_data(self, data: WholeExchange) -> None:
        """The head with its buttons, then two columns."""
        self._open_card, self._next = None, None
        self._head(data)
        if data.preview is not None:
            self.content.addWidget(self._preview(data))
        halves = Halves((2, 1))
        halves.left.addWidget(self._letters(data))
        if data.letter is not None:
            self._open_card = self._letter(data)
            halves.left.addWidget(self._open_card)
        edit = allowed(Button("こちらの欄を書く", kind="link"), data.refusal(K.PROGRESS))
        edit.clicked.connect(lambda: self.write(K.PROGRESS))
        halves.left.addWidget(shares_card(data.page, edit))
        tell = allowed(Button("知らせる", kind="link"), data.refusal(K.PROGRESS))
        tell.clicked.connect(lambda: self.write(K.PROGRESS, _ITEMS_OF_VIEW))
        halves.right.addWidget(views_card(data.page, tell))
        halves.right.addWidget(handed_card(data.page))
        halves.right.addWidget(partner_card(self.desk, data.page))
        self.content.addWidget(halves)

    def _head(self, data: WholeExchange) -> None:
        line, page = data.page.line, data.page
        head = QWidget()
        column = QVBoxLayout(head)
        lay(column, gap=1)
        row = QHBoxLayout()
        lay(row, gap=3)
        whom = f"{short_name(page.partner.name)}へ{page.title}" if line.side == "asking" else ""
        came = f"{short_name(page.partner.name)}から{page.title}"
        title = f"{about_whom(line)}・{whom or came}"
        row.addWidget(Paragraph(title, size=Size.TITLE, strong=True), 1)
        row.addWidget(Tag(codes.label("exchange_kind", line.kind), Tone.COORDINATION))
        row.addWidget(Tag(line.phase, Tone.ACCENT if line.open else Tone.MUTED))
        release = f"釈放 {near_day(line.release, data.today)}" if line.release else ""
        facts = "・".join(part for part in (line.number, release) if part)
        row.addWidget(PlainLabel(facts, tone=Tone.MUTED))
        if line.episode_id:
            case = Button("ケースを開く", kind="link")
            where = Where("cases", {"episode": line.episode_id})
            case.clicked.connect(lambda: self.desk.go(where))
            row.addWidget(case)
        column.addLayout(row)
        if data.preview is None or data.page.edit_refusal:
            self._add_buttons(column, data)
        self.content.addWidget(head)
        if data.untold_withdrawals and not data.refusal(K.CONSENT_WITHDRAWN):
            bar = NoticeBar()
            bar.set_notice("同意の撤回", _UNTOLD, ACTS[K.CONSENT_WITHDRAWN])
            bar.acted.connect(lambda: self.write(K.CONSENT_WITHDRAWN))
            self.content.addWidget(bar)
        self._add_waiting(data)

    def _add_buttons(self, column: QVBoxLayout, data: WholeExchange) -> None:
        kinds = offered(data)
        can = [kind for kind in kinds if not data.refusal(kind)]
        shown = [kind for kind in can if kind not in _SELDOM][:_AT_ONCE]
        named = [kind for kind in _EXPLAINS if kind in kinds and kind not in can][:1]
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        for kind in (*shown, *(named if data.page.line.open else ())):
            button = allowed(Button(ACTS[kind]), data.refusal(kind))
            button.clicked.connect(lambda _=False, kind=kind: self.write(kind))
            flow.addWidget(button)
            self._next = self._next or button.setFocus
        if data.theirs and data.page.line.open:
            flow.addWidget(self._told(data))
        flow.addWidget(self._more(data, [kind for kind in kinds if kind not in shown]))
        column.addWidget(holder)
        reason = data.page.edit_refusal or (
            f"「{ACTS[named[0]]}」: {data.refusal(named[0])}"
            if named and data.page.line.open
            else ""
        )
        if reason:
            column.addWidget(ReasonLine(reason))

    def _told(self, data: WholeExchange) -> Button:
        """What an office without the program said is written down as its letter."""
        can = [kind for kind, one in data.theirs.items() if one.allowed and kind in ACTS]
        button = MenuButton("返事を書き取る", [(str(kind), kind.words) for kind in can])
        button.chosen.connect(self.write_down)
        return allowed(button, data.page.edit_refusal)

    def _more(self, data: WholeExchange, kinds: list[LetterKind]) -> Button:
        """The other letters; what cannot be written now says why."""
        button = MenuButton("ほかの文", ())
        menu = button.menu()
        menu.setToolTipsVisible(True)
        for kind in kinds:
            refusal = data.refusal(kind)
            action = menu.addAction(as_caption(ACTS[kind]))
            action.setEnabled(not refusal)
            action.setToolTip(as_tooltip(refusal))
            action.triggered.connect(lambda _=False, kind=kind: self.write(kind))
        button.setMenu(menu)
        return button

    def _add_waiting(self, data: WholeExchange) -> None:
        """What has not left, or not arrived as far as we know."""
        open_ = [one for one in data.waiting if not one.on_paper]
        on_paper = [one for one in data.waiting if one.on_paper and not one.sealed]
        if on_paper:
            self._add_unprinted(on_paper)
        if not open_:
            return
        unsealed = [one for one in open_ if not one.sealed]
        names = "・".join(one.kind.words for one in unsealed or open_)
        why = unsealable(open_[0])
        can = not (why or data.page.edit_refusal)
        bar = NoticeBar()
        if unsealed:
            words = f"まだ渡していない文が{len(unsealed)}通あります（{names}）。{why}"
            bar.set_notice("", words, "封をして保存" if can else "")
        else:
            words = f"渡した文の受領がまだ届いていません（{names}）。失くしたおそれがあれば、もう一度渡せます。{why}"
            bar.set_notice("", words, "もう一度封をする" if can else "")
        bar.acted.connect(lambda: self.carrier.give(unsealed or open_, self.reload))
        if can and any(one.kind is not K.RECEIPT for one in unsealed):
            self._next = bar.take_keyboard
        self.content.addWidget(bar)

    def _add_unprinted(self, letters: list[Outgoing]) -> None:
        first, names = letters[0], "・".join(one.kind.words for one in letters)
        words = f"まだ渡していない書面が{len(letters)}通あります（{names}）。印刷して相手に渡してください。"
        bar = NoticeBar()
        bar.set_notice("", words, f"「{first.kind.words}」を印刷")
        may = not self.desk.actor.refusal(Permission.DISCLOSE)
        bar.acted.connect(lambda: self._print(first.id, first.kind, note=may))
        self._next = bar.take_keyboard
        self.content.addWidget(bar)

    def _print(self, letter_id: str, kind: LetterKind, *, note: bool) -> None:
        episode = self.data.page.line.episode_id if self.data is not None else None
        self.printing.show(letter_id, kind, episode, note=note, then=self.reload)

    def _letters(self, data: WholeExchange) -> Card:
        card = Card("やりとり", caption=_ON_PAPER if data.page.partner.on_paper else _QUIET)
        self.lanes = lanes = LaneDiagram(lanes_of(data.page, data.today))
        lanes.set_lanes(lanes.lanes, self.letter_id)
        lanes.opened.connect(self.open_letter)
        card.add(lanes)
        lost = [step for step in data.page.steps if step.what is What.GIVE_BACK]
        if lost:
            words = f"相手が失くした文が{len(lost)}通あります。「受領」と一緒に写しを送ります。"
            card.add(Paragraph(words, tone=Tone.WARNING, size=Size.CAPTION))
        return card

    def _letter(self, data: WholeExchange) -> Card:
        kept = data.letter
        if kept is None:
            raise ValueError("no letter is open")
        entry = next((one for one in data.page.lanes if one.id == kept.id), None)
        buttons = []
        again = [one for one in data.waiting if one.id == kept.id]
        if again and not again[0].on_paper:
            seal = allowed(Button("封をして保存"), data.page.edit_refusal or unsealable(again[0]))
            seal.clicked.connect(lambda: self.carrier.give(again, self.reload))
            buttons.append(seal)
        if data.changes:
            take = allowed(
                Button("違いを記録に入れる"), self.desk.actor.refusal(Permission.EDIT_CASES)
            )
            subject = part_subject(data.page.line.id, kept.id)
            take.clicked.connect(lambda: self.edit(TAKE_OVER, subject))
            buttons.append(take)
        answer = K.ANSWER in data.page.actions and kept.letter.kind is K.QUESTION
        if answer and kept.arrived_as == RECEIVED and not data.refusal(K.ANSWER):
            reply = Button("回答する")
            reply.clicked.connect(lambda: self.write(K.ANSWER))
            buttons.append(reply)
        if kept.body is not None:
            printed = bool(again) and again[0].on_paper and not data.page.edit_refusal
            prints = Button("印刷")
            prints.clicked.connect(lambda: self._print(kept.id, kept.letter.kind, note=printed))
            buttons.append(prints)
        close = Button("閉じる", key_cap="Esc")
        close.clicked.connect(lambda: self.open_letter(kept.id))
        return letter_card(self.desk, kept, entry.files if entry else 0, (*buttons, close))

    def _preview(self, data: WholeExchange) -> Card:
        if data.preview is None:
            raise ValueError("nothing to see before accepting")
        self._read_preview(data, data.preview.letter_id)
        edits = self.desk.actor.refusal(Permission.EDIT_CASES)
        accept = allowed(
            Button("受諾して記録に入れる", kind="primary"), data.refusal(K.ACCEPT) or edits
        )
        accept.clicked.connect(lambda: self.edit(ACCEPT))
        self._next = self._next or accept.setFocus
        decline = allowed(Button("受けない"), data.refusal(K.DECLINE))
        decline.clicked.connect(lambda: self.write(K.DECLINE))
        question = allowed(Button("質問する"), data.refusal(K.QUESTION))
        question.clicked.connect(lambda: self.write(K.QUESTION))
        return preview_card(self.desk, data.preview, (accept, decline, question))

    def _read_preview(self, data: WholeExchange, letter_id: str) -> None:
        """A request whose words stand on the page counts as read."""
        unread = any(one.id == letter_id and one.unread for one in data.page.lanes)
        if unread and not self.desk.actor.refusal(Permission.DISCLOSE):
            self.desk.write(
                lambda work: letters.mark(work, letter_id, READ), lambda _: None, owner=self
            )

    def _to_letter(self) -> None:
        """The diagram keeps the keyboard; the letter that is open comes into sight."""
        if self.lanes is not None:
            self.lanes.setFocus()
        card = self._open_card
        if card is not None:
            for pause in _SETTLED_MS:  # wrapped words get their height in a later pass
                QTimer.singleShot(pause, card, lambda: self.scrolled.ensureWidgetVisible(card))
