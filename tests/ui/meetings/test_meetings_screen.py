"""会議 by keyboard: planned, held, shared, decided, the next one; each refusal says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.deadlines.tasks.queries import open_tasks
from app.meetings import actions
from app.meetings.members.actions import set_attendance
from app.storage.records import HistoryEntry
from app.ui.desk import Where
from app.ui.screens.meetings import kinds
from app.ui.widgets.paragraph import Paragraph
from tests.consent.one_register import consent, person_of
from tests.meetings.one_meeting import held, joined
from tests.ui.meetings.conftest import press

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


def words(widget: Any) -> str:
    """Every sentence a part says."""
    parts = widget.findChildren(Paragraph)
    return "\n".join(part.words for part in parts if not part.isHidden())


def test_a_meeting_is_planned_from_the_keyboard(place: Any) -> None:
    place.screen.leaf.found.new.setFocus()
    press(ENTER)
    assert QApplication.focusWidget() is place.form.rows["kind"].editor.fields()[0]
    place.fill(kind="case", title="第2回", day="12/1", start="10:00", place="センター")
    place.form.save()
    (row,) = [row for row in place.rows() if "第2回" in row]
    assert row == "ケース会議　第2回"
    page = place.pane.data.page
    assert (page.facts.day, page.facts.start) == (date(2026, 12, 1), 600)
    assert [one.who for one in page.members] == [place.desk.worker]
    assert "先の日の会議です" in place.pane.head.hold.reason


def test_what_cannot_be_kept_is_said_at_its_field(place: Any) -> None:
    place.screen.leaf.found.new.click()
    assert place.form.heading() == "会議を入れる"
    place.fill(title="名なし")
    place.form.save()
    assert "入力して" in place.form.rows["day"].error()
    assert place.form.rows["title"].value() == "名なし"


def test_a_meeting_for_a_case_discusses_its_person(place: Any) -> None:
    episode = place.cases["榧野 岳"]
    place.screen.open(Where("meetings", {"new": True, "episode": episode}))
    place.fill(day="R8.11.20")
    press(Qt.Key.Key_S, CONTROL)
    assert [one.name for one in place.pane.data.page.people] == ["榧野 岳"]
    place.screen.leaf.found.new.click()
    place.fill(day="R8.11.20")
    place.form.save()
    assert place.pane.data.page.people == ()


def test_the_list_by_time_kind_and_words(place: Any) -> None:
    found = place.screen.leaf.found
    assert len(place.rows()) == 3
    found.kind.choose("multi")
    assert place.rows() == ["重層的支援会議"]
    found.kind.choose("")
    held(place.opened, place.meetings["joint"])
    found.ask()
    assert "合同支援会議　第1回" not in place.rows()
    found.show_when("past")
    assert place.rows() == ["合同支援会議　第1回"]
    found.show_when("")
    found.search.field.setText("榧野")
    found.ask()
    assert place.rows() == ["重層的支援会議"]
    found.search.field.setText("いない人")
    found.ask()
    assert "条件に合う会議はありません" in found.hint()[0]
    found.act_on_hint()
    assert len(place.rows()) == 3


def test_who_has_not_consented_stands_in_the_way_with_the_ways_open(place: Any) -> None:
    place.open("multi")
    reason = place.pane.head.hold.reason
    assert "榧野 岳: あさひ市福祉事務所への同意がない" in reason
    card = place.pane.people
    assert [one.text() for one in card.turns.values()] == ["支援会議として開く"]
    assert "同意あり: あさひ市福祉事務所" in words(card)
    assert "あさひ市福祉事務所への同意がないため、重層的支援会議では話せません。" in words(card)
    assert "できること" not in words(card)  # the buttons say it
    (turn,) = card.turns.values()
    place.asking.script(True)
    turn.setFocus()
    press(ENTER)
    assert place.pane.data.page.facts.kind == "support106"
    assert "同意がなくても" in words(card)


def test_left_out_the_meeting_can_be_held(place: Any) -> None:
    place.open("multi")
    gone = next(one for one in place.pane.data.page.people if one.name == "榧野 岳")
    place.asking.script(True)
    place.pane.people.outs[gone.id].click()
    assert place.pane.head.hold.reason == ""
    place.pane.head.hold.setFocus()
    press(ENTER)
    assert place.form.kind == kinds.HOLD
    press(Qt.Key.Key_S, CONTROL)
    assert place.form is None and place.pane.data.page.facts.state == "held"


def test_a_consent_given_elsewhere_opens_the_way_at_once(place: Any) -> None:
    place.open("multi")
    assert place.pane.head.hold.reason
    person = person_of(place.opened, place.cases["榧野 岳"])
    consent(place.opened, person, place.offices["あさひ市福祉事務所"])
    assert place.pane.head.hold.reason == ""


def test_secrecy_of_all_with_one_form_and_a_guest_is_no_recipient(place: Any) -> None:
    place.open("support")
    card = place.pane.members
    assert "同席（構成員でない）" in words(card)
    guest = next(one for one in place.pane.data.page.members if not one.member)
    assert "構成員ではないので" in card.secrecy[guest.id].reason
    card.buttons[kinds.SECRECY].setFocus()
    press(ENTER)
    place.fill(day="R8.11.20", how="read_out")
    place.form.save()
    assert "守秘 R8.11.20 冒頭で読み上げて確認" in words(card)
    assert "まだの構成員はいません" in card.buttons[kinds.SECRECY].reason
    held(place.opened, place.meetings["support"])
    place.pane.shared.buttons[kinds.SHARE].click()
    assert place.form.rows["organisations"].value() == (place.offices["あさひ市福祉事務所"],)
    every = tuple(place.form.rows["organisations"].editor.boxes)
    place.fill(items=("identity",), organisations=every)
    place.form.weigh()
    assert "1件を残せます。次の1件は残りません。" in place.form.verdict.words
    assert "構成員ではない" in place.form.verdict.words
    place.form.save()
    assert "残せなかったもの" in place.pane.shared.outcome.words
    assert "グループホームこもれび: 構成員ではない" in place.pane.shared.outcome.words
    (kept,) = place.page("support").shared
    assert kept.organisation == "あさひ市福祉事務所"
    place.open("joint")
    assert place.pane.shared.outcome.words == ""


def test_nothing_to_share_leaves_the_form_and_says_why(place: Any) -> None:
    joined(place.opened, place.meetings["joint"], place.offices["グループホームこもれび"])
    held(place.opened, place.meetings["joint"])
    place.open("joint")
    place.pane.edit(kinds.SHARE)
    home = place.offices["グループホームこもれび"]
    place.fill(items=("identity",), organisations=(home,))
    place.form.save()
    assert "この提供先への本人の同意がありません" in place.form.notice.words
    assert place.form.rows["items"].value() == ("identity",)
    assert not place.form.rows["why"].isVisible()
    place.fill(basis="law")
    place.form.edited.emit()
    assert place.form.rows["why"].isVisible()
    place.form.save()
    assert "どの法令" in place.form.rows["why"].error()
    place.fill(why="生活保護法第29条")
    place.form.save()
    assert place.form is None
    assert "個人情報保護法第27条第1項第1号" in words(place.pane.shared)


def test_attendance_and_who_comes(place: Any) -> None:
    place.open("joint")
    card = place.pane.members
    member = place.pane.data.page.members[0]
    card.attendance[member.id].chosen.emit("absent")
    assert place.page("joint").members[0].attendance == "absent"
    assert QApplication.focusWidget() is card.attendance[member.id]
    card.attendance[member.id].chosen.emit("invited")
    card.all_there.click()
    assert {one.attendance for one in place.page("joint").members} == {"attended"}
    assert "未定の人はいません" in card.all_there.reason
    card.buttons[kinds.MEMBER].setFocus()
    press(ENTER)
    place.form.save()
    assert "機関を選んでください" in place.form.rows["organisation_id"].error()
    place.fill(organisation_id=place.offices["グループホームこもれび"], name="雛形 翠")
    place.form.save()
    assert QApplication.focusWidget() is card.buttons[kinds.MEMBER]
    added = place.page("joint").members[1]
    assert (added.organisation, added.name) == ("グループホームこもれび", "雛形 翠")
    card.names[added.id].click()
    place.fill(role="受入れ")
    place.form.save()
    assert "役割: 受入れ" in words(card)
    card.names[added.id].click()
    place.asking.script(True)
    place.form.remove_button.click()
    assert len(place.page("joint").members) == 2


def test_a_person_and_one_of_the_staff_are_added(place: Any) -> None:
    place.open("joint")
    place.pane.people.buttons[kinds.PERSON].setFocus()
    press(ENTER)
    place.form.save()
    assert "ケースを選んでください" in place.form.rows["episode_id"].error()
    place.fill(episode_id=place.cases["榧野 岳"])
    place.form.save()
    assert [one.name for one in place.page("joint").people] == ["杠 渓", "榧野 岳"]
    assert "端緒がありません" in place.pane.people.buttons[kinds.SIGNAL].reason
    place.pane.edit(kinds.STAFF)
    place.fill(name="例示 樹")
    place.form.save()
    assert place.page("joint").members[-1].who == "例示 樹"


def test_family_is_added_and_opened_again(place: Any) -> None:
    place.open("joint")
    place.pane.edit(kinds.FAMILY)
    place.fill(name="榧野 麦", post="長男")
    place.form.save()
    son = next(one for one in place.pane.data.page.members if one.family)
    card = place.pane.members
    assert "共有した相手としては記録しません" in words(card)
    card.names[son.id].click()
    assert place.form.kind == kinds.FAMILY and place.form.rows["post"].value() == "長男"


def test_decisions_become_tasks_and_are_ticked_where_they_stand(place: Any) -> None:
    place.open("joint")
    assert "「開催を記録」のあとで" in place.pane.decisions.buttons[kinds.DECISION].reason
    held(place.opened, place.meetings["joint"])
    card = place.pane.decisions
    card.buttons[kinds.DECISION].setFocus()
    press(ENTER)
    place.fill(text="受診に付き添う", due="12/3", owner="試作")
    press(Qt.Key.Key_S, CONTROL)
    with place.desk.office.reading(place.desk.actor) as reading:
        (task,) = open_tasks(reading).tasks
    assert (task.title, task.name) == ("受診に付き添う", "杠 渓")
    assert QApplication.focusWidget() is card.buttons[kinds.DECISION]
    (tick,) = card.ticks.values()
    tick.setFocus()
    press(ENTER)
    (one,) = place.page("joint").decisions
    assert one.done and card.ticks[one.id].text() == "済みを戻す"
    assert "もう済みです" in card.names[one.id].reason
    card.ticks[one.id].click()
    card.names[one.id].click()
    place.asking.script(True)
    place.form.remove_button.click()
    assert place.page("joint").decisions == ()


def test_the_next_meeting_and_the_contacts(place: Any) -> None:
    held(place.opened, place.meetings["joint"])
    place.open("joint")
    card = place.pane.following
    card.buttons[kinds.NEXT].setFocus()
    press(ENTER)
    place.fill(next_day="12/18")
    place.form.save()
    assert "次回 令和8年12月18日(金)" in words(card)
    assert "もう予定に入っています" in card.buttons[kinds.NEXT].reason
    card.buttons[kinds.CONTACTS].click()
    assert place.form.rows["minutes"].value() == "90"
    assert not place.form.rows["share"].isVisible()
    place.form.save()
    assert "支援経過に残した人: 杠 渓" in words(card)
    card.following.click()
    assert place.pane.data.page.facts.day == date(2026, 12, 18)
    assert place.pane.data.page.facts.state == "planned"


def test_minutes_wait_as_a_draft_and_two_desks_come_together(place: Any) -> None:
    place.open("joint")
    place.pane.minutes.buttons[kinds.MINUTES].setFocus()
    press(ENTER)
    place.fill(minutes="はじめに、近況。")
    place.open("multi")
    assert place.form is None
    place.open("joint")
    assert place.form.rows["minutes"].value() == "はじめに、近況。"
    version = place.page("joint").facts.version
    meeting = place.meetings["joint"]
    place.work(lambda work: actions.write_minutes(work, meeting, version, "別の席の文。"))
    assert "保存しました" in place.form.newer.words
    place.form.save()
    assert place.form.dialog is not None and place.form.dialog.isVisible()
    place.form.dialog.reject()
    assert place.form.rows["minutes"].value() == "はじめに、近況。"


def test_another_desk_changes_who_was_there(place: Any) -> None:
    place.open("joint")
    member = place.page("joint").members[0]
    meeting = place.meetings["joint"]
    place.work(lambda work: set_attendance(work, meeting, {member.id: member.version}, "absent"))
    assert place.pane.members.attendance[member.id].text() == "欠席"


def test_cancelled_taken_back_and_printed(place: Any, tmp_path: Path) -> None:
    place.open("joint")
    place.pane.head.more.chosen.emit("cancel")
    place.fill(why="担当の急病")
    place.form.save()
    assert place.page("joint").facts.cancelled_why == "担当の急病"
    assert "先に中止を取り消して" in place.pane.head.edit.reason
    place.pane.head.more.chosen.emit("restore")
    assert place.page("joint").facts.state == "planned"
    place.pane.head.prints.chosen.emit("agenda")
    assert place.pane.preview is not None
    assert place.pane.preview.title.words == "会議次第・出席者名簿"
    place.pane.preview.reject()
    target = tmp_path / "会議.ics"
    place.asking.script(target)
    place.pane.head.more.chosen.emit("file")
    text = target.read_text(encoding="utf-8")
    assert "SUMMARY:会議" in text and "杠" not in text and "第1回" not in text
    with place.desk.office.reading(place.desk.actor) as reading:
        told = reading.session.scalars(
            select(HistoryEntry.kind).where(HistoryEntry.subject_id == place.meetings["joint"])
        ).all()
    assert {"view.meeting", "view.paper", "paper.left"} <= set(told)


def test_of_a_cancelled_meeting_no_consent_is_asked(place: Any) -> None:
    place.open("multi")
    assert "では話せません" in words(place.pane.people)
    place.pane.head.more.chosen.emit("cancel")
    place.form.save()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what stood there before
    said = words(place.pane.people)
    assert "会議は中止です" in said and "話せません" not in said


def test_esc_leaves_the_form_and_ctrl_k_offers_what_can_be_done(place: Any) -> None:
    place.open("joint")
    offered = {one.words: one.refusal for one in place.screen.commands()}
    assert offered["開催を記録"] == "" and "開催を記録" in offered["共有したことを残す"]
    place.pane.edit(kinds.HEAD)
    assert place.screen.go_back()
    assert place.form is None and not place.screen.go_back()


def test_tab_goes_as_the_eye_does(place: Any) -> None:
    place.open("multi")
    pane = place.pane
    people, members = pane.people, pane.members
    first = pane.data.page.people[0]
    assert follows(people.buttons[kinds.SIGNAL]).text() == first.name
    assert follows(people.outs[first.id]).text() == "榧野 岳"
    turn = people.turns[pane.data.page.people[1].id]
    assert follows(follows(turn)) is members.buttons[kinds.MEMBER]
    pane.edit(kinds.MEMBER)
    assert follows(members.all_there) is place.form.rows["organisation_id"].editor.fields()[0]
    assert follows(place.form.leave_button) is place.form.save_button
    member = pane.data.page.members[0]
    assert follows(place.form.save_button) is members.names[member.id]


def follows(widget: Any) -> Any:
    """Where Tab goes from here."""
    found = widget.nextInFocusChain()
    while not (
        found.focusPolicy() & Qt.FocusPolicy.TabFocus
        and found.focusProxy() is None
        and found.isVisible()
        and found.isEnabled()
    ):
        found = found.nextInFocusChain()
    return found
