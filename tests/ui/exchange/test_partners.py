"""相手先: our card goes out, theirs comes in, and nothing is believed before the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.handoff.partners import actions
from app.handoff.partners.queries import own_card, partners
from app.handoff.partners.rules import HeardInput, KeyState
from app.handoff.sealing.card import Card, read_card_file, write_card
from app.handoff.sealing.keys import OwnKeys, check_words, make_keys
from app.network.listed.actions import prefill
from app.staff.office_kind import OfficeKind
from app.ui.desk import Where
from app.ui.screens.exchange.partner_forms import HEARD
from app.ui.screens.exchange.partners import PartnersLeaf
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.screens.record_form import part_subject
from app.ui.theme import theme
from app.ui.widgets.buttons import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display
SHIMANE = "島根県地域生活定着支援センター"


def card_of(keys: OwnKeys) -> bytes:
    """The card with which 島根 makes itself known."""
    made = date(2026, 4, 1)
    return write_card(Card("5" * 32, OfficeKind.CENTRE, SHIMANE, "32", 32, keys.public, made), keys)


def button(qtbot: Any, part: QWidget, words: str) -> Button:
    """The button with these words, once it can be seen."""

    def seen() -> list[Button]:
        return [b for b in part.findChildren(Button) if b.text() == words and b.isVisible()]

    qtbot.waitUntil(lambda: bool(seen()))
    return seen()[0]


@pytest.fixture
def leaf(qtbot: Any, sitting: Any) -> Iterator[PartnersLeaf]:
    sitting.work(prefill)
    made = ExchangeScreen(sitting.desk)
    made.resize(theme().px(1198), theme().px(698))
    made.show()
    made.open(Where("handoff", {"leaf": "partners"}))
    leaf = made.leaf
    assert isinstance(leaf, PartnersLeaf)
    yield leaf
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_our_card_goes_out_as_a_file(
    qtbot: Any, leaf: PartnersLeaf, sitting: Any, tmp_path: Path
) -> None:
    assert "まだありません" in leaf.own.missing.words
    leaf.own.missing.acted.emit()
    kept = sitting.read(own_card)
    assert kept is not None and kept.short in leaf.own.words.words
    assert "　".join(kept.words) in leaf.own.words.accessibleName()
    for width in range(120, 900, 13):
        layout, _ = leaf.own.words._laid_out(width)
        ends = [
            line.textStart() + line.textLength()
            for line in map(layout.lineAt, range(layout.lineCount()))
        ]
        assert not any(layout.text()[end - 1 : end + 1] in kept.words for end in ends), width
        assert all("\u2060" not in layout.text()[end - 1 : end + 1] for end in ends), width
    out = tmp_path / "見本センター"
    sitting.asking.script(out)
    button(qtbot, leaf, "カードを書き出す").click()
    given = read_card_file(tmp_path / "見本センター.teichaku-card")
    assert given.keys.fingerprint == kept.fingerprint
    assert "確かめの言葉を読み上げて" in sitting.asking.said[-1][1]


def test_a_card_is_believed_after_the_words_were_heard(
    qtbot: Any, leaf: PartnersLeaf, sitting: Any, tmp_path: Path
) -> None:
    keys = make_keys()
    file = tmp_path / "島根.teichaku-card"
    file.write_bytes(card_of(keys)[:-1])
    sitting.asking.script(file)
    button(qtbot, leaf.found, "カードを読み込む").click()
    assert "途中で切れて" in sitting.asking.errors[-1].message and leaf.pane.form is None
    file.write_bytes(card_of(keys))
    sitting.asking.script(file)
    button(qtbot, leaf.found, "カードを読み込む").click()
    form = leaf.pane.form
    assert form is not None and SHIMANE in form.rows["organisation_id"].note()
    leaf.pane.save()
    line = sitting.read(partners)[0]
    assert line.sealed_to is None and leaf.pane.record_id == line.id
    call = button(qtbot, leaf.pane, "電話で確かめた言葉を入れる")
    assert leaf.focusWidget() is call, "what comes next, not the button that ends it all"
    call.click()
    form = leaf.pane.form
    assert form is not None
    words = "　".join(check_words(keys.public.fingerprint))
    assert not any(words in child.accessibleName() for child in leaf.pane.findChildren(QWidget))
    form.rows["words"].set_value("かさ" * 12)
    form.rows["with_whom"].set_value("見本さん")
    leaf.pane.save()
    assert "合いません" in form.rows["words"].error()
    form.rows["words"].set_value(words)
    leaf.pane.save()
    assert leaf.pane.form is None
    believed = sitting.read(partners)[0].sealed_to
    assert believed is not None and believed.fingerprint == keys.public.fingerprint


def test_a_changed_key_waits_for_somebody_else_or_the_recovery_code(
    qtbot: Any, leaf: PartnersLeaf, sitting: Any
) -> None:
    first, second = make_keys(), make_keys()
    organisation = sitting.ids["見本市福祉事務所"]
    with pytest.raises(Exception, match="種別"):
        sitting.work(lambda w: actions.add_from_card(w, _card(first), organisation))
    partner = sitting.work(lambda w: actions.add_from_card(w, _card(first), _shimane(sitting)))
    _hear(sitting, first)
    sitting.work(lambda w: actions.add_from_card(w, _card(second), _shimane(sitting)))
    leaf.open({"partner_id": partner})
    key = sitting.read(partners)[0].keys[0]
    leaf.pane.edit(HEARD, part_subject(partner, key.id))
    form = leaf.pane.form
    assert form is not None
    form.rows["words"].set_value("".join(check_words(second.public.fingerprint)))
    form.rows["with_whom"].set_value("見本さん")
    leaf.pane.save()
    assert sitting.read(partners)[0].keys[0].state is KeyState.HEARD
    assert "別の人が確認" in button(qtbot, leaf.pane, "二人目として認める").reason
    assert "データのファイル" in button(qtbot, leaf.pane, "回復コードで認める").reason
    sitting.desk.office.recovery_opens = lambda code: code == "正しい"
    leaf.pane.reload()
    sitting.asking.script("違う")
    button(qtbot, leaf.pane, "回復コードで認める").click()
    assert sitting.read(partners)[0].keys[0].state is KeyState.HEARD
    sitting.asking.script("正しい")
    button(qtbot, leaf.pane, "回復コードで認める").click()
    believed = sitting.read(partners)[0].sealed_to
    assert believed is not None and believed.fingerprint == second.public.fingerprint


def _card(keys: OwnKeys) -> Card:
    return Card("5" * 32, OfficeKind.CENTRE, SHIMANE, "32", 32, keys.public, date(2026, 4, 1))


def _shimane(sitting: Any) -> str:
    from app.network.organisations.queries import search

    found = sitting.read(lambda r: search(r, SHIMANE, ("settlement_center",)))
    return str(found[0].id)


def _hear(sitting: Any, keys: OwnKeys) -> None:
    key = sitting.read(partners)[0].keys[0]
    words = "".join(check_words(keys.public.fingerprint))
    typed = HeardInput(words, "見本さん", "R8.11.20")
    sitting.work(lambda w: actions.confirm(w, key.id, key.version, typed))
