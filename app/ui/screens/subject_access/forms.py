"""The small windows of 開示請求: a request, a later due day, a decision, the office's own rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.calendar import wareki
from app.calendar.typing import read_date
from app.cases.rules import read_past_day
from app.errors import FieldProblem, InvalidInput, TeichakuError
from app.storage.drafts import Draft
from app.storage.work import Work
from app.subject_access import actions
from app.subject_access.grounds.rules import Ground, as_typed
from app.subject_access.package import RequestFacts
from app.subject_access.requests.queries import person_of_case
from app.subject_access.rules import (
    ADDRESSEE_WORDS,
    BY_RELEASE,
    DUE_WORDS,
    KIND_WORDS,
    REQUESTER_WORDS,
    RESULTS,
    DueRule,
    DueSetting,
    Kind,
    RequestInput,
    check_decision,
    check_extension,
    check_request,
)
from app.ui.case_choice import CaseChoice
from app.ui.desk import Desk
from app.ui.drafts import DraftKeeper, Typing
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.staff.typed_dialog import TypedDialog, refused
from app.ui.theme import Size, theme
from app.ui.widgets.field_row import (
    FieldRow,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form

DRAFT = "subject_request"
_UNSAVED = "入力した内容はまだ保存していません。"
_WHOLE_DAY = "年月日をすべて入れてください。例 R8.11.24"
_UNCHOSEN = ("", "選んでください")
_WHOSE = "だれの記録か、一覧から選んでください。"
_ABOUT_DUE = (
    "期限の日は、ここで選んだ決まりから提案されます。どの決まりによるかは、あて先（都道府県・法人）に"
    "確かめてください。プログラムは決めません。"
)
_ABOUT_GROUNDS = (
    "一行に一つ書きます。はじめの一覧は条文の番号を短く書いたものです。"
    "使う前に、条文と、あて先の決まりを確かめてください。"
)

_MOST_DIGITS = 6
_ABOUT_AGAIN = (
    "まちがえて記録した決定を取り消し、請求をもう一度開きます。"
    "すでに開示したものは、控えと履歴に残ります。"
)


def typed_day(form: Form, key: str, today: date, *, past: bool = False) -> date | None:
    """The day in a row; `InvalidInput` at that row where it is not a whole one."""
    text = str(form.rows[key].value()).strip()
    if not text:
        return None
    read = read_past_day(text, today) if past else read_date(text, today=today)
    if read.value is None or not read.value.is_full:
        raise InvalidInput((FieldProblem(key, _WHOLE_DAY),))
    return read.value.first


def day_or_why(
    form: Form, key: str, today: date, *, past: bool = False
) -> tuple[date | None, Mapping[str, str]]:
    """The day in a row, or the sentence to be said there."""
    try:
        return typed_day(form, key, today, past=past), {}
    except InvalidInput as wrong:
        return None, wrong.by_field()


def _shown(day: date | None) -> str:
    return wareki.short(day) if day is not None else ""


class RequestDialog(TypedDialog):
    """A new request, or what was recorded of one put right; what is typed is kept as a draft."""

    edited = Signal()
    saved = Signal(object)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        setting: DueSetting,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
        *,
        request: RequestFacts | None = None,
    ) -> None:
        title = "請求の記録を直す" if request else "請求を記録"
        super().__init__(desk, title, "", "保存する", kept=kept, parent=parent)
        self.setFixedWidth(theme().px(Size.DIALOG_WIDTH * 1.5))
        self.setting, self.request = setting, request
        self.today = desk.office.clock.today()
        self.place.column.removeWidget(self.form)
        self.form.deleteLater()
        self.form = Form(columns=2)
        self.form.finished.connect(lambda: self.give("ok"))
        self.place.add(self.form)
        self._fill()
        self._before = self.form.values()
        self.version = request.version if request else 0
        self.episode = ""
        self.end()
        self.form.changed.connect(self.edited)
        self.keeper = DraftKeeper(self, desk.drafts)

    def typing(self) -> Typing | None:
        """What is typed and not saved."""
        now, before = self.form.values(), self._before
        typed = {key: value for key, value in now.items() if value != before[key]}
        if not typed:
            return None
        was = {key: before[key] for key in typed}
        if self.request is not None:
            return Typing(DRAFT, self.request.id, "", (self.version,), typed, was)
        return Typing(DRAFT, "", str(now["case"]), (), typed, was)

    def take_draft(self, draft: Draft) -> None:
        """Go on with what was typed before a crash or a lock, over the record it was typed over."""
        typed = {key: value for key, value in draft.typed.items() if key in self.form.rows}
        self.form.set_values(typed)
        if "due_on" in typed:  # the day received has proposed one anew
            self.form.set_values({"due_on": typed["due_on"]})
        if draft.versions:
            self.version = draft.versions[0]
        self.keeper.take(draft.name)

    def tell_unkept(self, error: TeichakuError) -> None:
        """Say that what is typed could not be kept as a draft."""
        self.problem.set_words(error.message)
        self.problem.show()

    def reject(self) -> None:
        """Esc asks first when something was typed."""
        if self.typing() is None or self.desk.asking.confirm(
            _UNSAVED, yes="消して戻る", no="入力を続ける", danger=True
        ):
            self.left.emit()
            super().reject()

    def act(self, work: Work) -> str:
        """Record it, or put it right."""
        typed = self.typed
        if self.request is not None:
            actions.change(work, self.request.id, self.version, typed)
            return self.request.id
        return actions.record(work, person_of_case(work, self.episode), typed)

    def give(self, key: str) -> None:
        """Leaving asks first when something was typed."""
        if key != "ok":
            self.reject()
        else:
            super().give(key)

    def _done(self, result: Any) -> None:
        self.saved.emit(result)
        super()._done(result)

    def wrong(self) -> dict[str, str]:
        """Whose record it is, days that are not whole, and what the rules say to the rest."""
        values = self.form.values()
        self.episode = str(values.get("case", ""))
        said = {"case": _WHOSE} if self.request is None and not self.episode else {}
        days: dict[str, Any] = {}
        for key in ("received_on", "since", "until", "due_on"):
            days[key], wrong = day_or_why(self.form, key, self.today, past=key == "received_on")
            said |= wrong
        texts: dict[str, Any] = {
            key: str(values[key])
            for key in (
                *("kind", "number", "requester", "requester_name", "identified"),
                *("addressee", "forwarded", "asked", "worker", "note"),
            )
        }
        self.typed = RequestInput(**texts, **days)
        return {**refused(lambda: check_request(self.typed, self.today)), **said}

    def _fill(self) -> None:
        form, reader = self.form, date_reader(self.today)
        past = date_reader(self.today, past=True)
        if self.request is None:
            form.add(
                FieldRow("case", "だれの記録か", CaseChoice(self.desk, ended_too=True)), wide=True
            )
        form.add(choice_field("kind", "請求", _pairs(KIND_WORDS)))
        form.add(text_field("number", "受付番号", placeholder="例 R8-1"))
        form.add(choice_field("requester", "請求した人", [_UNCHOSEN, *_pairs(REQUESTER_WORDS)]))
        form.add(text_field("requester_name", "代わりの人の氏名（本人なら空欄）"))
        form.add(
            text_field("identified", "本人（代理人）の確かめ方", placeholder="例 運転免許証の提示"),
            wide=True,
        )
        form.add(date_field("received_on", "受けた日", past, placeholder=DATE_EXAMPLE))
        form.add(date_field("due_on", "決める期限", reader, placeholder=DATE_EXAMPLE))
        form.add(choice_field("addressee", "あて先", [_UNCHOSEN, *_pairs(ADDRESSEE_WORDS)]))
        form.add(text_field("forwarded", "転送のとき: いつ、どこから・どこへ"))
        form.add(lines_field("asked", "求められている記録（請求書の言葉）", lines=2), wide=True)
        form.add(date_field("since", "期間の始まり（あれば）", past, placeholder=DATE_EXAMPLE))
        form.add(date_field("until", "期間の終わり（あれば）", past, placeholder=DATE_EXAMPLE))
        form.add(text_field("worker", "担当者"))
        form.add(text_field("note", "備考"))
        form.rows["due_on"].set_note(self.setting.kept_words or DUE_WORDS[DueRule.NONE])
        form.rows["received_on"].changed.connect(self._propose_due)
        self._set()

    def _set(self) -> None:
        one = self.request
        if one is None:
            self.form.set_values(
                {
                    "kind": str(Kind.DISCLOSURE),
                    "worker": self.desk.worker,
                }
            )
            return
        texts = (
            *("kind", "number", "requester", "requester_name", "identified", "addressee"),
            *("forwarded", "asked", "worker", "note"),
        )
        days = ("received_on", "due_on", "since", "until")
        self.form.set_values({key: str(getattr(one, key)) for key in texts})
        self.form.set_values({key: _shown(getattr(one, key)) for key in days})

    def _propose_due(self) -> None:
        """The due day of the office's rule, while nobody typed another one."""
        if self.request is not None or self.setting.due(self.today) is None:
            return
        try:
            received = typed_day(self.form, "received_on", self.today, past=True)
        except InvalidInput:
            return
        if received is not None:
            self.form.set_values({"due_on": _shown(self.setting.due(received))})


class ExtendDialog(TypedDialog):
    """A later due day and why."""

    def __init__(
        self,
        desk: Desk,
        request: RequestFacts,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        now = f"いまの期限: {_shown(request.due) or 'なし'}　{request.rule}".strip()
        super().__init__(desk, "期限を延長", now, "延長する", kept=kept, parent=parent)
        self.request = request
        self.today = desk.office.clock.today()
        reader = date_reader(self.today)
        self.form.add(date_field("until", "いつまで", reader, placeholder=DATE_EXAMPLE))
        self.form.add(lines_field("why", "延長の理由（請求した人への通知にも書きます）", lines=2))
        self.end()

    def wrong(self) -> dict[str, str]:
        """A day that is not a later one, and a reason that is lacking, at once."""
        until, said = day_or_why(self.form, "until", self.today)
        why = str(self.form.rows["why"].value())
        return {**refused(lambda: check_extension(self.request.due, until, why)), **said}

    def act(self, work: Work) -> None:
        """Keep it."""
        until = typed_day(self.form, "until", self.today)
        why = str(self.form.rows["why"].value())
        actions.extend(work, self.request.id, self.request.version, until, why)


class DecideDialog(TypedDialog):
    """How a request ended where nothing is released."""

    def __init__(
        self,
        desk: Desk,
        request: RequestFacts,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        words = KIND_WORDS[request.kind]
        super().__init__(
            desk,
            "決定を記録",
            f"{words}の請求（{request.name}）",
            "記録する",
            kept=kept,
            parent=parent,
        )
        self.request, self.today = request, desk.office.clock.today()
        choices = [
            (str(code), said)
            for code, said in RESULTS[request.kind].items()
            if not (request.kind is Kind.DISCLOSURE and code in BY_RELEASE)
        ]
        self.form.add(choice_field("result", "どうなったか", choices))
        reader = date_reader(self.today, past=True)
        self.form.add(date_field("day", "決めた日", reader, placeholder=DATE_EXAMPLE))
        self.form.add(lines_field("why", "理由", lines=3))
        self.form.set_values({"day": _shown(self.today)})
        self.end()

    def wrong(self) -> dict[str, str]:
        """A result that is not chosen, a day that is none, and a reason that is lacking, at once."""
        values, one = self.form.values(), self.request
        day, said = day_or_why(self.form, "day", self.today, past=True)

        def rule() -> None:
            check_decision(one.kind, values["result"], day, values["why"], one.received_on)

        return {**refused(rule), **said}

    def act(self, work: Work) -> None:
        """Keep it."""
        values = self.form.values()
        day = typed_day(self.form, "day", self.today, past=True)
        one = self.request
        actions.decide(work, one.id, one.version, values["result"], day, values["why"])


class DueDialog(TypedDialog):
    """By which rule due days are proposed."""

    def __init__(
        self,
        desk: Desk,
        setting: DueSetting,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, "期限の決まり", _ABOUT_DUE, "保存する", kept=kept, parent=parent)
        self.form.add(choice_field("rule", "決まり", _pairs(DUE_WORDS)))
        self.form.add(text_field("words", "都道府県や法人の決まりの名前（その決まりを選んだとき）"))
        self.form.add(text_field("days", "請求の日から何日（その決まりを選んだとき）"))
        days = "" if setting.days is None else str(setting.days)
        self.form.set_values({"rule": str(setting.rule), "words": setting.words, "days": days})
        self.end()

    def act(self, work: Work) -> None:
        """Keep it."""
        values = self.form.values()
        days = str(values["days"]).strip()
        number = int(days) if days.isdecimal() and len(days) <= _MOST_DIGITS else None
        actions.set_due(work, DueSetting(DueRule(values["rule"]), number, values["words"]))


class GroundsDialog(TypedDialog):
    """The office's list of grounds, a line each; lines keep their ids by their place."""

    def __init__(
        self,
        desk: Desk,
        grounds: tuple[Ground, ...],
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            desk, "不開示の根拠の一覧", _ABOUT_GROUNDS, "保存する", kept=kept, parent=parent
        )
        self.setFixedWidth(theme().px(Size.DIALOG_WIDTH * 1.5))
        self.grounds = grounds
        self.form.add(lines_field("grounds", "根拠", lines=10))
        self.form.set_values({"grounds": "\n".join(one.words for one in grounds)})
        self.end()

    def act(self, work: Work) -> None:
        """Keep it."""
        lines = str(self.form.rows["grounds"].value()).split("\n")
        actions.set_grounds(work, as_typed(self.grounds, lines))


class AgainDialog(TypedDialog):
    """Why a decision is taken back."""

    def __init__(
        self,
        desk: Desk,
        request: RequestFacts,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, "決定を取り消す", _ABOUT_AGAIN, "取り消す", kept=kept, parent=parent)
        self.request = request
        self.form.add(lines_field("why", "理由", lines=2))
        self.end()

    def act(self, work: Work) -> None:
        """Take it back."""
        why = str(self.form.rows["why"].value())
        actions.open_again(work, self.request.id, self.request.version, why)


def _pairs(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), said) for code, said in words.items()]
