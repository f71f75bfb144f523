"""広域 on the case page: the exchanges about this case, and the way to ask another office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from app.cases.queries import CasePage
from app.handoff.overview.queries import ExchangeLine, exchanges_of
from app.handoff.partners.queries import partners
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.office_words import office_word
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.screens.exchange.request_form import case_refusal
from app.ui.screens.exchange.words import lead_words, state_words, step_words
from app.ui.screens.network.parts import LinkLine, allowed
from app.ui.theme import Size, Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.paragraph import Paragraph

_NO_PARTNER = "頼める相手先がまだありません。「{}」の「相手先」で、カードを読み込むか紙の相手を加えてください。"


@dataclass(frozen=True)
class CaseExchanges:
    """The exchanges about a case, and why none can be begun."""

    lines: tuple[ExchangeLine, ...]
    refusal: str
    today: date


class HandoffSection(Section[CaseExchanges]):
    """A line for each exchange; what is late says so."""

    key, title = "handoff", "広域"
    shows = ("exchange", "keptletter", "lettermark", "partner")
    readings = "こういき 協力依頼 他県 センター 保護観察所 やりとり"
    empty = office_word(OfficeKind.CENTRE, "no_exchange")

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.set_title(self.anchor)
        self._hint.set_words(office_word(desk.kind, "no_exchange"))
        self.ask = Button("協力を頼む", kind="plain", icon_name="plus")
        self.ask.clicked.connect(self._ask)
        self.add_to_head(self.ask)

    @property
    def anchor(self) -> str:
        """What this kind of office calls it."""
        return office_word(self.desk.kind, "handoff")

    def read(self, reading: Reading, page: CasePage) -> CaseExchanges:
        """Those of this case."""
        refusal = reading.actor.refusal(Permission.DISCLOSE)
        refusal = refusal or case_refusal(reading, page.episode.service)
        if not refusal and not any(one.ended_on is None for one in partners(reading)):
            refusal = _NO_PARTNER.format(office_word(office_kind(reading), "handoff"))
        lines = exchanges_of(reading, page.episode.id)
        return CaseExchanges(lines, refusal, reading.clock.today())

    def record_ids(self, data: CaseExchanges) -> frozenset[str]:
        """Those of the exchanges."""
        return frozenset(one.id for one in data.lines)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Letters are written at the place 広域."""
        return None

    def show_data(self, data: CaseExchanges) -> str:
        """A line for each; why nobody can be asked stands below the words of the empty section."""
        self.ask.allow()
        allowed(self.ask, data.refusal)
        for one in data.lines:
            self._add(one, data.today)
        if data.refusal:
            self.content.addWidget(Paragraph(data.refusal, tone=Tone.MUTED, size=Size.CAPTION))
        late = sum(one.open and one.late for one in data.lines)
        if late:
            return f"遅れ {late}"
        going = sum(one.open for one in data.lines)
        return str(going) if going else ""

    def _add(self, one: ExchangeLine, today: date) -> None:
        lead = lead_words(one)
        step = step_words(one.step, one.side, one.partner, today) if one.step else ""
        late = "遅れ" if one.late else ""
        beside = "　".join(part for part in (state_words(one), lead, step, late) if part)
        line = LinkLine(one.partner, beside)
        where = Where("handoff", {"leaf": "exchanges", "exchange": one.id})
        line.button.clicked.connect(lambda: self.desk.go(where))
        self.content.addWidget(line)

    def _ask(self) -> None:
        if self.page is not None:
            facts = {"leaf": "exchanges", "ask": self.page.episode.id}
            self.desk.go(Where("handoff", facts))
