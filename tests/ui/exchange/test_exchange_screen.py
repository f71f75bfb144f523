"""広域: asked at one office, sealed into a file, taken in and accepted at the other, from the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.handoff.letters.kinds import LetterKind
from app.handoff.partners.queries import partners
from app.people import actions as people
from app.storage.records import Consent, Episode, Person
from app.ui.desk import Where
from app.ui.screens.exchange.exchanges import ExchangesLeaf
from app.ui.screens.exchange.partner_pane import no_asking
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.widgets.buttons import Button
from app.ui.widgets.paragraph import Paragraph
from tests.cases.one_case import YOMOGI, ask, begin, do
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, carry, consented, exchange_at

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display
K = LetterKind
ScreenAt = Callable[[OpenedOffice], ExchangeScreen]


def button(qtbot: Any, part: QWidget, words: str) -> Button:
    """The button with these words, once it can be seen."""

    def seen() -> list[Button]:
        return [b for b in part.findChildren(Button) if b.text() == words and b.isVisible()]

    qtbot.waitUntil(lambda: bool(seen()))
    return seen()[0]


def said(part: QWidget) -> str:
    """Every paragraph of a part."""
    return "\n".join(one.words for one in part.findChildren(Paragraph))


def test_a_partner_is_asked_from_its_page(
    qtbot: Any, two_embedded: Two, screen_at: ScreenAt
) -> None:
    two = two_embedded
    episode = begin(two.here, facility="前橋刑務所", term_end="R8.12.23")
    line = ask(two.here, partners)[0]
    here = screen_at(two.here)
    here.open(Where("handoff", {"leaf": "partners", "partner_id": line.id}))
    here_went: list[Where] = []
    here.desk.go = here_went.append  # type: ignore[method-assign]
    button(qtbot, here.leaf.pane, "協力を頼む").click()
    went = here_went[-1]
    assert went == Where("handoff", {"leaf": "exchanges", "ask_of": line.id})
    here.open(went)
    form = here.leaf.pane.form
    assert form is not None and form.rows["partner_id"].value() == line.id
    assert here.focusWidget() in form.rows["episode"].editor.fields() and not form.dirty
    form.rows["asked"].set_value("受入先をさがしてください。")
    form.rows["episode"].set_value(episode)
    # その人について書き直されても、相手と書いたことは残る
    again = here.leaf.pane.form
    assert again is not None and again.rows["partner_id"].value() == line.id
    assert again.rows["asked"].value() == "受入先をさがしてください。"
    probation = replace(line, kind="probation")
    assert "届いた文に答えます" in no_asking(probation)
    assert "再び始める" in no_asking(replace(line, ended_on=date(2026, 11, 1)))


def test_asked_sealed_taken_in_and_accepted(
    qtbot: Any, two_embedded: Two, screen_at: ScreenAt, tmp_path: Path
) -> None:
    two = two_embedded
    episode = begin(two.here, facility="前橋刑務所", term_end="R8.12.23")
    consented(two.here, episode)
    here = screen_at(two.here)
    here.open(Where("handoff", {"leaf": "exchanges", "ask": episode}))
    pane = here.leaf.pane
    form = pane.form
    assert form is not None and form.rows["partner_id"].value() == ask(two.here, partners)[0].id
    pane.save()
    assert form.rows["asked"].error() == "お願いすることを入力してください。"
    form.rows["asked"].set_value("受入先をさがしてください。")
    form.rows["items"].set_value(("assessment", "custody", "identity"))
    form.rows["basis"].set_value("consent")
    form.rows["shares"].set_value([["interview", "doing", "2回目を予定"]])
    pane.save()
    assert pane.form is None, form.notice.words
    assert pane.lanes.lanes.rows[0].words == "受入先をさがしてください。"
    assert pane.lanes.lanes.rows[0].below == "まだ渡していない"
    file = tmp_path / "渡す文.teichaku"
    here.desk.asking.script(tmp_path / "ないフォルダー" / "文.teichaku")  # type: ignore[attr-defined]
    button(qtbot, pane, "封をして保存").click()
    assert "まだ渡していないまま" in here.desk.asking.errors[-1].message  # type: ignore[attr-defined]
    assert pane.lanes.lanes.rows[0].below == "まだ渡していない", "no file, not sealed"
    here.desk.asking.script(file)  # type: ignore[attr-defined]
    button(qtbot, pane, "封をして保存").click()
    assert pane.lanes.lanes.rows[0].below.startswith("封をした")

    do(two.there, lambda work: people.register(work, YOMOGI))
    there = screen_at(two.there)
    broken = tmp_path / "切れた文.teichaku"
    broken.write_bytes(file.read_bytes()[:-1])
    there.open(Where("handoff", {"leaf": "letters", "files": (broken, file, file)}))
    words = said(there.leaf.pane)
    for part in ("封を開けられません", "受け取りました", "すでに受け取っています"):
        assert part in words
    assert ask(two.there, lambda r: r.session.query(Episode).count()) == 0
    exchange = exchange_at(two.there)
    there.open(Where("handoff", {"leaf": "exchanges", "exchange": exchange}))
    pane = there.leaf.pane
    assert "受入先をさがしてください。" in said(pane) and "齋藤 蓬夫" in said(pane)
    button(qtbot, pane, "受諾して記録に入れる").click()
    form = pane.form
    assert form is not None
    form.rows["number"].set_value("R8-広-1")
    pane.save()
    assert "似た人がいます" in form.rows["person"].error()
    form.rows["person"].set_value("new")
    pane.save()
    assert pane.form is None, form.notice.words
    assert ask(two.there, lambda r: r.session.query(Person).count()) == 2
    assert pane.data.preview is None and pane.data.page.line.number == "R8-広-1"
    carry(two, two.there)
    here.leaf.pane.reload(lambda: here.leaf.pane.write(K.END))
    form = here.leaf.pane.form
    assert form is not None and form.rows["shares"].value(), "it was asked with a share"
    assert not form.rows["shares"].isHidden(), "what was shared out is told at the end"


def test_letters_are_written_read_and_refused_with_a_reason(
    qtbot: Any, two_embedded: Two, screen_at: ScreenAt
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    there = screen_at(two.there)
    there.open(Where("handoff", {"leaf": "exchanges", "exchange": exchange_at(two.there)}))
    pane = there.leaf.pane
    pane.write(K.QUESTION)
    pane.form.rows["text"].set_value("服薬は本人ができますか")
    pane.save()
    assert pane.form is None
    carry(two, two.there)
    here = screen_at(two.here)
    leaf = here.leaf
    assert isinstance(leaf, ExchangesLeaf) and not leaf.page_shown
    assert leaf.found.model.row(0).unread == 1
    leaf.found.opened.emit(exchange)
    pane = leaf.pane
    offer = button(qtbot, pane, "主担当を移す")
    assert "受諾" in offer.reason and offer.reason in said(pane)
    pane.lanes.opened.emit(pane.data.page.lanes[-1].id)
    assert pane.data.page.line.unread == 0
    button(qtbot, pane, "回答する").click()
    assert pane.form.rows["reply_to"].value() == pane.data.page.lanes[-1].digest
    pane.form.rows["text"].set_value("訪問看護があればできます")
    pane.save()
    assert [row.kind for row in pane.lanes.lanes.rows[:3]] == ["協力依頼", "質問", "回答"]
    pane.write(K.WITHDRAW)
    pane.save()
    assert pane.form.rows["reason"].error().startswith("理由を入力してください")
    pane.form.rows["reason"].set_value("帰住先が変わりました")
    pane.save()
    assert not pane.data.page.line.open
    assert leaf.go_back() and leaf.go_back() and not leaf.page_shown
    assert leaf.found.model.row(0).to_give > 0, "what is over stays until it is told"
    carry(two, two.here)
    carry(two, two.there)
    leaf.found.ask()
    assert leaf.found.model.rowCount() == 0, "what is over is left out"


def test_a_shared_folder_carries_letters_and_receipts(
    two_embedded: Two, screen_at: ScreenAt, tmp_path: Path
) -> None:
    two, folder = two_embedded, tmp_path / "共有"
    folder.mkdir()
    ask_for_help(two)
    screens = {one: screen_at(opened) for one, opened in (("here", two.here), ("there", two.there))}
    for one, words in (
        ("here", "封をして置きました"),
        ("there", "群馬県地域生活定着支援センターの「協力依頼」　受け取りました"),
        ("here", "相手に届いたので片づけました"),
    ):
        screen = screens[one]
        screen.open(Where("handoff", {"leaf": "letters"}))
        screen.desk.asking.script(folder)  # type: ignore[attr-defined]
        screen.leaf.go_round()  # type: ignore[attr-defined]
        assert words in said(screen.leaf.pane)
    assert screens["here"].leaf.found.model.rowCount() == 0, "nothing waits any more"


def test_words_about_one_person_never_go_into_a_request_about_another(
    two_embedded: Two, screen_at: ScreenAt
) -> None:
    two = two_embedded
    first = begin(two.here, number="A-1")
    second = begin(two.here, number="A-2")
    screen = screen_at(two.here)
    asking: Any = screen.desk.asking
    screen.open(Where("handoff", {"leaf": "exchanges", "ask": first}))
    pane = screen.leaf.pane
    pane.form.rows["asked"].set_value("一人目のお願い")
    asking.script(False)
    screen.open(Where("handoff", {"leaf": "exchanges", "ask": second}))
    assert asking.said[-1][1].startswith("別の人についての")
    assert (pane.form.rows["episode"].value(), pane.form.rows["asked"].value()) == (second, "")
    screen.open(Where("handoff", {"leaf": "exchanges", "ask": first}))
    assert pane.form.rows["episode"].value() == first
    pane.form.rows["asked"].set_value("一人目のお願い")
    screen.open(Where("handoff", {"leaf": "exchanges", "ask": first}))
    assert pane.form.rows["asked"].value() == "一人目のお願い", "the same person: it goes on"
    pane.form.rows["episode"].set_value(second)
    assert pane.form.rows["asked"].value() == "一人目のお願い", "chosen on purpose"
    pane.form.keeper.discard()


def test_a_withdrawn_consent_is_told_and_the_reason_is_asked_for(
    qtbot: Any, two_embedded: Two, screen_at: ScreenAt
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)

    def withdraw(work: Any) -> None:
        work.session.query(Consent).one().withdrawn_on = work.clock.today()

    do(two.here, withdraw)
    screen = screen_at(two.here)
    screen.open(Where("handoff", {"leaf": "exchanges", "exchange": exchange}))
    pane = screen.leaf.pane
    button(qtbot, pane, "同意の撤回を知らせる").click()
    form = pane.form
    assert form is not None and form.rows["consent"].value()
    pane.save()
    assert form.rows["reason"].error().startswith("理由を入力してください")
    form.rows["reason"].set_value("本人から申し出がありました")
    pane.save()
    assert pane.form is None, form.notice.words
    assert not pane.data.untold_withdrawals
    assert [row.kind for row in pane.lanes.lanes.rows][:2] == ["協力依頼", "同意撤回の知らせ"]
