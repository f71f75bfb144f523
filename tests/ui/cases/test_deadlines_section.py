"""期限・課題 on the case page: reasons in sight, settling with a reason, tasks, what-if."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.staff.permissions import Actor, Role
from app.storage.records import Episode
from app.ui.screens.cases.sections.deadlines import Deadlines
from app.ui.theme import Size, theme
from app.ui.widgets.paragraph import Paragraph


@pytest.fixture
def opened(opened_embedded: Any) -> Any:
    """One engine is enough for what the section shows."""
    return opened_embedded


@pytest.fixture
def section(place: Any) -> Deadlines:
    """The section of a case whose term ends on 31 December."""
    place.work(
        lambda work: cases.correct(
            work, place.ids["co"], _version(work, place.ids["co"]), {"term_end": "R8.12.31"}
        )
    )
    place.open("co")
    found = place.screen.findChildren(Deadlines)
    assert len(found) == 1
    made: Deadlines = found[0]
    return made


def _version(work: Any, episode: str) -> int:
    version: int = work.get(Episode, episode).version
    return version


def words(widget: QWidget) -> str:
    throw_away_the_old()
    labels = [part.text() for part in widget.findChildren(QLabel)]
    longer = [part.words for part in widget.findChildren(Paragraph)]
    return "\n".join((*labels, *longer))


def button(section: Deadlines, text: str) -> QPushButton:
    return buttons(section, text)[0]


def buttons(section: Deadlines, text: str) -> list[QPushButton]:
    throw_away_the_old()
    return [one for one in section.findChildren(QPushButton) if one.text() == text]


def throw_away_the_old() -> None:
    """What was shown before goes away with the next turn of the event loop."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_reason_and_the_closed_days_are_in_sight(section: Deadlines) -> None:
    shown = words(section)
    assert "1/1(金・元日)" in shown
    assert "満期釈放（38日後）" in shown
    assert "刑期終了日 R8.12.31(木)の翌日で、閉庁日でも動かない（刑法24条2項" in shown
    assert "12/29〜1/3（年末年始・元日）" in shown


def test_not_applicable_asks_for_the_reason_and_can_be_taken_back(section: Deadlines) -> None:
    button(section, "該当しない").click()
    form = section.form
    assert form is not None
    form.save()
    assert form.rows["note"].error() == "理由を入力してください。あとから読めます。"
    form.rows["note"].set_value("仮釈放になった")
    form.save()
    assert section.form is None
    assert section.data is not None and section.data.dues == ()
    assert "仮釈放になった" in words(section)
    button(section, "元に戻す").click()
    form = section.form
    assert form is not None
    form.rows["note"].set_value("取り違え")
    form.save()
    assert [item.state for item in section.data.dues] == ["open"]
    button(section, "済み").click()
    assert section.data.dues == ()


def test_a_task_is_added_corrected_and_ticked(section: Deadlines) -> None:
    section.add_task.click()
    form = section.form
    assert form is not None
    assert form.rows["worker"].value() != ""
    form.rows["title"].set_value("見学の日を聞く")
    form.rows["due"].set_value("R8.13.1")
    form.save()
    assert form.rows["due"].error() and form.rows["title"].value() == "見学の日を聞く"
    form.rows["due"].set_value("11/20")
    form.save()
    assert section.data is not None
    assert [(task.title, task.done) for task in section.data.tasks] == [("見学の日を聞く", False)]
    button(section, "訂正").click()
    form = section.form
    assert form is not None
    assert form.rows["due"].value() in ("R8.11.20", "R9.11.20")
    form.rows["title"].set_value("見学の日を決める")
    form.save()
    buttons(section, "済み")[-1].click()
    assert [(task.title, task.done) for task in section.data.tasks] == [("見学の日を決める", True)]


def test_what_if_shows_what_moves_and_keeps_nothing(section: Deadlines, place: Any) -> None:
    section.ask.click()
    panel = section.what_if
    assert not panel.isHidden()
    panel.which.set_value("episode.term_end")
    panel.day.set_value("R9.1.10")
    panel.look()
    assert "1/1(金・元日) → 1/11(月・成人の日)" in words(panel)
    panel.day.set_value("R9.2.30")
    panel.look()
    assert panel.day.error()
    assert place.page("co").episode.values["term_end"].iso == "2026-12-31"
    place.open("su")  # another case has other days
    assert panel.isHidden()
    assert panel.which.value() not in ("", "episode.term_end")


def test_who_may_not_plan_is_told_why(section: Deadlines, place: Any) -> None:
    place.desk.actor = Actor(place.desk.actor.staff_id, "例示 樹", Role.AUDITOR)
    section.reload()
    assert "閲覧・監査の役割ではできません" in section.add_task.reason
    assert not button(section, "済み").isEnabled()


def test_long_names_of_rules_wrap(section: Deadlines, place: Any) -> None:
    def arrested(work: Any) -> None:
        work.get(Episode, place.ids["su"]).arrest = PartialDate(2026, 11, 23)

    place.work(arrested)
    theme().set_scale(1.6)
    place.open("su")
    assert "勾留請求の期限（逮捕から）" in words(section)
    assert section.content.minimumSize().width() < theme().px(Size.DIALOG_WIDTH)
