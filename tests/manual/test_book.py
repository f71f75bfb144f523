"""手引き as a PDF: contents, numbers of pages, our own type, the same bytes for the same pages."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from app.errors import FileProblem
from app.reports.manual import book as book_module
from app.reports.manual.book import make_book, write_book
from app.reports.manual.pages import Page, Picture, pages, read_page
from app.reports.manual.pictures import take

FEW = tuple(one for one in pages() if one.key in ("start", "keys", "history", "it"))


@pytest.fixture(scope="module")
def book() -> bytes:
    """The PDF of four pages of two groups and more."""
    return make_book(FEW)


@pytest.fixture(scope="module")
def said(book: bytes) -> list[str]:
    """What each page of it says."""
    document = pypdfium2.PdfDocument(book)
    return [sheet.get_textpage().get_text_range() for sheet in document]


def test_every_title_stands_in_the_contents_with_the_number_of_its_page(said: list[str]) -> None:
    assert "もくじ" in said[1]
    contents = re.sub(r"[ .\r\n]+", "", said[1])
    for one in FEW:
        sheets = [number for number, text in enumerate(said, 1) if number > 2 and one.title in text]
        assert any(f"{one.title}{number}".replace(" ", "") in contents for number in sheets), (
            one.title
        )
    feet = [text.split("\r\n")[0] for text in said[1:]]
    assert feet == [f"定着\u3000手引き {number}" for number in range(2, len(said) + 1)]


def test_every_line_of_every_page_is_printed(said: list[str]) -> None:
    whole = re.sub(r"\s+", "", "".join(said))
    for one in FEW:
        for line in one.lines:
            for part in line.split("　"):
                assert re.sub(r"\s+", "", part) in whole, (one.key, part)


def test_the_book_has_our_type_only_links_and_an_outline(book: bytes) -> None:
    document = pypdfium2.PdfDocument(book)
    titles = [one.get_title() for one in document.get_toc()]
    assert [one.title for one in FEW if one.title in titles] == [one.title for one in FEW]
    fonts = set(re.findall(rb"/BaseFont /([^ /\r\n]+)", book))
    assert all(b"BIZUDPGothic" in one or b"NotoSansJP" in one for one in fonts - {b"Helvetica"})
    assert len(book) < 1_500_000


def test_the_same_pages_give_the_same_bytes() -> None:
    assert make_book(FEW[1:2]) == make_book(FEW[1:2])


def test_words_that_look_like_markup_are_printed_as_they_are() -> None:
    odd = read_page("odd", "組", "# <b>題</b>\n\n<font color=red>&amp; 髙</font>\n")
    sheets = pypdfium2.PdfDocument(make_book((odd,)))
    text = sheets[2].get_textpage().get_text_range()
    assert "<b>題</b>" in text and "<font color=red>&amp; 髙</font>" in text


def test_it_is_written_whole_or_the_folder_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "pages", lambda: FEW[:1])
    size = write_book(tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").stat().st_size == size == len(make_book(FEW[:1]))
    with pytest.raises(FileProblem):
        write_book(tmp_path / "none" / "x.pdf")


def test_pictures_are_taken_over_small_and_old_ones_go(tmp_path: Path) -> None:
    source, out = tmp_path / "from", tmp_path / "to"
    source.mkdir()
    out.mkdir()
    Image.effect_noise((1366, 768), 60).convert("RGB").save(source / "a.png")
    Image.new("RGB", (300, 200), "white").save(source / "b.png")
    (out / "old.png").write_bytes(b"x")
    chosen = (Page("p", "t", "g", (Picture("x", "a"), Picture("y", "b"))),)
    assert [one.name for one in take(chosen, source, out)] == ["a.png", "b.png"]
    assert sorted(one.name for one in out.iterdir()) == ["a.png", "b.png"]
    with Image.open(out / "a.png") as wide, Image.open(out / "b.png") as small:
        assert (wide.size, small.size) == ((1024, 576), (300, 200))
    with pytest.raises(FileNotFoundError):
        take((Page("p", "t", "g", (Picture("x", "missing"),)),), source, out)
