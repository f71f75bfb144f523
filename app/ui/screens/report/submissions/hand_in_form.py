"""Handing in: form and period, what is looked at first, the words typed, then the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.calendar.fiscal import KINDS, Period, PeriodKind
from app.errors import InvalidInput, NeedsConfirmation, TeichakuError
from app.reports.evidence.queries import named_persons
from app.reports.evidence.screening import NameFound
from app.reports.forms.form import Form as ReportForm
from app.reports.submissions.actions import submit
from app.reports.submissions.checks.queries import Checks, checks
from app.reports.submissions.handing import EXPLANATION, NOTE, Handing, free_fields
from app.staff.permissions import Permission
from app.storage.work import Work
from app.ui.newest import Newest
from app.ui.screens.cases.saved_form import Draft, SavedForm
from app.ui.screens.record_form import RecordForm
from app.ui.screens.record_pane import RecordPane
from app.ui.screens.report.submissions.checks_view import ChecksView
from app.ui.screens.report.submissions.files import ask_out, office_copy_of
from app.ui.screens.report.submissions.periods import code_of, offered, period_behind
from app.ui.screens.report.titles import form_words
from app.ui.screens.report.words_dialog import FREE, columns_for, free_field
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import choice_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye

SUBMISSION = "submission"
_KEPT_FORM = "report/submitted_form"
_NAMES_MS = 600
_MASKS = (
    ("0", "伏せない"),
    ("3", "3未満（1・2）"),
    ("5", "5未満（1〜4）"),
    ("10", "10未満（1〜9）"),
)
_MASK_NOTE = (
    "小さい数を「＊」にします。合計から引き算で分かるときは、ほかの数も1つ伏せます。"
    "伏せた欄を使う計算式は、Excelで合計に入らないかエラーになります。根拠には元の数が残ります。"
)
_NOTE_NOTE = "根拠のファイル（事業所の控え）だけに載ります。"
_LOOKING = "記録を調べています。終わると押せます。"
_NEITHER = "（都道府県に出すファイルと、事業所の根拠のファイルを書き、その内容を確定します）"


class HandInForm(RecordForm[Any]):
    """One report on its way; `case_opened` carries a case that has something to mend."""

    case_opened = Signal(str)

    def __init__(
        self, pane: RecordPane[Any], kind: str, subject: str, forms: Iterable[ReportForm]
    ) -> None:
        super().__init__(pane, kind, subject)
        self.checks: Checks | None = None
        self._forms_known = {form.id: form for form in forms}
        self.out = Path()
        """Where the file for the 都道府県 goes."""
        self._confirmed = False
        self._newest = Newest()
        self.view = ChecksView(pane.desk)
        self._head = self._head_rows()
        self._free = Form()
        self._words = self._word_rows()
        self.card = Card("報告を提出する")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_NAMES_MS)
        self.save_button.setText("確定して書き出す")
        self._arrange()
        self._connect()

    @property
    def form(self) -> ReportForm:
        """The form chosen, in the edition for the period once that is known."""
        if self.checks is not None:
            return self.checks.form
        return self._forms_known[str(self.rows["form"].value())]

    @property
    def period(self) -> Period | None:
        """The period chosen."""
        return period_behind(str(self.rows["period"].value()))

    @property
    def dirty(self) -> bool:
        """Words that were typed; which form and period is chosen again in no time."""
        return bool(self.typed().keys() - {"form", "period", "mask"})

    def begin(self) -> bool:
        """Start with the newest period that ended, of the form used last."""
        first = {"form": self._usual_form(), "mask": "0", "reporter": self.desk.worker}
        self.start_from(first)
        self._form_chosen()
        return True

    def begin_for(self, form_id: str, period: Period) -> None:
        """Start with what is to be handed in again."""
        if form_id in self._forms_known:
            self.start_from({"form": form_id})
        self._offer_periods(period)
        self._period_chosen()

    def typed(self) -> dict[str, Any]:
        """Words are kept together with the form and the period they are for."""
        found = super().typed()
        if not found.keys() - {"form", "period", "mask"}:
            return found
        return {**{key: self.rows[key].value() for key in ("form", "period")}, **found}

    def take_draft(self, draft: Draft) -> None:
        """Go on with the form and period that the words are for."""
        period = period_behind(str(draft.typed.get("period", "")))
        if period is not None:
            self.begin_for(str(draft.typed.get("form", "")), period)
        super().take_draft(draft)

    def newest(self, data: Any) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Nothing is on record yet."""
        return {}, ()

    def look_again(self) -> None:
        """Look through the records of the period; what is shown stays until that is done."""
        period, form_id = self.period, str(self.rows["form"].value())
        if period is None:
            return
        asked = self._newest.ask()
        self._judge()
        self.desk.read(
            lambda reading: checks(reading, period, form_id),
            lambda found: self._looked(asked, found),
            failed=self.desk.explain,
            owner=self,
            title="記録を調べています",
        )

    def action(self) -> Callable[[Work], Any]:
        """Write both files and freeze what they say."""
        handing = self._handing()
        self.desk.settings.setValue(_KEPT_FORM, handing.form.id)
        return lambda work: submit(work, handing)

    def save(self) -> None:
        """Ask where the files go, then hand in."""
        if self.saving or not self.save_button.isEnabled() or not self._check():
            return
        label = self.period.label if self.period else ""
        out = ask_out(self.desk, "都道府県に出すファイル", f"{self.form.sheet}_{label}")
        if out is not None:
            self.out, self._confirmed = out, False
            super().save()

    def refused(self, error: TeichakuError) -> None:
        """Names that were found are asked about once."""
        if not isinstance(error, NeedsConfirmation):
            super().refused(error)
            if isinstance(error, InvalidInput):
                self.look_again()
            return
        self._hold(False)
        if self.desk.asking.confirm(
            error.question, yes="氏名ではないので進める", no="書き直す", danger=True
        ):
            self._confirmed = True
            SavedForm.save(self)
        else:
            self.rows["note"].setFocus()

    def focus_first(self) -> None:
        """The period."""
        self.rows["period"].setFocus()

    def _hold(self, saving: bool) -> None:
        super()._hold(saving)
        if not saving:
            self._judge()

    def _usual_form(self) -> str:
        """The form handed in last from this desk, else the first of a month."""
        kept = str(self.desk.settings.value(_KEPT_FORM) or "")
        monthly = (one.id for one in self._forms_known.values() if one.period.value == "month")
        return kept if kept in self._forms_known else next(monthly, next(iter(self._forms_known)))

    def _head_rows(self) -> Form:
        form = Form(columns=2)
        choices = [(key, form_words(known)) for key, known in self._forms_known.items()]
        form.add(choice_field("form", "様式", choices))
        form.add(choice_field("period", "期間", ()))
        return form

    def _word_rows(self) -> Form:
        form = Form(columns=2)
        form.add(text_field("reporter", "作成者"))
        form.add(choice_field("mask", "小さい数（都道府県に出すファイル）", _MASKS))
        form.add(lines_field("note", NOTE, lines=2), wide=True).set_note(_NOTE_NOTE)
        form.add(lines_field("explanation", EXPLANATION, lines=5), wide=True)
        return form

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3)
        self.card.add(self.notice)
        self.card.add(self.add_form(self._head))
        column.addWidget(self.card)
        column.addWidget(self.view)
        words = Card("書き添えること")
        self._free_place = QVBoxLayout()
        lay(self._free_place, gap=0)
        words.add(self._free_place)
        words.add(self.add_form(self._words))
        words.add(Paragraph(_NEITHER, tone=Tone.MUTED, size=Size.CAPTION))
        words.add(self.newer)
        words.add(self.foot())
        column.addWidget(words)

    def _connect(self) -> None:
        self.rows["form"].changed.connect(self._form_chosen)
        self.rows["period"].changed.connect(self._period_chosen)
        self.rows["mask"].changed.connect(self._show_mask)
        self.view.case_opened.connect(self.case_opened)
        self._pause.timeout.connect(self._look_for_names)
        for key in ("note", "explanation"):
            self.rows[key].changed.connect(self._pause.start)

    def _form_chosen(self) -> None:
        self.checks = None
        self._offer_free()
        self._offer_periods(self.period)
        self._period_chosen()

    def _offer_periods(self, wanted: Period | None) -> None:
        kind = _kind(self.form.period.value)
        fitting = offered(kind, self.desk.office.clock.today())
        if wanted is None or wanted.kind != kind:
            wanted = fitting[0]
        if wanted not in fitting:
            fitting = (*fitting, wanted)
        row = self.rows["period"]
        row.blockSignals(True)
        row.editor.combo.clear()  # type: ignore[attr-defined]
        row.editor.set_choices([(code_of(one), one.label) for one in fitting])  # type: ignore[attr-defined]
        row.set_value(code_of(wanted))
        row.blockSignals(False)
        self._start["period"] = row.value()

    def _offer_free(self) -> None:
        """The remarks that the form has room for."""
        names = free_fields(self.form)
        if tuple(self._free.rows) == tuple(f"{FREE}{name}" for name in names):
            return
        if self._free.rows:
            self.drop_forms((self._free,))
        self._free.hide()
        self._free.deleteLater()
        self._free = Form(columns=columns_for(names))
        for name in names:
            row = self._free.add(free_field(name, names))
            row.changed.connect(self._pause.start)
        if names:
            self.add_form(self._free)
        self._free_place.addWidget(self._free)
        follow_eye(self)

    def _period_chosen(self) -> None:
        self.checks = None
        self.view.forget()
        self.look_again()

    def _looked(self, asked: int, found: Checks) -> None:
        if not self._newest.is_newest(asked):
            return
        self.checks = found
        self._offer_free()
        self.view.show_checks(found)
        self.rows["explanation"].setVisible(found.last is not None)
        self._propose(found)
        self._show_mask()
        self._judge()

    def _propose(self, found: Checks) -> None:
        """What a 差替え would say again, where nothing else is typed yet."""
        proposed = {
            **{
                f"{FREE}{name}": found.typed_before.get(name, "")
                for name in free_fields(found.form)
            },
            "note": found.last.note if found.last else "",
            "explanation": found.since.proposed if found.since else "",
        }
        untouched = (key for key in proposed if self.rows[key].value() == self._start[key])
        self.start_from({key: proposed[key] for key in untouched})

    def _judge(self) -> None:
        """Say why the report cannot be handed in."""
        if self.saving or self.lost:
            return
        reason = self.desk.actor.refusal(Permission.SUBMIT_REPORT)
        if not reason:
            reason = _LOOKING if self.checks is None else self.checks.refusal
        if reason:
            self.save_button.refuse(reason)
        else:
            self.save_button.allow()
        replaces = self.checks is not None and self.checks.last is not None
        self.save_button.setText("差し替えて書き出す" if replaces else "確定して書き出す")
        self.card.set_title("報告を差し替える" if replaces else "報告を提出する")
        self.advice.set_words(reason)

    def _show_mask(self) -> None:
        masked = self.rows["mask"].value() != "0"
        self.rows["mask"].set_note(_MASK_NOTE if masked else "")

    def _texts(self) -> dict[str, str]:
        free = {key: str(row.value()) for key, row in self.rows.items() if key.startswith(FREE)}
        return {**free, **{key: str(self.rows[key].value()) for key in ("note", "explanation")}}

    def _look_for_names(self) -> None:
        texts = self._texts()
        self.desk.read(
            lambda reading: named_persons(reading, texts), self._warn, owner=self, title=""
        )

    def _warn(self, found: tuple[NameFound, ...]) -> None:
        for key in self._texts():
            named = [one for one in found if one.field == key]
            words = "、".join(f"「{one.words}」（{one.excerpt}）" for one in named)
            quiet = _NOTE_NOTE if key == "note" else ""
            note = f"対象者の氏名と同じ言葉があります: {words}" if named else quiet
            self.rows[key].set_note(note, Tone.WARNING if named else Tone.MUTED)

    def _handing(self) -> Handing:
        period, last = self.period, self.checks.last if self.checks else None
        if period is None:
            raise TypeError("no period is chosen")
        values = {key: str(row.value()) for key, row in self.rows.items()}
        return Handing(
            form=self.form,
            period=period,
            out=self.out,
            office_out=office_copy_of(self.out),
            free={
                key.removeprefix(FREE): words
                for key, words in values.items()
                if key.startswith(FREE) and words
            },
            reporter=values["reporter"],
            note=values["note"],
            replaces_id=last.id if last else None,
            explanation=values["explanation"] if last else "",
            mask_below=int(values["mask"]),
            names_confirmed=self._confirmed,
        )


def _kind(value: str) -> PeriodKind:
    return next(kind for kind in KINDS if kind == value)
