"""The plan of the 控え: how often, how many stay, and where else they lie."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.backups.actions import set_plan
from app.backups.rules import HOURS, Plan, read_plan
from app.errors import InvalidInput, TeichakuError
from app.staff.permissions import Permission
from app.ui.desk import Desk
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

_ABOUT = (
    "その日はじめて開いたときと、終了するときにも作ります。新しい3つは、いつも残します。"
    "残す数は、日・週・月ごとの最後の控えです。"
)
_SECOND = (
    "USB メモリーやネットワークのフォルダーなど、この PC の外を選んでください。"
    "置くのは暗号化した控えと鍵ファイルだけで、合言葉か回復コードがなければ開けません。"
)
_NONE = "選んでいません（PC が壊れたり盗まれたりすると、控えも失われます）"
_FORGET = "使わない"
_EVERY = {0: "開いたときと終了するときだけ"}


class PlanCard(Card):
    """`kept` says that another plan holds from now on."""

    kept = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("控えの決まり", caption="この事業所", gap=2)
        self._desk = desk
        self.second = ""
        self.form = Form(columns=4)
        self.form.add(
            choice_field(
                "hours",
                "開いているあいだ",
                [(str(one), _EVERY.get(one, f"{one}時間ごと")) for one in HOURS],
            )
        )
        for key, label in (("daily", "残す日数"), ("weekly", "残す週数"), ("monthly", "残す月数")):
            self.form.add(text_field(key, label))
        self.where = Paragraph(centered=True)
        self.choose = Button("第二の置き場所を選ぶ")
        self.choose.clicked.connect(self._choose)
        self.forget = Button(_FORGET)
        self.forget.clicked.connect(lambda: self._set_second(""))
        self.keep = primary_button("決まりを保存")
        self.keep.clicked.connect(self.save)
        self.form.finished.connect(self.save)
        refusal = desk.actor.refusal(Permission.MANAGE_OFFICE)
        if refusal:
            self.form.set_read_only(True)
            for button in (self.choose, self.forget, self.keep):
                button.refuse(refusal)
        self._arrange()

    def show_plan(self, plan: Plan) -> None:
        """Fill the fields."""
        self.form.set_values(
            {
                "hours": str(plan.hours),
                "daily": str(plan.daily),
                "weekly": str(plan.weekly),
                "monthly": str(plan.monthly),
            }
        )
        self._set_second(plan.second)

    def save(self) -> None:
        """Keep what was typed."""
        if self.keep.reason:
            return
        typed = {name: str(value) for name, value in self.form.values().items()}
        try:
            wanted = read_plan({**typed, "second": self.second})
        except InvalidInput as problem:
            self.form.show_problems(problem.by_field())
            return
        self.form.show_problems({})
        self._desk.write(
            lambda work: set_plan(work, wanted),
            lambda _: self.kept.emit(),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: TeichakuError) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.by_field())
        else:
            self._desk.explain(error)

    def _choose(self) -> None:
        chosen = self._desk.asking.choose_folder("第二の置き場所")
        if chosen is not None:
            self._set_second(str(chosen))

    def _set_second(self, place: str) -> None:
        self.second = place
        self.where.set_words(place or _NONE)
        self.where.set_tone(Tone.TEXT if place else Tone.WARNING)
        self.forget.setVisible(bool(place))

    def _arrange(self) -> None:
        self.add(Paragraph(_ABOUT, size=Size.CAPTION, tone=Tone.MUTED))
        self.add(self.form)
        self.add(Paragraph("第二の置き場所", tone=Tone.MUTED))
        self.add(Paragraph(_SECOND, size=Size.CAPTION, tone=Tone.MUTED))
        line = QHBoxLayout()
        lay(line, gap=2)
        line.addWidget(self.where, 1)
        line.addWidget(self.forget)
        line.addWidget(self.choose)
        self.add(line)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        self.add(foot)
