"""One partner: who it is, its keys and how far they are believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput, KeyProblem, TeichakuError
from app.handoff.partners import actions
from app.handoff.partners.queries import KeyLine, PartnerLine, partner
from app.handoff.partners.rules import CENTRE, KEY_WORDS, KeyState, second_refusal
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.staff.second.rules import RECOVERY
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.exchange.partner_forms import CARD, FORMS, HEARD, OFFICE_KINDS, REVOKE, CardForm
from app.ui.screens.network.parts import FactLines, RecordHead, allowed
from app.ui.screens.record_form import part_subject, parts_of
from app.ui.screens.record_pane import NEW, RecordPane
from app.ui.theme import Size, Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.buttons import Kind as ButtonKind
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import Rule
from app.ui.widgets.paragraph import Paragraph, ReasonLine, Run
from app.ui.words import short_day

KEY_TONES = {
    KeyState.UNCONFIRMED: Tone.WARNING,
    KeyState.HEARD: Tone.WARNING,
    KeyState.CONFIRMED: Tone.GOOD,
    KeyState.REPLACED: Tone.MUTED,
    KeyState.REVOKED: Tone.ERROR,
}
_NO_KEY = "鍵はまだ受け取っていません。文は印刷して渡し、返事は書き取ります。"
_NOT_ASKED = (
    "協力を頼めるのは地域生活定着支援センターです。保護観察所からの依頼には、届いた文に答えます。"
)
_ENDED = "やりとりをやめた相手です。「やりとりを再び始める」と頼めます。"
_NOT_HEARD = (
    "次に、前から知っている番号に電話し、相手に確かめの言葉を読んでもらいます。"
    "それまで、この相手の文は開けず、相手へ封もできません。"
)
_NO_CODE = "回復コードで確かめられるのは、データのファイルを持つPCだけです。別の職員に確認してもらってください。"
_SECOND = (
    "電話で確かめた人とは別に、あなたも新しい鍵への交代を認めます。"
    "前の鍵で封をした文は、これから受け取りません。"
)
_WRONG_CODE = (
    "その回復コードでは開けませんでした。鍵は替えていません。紙の回復コードを確かめてください。"
)


@dataclass(frozen=True)
class WholePartner:
    """Everything the page of a partner shows."""

    partner: PartnerLine
    names: dict[str, str]
    """Names of the staff by id."""


class PartnerPane(RecordPane[WholePartner]):
    """The cards of a partner, and its forms."""

    shows = ("partner", "partnerkey", "exchange", "organisation")
    draft_kinds = tuple(FORMS)
    empty = (
        "左で選んだ相手先がここに出ます。はじめての相手とは、カードを渡し合い、"
        "受け取ったカードを「カードを読み込む」で登録します。"
    )

    _call: Button | None = None

    def read(self, reading: Reading, record_id: str) -> WholePartner:
        """The partner with its keys."""
        return WholePartner(partner(reading, record_id), staff_names(reading))

    def record_ids(self, data: WholePartner) -> frozenset[str]:
        """Its keys, as notices and as drafts name them."""
        keys = {key.id for key in data.partner.keys}
        parts = {part_subject(data.partner.id, key) for key in keys}
        return frozenset(keys | parts | {data.partner.organisation_id})

    def owner_of(self, waiting: Waiting) -> str:
        """The partner of a draft, also of one about a key."""
        return parts_of(super().owner_of(waiting))[0]

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        form = FORMS[kind](self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def begin_with_card(self, content: bytes, organisation_id: str) -> None:
        """Open the form of a card that was read."""
        self.begin(CARD)
        if isinstance(self.form, CardForm) and self.form.about()[1] == NEW:
            self.form.take_card(content, organisation_id)

    def focus_first(self) -> None:
        """A key that waits for the phone comes before all that can be ended."""
        if self.form is None and self._call is not None:
            self._call.setFocus()
        else:
            super().focus_first()

    def show_data(self, data: WholePartner) -> None:
        """The head, then the keys."""
        self._call = None
        self.content.addWidget(self._head(data.partner))
        self.content.addWidget(self._keys(data))
        self.content.addWidget(self._exchanges(data.partner))

    def _head(self, line: PartnerLine) -> RecordHead:
        refusal = self.desk.actor.refusal(Permission.DISCLOSE)
        ended = line.ended_on is not None
        words = "やりとりを再び始める" if ended else "やりとりをやめる"
        button = allowed(Button(words), refusal)
        button.clicked.connect(lambda: self._end(line, not ended))
        kind = dict(OFFICE_KINDS).get(line.kind, "")
        number = f"・全国番号 {line.center_no}" if line.center_no is not None else ""
        tags = [(kind, Tone.ACCENT)]
        if line.on_paper:
            tags.append(("紙でやりとり", Tone.MUTED))
        if line.ended_on is not None:
            tags.append((f"やめた {short_day(line.ended_on)}", Tone.ERROR))
        asks = allowed(Button("協力を頼む", kind="primary"), refusal or no_asking(line))
        asks.clicked.connect(
            lambda: self.desk.go(Where("handoff", {"leaf": "exchanges", "ask_of": line.id}))
        )
        return RecordHead(line.name, f"{line.organisation}{number}", tags, (button, asks))

    def _end(self, line: PartnerLine, end: bool) -> None:
        question = f"{line.name}とのやりとりをやめます。この相手が封をした文は、再び始めるまで受け取りません。"
        if not end or self.desk.asking.confirm(question, yes="やめる", no="続ける", danger=True):
            self.act(lambda work: actions.end(work, line.id, line.version, end))

    def _keys(self, data: WholePartner) -> Card:
        card = Card("鍵")
        if not data.partner.keys:
            card.add(Paragraph(_NO_KEY, tone=Tone.MUTED, size=Size.CAPTION))
        for place, key in enumerate(data.partner.keys):
            if place:
                card.add(Rule())
            self._key(card, data, key)
        return card

    def _key(self, card: Card, data: WholePartner, key: KeyLine) -> None:
        card.add(
            Paragraph(
                (
                    Run(f"鍵 {key.short}　", strong=True),
                    Run(KEY_WORDS[key.state], KEY_TONES[key.state]),
                )
            )
        )
        by, second = (
            data.names.get(key.confirmed_by or "", ""),
            data.names.get(key.second_by or "", ""),
        )
        how = "回復コードで" if key.second_how == RECOVERY else "二人目として"
        card.add(
            FactLines(
                (
                    (
                        "電話で確認",
                        f"{short_day(key.confirmed_on)}　{key.confirmed_with}（{by}）"
                        if by
                        else "",
                    ),
                    ("交代の確認", f"{second}が{how}" if second else ""),
                )
            )
        )
        buttons = self._key_buttons(data.partner, key)
        if buttons:
            holder = QWidget()
            flow = FlowLayout(holder, gap=2)
            for button in buttons:
                flow.addWidget(button)
            card.add(holder)
        reason = next((b.reason for b in buttons if b.reason), "")
        if key.state is KeyState.UNCONFIRMED:
            card.add(ReasonLine(_NOT_HEARD))
        if reason:
            card.add(ReasonLine(reason))

    def _key_buttons(self, line: PartnerLine, key: KeyLine) -> list[Button]:
        actor = self.desk.actor
        refusal = actor.refusal(Permission.DISCLOSE)
        subject = part_subject(line.id, key.id)
        found: list[Button] = []

        def add(
            words: str, act: Callable[[], None], refused: str, kind: ButtonKind = "secondary"
        ) -> None:
            button = allowed(Button(words, kind=kind), refused)
            button.clicked.connect(lambda _=False: act())
            found.append(button)

        if key.state is KeyState.UNCONFIRMED:
            add("電話で確かめた言葉を入れる", lambda: self.edit(HEARD, subject), refusal, "primary")
            self._call = found[-1]
        if key.state is KeyState.HEARD:
            second = second_refusal(key.state, key.confirmed_by, actor.staff_id, self.desk.kind)
            add("二人目として認める", lambda: self._agree(key), refusal or second)
            manages = actor.refusal(Permission.MANAGE_KEYS)
            code = "" if self.desk.office.recovery_opens is not None else _NO_CODE
            add("回復コードで認める", lambda: self._agree_alone(key), refusal or manages or code)
        if key.state in (KeyState.UNCONFIRMED, KeyState.HEARD, KeyState.CONFIRMED):
            add("使用停止", lambda: self.edit(REVOKE, subject), refusal, "link")
        return found

    def _agree(self, key: KeyLine) -> None:
        if self.desk.asking.confirm(_SECOND, yes="認める", danger=True):
            self.act(lambda work: actions.agree(work, key.id, key.version))

    def _agree_alone(self, key: KeyLine) -> None:
        opens = self.desk.office.recovery_opens
        typed = self.desk.asking.ask_text("回復コードで認める", "紙に書いた回復コード", secret=True)
        if opens is None or typed is None:
            return

        def refused(error: TeichakuError) -> None:
            self.desk.explain(KeyProblem(_WRONG_CODE) if isinstance(error, InvalidInput) else error)

        self.desk.write(
            lambda work: actions.agree_alone(work, key.id, key.version, lambda: opens(typed)),
            lambda _: self.reload(),
            failed=refused,
            owner=self,
        )

    def _exchanges(self, line: PartnerLine) -> Card:
        card = Card("やりとり")
        if not line.exchanges:
            card.add(Paragraph("まだありません。", tone=Tone.MUTED, size=Size.CAPTION))
            return card
        button = Button(f"この相手とのやりとり {line.exchanges:,}件を見る", kind="link")
        button.clicked.connect(
            lambda: self.desk.go(Where("handoff", {"leaf": "exchanges", "partner": line.id}))
        )
        card.add(button)
        return card


def no_asking(line: PartnerLine) -> str:
    """Why no request can go to this partner; '' when one can."""
    if line.kind != CENTRE:
        return _NOT_ASKED
    return _ENDED if line.ended_on is not None else ""
