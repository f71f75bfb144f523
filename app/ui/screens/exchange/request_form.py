"""協力を頼む: a new exchange, from a case to another office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.attachments.queries import AttachmentFacts, of_case
from app.cases.queries import case_page
from app.codes import Service
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.partners.queries import PartnerLine, partners
from app.handoff.partners.rules import CENTRE
from app.handoff.writing import actions
from app.handoff.writing.rules import asking_refusal
from app.network.referrals.queries import asked_on_paper
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.work import Reading, Work
from app.ui.case_choice import CaseChoice
from app.ui.consent.basis_choice import BasisChoice
from app.ui.screens.exchange.letter_rows import add_rows, fit_basis, typed_letter
from app.ui.screens.network.pane_form import PaneForm
from app.ui.theme import Tone
from app.ui.widgets.editors import TextEditor
from app.ui.widgets.field_row import FieldRow, choice_field
from app.ui.widgets.form import Form
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.ui.screens.exchange.whole import WholeExchange

REQUEST = "letter_request"
_NO_PARTNERS = (
    "頼める相手先がまだありません。「相手先」で、カードを読み込むか紙の相手を加えてください。"
)
_TWICE = (
    "この相手には、このケースを「つなぎ」（紙）でも頼んでいます（{day} 送付）。"
    "文でも頼むと、相手に依頼が二つ届きます。どちらか一つにしてください。"
)
_NOT_CHOSEN = "一覧からケースを選んでください。まだないケースは、先に「ケース」で作ります。"
_KINDS = {
    "centre": (ExchangeKind.COOPERATION,),
    "probation": (ExchangeKind.SPECIAL, ExchangeKind.SUSPECT),
}


@dataclass(frozen=True)
class Offers:
    """What the form offers: whom one can ask, and of the case its person and files."""

    episode: str
    person_id: str | None
    files: tuple[AttachmentFacts, ...]
    partners: tuple[PartnerLine, ...]
    kinds: tuple[ExchangeKind, ...]
    everybody: tuple[PartnerLine, ...] = ()
    """Every partner that is still written to, who may ask us."""
    on_paper: Mapping[str, date] = field(default_factory=dict)
    """関係機関 that were asked about this case by a つなぎ that is still open, and when."""
    partner: str = ""
    """The one from whose page it was opened."""

    def organisation(self, partner_id: str) -> str:
        """The 関係機関 of a partner."""
        found = next((one for one in self.partners if one.id == partner_id), None)
        return found.organisation_id if found is not None else ""


def offers(reading: Reading, episode: str) -> Offers:
    """What can be asked of whom about a case ('' for none yet)."""
    reading.require(Permission.READ_CASES)
    case = case_page(reading, episode) if episode else None
    kinds = kinds_about(reading, case.episode.service if case is not None else None)
    everybody = tuple(one for one in partners(reading) if one.ended_on is None)
    return Offers(
        episode,
        case.person.id if case is not None else None,
        of_case(reading, episode).files if episode else (),
        tuple(one for one in everybody if one.kind == CENTRE),
        kinds or _KINDS[office_facts(reading).kind],
        everybody,
        asked_on_paper(reading, episode) if episode else {},
    )


def kinds_about(reading: Reading, service: Service | None) -> tuple[ExchangeKind, ...]:
    """The kinds of exchange this office may begin about a case of this 業務."""
    reading.require(Permission.READ_CASES)
    office = office_facts(reading).kind
    return tuple(
        kind
        for kind in _KINDS[office]
        if service is None or not asking_refusal(kind, office, CENTRE, service)
    )


def case_refusal(reading: Reading, service: Service) -> str:
    """Why no other office can be asked about a case of this 業務; '' when one can."""
    reading.require(Permission.READ_CASES)
    if kinds_about(reading, service):
        return ""
    office = office_facts(reading).kind
    return asking_refusal(_KINDS[office][0], office, CENTRE, service)


class RequestForm(PaneForm["WholeExchange"]):
    """Whom one asks, about whom, for what, and what is handed on for it."""

    title = "協力を頼む（依頼の文を書く）"

    def __init__(self, pane: Any, kind: str, subject: str) -> None:
        self.offers: Offers = pane.offers
        super().__init__(pane, kind, subject)
        self.save_button.set_words("依頼の文を書く")
        self.edited.connect(self._fit)
        self.rows["episode"].changed.connect(self._case_chosen)
        basis = self.rows["basis"].editor
        if isinstance(basis, BasisChoice):
            basis.options_shown.connect(self._fit)
            basis.options_shown.connect(lambda: follow_eye(self))

    def rows_form(self) -> Form:
        """The case, the partner, then the rows of a request."""
        form, known = Form(2), self.offers
        choice = CaseChoice(self.desk)
        choice.not_chosen = _NOT_CHOSEN
        form.add(FieldRow("episode", "だれについて", choice))
        choices = [(one.id, _partner_words(one)) for one in known.partners]
        empty = "相手先を選んでください" if choices else "相手先がまだありません"
        note = "" if choices else _NO_PARTNERS
        row = choice_field("partner_id", "頼む相手", [("", empty), *choices], note=note)
        form.add(row)
        kinds = [(str(kind), kind.words) for kind in known.kinds]
        form.add(choice_field("exchange_kind", "依頼の種類", kinds), wide=True)
        form.rows["exchange_kind"].setVisible(len(kinds) > 1)
        add_rows(form, self.desk, LetterKind.REQUEST, known.files)
        return form

    def newest(self, data: WholeExchange | None) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """The case or the partner it was opened from."""
        known = [one.id for one in self.offers.partners]
        only = known[0] if len(known) == 1 else ""
        asked = self.offers.partner if self.offers.partner in known else only
        return {"episode": self.offers.episode, "partner_id": asked}, ()

    def begin(self) -> bool:
        """Fill in the case."""
        begun = super().begin()
        self._fit()
        return begun

    def about(self) -> tuple[str, str, str]:
        """A draft of the case."""
        return (self.kind, self.subject, self.offers.episode)

    def focus_first(self) -> None:
        """The partner where the case is known."""
        self.rows["partner_id" if self.offers.episode else "episode"].setFocus()

    def action(self) -> Callable[[Work], Any]:
        """Begin the exchange."""
        values = {key: row.value() for key, row in self.rows.items()}
        episode, partner = str(values["episode"]), str(values["partner_id"])
        kind, typed = ExchangeKind(values["exchange_kind"]), typed_letter(values)
        return lambda work: actions.begin(work, episode, partner, kind, typed)

    def missing(self) -> Mapping[str, str]:
        """A request is about somebody and goes to somebody."""
        wanted = (
            ("episode", "だれについて頼むのか、ケースを選んでください。"),
            ("partner_id", "頼む相手を選んでください。"),
        )
        return {key: said for key, said in wanted if not self.rows[key].value()}

    def _case_chosen(self) -> None:
        """Another case has another person and other files: the form is made anew with its words."""
        chosen = str(self.rows["episode"].value())
        if chosen and chosen != self.offers.episode and len(chosen) == len("0" * 32):
            self.pane.begin_request(chosen, self.offers.partner, going_on=True)  # type: ignore[attr-defined]

    def _fit(self) -> None:
        title = self.rows["title"].editor
        if isinstance(title, TextEditor):
            kind = ExchangeKind(str(self.rows["exchange_kind"].value()))
            title.line.setPlaceholderText(f"空欄なら「{kind.words}」")
        organisation = self.offers.organisation(str(self.rows["partner_id"].value()))
        fit_basis(self.rows, self.desk, self.offers.person_id, organisation)
        asked = self.offers.on_paper.get(organisation)
        if asked is not None:
            self.rows["partner_id"].set_note(_TWICE.format(day=short_day(asked)), Tone.WARNING)
        elif self.offers.partners:
            self.rows["partner_id"].set_note("")


def _partner_words(line: PartnerLine) -> str:
    if line.on_paper:
        return f"{line.name}（紙）"
    return line.name if line.sealed_to is not None else f"{line.name}（鍵は未確認）"
