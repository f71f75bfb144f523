"""One report that was handed in: what it was, what moved since, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.calendar.fiscal import Period
from app.clock import JST
from app.history.viewing import Viewing
from app.reports.forms.form import Form, load_forms
from app.reports.papers.replacement_note import TITLE, replacement_note
from app.reports.submissions.actions import NO_PDF, write_again, write_pdf_again
from app.reports.submissions.queries import Frozen, frozen
from app.reports.submissions.since.queries import Difference, difference
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.parts import FactLines, RecordHead, allowed
from app.ui.screens.record_pane import RecordPane
from app.ui.screens.report.submissions.files import ask_out, ask_pdf, office_copy_of
from app.ui.screens.report.submissions.hand_in_form import SUBMISSION, HandInForm
from app.ui.screens.report.submissions.lists import MovedLine, moved_card, moved_lines
from app.ui.screens.report.titles import short_title
from app.ui.screens.report.writing import WrittenNote
from app.ui.theme import Size, Tone
from app.ui.widgets.buttons import Button, primary_button, secondary_button
from app.ui.widgets.card import Card
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.words import short_day

_LOOKING = "いまの記録と比べています。"
_SAME = "提出した後、この報告の数を変える記録の変更はありません。"
_REPLACED = "この報告は差し替えられています。いまの記録との差は、差し替えた報告で見られます。"
_SEALED = "記録が変わっても、この報告は変わりません。同じExcelとPDFをいつでも書き出せます。"


@dataclass(frozen=True)
class WholeSubmission:
    """What the page shows at once; the difference comes after it."""

    kept: Frozen
    refusal: str
    """Why the one who sits here may not hand in."""


class SubmissionPane(RecordPane[WholeSubmission]):
    """A submission on the right, or the form that hands one in."""

    shows = ("reportsubmission", "person", "episode", "activity", "event", "stagemove")
    draft_kinds = (SUBMISSION,)
    empty = "左の報告を選ぶと、提出した内容と、その後に変わった数が出ます。"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.forms: tuple[Form, ...] = load_forms()
        self.since: Difference | None = None
        self._written: dict[str, Path] = {}
        """Where the files lie that were just written, by submission."""

    def read(self, reading: Reading, record_id: str) -> WholeSubmission:
        """What was kept."""
        refusal = reading.actor.refusal(Permission.SUBMIT_REPORT)
        return WholeSubmission(frozen(reading, record_id), refusal)

    def viewing(self, record_id: str) -> Viewing | None:
        """Numbers of cases, told as a view of the report."""
        return Viewing(
            "view.report", "提出した報告を見た", subject_kind="report", subject_id=record_id
        )

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form that hands a report in."""
        form = HandInForm(self, kind, subject, self.forms)
        form.case_opened.connect(self._open_case)
        form.saved.connect(lambda made: self._written.update({str(made): form.out}))
        form.begin()
        return form

    def begin_for(self, form_id: str, period: Period) -> None:
        """Hand in a form for a period, again where that was done before."""
        self.begin(SUBMISSION)
        if isinstance(self.form, HandInForm):
            self.form.begin_for(form_id, period)

    def look_again(self) -> None:
        """The records may have changed: what is looked at before handing in is read again."""
        if isinstance(self.form, HandInForm) and not self.form.saving:
            self.form.look_again()

    def show_data(self, data: WholeSubmission) -> None:
        """The head, where the file lies, what it was, what moved since."""
        kept = data.kept
        self.content.addWidget(self._head(data))
        self.note = WrittenNote()
        self.content.addWidget(self.note)
        if kept.head.id in self._written:
            out = self._written[kept.head.id]
            self.note.show_path(out, office_copy_of(out))
        self._show_since(kept)
        self.content.addWidget(self._facts(kept))
        if kept.head.explanation:
            card = Card("差替えの説明")
            card.add(Paragraph(kept.head.explanation))
            printing = Button("説明を印刷する", kind="link")
            printing.clicked.connect(lambda: self._print_note(kept))
            card.add(printing)
            self.content.addWidget(card)

    def _head(self, data: WholeSubmission) -> RecordHead:
        head, period = data.kept.head, data.kept.snapshot.period
        again = secondary_button("もう一度書き出す")
        again.clicked.connect(lambda: self._write_again(data.kept))
        pdf = allowed(secondary_button("PDF"), "" if head.pdf_sha else NO_PDF)
        pdf.set_hint("提出したときのPDFを、そのまま書き出します")
        pdf.clicked.connect(lambda: self._write_pdf(data.kept))
        replace = allowed(primary_button("差し替える"), self._no_replacing(data))
        replace.clicked.connect(lambda: self.begin_for(head.form_id, period))
        tags = [("差替え済", Tone.MUTED) if head.replaced else ("提出済", Tone.GOOD)]
        if head.replaces_id:
            tags.append(("差替え", Tone.ACCENT))
        return RecordHead(
            f"{period.label}　{short_title(head.form_title)}",
            "提出した報告",
            tags,
            (again, pdf, replace),
        )

    def _no_replacing(self, data: WholeSubmission) -> str:
        if data.refusal:
            return data.refusal
        return "すでに差し替えられています。" if data.kept.head.replaced else ""

    def _show_since(self, kept: Frozen) -> None:
        """What moved since; it comes when the period is counted again."""
        self.since = None
        card = Card("いまの記録との差")
        self.content.addWidget(card)
        if kept.head.replaced:
            card.add(ReasonLine(_REPLACED))
            return
        line = ReasonLine(_LOOKING)
        card.add(line)
        self.moved = moved = moved_card()
        moved.hide()
        moved.case_opened.connect(self._open_case)
        self.content.addWidget(moved)

        def arrived(found: Difference) -> None:
            self.since = found
            lines = moved_lines(found)
            line.set_tone(Tone.WARNING if lines else Tone.GOOD)
            line.set_words(_since_words(lines))
            moved.show_lines(lines, "「様式」の数が先" if lines else "")

        self.desk.read(
            lambda reading: difference(reading, kept.head.id),
            arrived,
            failed=lambda error: line.set_words(error.message),
            owner=card,
            title="",
        )

    def _facts(self, kept: Frozen) -> Card:
        head = kept.head
        local = head.at.astimezone(JST)
        card = Card("提出したもの")
        masked = f"{head.masked_below}未満の数を「＊」にした" if head.masked_below else ""
        missing = len(kept.snapshot.missing)
        card.add(
            FactLines(
                (
                    ("提出", f"{short_day(local.date())} {local:%H:%M}　{head.by}"),
                    ("様式", f"{head.form_title}　{head.form_edition}"),
                    ("ファイル", head.file_name),
                    ("備考", head.note),
                    ("小さい数", masked),
                    ("足りないもの", f"{missing:,}件（提出したとき）" if missing else ""),
                    (
                        "後からの記録",
                        f"{len(kept.snapshot.late):,}件" if kept.snapshot.late else "",
                    ),
                    ("ファイルの印", f"{head.file_sha[:16]}…（SHA-256）"),
                )
            )
        )
        card.add(Paragraph(_SEALED, tone=Tone.MUTED, size=Size.CAPTION))
        if head.replaces_id:
            before = head.replaces_id
            link = Button("差し替える前の報告を見る", kind="link")
            link.clicked.connect(lambda: self.open_record(before))
            card.add(link)
        return card

    def _write_again(self, kept: Frozen) -> None:
        out = ask_out(self.desk, "都道府県に出したファイル", kept.head.file_name)
        if out is None:
            return
        self.desk.write(
            lambda work: write_again(work, kept.head.id, out, office_copy_of(out)),
            lambda path: self.note.show_path(path, office_copy_of(path)),
            owner=self.note,
            title="報告を書き出しています",
        )

    def _write_pdf(self, kept: Frozen) -> None:
        out = ask_pdf(self.desk, "都道府県に出したPDF", kept.head.file_name)
        if out is None:
            return
        self.desk.write(
            lambda work: write_pdf_again(work, kept.head.id, out),
            self.note.show_path,
            owner=self.note,
            title="PDFを書き出しています",
        )

    def _print_note(self, kept: Frozen) -> None:
        self.preview = PaperPreview(
            self.desk,
            lambda reading: replacement_note(reading, kept.head.id),
            f"{TITLE}（{kept.snapshot.period.label}）",
            self.window(),
        )
        self.preview.open()

    def _open_case(self, case_id: str) -> None:
        self.desk.go(Where("cases", {"episode": case_id}))


def _since_words(lines: Sequence[MovedLine]) -> str:
    if not lines:
        return _SAME
    on_form = sum(one.on_form for one in lines)
    if not on_form:
        return "様式にある数は変わっていません。様式にない集計だけが変わりました。"
    return (
        f"提出した後、様式にある {on_form:,}の数が変わりました。差し替えると説明の下書きが出ます。"
    )
