"""Printed papers: nothing is lost, nothing is read as markup, what has no glyph is named."""

from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.papers import fonts
from app.reports.papers.paper import Column, Fields, Grid, Notice, Paper, Words
from app.reports.papers.render import render
from tests.conftest import examples


def paper(*blocks: object, **more: object) -> Paper:
    """A paper with these blocks."""
    return Paper("フェイスシート", "群馬県センター", "令和8年11月24日", tuple(blocks), **more)  # type: ignore[arg-type]


def text_of(data: bytes) -> str:
    """What a reader can copy out of the PDF, without spaces and breaks."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


def test_everything_on_the_paper_can_be_read() -> None:
    printed = render(
        paper(
            Fields((("氏名", "髙橋﨑 はるな"), ("性別", "男")), "本人"),
            Notice("アレルギー"),
            Words("生育歴", "一行目\n二行目"),
            Grid((Column("日"), Column("分", number=True)), (("R8.11.1", "30"),), "支援経過"),
            Grid((Column("申請"),), (), "申請"),
            subject="R8-C-001",
            seals=("センター長",),
            signatures=("本人署名",),
        )
    )
    found = text_of(printed.data)
    for words in (
        "髙橋﨑はるな",
        "アレルギー",
        "一行目",
        "二行目",
        "R8.11.1",
        "なし",
        "センター長",
    ):
        assert words in found
    assert (printed.pages, printed.missing) == (1, frozenset())


def test_typed_text_is_never_markup() -> None:
    words = "<b>太字</b> & <font size=99>大</font> &amp; <img src='x'/>"
    found = text_of(render(paper(Words("備考", words))).data)
    assert "".join(words.split()) in found


@pytest.mark.parametrize(
    "block",
    [
        Words("備考", "とても長い。" * 3000),
        Fields((("備考", "とても長い。" * 3000), ("性別", "男"))),
        Grid((Column("日"), Column("内容", 4)), (("R8.11.1", "とても長い。" * 3000),)),
    ],
)
def test_a_text_longer_than_a_page_goes_on_over_the_next(block: object) -> None:
    printed = render(paper(block))
    assert printed.pages > 3
    assert text_of(printed.data).count("とても長い。") > 2900


def test_a_character_outside_the_first_font_is_drawn_by_the_second() -> None:
    assert fonts.runs("𠮷田") == ((fonts.STANDBY, "𠮷"), (fonts.REGULAR, "田"))
    assert b"NotoSansJP" in render(paper(Words("氏名", "𠮷田"))).data


def test_what_no_font_has_is_printed_as_a_mark_and_named() -> None:
    printed = render(paper(Words("氏名", "𓀀田")))
    assert printed.missing == frozenset("𓀀")
    assert "U+13000" in printed.missing_words and "手書き" in printed.missing_words


def test_half_width_kana_are_joined_and_selectors_go() -> None:
    assert fonts.printable("ｸﾞﾙｰﾌﾟ 葛\U000e0100城\t①") == "グループ 葛城 ①"


def test_the_same_paper_gives_the_same_bytes_and_no_author() -> None:
    one = paper(Words("備考", "同じ"), practice=True)
    assert render(one).data == render(one).data


@given(st.text(max_size=60))
@settings(max_examples=examples(60), deadline=None)
def test_any_text_can_be_printed(text: str) -> None:
    printed = render(paper(Fields(((text, text),)), Words(text, text), subject=text))
    assert printed.pages >= 1
    shown = "".join(piece for _, piece in fonts.runs(text))
    assert len(shown) == len(fonts.printable(text))


def pages_of(data: bytes) -> list[str]:
    """What can be read on each page."""
    with pypdfium2.PdfDocument(data) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_a_row_stays_whole_where_a_page_holds_it_and_the_head_stands_once_on_each() -> None:
    rows = tuple(
        (f"{name}さん", f"{name}始 " + "あいう。" * 180 + f" {name}終") for name in "甲乙丙丁"
    )
    pages = pages_of(render(paper(Grid((Column("担当"), Column("予定表", 4)), rows))).data)
    assert len(pages) > 1
    for name in "甲乙丙丁":
        assert sum(f"{name}始" in page and f"{name}終" in page for page in pages) == 1
    assert all(page.count("予定表") == 1 for page in pages)
