"""計画 on the case page: the newest revision in full, approval, progress, earlier revisions."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import codes
from app.cases.plans import actions, queries
from app.cases.plans.queries import LineFacts, PlanFacts, PlansPage
from app.cases.plans.rules import DOMAINS, STATES, progress_words
from app.cases.queries import CasePage
from app.clock import JST
from app.codes import CENTRE_SERVICES
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.plan_form import CORRECT, PlanForm, new_kind
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

_DOMAIN_COLUMN = 150


class Plans(Section[PlansPage]):
    """For each plan of the 業務: its newest revision, what may be done with it, the earlier ones."""

    key, title = "plans", "計画"
    readings = "けいかく 調整計画 フォローアップ計画 支援計画"
    shows = ("plan", "planitem", "assessment", "need", "episode")
    empty = "まだ計画がありません。アセスメントのあとで計画を作り、センター長の承認を受けます。"
    services = CENTRE_SERVICES
    draft_kinds = (CORRECT, *(new_kind(kind) for kind in ("adjustment", "follow_up", "support")))

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.buttons: dict[str, Button] = {}
        self.progress: dict[str, MenuButton] = {}
        self.earlier: dict[str, TimelineEntry] = {}

    def read(self, reading: Reading, page: CasePage) -> PlansPage:
        """The plans of the case."""
        return queries.plans(reading, page.episode.id)

    def record_ids(self, data: PlansPage) -> frozenset[str]:
        """Plans and their lines."""
        lines = {line.id for plan in data.plans for line in plan.lines}
        return frozenset({plan.id for plan in data.plans} | lines)

    def show_data(self, data: PlansPage) -> str:
        """Each kind of plan under its name."""
        self.buttons, self.progress, self.earlier = {}, {}, {}
        for kind, words in data.kinds:
            revisions = data.of_kind(kind)
            if revisions:
                self._show_plan(revisions[0], words, data)
                for plan in revisions[1:]:
                    self._show_earlier(plan)
            else:
                make = self._button("make", f"{words}を作る", data.edit_refusal)
                make.clicked.connect(lambda _=False, kind=kind: self.write_new(kind))
                self.content.addWidget(make, 0, Qt.AlignmentFlag.AlignLeft)
        newest = [plan for plan in data.plans if plan.newest]
        return "・".join(f"第{p.revision}版{'' if p.approved else '（下書き）'}" for p in newest)

    def offered(self) -> tuple[Button, ...]:
        """What may be done with the plans."""
        return tuple(self.buttons.values())

    def write_new(self, kind: str) -> None:
        """Open the form of the first or the next revision."""
        if self.page is not None:
            self._open(new_kind(kind), self.page.episode.id)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a new revision, or of a draft that is not approved yet."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        new = subject == self.page.episode.id
        if new != (kind != CORRECT):
            return None
        if not new and not any(p.id == subject and not p.approved for p in self.data.plans):
            return None
        form = PlanForm(self, self.page, kind, subject)
        form.begin(self.data)
        return form

    def _open(self, kind: str, subject: str) -> None:
        form = self.form_for(kind, subject)
        if form is not None:
            self.open_form(form)

    def _button(self, key: str, words: str, refusal: str) -> Button:
        new = key == "make"
        button = Button(words, kind="plain" if new else "link", icon_name="plus" if new else "")
        if refusal:
            button.refuse(refusal)
        self.buttons[key] = button
        return button

    def _show_plan(self, plan: PlanFacts, words: str, data: PlansPage) -> None:
        self.content.addWidget(Paragraph(_head_runs(plan, words)))
        for label, text in (("本人の希望", plan.wish), ("支援方針", plan.policy)):
            if text:
                self.content.addWidget(Paragraph((Run(f"{label}　", Tone.MUTED), Run(text))))
        for line in plan.lines:
            self.content.addWidget(self._line(line, data))
        menus = self.progress.values()
        widest = max((menu.sizeHint().width() for menu in menus), default=0)
        for menu in menus:
            menu.setMinimumWidth(widest)
        self.content.addWidget(self._plan_buttons(plan, words, data))

    def _plan_buttons(self, plan: PlanFacts, words: str, data: PlansPage) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, gap=2)
        if plan.approved:
            revise = self._button("revise", "改訂する", data.edit_refusal)
            revise.clicked.connect(lambda: self.write_new(plan.kind))
            row.addWidget(revise)
            return holder
        correct = self._button("correct", "下書きを直す", data.edit_refusal)
        correct.clicked.connect(lambda: self._open(CORRECT, plan.id))
        none = "" if plan.lines else "計画の行がありません。下書きに行を加えてから承認できます。"
        approve = self._button("approve", "承認する", data.approve_refusal or none)
        approve.clicked.connect(lambda: self._approve(plan, words))
        discard = self._button("discard", "下書きを消す", data.edit_refusal)
        discard.clicked.connect(lambda: self._discard(plan, words))
        for button in (correct, approve, discard):
            row.addWidget(button)
        return holder

    def _show_earlier(self, plan: PlanFacts) -> None:
        lines = "\n".join(_line_words(line) for line in plan.lines)
        text = f"改訂の理由: {plan.reason}" if plan.reason else "はじめの計画"
        entry = TimelineEntry(
            f"第{plan.revision}版", "Enterで開く", _made_words(plan), text, column=_DOMAIN_COLUMN
        )
        whole = Paragraph(lines)
        whole.hide()
        entry.opened.connect(lambda: whole.setVisible(whole.isHidden()))
        self.earlier[plan.id] = entry
        self.content.addWidget(entry)
        self.content.addWidget(whole)

    def _line(self, line: LineFacts, data: PlansPage) -> QWidget:
        when = f"{short_day(line.by_when)}まで" if line.by_when else "期日なし"
        entry = TimelineEntry(
            codes.label(DOMAINS, line.domain),
            "",
            "・".join(words for words in (line.who, when) if words),
            "　".join(words for words in (line.goal, line.service) if words),
            column=_DOMAIN_COLUMN,
        )
        entry.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        menu = MenuButton(codes.label(STATES, line.state), codes.table(STATES).choices())
        menu.setAccessibleName(f"{line.goal} の進み具合 {codes.label(STATES, line.state)}")
        menu.chosen.connect(lambda state: self._set_progress(line, state))
        if data.edit_refusal:
            menu.refuse(data.edit_refusal)
        self.progress[line.id] = menu
        holder = QWidget()
        row = QHBoxLayout(holder)
        lay(row, gap=2)
        row.addWidget(entry, 1)
        row.addWidget(menu, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _set_progress(self, line: LineFacts, state: str) -> None:
        self.act(
            lambda work: actions.set_progress(work, line.id, line.version, state),
            lambda: self._focus(self.progress.get(line.id)),
        )

    def _approve(self, plan: PlanFacts, words: str) -> None:
        if self.desk.asking.confirm(
            f"{words}（第{plan.revision}版）を承認します。承認した版はもう変えられません。",
            yes="承認する",
            no="まだ承認しない",
        ):
            self.act(
                lambda work: actions.approve(work, plan.id, plan.version),
                lambda: self._focus(self.buttons.get("revise")),
            )

    def _discard(self, plan: PlanFacts, words: str) -> None:
        if self.desk.asking.confirm(
            f"{words}（第{plan.revision}版）の下書きを消します。元には戻せません。",
            yes="消す",
            no="残す",
            danger=True,
        ):
            self.act(
                lambda work: actions.discard_draft(work, plan.id, plan.version),
                lambda: self._focus(self.buttons.get("make") or self.buttons.get("revise")),
            )

    def _focus(self, widget: QWidget | None) -> None:
        target = widget or self
        target.show()
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def _made_words(plan: PlanFacts) -> str:
    made = f"{short_day(plan.made_on)} 作成"
    if plan.approved_at is None:
        return f"{made}・下書き"
    approved: date = plan.approved_at.astimezone(JST).date()
    return f"{made}・{short_day(approved)} 承認（{plan.approved_by}）"


def _head_runs(plan: PlanFacts, words: str) -> tuple[Run, ...]:
    state = Run("承認済み", Tone.GOOD, True) if plan.approved else Run("下書き", Tone.WARNING, True)
    review = f"・見直し {short_day(plan.review_on)}" if plan.review_on else ""
    progress = progress_words(line.state for line in plan.lines)
    reason = f"\n改訂の理由: {plan.reason}" if plan.reason else ""
    return (
        Run(f"{words} 第{plan.revision}版　", strong=True),
        state,
        Run(f"　{_made_words(plan)}{review}・{progress}{reason}", Tone.MUTED),
    )


def _line_words(line: LineFacts) -> str:
    when = f"{short_day(line.by_when)}まで" if line.by_when else ""
    words = (
        codes.label(DOMAINS, line.domain),
        line.goal,
        line.service,
        line.who,
        when,
        codes.label(STATES, line.state),
    )
    return "／".join(word for word in words if word)
