"""One 端緒: what was noticed, how urgent it is, who it is, to whom it was passed, the answer."""

from __future__ import annotations

from app import codes, places
from app.history.viewing import Viewing, of_signal
from app.network.referrals.queries import ReferralPage
from app.network.referrals.steps import Step
from app.network.signals import actions, queries
from app.network.signals.queries import SignalPage
from app.network.signals.rules import CLOSED, KINDS, SOURCES, STATES, WEIGHTS, WITHOUT_CONSENT
from app.schedule.clock import clock_words
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.network.referral_forms import REFERRAL, STEPS, ReferralForm, StepForm, page_in
from app.ui.network.referral_lines import ReferralLines
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.parts import FactLines, LinkLine, RecordHead, allowed
from app.ui.screens.network.signal_forms import (
    ANSWER,
    CLOSE,
    FORMS,
    PERSON,
    SIGNAL,
    UNLINK,
    WEIGH,
)
from app.ui.screens.record_form import part_subject, parts_of
from app.ui.screens.record_pane import RecordPane
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.words import long_day, short_day

_NOBODY = "だれのことか、まだ分かっていません。"
_UNWEIGHED = "まだ見立てをしていません。どれくらい急ぐかを決めると、一覧の順に並びます。"
_UNANSWERED = "知らせた人に、受け止めたことを返しておくと、次も知らせてもらえます。"
_REFERRAL_KINDS = (REFERRAL, *STEPS.values())


class SignalPane(RecordPane[SignalPage]):
    """The cards of a 端緒, and its forms."""

    shows = ("signal", "referral", "meeting", "meetingperson", "person", "organisation")
    draft_kinds = (*FORMS, *_REFERRAL_KINDS)
    empty = "左の一覧から選ぶか、「端緒を受ける」で、聞いたことをそのまま残します。"

    def viewing(self, record_id: str) -> Viewing:
        """Who opens it is kept."""
        return of_signal(record_id)

    def read(self, reading: Reading, record_id: str) -> SignalPage:
        """The 端緒 with its つなぎ and meetings."""
        return queries.signal(reading, record_id)

    def record_ids(self, data: SignalPage) -> frozenset[str]:
        """Its person, its つなぎ, its meetings; and the names of drafts about its つなぎ."""
        made = {one.line.id for one in data.referrals} | {one.id for one in data.meetings}
        parts = {part_subject(data.line.id, one) for one in made}
        return frozenset(made | parts | ({data.person_id} if data.person_id else set()))

    def owner_of(self, waiting: Waiting) -> str:
        """The 端緒 of a draft, also of one about a つなぎ."""
        return parts_of(super().owner_of(waiting))[0]

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if kind in _REFERRAL_KINDS:
            return self._referral_form(kind, subject)
        form = FORMS[kind](self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def show_data(self, data: SignalPage) -> None:
        """The head, then what happened in the order in which it happens."""
        self.content.addWidget(self._head(data))
        self.content.addWidget(_noticed(data))
        self.content.addWidget(self._weight(data))
        self.content.addWidget(self._person(data))
        self.content.addWidget(self._passed(data))
        if data.meetings:
            self.content.addWidget(self._meetings(data))
        self.content.addWidget(self._answer(data))

    def _button(self, words: str, kind: str, refusal: str, *, plain: bool = True) -> Button:
        button = allowed(Button(words, kind="plain" if plain else "secondary"), refusal)
        button.clicked.connect(lambda: self.edit(kind))
        return button

    def _head(self, data: SignalPage) -> RecordHead:
        line = data.line
        tone = Tone.MUTED if line.state == CLOSED else Tone.ACCENT
        tags = [(codes.label(STATES, line.state), tone)]
        if line.weight and line.state != CLOSED:
            urgent = line.weight in ("emergency", "high")
            tags.append((codes.label(WEIGHTS, line.weight), Tone.ERROR if urgent else Tone.TEXT))
        edit = self._button("訂正", SIGNAL, data.edit_refusal, plain=False)
        if line.state == CLOSED:
            ending = allowed(Button("もう一度開く"), data.edit_refusal)
            ending.clicked.connect(
                lambda: self.act(lambda work: actions.reopen(work, line.id, line.version))
            )
        else:
            ending = self._button("終える", CLOSE, data.edit_refusal, plain=False)
        return RecordHead(heading(data), long_day(line.received_on), tags, (edit, ending))

    def _weight(self, data: SignalPage) -> Card:
        card = Card("見立て")
        words = "見立て直す" if data.weighed_on else "見立てる"
        card.add_to_head(self._button(words, WEIGH, closed_refusal(data)))
        if data.weighed_on is None:
            card.add(ReasonLine(_UNWEIGHED))
        else:
            facts = (
                ("見立て", codes.label(WEIGHTS, data.line.weight)),
                ("日", short_day(data.weighed_on)),
                ("理由", data.weighed_why),
            )
            card.add(FactLines(facts))
        return card

    def _person(self, data: SignalPage) -> Card:
        card = Card("本人")
        if data.person_id is None:
            card.add_to_head(self._button("だれか分かった", PERSON, closed_refusal(data)))
            card.add(ReasonLine(_NOBODY))
            card.add(ReasonLine(WITHOUT_CONSENT))
            return card
        card.add_to_head(self._button("結びつきを取り消す", UNLINK, closed_refusal(data)))
        since = f"{short_day(data.linked_on)}に結びつけた"
        card.add(self._link(data.line.person, since, Where("cases", {"episode": data.episode_id})))
        return card

    def _passed(self, data: SignalPage) -> Card:
        card = Card("つなぎ")
        add = allowed(Button("つなぐ", kind="plain", icon_name="plus"), closed_refusal(data))
        add.clicked.connect(lambda: self.edit(REFERRAL))
        card.add_to_head(add)
        if not data.referrals:
            card.add(
                ReasonLine(
                    "迷うときは、まず市町村の多機関協働事業者に相談します（社援地発0329第12号）。"
                )
            )
        for one in data.referrals:
            card.add(self._lines(data, one))
        return card

    def _lines(self, data: SignalPage, one: ReferralPage) -> ReferralLines:
        subject = part_subject(data.line.id, one.line.id)

        def step(taken: Step) -> None:
            self.edit(STEPS[taken], subject)

        return ReferralLines(self.desk, one, lambda: self.edit(REFERRAL, subject), step)

    def _meetings(self, data: SignalPage) -> Card:
        card = Card("会議")
        for one in data.meetings:
            words = f"{short_day(one.day)}　{codes.label('meeting_kind', one.kind)}"
            card.add(self._link(words, "", Where("meetings", {"meeting": one.id})))
        return card

    def _answer(self, data: SignalPage) -> Card:
        card = Card("返事と終わり")
        words = "返事を直す" if data.answered_on else "返事を残す"
        card.add_to_head(self._button(words, ANSWER, data.edit_refusal))
        if data.answered_on is None:
            card.add(ReasonLine(_UNANSWERED))
        else:
            answered = (("返事", short_day(data.answered_on)), ("内容", data.answer))
            card.add(FactLines(answered))
        if data.closed_on is not None:
            card.add(FactLines((("終了", short_day(data.closed_on)), ("理由", data.closed_why))))
        return card

    def _link(self, words: str, beside: str, where: Where) -> LinkLine:
        line = LinkLine(words, beside)
        line.button.clicked.connect(lambda _=False: self.desk.go(where))
        return line

    def _referral_form(self, kind: str, subject: str) -> SavedForm | None:
        signal_id, referral_id = parts_of(subject)
        if self.data is None or self.data.edit_refusal:
            return None
        if kind == REFERRAL and not referral_id:
            return ReferralForm(self.desk, signal_id, "")
        found = page_in(self.data, referral_id)
        if found is None:
            return None
        if kind == REFERRAL:
            return ReferralForm(self.desk, signal_id, "", found, subject=subject)
        step = next(step for step, name in STEPS.items() if name == kind)
        return StepForm(self.desk, found, step, subject=subject)


def heading(data: SignalPage) -> str:
    """What a 端緒 is called: what was noticed, or the first words of it."""
    kinds = "・".join(codes.label(KINDS, kind) for kind in data.line.kinds)
    return kinds or data.text.splitlines()[0]


def closed_refusal(data: SignalPage) -> str:
    """Why nothing more can be done with a 端緒; '' while it is open."""
    if data.line.state == CLOSED:
        return "終わった端緒です。続きがあるときは「もう一度開く」を押してください。"
    return data.edit_refusal


def _noticed(data: SignalPage) -> Card:
    card = Card("知らせの内容")
    line = data.line
    source = "　".join(
        part
        for part in (
            codes.label(SOURCES, line.source_kind),
            line.source if line.source != data.source_name else "",
            data.source_name,
            data.source_phone,
        )
        if part
    )
    town = places.municipality_name(data.municipality) if data.municipality else ""
    facts = (
        ("受けた時刻", clock_words(data.received_minute)),
        ("知らせた人", source),
        ("だれのこと", line.about),
        ("場所", "　".join(part for part in (town, line.place) if part)),
        ("担当", line.worker),
    )
    card.add(FactLines(facts))
    if data.text:
        card.add(Paragraph(data.text))
    return card
