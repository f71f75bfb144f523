"""二人目の確認: another person's 合言葉 at this desk, their own desk, or the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput, TeichakuError
from app.staff.permissions import Permission
from app.staff.second import actions, queries
from app.staff.second.queries import Able
from app.staff.second.rules import ACT_WORDS, NEEDS, Act, Standing
from app.storage.other_person import as_other_person, people_with_keys
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.notices import Notice
from app.ui.theme import Size, Tone
from app.ui.widgets.field_row import choice_field, secret_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

_HERE = "二人目の人が、この席で自分の合言葉を入力します。依頼した人には見せないでください。"
_ELSEWHERE = (
    "確認できる人: {}。その人の席の「今日」にも、この依頼が出ています。確認されると先へ進みます。"
)
_NOT_HERE = (
    "確認できる人: {}。この席にはその人の鍵がないため、その人の席の「今日」で確認してもらいます。"
)
_ALONE = (
    "確認できる人がほかにいないため、紙の回復コードで二人目の確認に代えます。"
    "代えたことは履歴に残ります。"
)
_NOBODY = "確認できる人がほかに登録されていません。「職員」で、{}をもう一人登録してください。"
_MISSING = {
    Permission.MANAGE_KEYS: "鍵を扱える役割の人",
    Permission.MANAGE_OFFICE: "事業所の設定を変えられる役割の人",
    Permission.ANSWER_REQUESTS: "開示請求などを扱える役割の人",
}
"""Whom an office must have once more, by what the act needs."""
_NOT_CHOSEN = "二人目の人を選んでください。"
_REFUSED = "二人目の人が認めませんでした。何も変えていません。"


@dataclass(frozen=True)
class Asked:
    """A request that was made, who may answer it, and who of them has a key at this desk."""

    request_id: str
    act: Act
    about: str
    others: tuple[Able, ...]
    here: frozenset[str]

    @property
    def at_this_desk(self) -> tuple[Able, ...]:
        """Those who can type their 合言葉 here."""
        return tuple(one for one in self.others if one.staff_id in self.here)


def with_second(
    desk: Desk, act: Act, about: str, *, done: Callable[[str], None], owner: QObject
) -> None:
    """Ask for a second person; `done` gets the id that the act's `use` takes, once it is agreed."""

    def ask(work: Work) -> Asked:
        request = actions.ask(work, act, about)
        here = people_with_keys(desk.office.folder)
        return Asked(request, act, about, queries.able(work, act), here)

    def show(asked: Asked) -> None:
        dialog = SecondDialog(desk, asked, owner if isinstance(owner, QWidget) else None)
        dialog.agreed.connect(done)
        dialog.open()

    desk.write(ask, show, owner=owner, title="二人目の確認を依頼しています")


class SecondDialog(Dialog):
    """Stays until somebody agreed or refused, or it is left; `agreed` carries the request."""

    agreed = Signal(str)

    def __init__(self, desk: Desk, asked: Asked, parent: QWidget | None = None) -> None:
        self.by_code = not asked.others
        self.can = bool(asked.at_this_desk) or (
            self.by_code and desk.office.recovery_opens is not None
        )
        words = "回復コードで確認する" if self.by_code else "二人目として確認する"
        choices = [Choice("no", "やめる", safe=True)]
        if self.can:
            choices.append(Choice("ok", words, kind="primary"))
        about = f"（{asked.about}）" if asked.about else ""
        super().__init__(
            "二人目の確認",
            f"{ACT_WORDS[asked.act]}{about}は、二人で確かめてから行います。",
            choices,
            parent=parent,
        )
        self.desk, self.asked = desk, asked
        self.form = Form()
        self.problem = Paragraph(tone=Tone.ERROR)
        self.problem.hide()
        self.body.addWidget(Paragraph(self._about(), tone=Tone.MUTED, size=Size.CAPTION))
        if self.can:
            self._fill()
            self.body.addWidget(self.form)
        self.body.addWidget(self.problem)
        self.form.finished.connect(lambda: self.give("ok"))
        for key in ("recovery_code", "passphrase"):
            if key in self.form.rows:
                self.form.rows[key].setFocus(Qt.FocusReason.OtherFocusReason)
        desk.notices.changed.connect(self._heard)

    def give(self, key: str) -> None:
        """Leave, or try what was typed."""
        if key != "ok":
            super().give(key)
        elif self.by_code:
            self._try_code()
        else:
            self._try_person()

    def _about(self) -> str:
        names = "、".join(one.name for one in self.asked.others)
        if self.by_code:
            return _ALONE if self.can else _NOBODY.format(_MISSING[NEEDS[self.asked.act]])
        if not self.can:
            return _NOT_HERE.format(names)
        return _HERE + (_ELSEWHERE.format(names) if self.desk.office.served else "")

    def _fill(self) -> None:
        if self.by_code:
            self.form.add(text_field("recovery_code", "紙に書いた回復コード"))
            return
        people = [(one.staff_id, one.name) for one in self.asked.at_this_desk]
        who = self.form.add(choice_field("who", "二人目の人", people))
        who.set_value(people[0][0])
        self.form.add(secret_field("passphrase", "その人の合言葉"))

    def _try_code(self) -> None:
        typed, opens = str(self.form.rows["recovery_code"].value()), self.desk.office.recovery_opens
        request = self.asked.request_id
        self.desk.write(
            lambda work: actions.agree_alone(
                work, request, lambda: opens is not None and opens(typed)
            ),
            lambda _: self._done(),
            failed=self._failed,
            owner=self,
            title="回復コードを確かめています",
        )

    def _try_person(self) -> None:
        values, office = self.form.values(), self.desk.office
        if not values["who"]:
            self.form.show_problems({"who": _NOT_CHOSEN})
            return
        request = self.asked.request_id

        def agree() -> None:
            with (
                as_other_person(office, values["who"], str(values["passphrase"])) as (at, who),
                at.work(who) as work,
            ):
                actions.answer(work, request)

        self.desk.jobs.run(
            agree,
            done=lambda _: self._done(),
            failed=self._failed,
            on="database",
            title="二人目の人の合言葉を確かめています",
            owner=self,
        )

    def _failed(self, error: TeichakuError) -> None:
        for key in ("passphrase", "recovery_code"):
            if key in self.form.rows:
                self.form.rows[key].set_value("")
        if isinstance(error, InvalidInput) and not self.form.show_problems(error.by_field()):
            return
        self.problem.set_words(error.message)
        self.problem.show()

    def _heard(self, notice: Notice) -> None:
        """Somebody answered at their own desk."""
        request = self.asked.request_id
        if not (notice.touches("secondanswer", "secondrequest") and notice.names({request})):
            return

        def standing(reading: Reading) -> Standing:
            return queries.standing_of(reading, request)

        self.desk.read(standing, self._follow, owner=self, title="")

    def _follow(self, found: Standing) -> None:
        if found is Standing.AGREED:
            self._done()
        elif found is Standing.REFUSED and self.isVisible():
            self.reject()
            self.desk.asking.inform(_REFUSED)

    def _done(self) -> None:
        if self.answer != "ok":  # told by the act itself and by the notice of it
            super().give("ok")
            self.agreed.emit(self.asked.request_id)
