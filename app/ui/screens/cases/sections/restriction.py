"""担当限定 on the case page: who alone sees the person's cases, since when and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases.queries import CasePage
from app.cases.restriction import actions, queries
from app.cases.restriction.queries import RestrictionPage
from app.cases.restriction.rules import IN_FILE, NAMED, RestrictionInput, meaning
from app.clock import JST
from app.staff.office_kind import director
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import checks_field, lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.words import short_day

KIND = "restriction"
_LINES = 2
_OFF, _ON = "だれでも", "限定"


class RestrictionSection(Section[RestrictionPage]):
    """Whether the cases are restricted, and the way to restrict them or to stop it."""

    key, title, shows = KIND, "見られる人", ("restriction", "restrictionstaff", "episode", "staff")
    readings = "たんとうげんてい 担当限定 みられるひと 閲覧制限"
    draft_kinds = (KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.restrict = Button("担当限定にする", kind="plain", icon_name="lock")
        self.lift = Button("担当限定をやめる", kind="plain")
        self.restrict.clicked.connect(self.open_choice)
        self.lift.clicked.connect(self.ask_lift)
        self.add_to_head(self.restrict)
        self.add_to_head(self.lift)

    def read(self, reading: Reading, page: CasePage) -> RestrictionPage:
        """How the case stands."""
        return queries.restriction(reading, page.episode.id)

    def record_ids(self, data: RestrictionPage) -> frozenset[str]:
        """That of the restriction."""
        return frozenset({data.id} - {""})

    def show_data(self, data: RestrictionPage) -> str:
        """Who sees the cases, and why not the others."""
        self.restrict.set_words("見られる人を変える" if data.id else "担当限定にする")
        self.lift.setVisible(bool(data.id))
        for button in (self.restrict, self.lift):
            button.allow()
            if data.refusal:
                button.refuse(data.refusal)
        for words, tone in _lines(data, director(self.desk.kind)):
            self.content.addWidget(Paragraph(words, tone=tone))
        if data.id and data.in_file:
            self.content.addWidget(ReasonLine(IN_FILE))
        return _ON if data.id else _OFF

    def open_choice(self) -> None:
        """Open the form in which the colleagues are chosen."""
        if self.page is not None:
            form = self.form_for(KIND, self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def ask_lift(self) -> None:
        """Show the cases to everybody again, once a reason is given."""
        if self.data is None or not self.data.id:
            return
        kept, version = self.data.id, self.data.version
        words = "すべての職員が、この人の支援を見られるようになります。理由（履歴に残ります）"
        why = self.desk.asking.ask_text("担当限定をやめる", words)
        if why is not None:
            self.act(lambda work: actions.lift(work, kept, version, why), self.setFocus)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The choice of colleagues, as it is now."""
        if self.page is None or self.data is None or self.data.refusal:
            return None
        words = "変える" if self.data.id else "担当限定にする"
        form = RestrictionForm(self, self.page, KIND, self.page.episode.id, words=words)
        found = form.newest(self.data)
        form.kept = self.data.id
        form.start_from(found[0])
        form.versions = found[1]
        return form


class RestrictionForm(SectionForm[RestrictionPage]):
    """Who sees the cases besides 担当者, and why."""

    kept = ""

    def __init__(self, *about: Any, **looks: Any) -> None:
        super().__init__(*about, **looks)
        data, column = self.section.data, self.layout()
        in_file = IN_FILE if data is not None and data.in_file else ""
        if isinstance(column, QVBoxLayout):
            column.insertWidget(
                0, Paragraph(meaning(self.desk.kind) + in_file)
            )  # said before it is done

    def rows_form(self) -> Form:
        """The rows."""
        data, form = self.section.data, Form(1)
        colleagues = data.colleagues if data is not None else ()
        choices = [(one.id, _named(one)) for one in colleagues]
        form.add(checks_field("staff", "見られる職員", choices), wide=True)
        form.add(lines_field("reason", "理由", lines=_LINES, note="履歴に残ります。"), wide=True)
        return form

    def newest(self, data: RestrictionPage) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """What holds now."""
        staff = tuple(one.id for one in data.colleagues if one.why)
        return {"staff": staff, "reason": data.reason}, ((data.version,) if data.id else ())

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        data = self.section.data
        names = {one.id: one.name for one in data.colleagues} if data is not None else {}
        return "・".join(names.get(one, "") for one in value) if key == "staff" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Restrict the cases, or change who sees them."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = RestrictionInput(tuple(values["staff"]), values["reason"])
        kept, episode = self.kept, self.page.episode.id
        if kept:
            return lambda work: actions.change(work, kept, self.versions[0], typed)
        return lambda work: actions.restrict(work, episode, typed)


def _named(one: queries.Colleague) -> str:
    return f"{one.name}（担当者）" if one.why == "worker" else one.name


def _lines(data: RestrictionPage, head: str) -> list[tuple[str, Tone]]:
    if not data.id:
        return [("すべての職員が見られます。", Tone.MUTED)]
    shown = [_named(one) for one in data.colleagues if one.why]
    chosen = any(one.why == NAMED for one in data.colleagues)
    who = "・".join(shown) or "（いまはいません）"
    since = short_day(data.since.astimezone(JST).date()) if data.since else ""
    told = f"担当者と選んだ職員、{head}" if chosen else f"担当者と{head}"
    return [
        (f"{told}だけが見られます: {who}", Tone.TEXT),
        (f"{since}から　{data.by}　理由: {data.reason}", Tone.MUTED),
    ]
