"""The forms of a partner: a card taken in, an office on paper, the phone call, a key given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.calendar import wareki
from app.errors import LetterRefused
from app.handoff.partners import actions
from app.handoff.partners.rules import CENTRE, KINDS, PROBATION, HeardInput, KeyState
from app.handoff.sealing.card import Card, read_card
from app.handoff.sealing.keys import short
from app.storage.work import Work
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.handoff.partners.queries import KeyLine
    from app.ui.screens.exchange.partner_pane import WholePartner

CARD, PAPER = "partner_card", "partner_paper"
HEARD, REVOKE = "partner_heard", "partner_revoke"
OFFICE_KINDS = ((CENTRE, "地域生活定着支援センター"), (PROBATION, "保護観察所"))
_UNREAD = "カードをもう一度読み込んでください。"
_SAME = (
    "相手先カードは、それだけでは本物と分かりません。登録したあと、前から知っている番号に電話し、"
    "確かめの言葉を聞き取るまで、この鍵は使いません。"
)


class CardForm(PaneForm["WholePartner"]):
    """A card that was read: which 関係機関 it is. The card itself is kept with what is typed."""

    title = "相手先カードの登録"

    def rows_form(self) -> Form:
        """What the card says, and the 関係機関."""
        form = Form()
        form.add(text_field("card", "カード"))
        form.rows["card"].hide()
        form.add_line(_SAME)
        self.choice = OrganisationChoice(self.desk, tuple(KINDS.values()))
        form.add(FieldRow("organisation_id", "関係機関としては", self.choice))
        form.rows["card"].changed.connect(self._show_card)
        return form

    def newest(self, data: WholePartner | None) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Nothing is on record yet."""
        return {"card": "", "organisation_id": ""}, ()

    def take_card(self, content: bytes, organisation_id: str) -> None:
        """Show the card that was read."""
        self.rows["card"].set_value(content.hex())
        self.rows["organisation_id"].set_value(organisation_id)

    def action(self) -> Callable[[Work], Any]:
        """Keep the partner and its key."""
        card, organisation = self._card(), str(self.rows["organisation_id"].value())
        if card is None:
            self.notice.set_notice("", _UNREAD)
        return lambda work: _taken(work, card, organisation)

    def focus_first(self) -> None:
        """The 関係機関."""
        self.rows["organisation_id"].setFocus()

    def _card(self) -> Card | None:
        try:
            return read_card(bytes.fromhex(str(self.rows["card"].value())))
        except (LetterRefused, ValueError):
            return None

    def _show_card(self) -> None:
        card = self._card()
        if card is None:
            return
        kind = dict(OFFICE_KINDS)[card.kind]
        self.choice.kinds = (KINDS[card.kind],)
        self.rows["organisation_id"].set_note(
            f"カードの名乗り: {card.name}（{kind}）　鍵 {short(card.keys.fingerprint)}　"
            f"{short_day(card.made_on)}作成"
        )


def _taken(work: Work, card: Card | None, organisation_id: str) -> str:
    if card is None:
        raise LetterRefused(_UNREAD, where="card_content")
    return actions.add_from_card(work, card, organisation_id)


class PaperForm(PaneForm["WholePartner"]):
    """An office without the program."""

    title = "紙でやりとりする相手先"

    def rows_form(self) -> Form:
        """Which office it is."""
        form = Form()
        form.add_line(
            "このプログラムを使っていない相手です。文は印刷して渡し、返事は書き取ります。"
            "あとでカードを受け取れば、封をした文に替えられます。"
        )
        self.choice = OrganisationChoice(self.desk, (KINDS[CENTRE],))
        form.add(choice_field("kind", "相手", OFFICE_KINDS))
        form.add(FieldRow("organisation_id", "関係機関", self.choice))
        form.rows["kind"].changed.connect(self._narrow)
        return form

    def newest(self, data: WholePartner | None) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """A centre, not chosen yet."""
        return {"kind": CENTRE, "organisation_id": ""}, ()

    def action(self) -> Callable[[Work], Any]:
        """Keep the partner."""
        kind = str(self.rows["kind"].value())
        organisation = str(self.rows["organisation_id"].value())
        return lambda work: actions.add_on_paper(work, kind, organisation, None)

    def _narrow(self) -> None:
        if "kind" in self.rows:
            self.choice.kinds = (KINDS[str(self.rows["kind"].value())],)


class KeyForm(PaneForm["WholePartner"]):
    """Base of the forms about one key; the part of the subject is its id."""

    states: tuple[KeyState, ...] = ()

    def key_of(self, data: WholePartner | None) -> KeyLine | None:
        """The key the form is about, as long as it may be opened."""
        keys = data.partner.keys if data is not None else ()
        found = next((key for key in keys if key.id == self.part_id), None)
        return found if found is not None and found.state in self.states else None


class HeardForm(KeyForm):
    """確かめの言葉 as the other side reads them out; what they should be is not shown."""

    title = "電話で確かめる"
    states = (KeyState.UNCONFIRMED,)

    def rows_form(self) -> Form:
        """The words, with whom, when."""
        form = Form()
        reader = date_reader(self.desk.office.clock.today(), past=True)
        form.add_line(
            "カードに書かれた番号ではなく、前から知っている番号にこちらから電話します。"
            "相手に、相手の画面か紙の「確かめの言葉」を読んでもらい、聞こえたとおりに入れます。"
        )
        note = "ひらがなでもカタカナでも、間が空いていてもかまいません。"
        form.add(lines_field("words", "聞こえた言葉（12組）", lines=2, note=note))
        form.add(text_field("with_whom", "確かめた相手", placeholder="例 見本センター 見本さん"))
        form.add(date_field("day", "確かめた日", reader, placeholder=DATE_EXAMPLE))
        return form

    def newest(self, data: WholePartner | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today, as long as the key waits for the call."""
        key = self.key_of(data)
        if key is None:
            return None
        today = wareki.short(self.desk.office.clock.today())
        return {"words": "", "with_whom": "", "day": today}, (key.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep that the words were compared."""
        key, version = self.part_id, self.versions[0]
        typed = HeardInput(**{name: str(row.value()) for name, row in self.rows.items()})
        return lambda work: actions.confirm(work, key, version, typed)


class RevokeForm(KeyForm):
    """Why a key is no longer believed."""

    title = "鍵の使用停止"
    states = (KeyState.UNCONFIRMED, KeyState.HEARD, KeyState.CONFIRMED)

    def rows_form(self) -> Form:
        """The reason."""
        form = Form()
        form.add_line(
            "この鍵で封をした文は、これから受け取りません。元には戻せません。"
            "もう一度使うには、相手から新しいカードを受け取ります。"
        )
        form.add(lines_field("reason", "使用を止める理由", lines=2))
        return form

    def newest(self, data: WholePartner | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Nothing typed, as long as the key is in use."""
        key = self.key_of(data)
        return None if key is None else ({"reason": ""}, (key.version,))

    def action(self) -> Callable[[Work], Any]:
        """Give the key up."""
        key, version, why = self.part_id, self.versions[0], str(self.rows["reason"].value())
        return lambda work: actions.revoke(work, key, version, why)


FORMS: Mapping[str, type[PaneForm[WholePartner]]] = {
    CARD: CardForm,
    PAPER: PaperForm,
    HEARD: HeardForm,
    REVOKE: RevokeForm,
}
