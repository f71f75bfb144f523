"""支援経過: several persons at once, what an entry said before, 定型文, and the papers of the staff."""

from __future__ import annotations

from app.cases.contacts.queries import ActivityFacts, activities_of
from app.cases.queries import CaseFilter, CaseRow, case_list
from app.codes import Service
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, press, settle
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.page import CasePane
from app.ui.screens.cases.screen import CasesScreen
from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.window import MainWindow


def take_contacts(window: MainWindow, photographer: Photographer) -> None:
    """The timeline first, then the forms around it, then the papers."""
    row, entry = _corrected(window)
    window.show_where(Where("cases", {"episode": row.id}))
    settle()
    screen = window.shown
    if not isinstance(screen, CasesScreen):
        raise TypeError("ケース does not show the case")
    pane = screen.pane
    press(pane.summary.activities.entries[entry.id], "訂正")
    photographer.take(window, "contact-earlier")
    _take_forms(window, photographer, pane, entry)
    pane.entries.manage_phrases()
    if pane.entries.phrases is None:
        raise LookupError("定型文 do not open")
    photographer.take(pane.entries.phrases, "phrases")
    pane.entries.phrases.reject()
    _take_whose(window, photographer, row)
    _take_papers(window, photographer)


def _corrected(window: MainWindow) -> tuple[CaseRow, ActivityFacts]:
    """A case with a contact that several persons share and that was corrected."""
    with window.desk.office.reading(window.desk.actor) as reading:
        wanted = CaseFilter(services=(str(Service.FOLLOW_UP),))
        for row in case_list(reading, wanted, limit=500).rows:
            for entry in activities_of(reading, row.id, limit=5):
                if entry.earlier and entry.together:
                    return row, entry
    raise LookupError("no contact was corrected")


def _take_forms(
    window: MainWindow, photographer: Photographer, pane: CasePane, entry: ActivityFacts
) -> None:
    pane.record()
    form = pane.active_form
    if not isinstance(form, ActivityForm):
        raise TypeError("支援経過 does not open")
    together = [(one.episode_id, f"{one.name} {one.number}") for one in entry.together]
    for key, value in (
        ("means", "visit"),
        ("minutes", "100"),
        ("content", "三人の様子を見た。"),
        ("place", "グループホーム見本の家"),
        ("travel_minutes", "40"),
        ("distance", "12.5"),
        ("fare", "760"),
        ("others", together),
    ):
        form.rows[key].set_value(value)
    form.rows["others"].setFocus()
    photographer.take(window, "record-together")
    window.back()
    pane.entries.correct(entry)
    if pane.active_form is not None:
        pane.active_form.rows["reason"].setFocus()
    photographer.take(window, "contact-correct")
    pane.entries.withdraw(entry)
    photographer.take(window, "contact-withdraw")
    window.back()


def _take_whose(window: MainWindow, photographer: Photographer, row: CaseRow) -> None:
    """Ctrl+N where no case is shown."""
    window.show_where(Where("today"))
    window.record()
    window.top.search.field.setText(row.name.split()[0])
    photographer.take(window, "record-whose")
    window.back()


def _take_papers(window: MainWindow, photographer: Photographer) -> None:
    window.show_where(Where("report", {"paper": "travel"}))
    screen = window.shown.part if isinstance(window.shown, PlaceOfScreens) else None
    if not isinstance(screen, FiguresScreen) or screen.paper is None:
        raise TypeError("報告 does not ask for the 帳票")
    photographer.take(screen.paper, "travel")
    screen.paper.reject()
    screen.show_paper("daily")
    screen.paper.look()
    settle()
    if screen.paper.preview is None:
        raise LookupError("業務日報 is not shown")
    photographer.take(screen.paper.preview, "daily-report")
    screen.paper.preview.reject()
    screen.paper.reject()
