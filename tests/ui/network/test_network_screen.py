"""The place 関係機関: found, registered, corrected, closed, searched for a person; by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.cases import actions as cases
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.codes import Service
from app.network.contacts import actions as contacts
from app.network.contacts.rules import ContactInput
from app.network.directory.queries import DirectoryFilter, directory
from app.network.events.queries import EventFilter, events
from app.network.municipalities.queries import municipality
from app.network.offers import actions as offers
from app.network.offers.rules import OfferInput
from app.network.organisations import actions, queries
from app.people import actions as people
from app.people.rules import PersonInput
from app.ui.desk import Where
from app.ui.screens.cases.screen import CasesScreen
from app.ui.screens.network.events import EventsLeaf
from app.ui.screens.network.municipalities import MunicipalitiesLeaf
from app.ui.screens.network.organisations import OrganisationsLeaf
from app.ui.screens.network.screen import NetworkScreen
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.timeline import TimelineEntry

HOSTEL, CITY, CLINIC = "更生保護法人 髙見沢会", "見本市福祉事務所", "邉見病院"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display


def keyed(field: QWidget, text: str) -> None:
    """Words as an input method hands them over."""
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


def button(qtbot: Any, part: QWidget, words: str) -> Button:
    """The button that says this, once it can be seen."""

    def seen() -> list[Button]:
        return [b for b in part.findChildren(Button) if b.text() == words and b.isVisible()]

    qtbot.waitUntil(lambda: bool(seen()))
    return seen()[0]


def field(form: Any, key: str) -> QWidget:
    """Where a row takes the keyboard."""
    widget: QWidget = form.rows[key].editor.fields()[0]
    return widget


@pytest.fixture
def screen(qtbot: Any, sitting: Any) -> Iterator[NetworkScreen]:
    made = NetworkScreen(sitting.desk)
    made.resize(theme().px(1198), theme().px(698))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.open(Where("network"))
    made.focus_first()
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def directory_of(screen: NetworkScreen) -> OrganisationsLeaf:
    leaf = screen.leaf
    assert isinstance(leaf, OrganisationsLeaf)
    return leaf


def names(screen: NetworkScreen) -> list[str]:
    return [row.name for _, row in screen.leaf.found.model.loaded_rows()]


def test_the_list_begins_with_the_own_prefecture_and_a_search_leads_out(
    qtbot: Any, screen: NetworkScreen
) -> None:
    leaf = directory_of(screen)
    assert names(screen) == [HOSTEL, CITY], "群馬県; by フリガナ"
    keyed(leaf.found.search.field, "へんみ")
    qtbot.waitUntil(lambda: names(screen) == [])
    leaf.found.table.hint_acted.emit()
    qtbot.waitUntil(lambda: names(screen) == [CLINIC])
    QTest.keyClick(leaf.found.search.field, Qt.Key.Key_Return)
    assert leaf.pane.data.page.name == CLINIC


def test_a_new_one_is_registered_by_keyboard(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    QTest.keyClick(button(qtbot, leaf.found, "機関を登録"), Qt.Key.Key_Return)
    form = leaf.pane.form
    assert form is not None
    qtbot.waitUntil(field(form, "name").hasFocus)
    for key, words in (
        ("name", "高見沢会"), ("kana", "たかみざわかい"), ("kind", "水道事業者"),
    ):  # fmt: skip
        keyed(field(form, key), words)
        QTest.keyClick(field(form, key), Qt.Key.Key_Return)
    assert form.rows["public"].value() == "public"
    qtbot.waitUntil(lambda: HOSTEL in form.twin.words)
    keyed(field(form, "municipality"), "まえばし")
    QTest.keyClick(form.rows["municipality"].editor.popup, Qt.Key.Key_Down)
    QTest.keyClick(form.rows["municipality"].editor.popup, Qt.Key.Key_Return)
    QTest.keyClick(field(form, "note"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page = leaf.pane.data.page
    assert (page.facts.municipality, page.facts.prefecture) == ("10201", "10")
    assert page.kind == "water_utility" and page.public
    assert leaf.pane.form is None and "高見沢会" in names(screen)


def test_what_is_missing_is_said_under_its_field(qtbot: Any, screen: NetworkScreen) -> None:
    leaf = directory_of(screen)
    leaf.pane.begin("organisation")
    leaf.pane.save()
    form = leaf.pane.form
    assert form is not None
    assert form.rows["name"].error() == "名称を入力してください。"
    assert "一覧から選んで" in form.rows["kind"].error()


def test_the_buttons_come_into_sight_with_the_last_field(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    screen.resize(screen.width(), theme().px(640))
    screen.open(Where("network", {"organisation": sitting.ids[HOSTEL]}))
    button(qtbot, leaf.pane, "社会資源を加える").click()
    form = leaf.pane.form
    assert form is not None
    keyed(field(form, "vacancy_on"), "あさって")
    leaf.pane.save()
    seen = leaf.pane.scrolled.viewport()
    leaf.pane.scrolled.verticalScrollBar().setValue(0)

    def low() -> int:
        return int(form.save_button.mapTo(seen, form.save_button.rect().bottomLeft()).y())

    qtbot.waitUntil(lambda: low() >= seen.height())
    form.rows["note"].setFocus()
    qtbot.waitUntil(lambda: low() < seen.height())


def test_offers_contacts_and_notes_are_added_and_opened_with_enter(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    screen.open(Where("network", {"organisation": sitting.ids[HOSTEL]}))
    button(qtbot, leaf.pane, "社会資源を加える").click()
    form = leaf.pane.form
    assert form is not None
    form.rows["domain"].set_value("housing")
    keyed(field(form, "title"), "居室")
    keyed(field(form, "vacancy"), "2")
    form.rows["accepts"].editor.boxes["released"].click()
    leaf.pane.save()
    assert form.rows["vacancy_on"].error().startswith("空きを確かめた日")
    keyed(field(form, "vacancy_on"), "11/20")
    leaf.pane.save()
    (offer,) = leaf.pane.data.offers
    assert (offer.facts.vacancy, offer.facts.accepts) == ("2", ("released",))
    button(qtbot, leaf.pane, "担当者を加える").click()
    keyed(field(leaf.pane.form, "name"), "例示 担当")
    leaf.pane.save()
    entry = next(
        e for e in leaf.pane.findChildren(TimelineEntry) if "例示 担当" in e.accessibleName()
    )
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert leaf.pane.form is not None and leaf.pane.form.rows["name"].value() == "例示 担当"
    sitting.asking.script(True)
    button(qtbot, leaf.pane.form, "この担当者を消す").click()
    assert leaf.pane.data.contacts == () and leaf.pane.form is None


def test_a_name_of_a_person_in_a_note_is_warned_of_and_still_saved(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    sitting.work(lambda w: people.register(w, PersonInput("髙橋 はるな", "", "female", "")))
    leaf = directory_of(screen)
    screen.open(Where("network", {"organisation": sitting.ids[CITY]}))
    button(qtbot, leaf.pane, "覚え書きを加える").click()
    form = leaf.pane.form
    assert form is not None
    qtbot.waitUntil(field(form, "text").hasFocus)
    keyed(field(form, "text"), "高橋はるなさんに親切だった")
    qtbot.waitUntil(lambda: "髙橋 はるな" in form.advice.words)
    leaf.pane.save()
    assert leaf.pane.data.notes[0].facts.text == "高橋はるなさんに親切だった"


def test_closed_and_opened_again(qtbot: Any, screen: NetworkScreen, sitting: Any) -> None:
    leaf = directory_of(screen)
    screen.open(Where("network", {"organisation": sitting.ids[CITY]}))
    button(qtbot, leaf.pane, "閉鎖にする").click()
    leaf.pane.save()
    assert names(screen) == [HOSTEL]
    assert "取り消してください" in button(qtbot, leaf.pane, "訂正").reason
    leaf.found.closed.setChecked(True)
    assert names(screen) == [HOSTEL, CITY]
    button(qtbot, leaf.pane, "閉鎖を取り消す").click()
    assert leaf.pane.data.page.closed_on is None
    assert button(qtbot, leaf.pane, "訂正").reason == ""


def test_what_another_desk_saved_is_brought_together(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    screen.open(Where("network", {"organisation": sitting.ids[CITY]}))
    leaf.pane.edit("organisation")
    form = leaf.pane.form
    assert form is not None
    keyed(field(form, "fax"), "027-9")
    page = sitting.read(lambda r: queries.organisation(r, sitting.ids[CITY]))
    sitting.work(
        lambda w: actions.change(w, page.id, page.version, replace(page.facts, phone="027-1"))
    )
    assert "電話" in form.newer.words
    leaf.pane.save()
    kept = sitting.read(lambda r: queries.organisation(r, sitting.ids[CITY]))
    assert (kept.facts.phone, kept.facts.fax) == ("027-1", "027-9")


def test_typing_waits_while_another_record_is_looked_at(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    screen.open(Where("network", {"organisation": sitting.ids[CITY]}))
    leaf.pane.edit("organisation_note")
    keyed(field(leaf.pane.form, "text"), "書きかけ")
    screen.open(Where("network", {"organisation": sitting.ids[HOSTEL]}))
    assert leaf.pane.form is None
    screen.open(Where("network", {"organisation": sitting.ids[CITY]}))
    assert leaf.pane.form is not None and leaf.pane.form.rows["text"].value() == "書きかけ"
    sitting.asking.script(False)
    assert not screen.may_leave()
    screen.chips.choose("municipalities")
    sitting.asking.script(True)
    assert screen.may_leave()


def test_the_list_is_narrowed_to_the_needs_of_a_person(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    def fill(work: Any) -> str:
        for name, domain in ((HOSTEL, "housing"), (CLINIC, "medical"), (CITY, "income")):
            accepts = ("elderly",) if name == CITY else ()
            offers.add(work, sitting.ids[name], OfferInput(domain, "相談", accepts=accepts))
        person = people.register(work, PersonInput("試作 朔", "", "male", ""))
        values = {"start": "R8.4.1", "intellectual": True}
        episode = cases.open_episode(work, person, Service.FOLLOW_UP, values)
        needs = {code: NeedWords("needed", "") for code in ("housing", "income")}
        assessment.add_sheet(work, episode, SheetInput("11/1", needs=needs))
        return episode

    episode = sitting.work(fill)
    screen.open(Where("network", {"leaf": "signals"}))
    screen.open(Where("network", {"for": episode}))
    assert screen.leaf.key == "organisations", "whichever list was shown before"
    leaf = directory_of(screen)
    assert names(screen) == [HOSTEL], "収入の窓口は高齢のみ、病院は別の県"
    assert "試作 朔さんの資源" in leaf.found.whose.words
    assert "住まい、収入" in leaf.found.whose.words and "知的" in leaf.found.whose.words
    leaf.found.whose.acted.emit()
    assert names(screen) == [HOSTEL, CITY] and leaf.found.whose.words == ""


def test_chips_narrow_and_the_groups_lead_to_their_kinds(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    leaf.found.group.choose("行政")
    assert names(screen) == [CITY]
    offered = {str(action.data()) for action in leaf.found.kind.menu().actions()}
    assert "welfare_office" in offered and "medical" not in offered
    leaf.found.kind.choose("prefecture")
    assert names(screen) == []
    leaf.found.clear_filters()
    assert set(names(screen)) == {HOSTEL, CITY, CLINIC}


def test_the_lists_of_the_country_are_offered_and_taken(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    leaf = directory_of(screen)
    assert "314件" in leaf.found.unlisted.words
    leaf.found.unlisted.acted.emit()
    assert leaf.found.unlisted.words == ""
    assert "前橋保護観察所" in names(screen)
    assert sitting.read(lambda r: directory(r, DirectoryFilter(), limit=1)).total == 317


def test_a_municipality_through_the_years(qtbot: Any, screen: NetworkScreen, sitting: Any) -> None:
    screen.chips.choose("municipalities")
    leaf = screen.leaf
    assert isinstance(leaf, MunicipalitiesLeaf)
    assert leaf.found.model.rowCount() == 35
    screen.open(Where("network", {"municipality": "10201"}))
    for year in ("2025", "2026"):
        leaf.found.year.choose(year)
        button(qtbot, leaf.pane, "記録する").click()
        form = leaf.pane.form
        assert form is not None
        form.rows["runs"].set_value("preparing" if year == "2025" else "yes")
        several = form.rows["consultation"].editor
        QTest.keyClick(several.more, Qt.Key.Key_Return)
        several.lines[0].choice.set_value(sitting.ids[CITY])
        leaf.pane.save()
        assert leaf.pane.form is None
    page = sitting.read(lambda r: municipality(r, "10201"))
    assert [(y.fiscal_year, y.facts.runs) for y in page.years] == [
        (2026, "yes"), (2025, "preparing"),
    ]  # fmt: skip
    assert page.shown.facts.consultation == (sitting.ids[CITY],)
    leaf.found.year.choose("2027")
    assert "1か所あります" in leaf.found.copy.words
    leaf.found.copy.acted.emit()
    assert leaf.found.copy.words == "" and leaf.pane.data.shown.facts.runs == "yes"


def test_an_event_is_recorded_with_those_who_took_part(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    screen.open(Where("network", {"leaf": "events", "new": True}))
    leaf = screen.leaf
    assert isinstance(leaf, EventsLeaf)
    form = leaf.pane.form
    assert form is not None
    form.rows["kind"].set_value("meeting")
    keyed(field(form, "name"), "連絡会")
    several = form.rows["attending"].editor
    qtbot.waitUntil(several.more.isVisible)
    QTest.keyClick(several.more, Qt.Key.Key_Return)
    line = several.lines[0]
    qtbot.waitUntil(line.choice.line.hasFocus)
    keyed(line.choice.line, "髙見沢")
    qtbot.waitUntil(lambda: line.choice.popup.isVisible())
    QTest.keyClick(line.choice.popup, Qt.Key.Key_Down)
    QTest.keyClick(line.choice.popup, Qt.Key.Key_Return)
    keyed(line.people.line, "2")
    leaf.pane.save()
    (row,) = sitting.read(lambda r: events(r, EventFilter())).rows
    assert (row.name, row.organisations) == ("連絡会", 1)
    assert [(one.name, people) for one, people in leaf.pane.data.attending] == [(HOSTEL, 2)]
    screen.open(Where("network", {"organisation": sitting.ids[HOSTEL]}))
    button(qtbot, screen.leaf.pane, "連絡会").click()
    assert sitting.gone[-1] == Where("network", {"event": row.id})
    screen.open(sitting.gone[-1])
    leaf.pane.edit("event")
    sitting.asking.script(True)
    button(qtbot, leaf.pane.form, "この記録を消す").click()
    assert sitting.read(lambda r: events(r, EventFilter())).total == 0
    assert leaf.pane.form is None and leaf.pane.record_id == ""


def test_somebody_there_leads_to_the_organisation(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    sitting.work(lambda w: contacts.add(w, sitting.ids[CITY], ContactInput("模擬 窓子")))
    leaf = directory_of(screen)
    leaf.found.search.field.setText("模擬窓子")
    leaf.found.ask()
    assert names(screen) == [CITY]


def test_the_list_is_printed_without_hidden_addresses_unless_asked(
    qtbot: Any, screen: NetworkScreen, sitting: Any
) -> None:
    page = sitting.read(lambda r: queries.organisation(r, sitting.ids[HOSTEL]))
    hidden = replace(page.facts, address="内緒町1", hidden_address=True)
    sitting.work(lambda w: actions.change(w, page.id, page.version, hidden))
    leaf = directory_of(screen)
    for answer in (False, True):
        sitting.asking.script(answer)
        QTest.keyClick(leaf.found.prints, Qt.Key.Key_Return)
        kind, words = sitting.asking.said[-1]
        assert kind == "danger" and "1件" in words, "not to print is the answer of Enter"
        preview = leaf.preview
        assert preview is not None
        qtbot.waitUntil(lambda preview=preview: preview.printed is not None)
        preview.reject()


@pytest.mark.parametrize("section", ["placement", "assessment"])
def test_a_case_leads_to_what_its_person_needs(qtbot: Any, sitting: Any, section: str) -> None:
    def begin(work: Any) -> str:
        person = people.register(work, PersonInput("試作 朔", "", "male", ""))
        return cases.open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})

    episode = sitting.work(begin)
    cases_screen = CasesScreen(sitting.desk)
    qtbot.addWidget(cases_screen)
    cases_screen.show()
    cases_screen.open(Where("cases", {"episode": episode}))
    shown = {one.key: one for one in cases_screen.pane.summary.sections}[section]
    button(qtbot, shown, "資源を探す").click()
    assert sitting.gone[-1] == Where("network", {"for": episode})


def test_a_narrow_list_keeps_the_names_and_the_free_places(
    qtbot: Any, screen: NetworkScreen
) -> None:
    leaf = directory_of(screen)
    keys = [column.key for column in leaf.found.model.columns]

    def seen() -> list[str]:
        return [k for n, k in enumerate(keys) if not leaf.found.table.isColumnHidden(n)]

    assert seen() == keys
    theme().set_scale(1.6)
    qtbot.waitUntil(lambda: seen() == ["name", "vacancy"])
    theme().set_scale(1.0)
    qtbot.waitUntil(lambda: seen() == keys)
