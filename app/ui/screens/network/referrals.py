"""The leaf of つなぎ: every referral of the office, the ones that wait for an answer first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import codes
from app.history.viewing import Viewing, of_referral
from app.network.referrals import queries
from app.network.referrals.queries import ReferralLine, ReferralPage
from app.network.referrals.rules import KINDS, STATES
from app.network.referrals.steps import OPEN, UNANSWERED
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.network.referral_forms import DIRECTIONS, REFERRAL, STEPS, ReferralForm, StepForm
from app.ui.network.referral_lines import ReferralLines
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.parts import FactLines, LinkLine, RecordHead
from app.ui.screens.record_pane import RecordPane
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipMenu
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import long_day, near_day

_WAITING, _OPEN, _ALL = "waiting", "open", ""
_SETS = ((_WAITING, "返事待ち"), (_OPEN, "続いているもの"))
_NOTHING = "返事を待っているつなぎはありません。つなぎは、本人の頁か端緒から始めます。"
_NO_HIT = "この条件に合うつなぎはありません。条件を外すと見つかることがあります。"


class ReferralList(FoundList):
    """Those that wait for an answer; others by the chips."""

    name, search_words, new_words = "referrals", "機関・氏名", ""
    named = "つなぎ"
    title = "つなぎ"
    two_lines = True

    def __init__(self, desk: Desk) -> None:
        self._today = desk.office.clock.today()
        super().__init__(desk)
        self.which = ChipMenu("状態", _SETS)
        self.direction = ChipMenu("向き", DIRECTIONS)
        self.which.choose(_WAITING)
        self._shown: tuple[tuple[str, ...], str, str] = (UNANSWERED, "", "")
        self.add_chips((self.which, self.direction))
        for menu in (self.which, self.direction):
            menu.chosen.connect(lambda _: self.ask())

    def columns(self) -> tuple[Column, ...]:
        """By when, to whom, about whom, where it stands."""
        today = self._today
        return (
            Column("返事", "due", width=76, cell=lambda row: _due(row, today), sortable=False),
            Column("相手", "organisation", stretch=True, cell=_who, sortable=False),
            Column("氏名", "person", width=88, cell=_about, sortable=False),
            Column("状態", "state", Kind.MUTED, width=112, cell=_state, sortable=False),
        )

    def prepare(self) -> None:
        """Take down what the chips say."""
        states = {_WAITING: UNANSWERED, _OPEN: OPEN, _ALL: ()}[self.which.code]
        self._shown = (states, self.direction.code, self.search.text)

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of the list."""
        states, direction, text = self._shown
        rows, total = queries.listed(
            reading, states=states, direction=direction, text=text, offset=offset, limit=limit
        )
        return Page(rows, total)

    def hint(self) -> tuple[str, str]:
        """Nothing waits, or nothing fits."""
        if self._shown == (UNANSWERED, "", ""):
            return _NOTHING, "続いているものを見る"
        return _NO_HIT, "すべて見る"

    def act_on_hint(self) -> None:
        """Show more."""
        wider = _OPEN if self._shown == (UNANSWERED, "", "") else _ALL
        self.search.field.clear()
        self.direction.choose("")
        self.which.choose(wider)
        self.ask()


@dataclass(frozen=True)
class OneReferral:
    """The つなぎ that is shown, as the forms of つなぎ look for it."""

    referrals: tuple[ReferralPage, ...]

    @property
    def page(self) -> ReferralPage:
        """The only one."""
        return self.referrals[0]


class ReferralPane(RecordPane[OneReferral]):
    """One つなぎ as it stands; drafts of it are offered where it belongs: at its case or 端緒."""

    shows = ("referral", "organisation", "person")
    empty = "左の一覧から選ぶと、そのつなぎの経過が出ます。"

    def viewing(self, record_id: str) -> Viewing:
        """Who opens it is kept."""
        return of_referral(record_id)

    def read(self, reading: Reading, record_id: str) -> OneReferral:
        """The つなぎ."""
        return OneReferral((queries.referral(reading, record_id),))

    def record_ids(self, data: OneReferral) -> frozenset[str]:
        """The office and the person."""
        line = data.page.line
        return frozenset({line.organisation_id, line.person_id or ""} - {""})

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Its form, or the form of a step."""
        if self.data is None or self.data.page.edit_refusal:
            return None
        page = self.data.page
        if kind == REFERRAL:
            about = page.line.episode_id or page.line.signal_id or ""
            return ReferralForm(self.desk, about, page.line.episode_id or "", page)
        step = next(step for step, name in STEPS.items() if name == kind)
        return StepForm(self.desk, page, step)

    def show_data(self, data: OneReferral) -> None:
        """Who, to whom, the trail, what may come next."""
        page, line = data.page, data.page.line
        tags = [(codes.label(STATES, line.state), Tone.ACCENT)]
        title = codes.table(KINDS).full(line.kind)
        self.content.addWidget(RecordHead(title, line.organisation, tags, ()))
        facts = Card("だれについて")
        link = LinkLine(line.person or "端緒を開く", "")
        link.button.clicked.connect(lambda _=False: self.desk.go(_where(line)))
        facts.add(link)
        facts.add(
            FactLines(
                (
                    ("送った日", long_day(line.sent_on)),
                    ("返事の日", long_day(line.answered_on)),
                    ("終わった日", long_day(line.ended_on)),
                    ("備考", page.note),
                )
            )
        )
        self.content.addWidget(facts)
        card = Card("経過")
        if page.situation:
            card.add(Paragraph(page.situation))
        card.add(
            ReferralLines(
                self.desk, page, lambda: self.edit(REFERRAL), lambda step: self.edit(STEPS[step])
            )
        )
        self.content.addWidget(card)


def _where(line: ReferralLine) -> Where:
    if line.episode_id:
        return Where("cases", {"episode": line.episode_id})
    return Where("network", {"signal": line.signal_id})


class ReferralsLeaf(Leaf):
    """Facts: referral."""

    key, title, fact = "referrals", "つなぎ", "referral"
    shows = ("referral", "organisation", "person")

    def make_list(self) -> ReferralList:
        """The list."""
        return ReferralList(self.desk)

    def make_pane(self) -> ReferralPane:
        """One つなぎ."""
        return ReferralPane(self.desk)


def _due(row: ReferralLine, today: date) -> Cell:
    if row.due is None:
        return Cell("")
    late = row.late(today)
    words = near_day(row.due, today)
    return Cell(words, "遅れ" if late else "", tone=Tone.ERROR if late else None, strong=late)


def _who(row: ReferralLine) -> Cell:
    kind = codes.label(KINDS, row.kind)
    return Cell(row.organisation, kind, hint=f"{row.organisation}\n{kind}\n{row.asked}")


def _about(row: ReferralLine) -> Cell:
    return Cell(row.person) if row.person else Cell("端緒", tone=Tone.MUTED)


def _state(row: ReferralLine) -> Cell:
    direction = "" if row.direction == "out" else "つながれた"
    return Cell(codes.label(STATES, row.state), direction)
