"""The parts: plain words, refusals with reasons, fields that say what to type instead."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.notices import Notice, Notices
from app.ui.theme import LIGHT, Size, Tone, theme
from app.ui.widgets.buttons import Button, MenuButton, danger_button, secondary_button
from app.ui.widgets.cells import draw_tabular
from app.ui.widgets.chips import ChipChoice, ChipFilter, ChipMenu
from app.ui.widgets.counter import Counter
from app.ui.widgets.editors import DateEditor, TextEditor
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.field_row import (
    check_field,
    checks_field,
    choice_field,
    date_field,
    lines_field,
    secret_field,
    text_field,
)
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel, as_tooltip
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.plot import Plot, PlotAxis, PlotRow
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.stages import Stage, StageStrip, Standing
from app.ui.widgets.tag import Tag
from app.ui.widgets.timeline import TimelineEntry

UI = Path(__file__).resolve().parents[2] / "app" / "ui"


def read_date(text: str) -> tuple[bool, str]:
    if text == "H31.5.1":
        return False, "R1.5.1 と入力してください。"
    return True, "1953年4月5日(日)"


@pytest.fixture
def form(dressed, qtbot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.add(text_field("name", "氏名"))
    made.add(date_field("birth", "生年月日", read_date))
    made.add(choice_field("sex", "性別", (("", "未記入"), ("m", "男"))))
    made.add(lines_field("note", "備考"))
    made.show()
    return made


def test_only_the_plain_label_is_made_from_qlabel() -> None:
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QLabel":
                pytest.fail(f"{path.name}: {node.lineno}")
            bases = [getattr(b, "id", "") for b in getattr(node, "bases", ())]
            if "QLabel" in bases:
                assert node.name == "PlainLabel"


def test_every_label_of_the_whole_gallery_is_plain(gallery, qtbot) -> None:
    frame = gallery.build()
    qtbot.addWidget(frame)
    labels = frame.findChildren(QLabel)
    assert len(labels) > 50
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_persons_words_stay_words(dressed, qtbot) -> None:
    label = PlainLabel("<b>見本</b> & <img src=x>")
    qtbot.addWidget(label)
    assert label.text() == "<b>見本</b> & <img src=x>"
    assert as_tooltip("<b>見本</b>") == "<qt>&lt;b&gt;見本&lt;/b&gt;</qt>"
    button = secondary_button("A & B")
    qtbot.addWidget(button)
    assert button.text() == "A && B"


def test_cut_words_are_whole_in_the_tooltip(dressed, qtbot) -> None:
    label = PlainLabel("見本県地域生活定着支援センター", elide=True)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.text().endswith("…")
    assert "見本県地域生活定着支援センター" in label.toolTip()
    label.resize(600, 20)
    assert label.text() == label.words


def test_a_refused_button_says_why_until_it_is_allowed(dressed, qtbot) -> None:
    button = danger_button("主担当を移す")
    qtbot.addWidget(button)
    button.refuse("受入先が決まると押せます。")
    assert not button.isEnabled()
    assert "受入先が決まると押せます。" in button.toolTip()
    assert button.accessibleDescription() == "受入先が決まると押せます。"
    button.allow()
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_enter_presses_a_button(dressed, qtbot) -> None:
    button = secondary_button("戻る")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_a_menu_button_sends_the_key(dressed, qtbot) -> None:
    button = MenuButton("印刷", (("face", "表紙"), ("all", "A & B")))
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.chosen) as chosen:
        button.menu().actions()[1].trigger()
    assert chosen.args == ["all"]


def test_chips_narrow_and_widen(dressed, qtbot) -> None:
    chip, menu = ChipFilter("終了も"), ChipMenu("業務", (("k", "相談支援"),))
    for widget in (chip, menu):
        qtbot.addWidget(widget)
    with qtbot.waitSignal(chip.switched) as switched:
        chip.click()
    assert switched.args == [True]
    with qtbot.waitSignal(menu.chosen) as chosen:
        menu.menu().actions()[1].trigger()
    assert (chosen.args, menu.code, menu.text()) == (["k"], "k", "相談支援")
    menu.choose("")
    assert (menu.code, menu.text(), menu.isChecked()) == ("", "業務", False)


def test_one_of_some_chips_is_always_on(dressed, qtbot) -> None:
    chips = ChipChoice((("mine", "自分の担当"), ("all", "センター全体")), "mine")
    qtbot.addWidget(chips)
    with qtbot.waitSignal(chips.chosen) as chosen:
        chips._chips["all"].click()
    assert (chosen.args, chips.code) == (["all"], "all")


def test_values_come_out_as_they_went_in(dressed, qtbot) -> None:
    rows = {
        "name": (text_field("name", "氏名"), "見本 一郎"),
        "note": (lines_field("note", "備考"), "一行\n二行"),
        "sex": (choice_field("sex", "性別", (("", "未記入"), ("m", "男"))), "m"),
        "birth": (date_field("birth", "生年月日", read_date), "S28.4.5"),
        "flags": (checks_field("flags", "障害", (("a", "高齢"), ("b", "身体"))), ("b",)),
        "yes": (check_field("yes", "匿名", "名前を聞かない"), True),
        "secret": (secret_field("secret", "合言葉"), " 空白も 大事 "),
    }
    for row, value in rows.values():
        qtbot.addWidget(row)
        row.set_value(value)
        assert row.value() == value


def test_a_code_that_is_no_longer_offered_is_kept(dressed, qtbot) -> None:
    row = choice_field("sex", "性別", (("", "未記入"), ("m", "男")))
    qtbot.addWidget(row)
    row.set_value("old")
    assert row.value() == "old"


def test_a_date_shows_its_reading_and_complains_when_left(form: Form, qtbot) -> None:
    row = form.rows["birth"]
    line = row.findChild(QLineEdit)
    line.setFocus()
    qtbot.keyClicks(line, "S28.4.5")
    assert row.editor.reading.text() == "1953年4月5日(日)"
    line.clear()
    qtbot.keyClicks(line, "H31.5.1")
    assert row.error() == ""
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert row.error() == "R1.5.1 と入力してください。"
    assert line.property("wrong") is True
    assert line.accessibleDescription() == row.error()
    line.clear()
    assert row.error() == ""
    assert line.property("wrong") is False


def test_problems_stand_at_their_fields_and_the_rest_comes_back(form: Form) -> None:
    rest = form.show_problems({"sex": "男か女を選んでください。", "other": "別の話です。"})
    assert form.rows["sex"].error() == "男か女を選んでください。"
    assert rest == {"other": "別の話です。"}
    assert form.focusWidget() is form.rows["sex"].editor.fields()[0]
    assert form.show_problems({}) == {}
    assert form.rows["sex"].error() == ""


def test_enter_moves_to_the_next_field(form: Form, qtbot) -> None:
    order = [form.rows[key].editor.fields()[0] for key in ("name", "birth", "sex", "note")]
    order[0].setFocus()
    for here, following in itertools.pairwise(order):
        qtbot.keyClick(here, Qt.Key.Key_Return)
        assert form.focusWidget() is following
    note = order[-1]
    assert isinstance(note, QPlainTextEdit)
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert note.toPlainText() == "\n"
    with qtbot.waitSignal(form.finished):
        qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_tab_follows_the_eye(form: Form, qtbot) -> None:
    order = [form.rows[key].editor.fields()[0] for key in ("name", "birth", "sex", "note")]
    order[0].setFocus()
    for here, following in itertools.pairwise(order):
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        assert form.focusWidget() is following


def test_a_form_being_saved_cannot_be_changed(form: Form) -> None:
    form.set_read_only(True)
    assert form.rows["name"].editor.fields()[0].isReadOnly()
    assert not form.rows["sex"].editor.fields()[0].isEnabled()
    form.set_read_only(False)
    assert not form.rows["name"].editor.fields()[0].isReadOnly()


def test_words_wrap_and_lines_are_one_and_a_half_high(dressed, qtbot) -> None:
    paragraph = Paragraph("入居前日の持ち物と受け渡しを確認。" * 4)
    qtbot.addWidget(paragraph)
    line = round(Size.BODY * Size.LINE_HEIGHT)
    assert paragraph.heightForWidth(2000) == line
    assert paragraph.heightForWidth(300) % line == 0
    assert paragraph.heightForWidth(300) > line


@pytest.mark.parametrize(
    "words", ["", "同行", "同行 ", "a b  c ", "二行\nある", "受け渡し（鍵・印鑑）を確認。" * 3]
)
@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_a_paragraph_in_one_line_is_as_high_as_one_that_is_laid_out(dressed, words, scale):
    theme().set_scale(scale)
    known = Paragraph(words, strong=True)
    known.sizeHint()
    for width in (*range(1, 120), *range(120, 1_200, 37)):
        fresh = Paragraph(words, strong=True)
        assert known.heightForWidth(width) == fresh.heightForWidth(width), width
        assert fresh.heightForWidth(width) == round(fresh._laid_out(width)[1]), width


def test_the_ring_of_an_entry_stands_off_its_words(dressed, qtbot) -> None:
    entry = TimelineEntry("6/18", "面接", "本人", "話した")
    qtbot.addWidget(entry)
    entry.show()
    ring = theme().px(Size.LINE)
    words = entry.findChildren(PlainLabel) + entry.findChildren(Paragraph)
    assert min(part.x() for part in words) >= ring + 3


def test_every_line_of_an_empty_hint_stands_in_the_middle(dressed) -> None:
    layout, _ = EmptyHint("見つかりません。" * 4).findChild(Paragraph)._laid_out(300)
    lines = [layout.lineAt(at).naturalTextRect() for at in range(layout.lineCount())]
    assert len(lines) > 1 and all(abs(line.center().x() - 150) <= 1 for line in lines)


def test_marked_words_get_their_colour(dressed, qtbot) -> None:
    paragraph = Paragraph((Run("次には "), Run("同行者", Tone.WARNING, True)), tone=Tone.MUTED)
    qtbot.addWidget(paragraph)
    paragraph.resize(paragraph.sizeHint())
    picture = paragraph.grab().toImage()
    colors = {
        picture.pixelColor(x, y).name().upper()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert LIGHT.warning in colors
    assert paragraph.words == "次には 同行者"


def test_digits_stand_under_each_other(dressed) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    def ink(text: str) -> int:
        """The first column from the left with ink."""
        image = QImage(120, 30, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        draw_tabular(painter, QRectF(0, 0, 120, 30), text, theme().font())
        painter.end()
        return next(
            x for x in range(120) if any(image.pixelColor(x, y).value() < 128 for y in range(30))
        )

    assert ink("8111") == ink("8888")


def test_tags_stages_and_plots_speak(dressed, qtbot) -> None:
    tag = Tag("相談支援", Tone.CONSULTATION)
    strip = StageStrip(
        (Stage("面接", "6/18", Standing.DONE), Stage("受入決定", "", Standing.CURRENT))
    )
    plot = PlotAxis(Plot(90, (PlotRow("見本 一郎", 9, "決定", key="r1"),)))
    for widget in (tag, strip, plot):
        qtbot.addWidget(widget)
    assert tag.accessibleName() == "相談支援"
    assert strip._bars.accessibleName() == "段階 受入決定"
    assert "見本 一郎 9日後 決定" in plot.accessibleDescription()


def test_the_plot_opens_a_row_by_mouse_and_keyboard(dressed, qtbot) -> None:
    rows = (PlotRow("一", 9, "決定", key="r1"), PlotRow("二", 20, "未定", key="r2"))
    plot = PlotAxis(Plot(90, rows))
    qtbot.addWidget(plot)
    plot.resize(400, plot.sizeHint().height())
    plot.show()
    with qtbot.waitSignal(plot.row_chosen) as chosen:
        middle = plot._top() + theme().px(Size.PLOT_ROW) * 3 // 2
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(200, middle))
    assert chosen.args == ["r2"]
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    with qtbot.waitSignal(plot.row_chosen) as chosen:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert chosen.args == ["r1"]


def test_a_counter_opens_what_it_counted(dressed, qtbot) -> None:
    counter = Counter("確かめる", "31", Tone.WARNING, opens=True)
    qtbot.addWidget(counter)
    counter.show()
    assert counter.accessibleName() == "確かめる 31"
    with qtbot.waitSignal(counter.opened):
        qtbot.mouseClick(counter, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(counter.opened):
        qtbot.keyClick(counter, Qt.Key.Key_Return)


def test_a_notice_without_words_goes_away(dressed, qtbot) -> None:
    bar = NoticeBar("足りないもの 2件", "受入先種別がない", "順に直す")
    qtbot.addWidget(bar)
    bar.show()
    with qtbot.waitSignal(bar.acted):
        bar._button.click()
    bar.set_notice("", "")
    assert not bar.isVisible()


def test_a_timeline_entry_opens_by_enter(dressed, qtbot) -> None:
    entry = TimelineEntry("11/20", "電話", "見本ホーム・25分", "了解。")
    qtbot.addWidget(entry)
    with qtbot.waitSignal(entry.opened):
        qtbot.keyClick(entry, Qt.Key.Key_Return)


def test_the_search_box_sends_keys_on(dressed, qtbot) -> None:
    box = SearchBox("探す", "Ctrl K")
    qtbot.addWidget(box)
    with qtbot.waitSignals([box.changed, box.submitted, box.stepped, box.left]):
        qtbot.keyClicks(box.field, "a")
        qtbot.keyClick(box.field, Qt.Key.Key_Return)
        qtbot.keyClick(box.field, Qt.Key.Key_Down)
        qtbot.keyClick(box.field, Qt.Key.Key_Escape)


def test_a_notice_is_heard_with_its_kinds(dressed, qtbot) -> None:
    notices = Notices()
    with qtbot.waitSignal(notices.changed) as heard:
        notices.tell(Notice(frozenset({"episode"}), frozenset({"7"}), "見本"))
    assert heard.args[0].touches("episode", "person")
    assert not heard.args[0].touches("event")


def test_check_boxes_wrap_instead_of_being_cut(dressed, qtbot) -> None:
    row = checks_field("flags", "障害", tuple((c, f"とても長い名前{c}") for c in "abcdef"))
    qtbot.addWidget(row)
    row.resize(240, 400)
    row.show()
    boxes = row.findChildren(QCheckBox)
    assert len({box.y() for box in boxes}) > 1
    assert all(box.geometry().right() <= 240 for box in boxes)


def test_arrows_go_from_box_to_box_and_tab_leaves_them(dressed, qtbot) -> None:
    form = Form()
    qtbot.addWidget(form)
    boxes = form.add(checks_field("flags", "障害", tuple((c, f"長い名前{c}") for c in "abcdef")))
    after = form.add(text_field("after", "あと"))
    form.resize(260, 300)
    form.show()
    form.activateWindow()
    a, b, *_, e, f = boxes.editor.fields()
    a.setFocus()
    qtbot.waitUntil(a.hasFocus)

    def pressed(*keys: Qt.Key) -> object:
        for key in keys:
            qtbot.keyClick(form.focusWidget(), key)
        return form.focusWidget()

    assert pressed(Qt.Key.Key_Left) is a, "the arrows stay inside"
    assert pressed(Qt.Key.Key_Right) is b
    assert pressed(Qt.Key.Key_Down).y() > b.y()
    assert pressed(Qt.Key.Key_Up).y() == b.y()
    b.setFocus()
    pressed(Qt.Key.Key_Space)
    assert boxes.value() == ("b",)
    (line,) = after.editor.fields()
    assert pressed(Qt.Key.Key_Tab) is line
    assert pressed(Qt.Key.Key_Backtab) is b, "Tab comes back to where it was"
    assert pressed(Qt.Key.Key_Return) is line, "Enter goes on too"
    b.setEnabled(False)
    assert pressed(Qt.Key.Key_Backtab) is a, "a box that cannot be checked is no stop"
    assert pressed(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right) is e
    assert pressed(*[Qt.Key.Key_Right] * 3) is f


def test_wrapped_parts_keep_within_their_margins(dressed, qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, gap=1)
    flow.setContentsMargins(3, 5, 7, 11)
    parts = [QPushButton("面接") for _ in range(5)]
    for part in parts:
        flow.addWidget(part)
    width = parts[0].sizeHint().width() * 2 + 40
    holder.resize(width, flow.heightForWidth(width))
    holder.show()
    lowest = max(part.geometry().bottom() for part in parts)
    assert min(part.y() for part in parts) == 5 and min(part.x() for part in parts) == 3
    assert max(part.geometry().right() for part in parts) < width - 7
    assert lowest == holder.height() - 11 - 1


def test_a_long_line_shows_its_beginning_until_the_keyboard_is_in_it(dressed, qtbot) -> None:
    both = QWidget()
    qtbot.addWidget(both)
    editor, other = TextEditor(), TextEditor()
    column = QVBoxLayout(both)
    column.addWidget(editor)
    column.addWidget(other)
    with qtbot.waitActive(both):
        both.show()
    other.line.setFocus()
    editor.set_value("地域生活定着促進事業　月次実績報告書（令和8年度から）")
    assert editor.line.cursorPosition() == 0
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    qtbot.keyClicks(editor.line, "A")
    assert editor.value().endswith("から）A"), "typing goes on at the end"
    other.line.setFocus()
    qtbot.waitUntil(other.line.hasFocus)
    assert editor.line.cursorPosition() == 0


def test_a_proposed_day_gives_way_to_the_one_that_is_typed(dressed, qtbot) -> None:
    both = QWidget()
    qtbot.addWidget(both)
    other, editor = TextEditor(), DateEditor(lambda text: (True, text))
    column = QVBoxLayout(both)
    column.addWidget(other)
    column.addWidget(editor)
    with qtbot.waitActive(both):
        both.show()
    editor.set_value("R8.11.24")
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    qtbot.keyClicks(editor.line, "11/20")
    assert editor.value() == "11/20"


def test_what_stands_beside_a_title_goes_below_it_when_cut(dressed, qtbot) -> None:
    window = QWidget()
    page, beside, act = Page("月次実績報告"), Button("令和8年10月の期間"), Button("提出する")
    page.setParent(window)
    page.put_beside_title(beside)
    page.add_to_head(act)
    qtbot.addWidget(window)
    window.resize(900, 300)
    window.show()
    narrow = beside.sizeHint().width() + act.sizeHint().width() + 60
    for width, below in ((900, False), (narrow, True), (900, False)):
        page.resize(width, 300)
        QApplication.processEvents()
        assert (beside.geometry().top() > act.geometry().bottom()) is below
        assert beside.width() >= beside.sizeHint().width()
