"""The report screen: right figures, the cases behind each, and the file that is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from app.calendar.fiscal import Period, calendar_year, fiscal_year, half_year, month, quarter
from app.reports.counting.figures import figures
from app.storage.records import Episode
from app.ui.desk import Where
from app.ui.jobs import Cancelled, InlineJobs, Progress
from app.ui.screens.report import figures_screen
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.screens.report.period_bar import in_kind, read_period
from app.ui.theme import theme

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def shown(qtbot: Any, sat: Callable[[], Any]) -> Iterator[tuple[FiguresScreen, Any]]:
    """The screen with April 2024, at the common office size."""
    at = sat()
    screen = FiguresScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("report", {"period": month(2024, 4)}))
    yield screen, at


def numbers(screen: FiguresScreen) -> dict[str, int]:
    """Every number of this year on the screen by the path of its figure."""
    found = {}
    for table in screen.tables:
        for row in range(table.rows.rowCount()):
            for column in range(1, table.rows.columnCount()):
                spot = table.spot_at(table.rows.index(row, column))
                if spot is not None and not spot.shows_last:
                    words = table.rows.index(row, column).data()
                    assert words == f"{spot.number:,}"
                    found[spot.path] = spot.number
    return found


def numbers_of(screen: FiguresScreen) -> list[str]:
    """The path of every figure of this year on the screen."""
    indexes = (
        (table, table.rows.index(row, column))
        for table in screen.tables
        for row in range(table.rows.rowCount())
        for column in range(1, table.rows.columnCount())
    )
    spots = (table.spot_at(index) for table, index in indexes)
    return [spot.path for spot in spots if spot is not None and not spot.shows_last]


def figure(expected: Any, path: str) -> int:
    """The right answer at a path; a category left out is 0."""
    node = expected
    for step in path.split("."):
        node = node.get(step, {})
    return node or 0


@pytest.mark.parametrize(
    ("kind", "key"),
    [("months", "2024-04"), ("months", "2025-03"), ("fiscal_years", "2024"),
     ("calendar_years", "2024")],
)  # fmt: skip
def test_every_number_shown_is_right(
    shown: tuple[FiguresScreen, Any], expected: Any, kind: str, key: str
) -> None:
    screen, _ = shown
    periods = {
        "months": lambda: month(*map(int, key.split("-"))),
        "fiscal_years": lambda: fiscal_year(int(key)),
        "calendar_years": lambda: calendar_year(int(key)),
    }
    screen.show_period(periods[kind]())
    found = numbers(screen)
    assert len(found) > 100
    right = expected[kind][key]
    assert found == {path: figure(right, path) for path in found}


def test_last_years_numbers_stand_beside(shown: tuple[FiguresScreen, Any], expected: Any) -> None:
    screen, _ = shown
    screen.show_period(month(2025, 4))
    table = screen.tables[0]
    assert table.choose_path("works.コーディネート.supported_persons", shows_last=True)
    april = expected["months"]["2024-04"]["works"]["コーディネート"]
    assert table.currentIndex().data() == str(april["supported_persons"])
    assert table.choose_path("works.コーディネート.new")
    assert screen.contents.compared.startswith(f"前年同月 {april['new']}件（")


def test_last_years_number_opens_to_the_cases_of_then(
    shown: tuple[FiguresScreen, Any],
) -> None:
    screen, _ = shown
    path = "works.コーディネート.supported_persons"
    assert screen.tables[0].choose_path(path)
    then = [row.number for _, row in screen.contents.entries.rows.loaded_rows()]
    assert then
    screen.show_period(month(2025, 4))
    assert screen.tables[0].choose_path(path)
    now = [row.number for _, row in screen.contents.entries.rows.loaded_rows()]
    assert screen.tables[0].choose_path(path, shows_last=True)
    entries = [row.number for _, row in screen.contents.entries.rows.loaded_rows()]
    assert entries == then != now


def test_what_is_behind_the_numbers_is_kept_only_while_they_are_shown(
    qtbot: Any, sat: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []

    def counting(reading: Any, period: Period) -> Any:
        counted.append(period)
        return figures(reading, period)

    monkeypatch.setattr(figures_screen, "figures", counting)
    room = QStackedWidget()
    qtbot.addWidget(room)
    screen, other = FiguresScreen(sat().desk), QLabel("別の画面")
    room.addWidget(screen)
    room.addWidget(other)
    room.show()
    asked = Where("report", {"period": month(2024, 4)})
    screen.open(asked)
    once = [month(2023, 4), month(2024, 4)]
    assert counted == once and not screen.writing.write.reason
    # what is shown and kept up to date is not counted again
    screen.open(asked)
    assert counted == once
    screen.tables[0].choose_path("works.コーディネート.new")
    told = numbers(screen)
    room.setCurrentWidget(other)
    assert screen.counted is None and screen.writing.write.reason
    room.setCurrentWidget(screen)
    screen.open(asked)
    assert counted == [*once, *once] and screen.counted is not None
    assert numbers(screen) == told and not screen.writing.write.reason
    assert screen.contents.entries.rows.rowCount() == 4
    # a window that is put away shows the same when it comes back
    room.hide()
    room.show()
    assert screen.counted is not None and counted == [*once, *once]


def test_a_number_opens_to_its_cases(qtbot: Any, shown: tuple[FiguresScreen, Any]) -> None:
    screen, at = shown
    table = screen.tables[0]
    assert table.choose_path("works.コーディネート.new")
    rows = [row for _, row in screen.contents.entries.rows.loaded_rows()]
    assert [(row.number, row.day, row.words) for row in rows] == [
        ("R6-C-001", "4/1", "特別"), ("R6-C-002", "4/5", "特別"),
        ("R6-C-003", "4/16", "特別 広域受理"), ("R6-C-004", "4/22", "特別 広域受理"),
    ]  # fmt: skip
    assert all(row.name for row in rows)
    assert screen.contents.sentence == ("依頼日が R6.4.1〜R6.4.30 の間にあるコーディネートの件数。")
    near = [row for _, row in screen.contents.beside.rows.loaded_rows()]
    assert near and all("期間より" in row.reason for row in near)
    entries = screen.contents.entries
    spot = entries.visualRect(entries.model().index(1, 0)).center()
    qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert at.went == [Where("cases", {"episode": rows[1].case_id})]


def test_a_sum_of_marks_says_why_it_is_more_than_the_persons(
    shown: tuple[FiguresScreen, Any], expected: Any
) -> None:
    screen, _ = shown
    marks = expected["months"]["2024-04"]["total"]["disability"]
    assert screen.tables[1].choose_path("total.disability.sum4")
    told = screen.contents.explained
    assert told.startswith(f"延べ{marks['sum4']}＝高齢{marks['高齢']}＋身体{marks['身体']}")
    assert f"実人員{marks['any4']}人のうち、2つに入る人が" in told
    rows = [row for _, row in screen.contents.entries.rows.loaded_rows()]
    assert len(rows) == marks["any4"] and "・" in rows[0].words
    assert screen.tables[0].choose_path("works.コーディネート.new")
    assert screen.contents.explained == ""


def test_arrows_reach_every_table(qtbot: Any, shown: tuple[FiguresScreen, Any]) -> None:
    screen, _ = shown
    screen.focus_first()
    assert screen.spot is not None and screen.spot.path == "works.コーディネート.new"
    qtbot.keyClick(screen.tables[0], Qt.Key.Key_Right)
    assert screen.spot.path == "works.コーディネート.closed"
    for _ in range(4):
        qtbot.keyClick(screen.tables[0], Qt.Key.Key_Down)
    assert screen.spot.path == "total.closed"
    qtbot.keyClick(screen.tables[0], Qt.Key.Key_Down)
    assert screen.spot.path.startswith("works.コーディネート.sex")
    assert not screen.tables[0].currentIndex().isValid()
    qtbot.keyClick(screen.tables[1], Qt.Key.Key_Up)
    assert screen.spot.path.startswith("total.")


def test_enter_leads_to_the_cases_and_esc_back(
    qtbot: Any, shown: tuple[FiguresScreen, Any]
) -> None:
    screen, at = shown
    with qtbot.waitActive(screen):
        screen.activateWindow()
    screen.focus_first()
    qtbot.keyClick(screen.tables[0], Qt.Key.Key_Return)
    assert screen.contents.entries.hasFocus()
    qtbot.keyClick(screen.contents.entries, Qt.Key.Key_Down)
    second = screen.contents.entries.chosen_row()
    qtbot.keyClick(screen.contents.entries, Qt.Key.Key_Return)
    assert at.went == [Where("cases", {"episode": second.case_id})]
    assert screen.go_back() and screen.tables[0].hasFocus()
    assert not screen.go_back()


class LateJobs(InlineJobs):
    """Answers come when they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Callable[[], None]] = []

    def run(self, fn: Any, **how: Any) -> None:
        """Hold a job."""
        self.held.append(lambda: super(LateJobs, self).run(fn, **how))

    def let_go(self) -> None:
        """Do what is held."""
        while self.held:
            self.held.pop(0)()


def test_the_keyboard_goes_to_the_numbers_when_they_come(qtbot: Any, sat: Any) -> None:
    at = sat()
    at.desk.jobs = jobs = LateJobs()
    screen = FiguresScreen(at.desk)
    qtbot.addWidget(screen)
    screen.show()
    screen.open(Where("report", {"period": month(2024, 4)}))
    screen.focus_first()
    assert screen.focusWidget() is screen.bar.back
    jobs.let_go()
    assert screen.focusWidget() is screen.tables[0]
    screen.show_period(month(2024, 5))
    screen.bar.on.setFocus()
    jobs.let_go()
    assert screen.focusWidget() is screen.bar.on


class StoppedJobs(InlineJobs):
    """The person in front of it stops every job that can be stopped."""

    def run(self, fn: Any, **how: Any) -> None:
        """Stop at the first step."""
        progress = Progress(lambda *step: None)
        progress.cancel()
        with pytest.raises(Cancelled):
            fn(progress)
        how["cancelled"]()


def test_counting_can_be_stopped(shown: tuple[FiguresScreen, Any]) -> None:
    screen, at = shown
    before = numbers(screen)
    at.desk.jobs = StoppedJobs()
    screen.bar.back.click()
    assert screen.period == month(2024, 4) and screen.bar.period == month(2024, 4)
    assert numbers(screen) == before


def test_an_answer_that_comes_late_is_not_shown(shown: tuple[FiguresScreen, Any]) -> None:
    screen, _ = shown
    late = screen._asked
    old = screen.counted
    screen.show_period(month(2024, 5))
    screen._arrived(late, old)
    assert screen.period == month(2024, 5) and screen.counted is not old


def test_the_check_line_holds_and_names_double_counting(
    shown: tuple[FiguresScreen, Any], expected: Any
) -> None:
    screen, _ = shown
    words = _words(screen)
    april = expected["months"]["2024-04"]
    twice = sum(work["supported_persons"] for work in april["works"].values())
    twice -= april["total"]["supported_persons"]
    assert f"前月末＋新規－終了＝月末 ✓　実人員の計は業務間の重複（{twice}人）を除く" in words


def test_a_calendar_year_has_its_form(shown: tuple[FiguresScreen, Any]) -> None:
    screen, _ = shown
    screen.bar.kinds.choose("calendar_year")
    assert screen.period == calendar_year(2024)
    assert screen.forms.form is not None and screen.forms.form.id == "calendar_year_builtin"
    assert screen.writing.write.isEnabled() and screen.writing.pdf.isEnabled()


def test_a_quarter_shows_its_own_words_and_its_sums(
    shown: tuple[FiguresScreen, Any], expected: Any
) -> None:
    screen, _ = shown
    screen.bar.kinds.choose("quarter")
    assert screen.period == quarter(2024, 1)
    months = [expected["months"][f"2024-0{at}"]["total"] for at in (4, 5, 6)]
    found = numbers(screen)
    assert found["total.new"] == sum(one["new"] for one in months)
    assert found["total.carried"] == months[0]["carried"]
    assert found["total.open"] == months[2]["open"]
    assert screen.tables[0].rows.columns[1].title == "前期末"
    assert screen.forms.form is not None and screen.forms.form.id == "quarterly_builtin"
    screen.bar.on.click()
    assert screen.period == quarter(2024, 2)
    screen.bar.kinds.choose("half_year")
    assert screen.period == half_year(2024, 1)


def test_a_number_that_a_gap_may_change_is_marked_and_names_it(
    qtbot: Any, shown: tuple[FiguresScreen, Any]
) -> None:
    screen, at = shown
    new, sex = "works.コーディネート.kubun_new.特別調整", "works.コーディネート.sex.男"
    with at.desk.office.work(at.desk.actor) as work:
        case = next(
            one
            for one in work.session.query(Episode).filter_by(service="coordination")
            if str(one.start.first).startswith("2024-04") and one.kubun is not None
        )
        case.kubun = None
        number, case_id = case.number, case.id
    screen.show_period(month(2024, 4))
    assert new in screen.unsettled and sex not in screen.unsettled
    assert "※の数が変わることがあります" in screen.notice.words
    marked = {
        spot.path
        for table in screen.tables
        for row in range(table.rows.rowCount())
        for column in range(1, table.rows.columnCount())
        if str(table.rows.index(row, column).data() or "").startswith("※")
        and (spot := table.spot_at(table.rows.index(row, column))) is not None
    }
    on_screen = set(numbers_of(screen))
    assert marked == screen.unsettled.keys() & on_screen and marked
    for table in screen.tables:
        table.choose_path(sorted(marked)[0])
    assert [gap.number for _, gap in screen.contents.gaps.rows.loaded_rows()] == [number]
    screen.contents.gaps.choose_row(0)
    screen.contents.gaps.setFocus()
    qtbot.keyClick(screen.contents.gaps, Qt.Key.Key_Return)
    assert at.went[-1] == Where("cases", {"episode": case_id})
    unmarked = sorted(on_screen - marked)[0]
    for table in screen.tables:
        table.choose_path(unmarked)
    assert screen.contents.gaps.isHidden()


def test_what_is_missing_is_mended_one_by_one(qtbot: Any, shown: tuple[FiguresScreen, Any]) -> None:
    screen, at = shown
    ids = []
    with at.desk.office.work(at.desk.actor) as work:
        some = work.session.query(Episode).filter(Episode.number.in_(_TWO))
        for episode in some.filter(Episode.service == "coordination"):
            episode.kubun = None
            ids.append(episode.id)
    qtbot.waitUntil(lambda: screen.counted.now.missing != ())
    gaps = screen.counted.now.missing
    assert {gap.id for gap in gaps} == set(ids)
    assert f"足りないもの {len(gaps)}件" in screen.notice.words
    for _ in range(2):
        screen.notice.acted.emit()
    assert {where.facts["episode"] for where in at.went} == set(ids)


_TWO = ("R6-C-001", "R6-C-002")


def test_steps_and_words_lead_to_periods(qtbot: Any, shown: tuple[FiguresScreen, Any]) -> None:
    screen, _ = shown
    screen.bar.back.click()
    assert screen.period == month(2024, 3)
    screen.bar.on.click()
    assert screen.period == month(2024, 4)
    screen.jump.editor.set_value("Ｒ６．１０")
    qtbot.keyClick(screen.jump.editor.line, Qt.Key.Key_Return)
    assert screen.period == month(2024, 10) and screen.jump.editor.value() == ""
    screen.jump.editor.set_value("いつか")
    qtbot.keyClick(screen.jump.editor.line, Qt.Key.Key_Return)
    assert screen.period == month(2024, 10) and "R6.4" in screen.jump.complaint


@pytest.mark.parametrize(
    ("typed", "kind", "wanted"),
    [
        ("R6.4", "month", month(2024, 4)),
        ("令和6年4月10日", "month", month(2024, 4)),
        ("2024/1", "fiscal_year", fiscal_year(2023)),
        ("R6", "fiscal_year", fiscal_year(2024)),
        ("令和6年度", "month", fiscal_year(2024)),
        ("R6年度", "calendar_year", fiscal_year(2024)),
        ("2024", "calendar_year", calendar_year(2024)),
        ("R6第1四半期", "month", quarter(2024, 1)),
        ("令和６年度 第４四半期", "month", quarter(2024, 4)),
        ("2024Q2", "fiscal_year", quarter(2024, 2)),
        ("R6上半期", "month", half_year(2024, 1)),
        ("令和6年度下期", "quarter", half_year(2024, 2)),
        ("R7.1", "quarter", quarter(2024, 4)),
        ("R6第5四半期", "month", None),
        ("3月", "month", month(2025, 3)),
        ("H31.5", "month", None),
        ("あ", "month", None),
    ],
)
def test_periods_as_people_write_them(typed: str, kind: str, wanted: Any) -> None:
    assert read_period(typed, kind, date(2025, 5, 7)) == wanted


def test_steps_cross_years() -> None:
    assert month(2024, 12).stepped(1) == month(2025, 1)
    assert month(2024, 1).stepped(-1) == month(2023, 12)
    assert in_kind(fiscal_year(2024), "quarter") == quarter(2024, 4)
    assert in_kind(month(2025, 3), "fiscal_year") == fiscal_year(2024)
    assert in_kind(fiscal_year(2024), "month") == month(2025, 3)


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_no_heading_of_a_table_is_cut(
    qtbot: Any, shown: tuple[FiguresScreen, Any], scale: float
) -> None:
    screen, _ = shown
    theme().set_scale(scale)
    qtbot.waitUntil(lambda: screen.tables[0].viewport().width() > 0)
    for table in screen.tables:
        head = table.horizontalHeader()
        for place in range(1, table.rows.columnCount()):
            words = head.fontMetrics().horizontalAdvance(table.rows.columns[place].title)
            assert table.columnWidth(place) >= words, table.rows.columns[place].title


def _words(widget: QWidget) -> str:
    found = [label.property("words") or label.text() for label in widget.findChildren(QLabel)]
    found += [label.words for label in widget.findChildren(QLabel) if hasattr(label, "words")]
    return "\n".join(found)
