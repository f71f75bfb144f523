"""紙・電話で受けた返事: what an office without the program said, written down as its letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.handoff.letters.body import Person
from app.handoff.letters.kinds import KINDS, ExchangeKind, LetterKind
from app.handoff.partners.rules import CENTRE
from app.handoff.told import actions
from app.handoff.writing.rules import ToldInput
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.exchange.letter_rows import add_rows, typed_letter
from app.ui.screens.network.pane_form import PaneForm
from app.ui.widgets.field_row import choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.screens.exchange.request_form import Offers
    from app.ui.screens.exchange.whole import WholeExchange

K = LetterKind
TOLD = "told_"
TOLD_REQUEST = f"{TOLD}{K.REQUEST}"
_TARGETS = {"of": "どの文に", "reply_to": "どの質問に"}
_EXPLAINED = "相手の言葉を、相手の文として残します。書面は、ケースの「添付」に写しを加えられます。"
_PERSON_TEXTS = (("name", "氏名"), ("kana", "フリガナ"))
_PERSON_DAYS = (("birth", "生年月日"), ("term_end", "刑期終了日"), ("release", "釈放日"))


def _add_told(form: Form, desk: Desk) -> None:
    """Who told it, how, when."""
    past = date_reader(desk.office.clock.today(), past=True)
    form.add(text_field("told_by", "だれから（役職・氏名）"))
    form.add(choice_field("told_how", "受け取り方", codes.table("told_how").choices()))
    form.add(date_field("told_on", "受けた日", past, placeholder=DATE_EXAMPLE), wide=True)


def _told(values: Mapping[str, Any]) -> ToldInput:
    return ToldInput(str(values["told_by"]), str(values["told_how"]), str(values["told_on"]))


class ToldForm(PaneForm["WholeExchange"]):
    """A letter of the other side that came on paper or by phone."""

    def __init__(self, pane: Any, kind: str, subject: str) -> None:
        self.letter_kind = LetterKind(kind.removeprefix(TOLD))
        super().__init__(pane, kind, subject)
        self.card.set_title(f"「{self.letter_kind.words}」を書き取る")
        data = self.pane.data
        if data is not None:
            self.card.set_caption(f"{data.page.partner.name} から")

    def rows_form(self) -> Form:
        """Who, how, when; then what the kind has, without what we would hand on."""
        form, data = Form(2), self.pane.data
        form.add_line(_EXPLAINED)
        _add_told(form, self.desk)
        rule = KINDS[self.letter_kind]
        for name in ("of", "reply_to"):
            if name in rule.needs and data is not None:
                targets = data.theirs[self.letter_kind].targets
                choices = [(one.id, data.words_of(one.id)) for one in targets]
                row = form.add(choice_field(name, _TARGETS[name], choices), wide=True)
                row.setVisible(len(choices) > 1)
        add_rows(form, self.desk, self.letter_kind, (), told=True)
        return form

    def newest(
        self, data: WholeExchange | None
    ) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today, as long as the other side may say it now."""
        if data is None or self.letter_kind not in data.theirs or data.page.edit_refusal:
            return None
        if data.theirs[self.letter_kind].reason:
            return None
        today, found = wareki.short(data.today), {"told_how": "phone"}
        if self.letter_kind is K.END:
            found["day"] = today
        return {**found, "told_on": today}, ()

    def action(self) -> Callable[[Work], Any]:
        """Keep it as their letter."""
        exchange, kind = self.record_id, self.letter_kind
        values = {key: row.value() for key, row in self.rows.items()}
        typed, told = typed_letter(values), _told(values)
        return lambda work: actions.note_down(work, exchange, kind, typed, told)


class ToldRequestForm(PaneForm["WholeExchange"]):
    """A request that came on paper: it is accepted or declined like any other."""

    title = "紙・電話で来た依頼を書き取る"

    def __init__(self, pane: Any, kind: str, subject: str) -> None:
        self.offers: Offers = pane.offers
        super().__init__(pane, kind, subject)

    def rows_form(self) -> Form:
        """Who asks, how it came, for whom, what for."""
        form, reader = Form(2), date_reader(self.desk.office.clock.today())
        on_paper = [one for one in self.offers.everybody if one.on_paper]
        note = (
            ""
            if on_paper
            else "紙でやりとりする相手先がまだありません。「相手先」で加えてください。"
        )
        choices = [("", "相手先を選んでください"), *((one.id, one.name) for one in on_paper)]
        form.add(choice_field("partner_id", "頼んできた相手", choices, note=note))
        kinds = [(str(kind), kind.words) for kind in ExchangeKind]
        form.add(choice_field("exchange_kind", "依頼の種類", kinds))
        _add_told(form, self.desk)
        form.add(lines_field("asked", "頼まれたこと", lines=3), wide=True)
        form.add(date_field("answer_by", "返事の期限", reader, placeholder=DATE_EXAMPLE))
        form.add_line("書面にある対象者（受諾するまで、対象者もケースもできません）")
        for key, label in _PERSON_TEXTS:
            form.add(text_field(key, label))
        for key, label in _PERSON_DAYS:
            form.add(date_field(key, label, reader, placeholder=DATE_EXAMPLE))
        form.add(text_field("facility", "収容施設"))
        form.add(text_field("hope_place", "帰住希望"))
        form.add(lines_field("text", "そのほか", lines=2), wide=True)
        form.rows["partner_id"].changed.connect(self._fit_kind)
        return form

    def newest(self, data: WholeExchange | None) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Today, on paper."""
        return {"told_on": wareki.short(self.desk.office.clock.today()), "told_how": "paper"}, ()

    def action(self) -> Callable[[Work], Any]:
        """Keep the request."""
        values = {key: row.value() for key, row in self.rows.items()}
        partner, kind = str(values["partner_id"]), ExchangeKind(values["exchange_kind"])
        today = self.desk.office.clock.today()
        days: dict[str, PartialDate | None] = {
            key: read_date(str(values[key]), today=today).value for key, _ in _PERSON_DAYS
        }
        person = Person(
            name=str(values["name"]),
            kana=str(values["kana"]),
            facility=str(values["facility"]),
            hope_place=str(values["hope_place"]),
            birth=days["birth"],
            term_end=days["term_end"],
            release=days["release"],
        )
        letter = {key: values[key] for key in ("asked", "answer_by", "text")}
        typed, told = typed_letter(letter), _told(values)
        return lambda work: actions.note_request(work, partner, kind, typed, told, person)

    def missing(self) -> Mapping[str, str]:
        """A request comes from somebody."""
        said = "頼んできた相手を選んでください。"
        return {} if self.rows["partner_id"].value() else {"partner_id": said}

    def _fit_kind(self) -> None:
        """A centre asks for cooperation, a 保護観察所 for the others."""
        if "exchange_kind" not in self.rows:
            return
        chosen = str(self.rows["partner_id"].value())
        found = next((one for one in self.offers.everybody if one.id == chosen), None)
        if found is not None:
            cooperation = found.kind == CENTRE
            kind = ExchangeKind.COOPERATION if cooperation else ExchangeKind.SPECIAL
            self.rows["exchange_kind"].set_value(str(kind))
