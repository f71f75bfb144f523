"""Taking over what a letter brings: a request into a new case, single facts into ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.cases.hints.queries import next_number
from app.handoff.accepting import actions
from app.handoff.accepting.actions import AcceptInput
from app.handoff.accepting.rules import Identity, speaks_against
from app.handoff.letters.kinds import LetterKind
from app.people.queries import SimilarPerson
from app.storage.work import Work
from app.ui.screens.exchange.letter_rows import add_rows, typed_letter
from app.ui.screens.network.pane_form import PaneForm
from app.ui.widgets.field_row import check_field, checks_field, choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.ui.screens.exchange.whole import WholeExchange

ACCEPT, TAKE_OVER = "letter_accept", "letter_takeover"
_NEW_PERSON = "新しい人として登録する"
_EXPLAINED = "受諾すると、対象者とケースができ、「受諾」の文が書かれます。ここまでは何も記録に入っていません。"


class AcceptForm(PaneForm["WholeExchange"]):
    """A request taken up: for whom, under which number, and what is answered."""

    title = "受諾して記録に入れる"

    def rows_form(self) -> Form:
        """The person first: nobody is taken for somebody else by itself."""
        form, data = Form(2), self.pane.data
        self.save_button.set_words("受諾する")
        seen = data.preview if data is not None else None
        form.add_line(_EXPLAINED)
        similar = seen.similar if seen is not None else ()
        choices = [("new", _NEW_PERSON), *((one.id, person_words(one)) for one in similar)]
        if similar:
            choices = [("", "どちらか選んでください"), *choices]
        form.add(choice_field("person", "だれの記録にするか", choices), wide=True)
        told = seen.body.person if seen is not None else None
        if any(speaks_against(told, Identity(one.name, one.kana, one.birth)) for one in similar):
            words = "同じ人だと確かめた（氏名か生年月日が違うとき）"
            form.add(check_field("sure", "確かめ", words), wide=True)
        if told is None or not told.name:
            form.add(text_field("name", "氏名（文にないため）"), wide=True)
        form.add(text_field("number", "管理番号"))
        form.add(text_field("worker", "担当"))
        add_rows(form, self.desk, LetterKind.ACCEPT, ())
        return form

    def begin(self) -> bool:
        """Fill in what is proposed; the number a new case is likely to get comes a moment later."""
        begun = super().begin()
        seen = self.pane.data.preview if self.pane.data is not None else None
        if begun and seen is not None:
            service = seen.service
            self.desk.read(
                lambda reading: next_number(reading, service),
                self._propose,
                owner=self,
                title="",
            )
        return begun

    def _propose(self, number: str) -> None:
        if not self.rows["number"].value():
            self.start_from({"number": number})

    def newest(
        self, data: WholeExchange | None
    ) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The one who sits here; a new person only where nobody is similar."""
        if data is None or data.preview is None or data.page.edit_refusal or data.preview.refusal:
            return None
        person = "" if data.preview.similar else "new"
        return {"person": person, "worker": self.desk.worker}, ()

    def action(self) -> Callable[[Work], Any]:
        """Accept."""
        exchange = self.record_id
        values = {key: row.value() for key, row in self.rows.items()}
        person = str(values["person"])
        typed = AcceptInput(
            person_id="" if person == "new" else person,
            name=str(values.get("name", "")),
            number=str(values["number"]),
            worker=str(values["worker"]),
            sure=bool(values.get("sure", False)),
            answer=typed_letter({k: v for k, v in values.items() if k != "number"}),
        )
        return lambda work: actions.accept(work, exchange, typed)

    def missing(self) -> Mapping[str, str]:
        """Whether the person is on record here already."""
        said = "似た人がいます。新しい人か、登録してある人かを選んでください。"
        return {} if self.rows["person"].value() else {"person": said}


class TakeOverForm(PaneForm["WholeExchange"]):
    """Which facts of a letter are kept in our case; the others stay as they are."""

    title = "文の内容を記録に入れる"

    def rows_form(self) -> Form:
        """A box for each field that would change."""
        form, data = Form(), self.pane.data
        self.save_button.set_words("選んだものを記録に入れる")
        found = data.changes if data is not None else ()
        choices = [
            (one.name, f"{one.label}　{one.ours or '（空欄）'} → {one.theirs}") for one in found
        ]
        note = "選ばない項目は、いまの記録のままです。"
        form.add(checks_field("fields", "変わる項目", choices, note=note))
        return form

    def newest(
        self, data: WholeExchange | None
    ) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Nothing is chosen by itself."""
        letter = data.letter if data is not None else None
        if data is None or letter is None or letter.id != self.part_id or not data.changes:
            return None
        return {"fields": ()}, (data.case_version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep what was chosen."""
        letter, version = self.part_id, self.versions[0]
        chosen = tuple(self.rows["fields"].value())
        return lambda work: actions.take_over(work, letter, version, chosen)


def person_words(one: SimilarPerson) -> str:
    """Somebody on record, beside whom the letter tells of."""
    birth = short_day(one.birth) if one.birth else "生年月日なし"
    return f"登録してある {one.name}（{one.kana or 'かななし'}・{birth}）の記録に加える"
