"""The 手引き: every page says only what is there — words, pictures, ways, commands."""

from __future__ import annotations

import argparse
import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication, QRawFont

from app.commands.line import COMMANDS, _parser
from app.paths import resource
from app.reports.manual.pages import (
    Grid,
    Heading,
    Link,
    Picture,
    Words,
    find,
    page,
    pages,
    read_page,
)
from app.reports.manual.pictures import MOST_BYTES, WIDEST

ROOT = Path(__file__).resolve().parents[2]
QUOTED = re.compile(r"「([^「」]+)」")
COMMAND = re.compile(r"`(?:teichaku(?:-command\.exe)?)(?: ([^`]*))?`")
NOT_OF_THE_PROGRAM = {
    "さい",
    "おおむね65歳",
    "定着（練習用センター）",
}
"""Words that a page puts in 「」 although the program's own source has none of them: what is typed as
an example, what the law says, and what stands in the start menu."""
PUT_TOGETHER = {"広域の設定": ("広域", "の設定")}
"""Words that the program puts together from parts."""
PAGES = {one.key: one for one in pages()}


def constants(path: Path) -> Iterator[str]:
    """Every piece of text in a file of the program, but not what describes the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.value


@cache
def program_words() -> frozenset[str]:
    """What the program says: its text, each whole and by lines, and the words of its codes."""
    said: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        if not {"manual", "pictures"} & set(path.relative_to(ROOT).parts):
            said.update(constants(path))
    for path in resource("codes").glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            said.update(row.get("label") or "" for row in csv.DictReader(file))
    lines = {line for text in said for line in text.splitlines()}
    bare = {re.sub(r"^[＋+] |[。、　 :：]+$", "", one) for one in said | lines}
    return frozenset(one.strip() for one in said | lines | bare)


@cache
def headings() -> frozenset[str]:
    """Titles and headings of the 手引き itself: a page may name another."""
    return frozenset(
        {one.title for one in pages()}
        | {block.text for one in pages() for block in one.blocks if isinstance(block, Heading)}
    )


def is_said(word: str) -> bool:
    """Whether the program says this, as a whole piece, or as a sentence of a longer one."""
    known = program_words() | headings() | NOT_OF_THE_PROGRAM
    if word in PUT_TOGETHER:
        return all(part in program_words() for part in PUT_TOGETHER[word])
    bare = word.removeprefix("＋ ")
    return bare in known or (len(bare) >= 10 and any(bare in one for one in program_words()))


@pytest.mark.parametrize("key", PAGES)
def test_every_word_in_brackets_is_a_word_of_the_program(key: str) -> None:
    quoted = {word for line in PAGES[key].lines for word in QUOTED.findall(line)}
    assert sorted(word for word in quoted if not is_said(word)) == []


def test_a_word_that_no_screen_says_is_noticed() -> None:
    assert not is_said("報告を都道府県へ送信する") and not is_said("保存す")
    assert is_said("段階を進める") and is_said("＋ 条件")


def test_words_excepted_are_used_and_really_missing() -> None:
    quoted = {word for one in pages() for line in one.lines for word in QUOTED.findall(line)}
    assert quoted >= NOT_OF_THE_PROGRAM
    assert not NOT_OF_THE_PROGRAM & program_words()


def test_every_file_is_in_the_contents_once_and_no_title_twice() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in resource("manual").glob("*.md"))
    assert len(PAGES) == len(pages()) == len({one.title for one in pages()})


@pytest.mark.parametrize("key", PAGES)
def test_links_lead_to_a_page_of_that_title(key: str) -> None:
    links = [block for block in PAGES[key].blocks if isinstance(block, Link)]
    assert [(one.key, PAGES[one.key].title) for one in links] == [
        (one.key, one.title) for one in links
    ]
    assert all(one.key != key for one in links)


def test_every_page_is_reached_from_another_or_from_a_key() -> None:
    from app.ui.manual.places import PAGES as PLACES

    linked = {block.key for one in pages() for block in one.blocks if isinstance(block, Link)}
    assert set(PAGES) - linked - set(PLACES.values()) == set()


def test_every_picture_is_there_small_and_none_is_left_over() -> None:
    named = {block.name for one in pages() for block in one.blocks if isinstance(block, Picture)}
    there = {path.stem: path for path in resource("manual", "pictures").glob("*.png")}
    assert set(there) == named
    for path in there.values():
        with Image.open(path) as picture:
            assert picture.width <= WIDEST
        assert path.stat().st_size <= MOST_BYTES, path.name
        assert (ROOT / "docs" / "pictures" / path.name).exists()


def test_nothing_is_left_of_what_is_no_markup_of_ours() -> None:
    for one in pages():
        for line in one.lines:
            assert not re.search(r"\]\(|^#|\*\*|^\d+\.\S|<[a-z]", line), (one.key, line)


@pytest.mark.parametrize("key", PAGES)
def test_every_command_and_option_exists(key: str) -> None:
    text = resource("manual", f"{key}.md").read_text(encoding="utf-8")
    for words in COMMAND.findall(text):
        known, options = at_the_end(words.split())
        assert [word for word in words.split() if word.startswith("--")] == [
            word for word in words.split() if word in options
        ]
        assert known, words


def at_the_end(words: list[str]) -> tuple[bool, set[str]]:
    """Whether the sub-commands named exist, and which options the last of them takes."""
    here, _command = _parser(next((word for word in words if word in COMMANDS), None))
    known = True
    for word in words:
        below = next(
            (one for one in here._actions if isinstance(one, argparse._SubParsersAction)), None
        )
        if below is None or word.startswith("-"):
            break
        known = word in below.choices
        if not known:
            break
        here = below.choices[word]
    return known, {name for one in here._actions for name in one.option_strings}


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert at_the_end(["backups"])[0] is False
    assert "--drill" in at_the_end(["backup", "--drill"])[1]
    assert "--drills" not in at_the_end(["backup", "--drills"])[1]


def test_pages_that_the_program_names_are_there() -> None:
    named = {word for text in program_words() for word in re.findall(r"手引き「([^」]+)」", text)}
    assert named and named <= {one.title for one in pages()}


def test_a_page_is_read_piece_by_piece() -> None:
    made = read_page(
        "x",
        "組",
        "# 題\n\n続く\n言葉\n## 見出し\n1. 一つ\n- 点 `a b`\n続き\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n"
        "![絵の言葉](x-1)\n→ [次](next)\n<b>&amp;",
    )
    assert made.title == "題" and made.lines[-1] == "<b>&amp;" and "次" not in made.lines
    assert made.blocks == (
        Words("続く言葉"),
        Heading("見出し"),
        Words("一つ", "1."),
        Words("点 a b続き", "・"),
        Grid((("甲", "乙"), ("1", "2"))),
        Picture("絵の言葉", "x-1"),
        Link("次", "next"),
        Words("<b>&amp;"),
    )
    with pytest.raises(ValueError, match="no title"):
        read_page("x", "組", "題\n")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("かいじ", ""),
        ("開示請求", "subject-access"),
        ("ＰＣ　入れ替える", "trouble"),
        ("旅費", "travel"),
        ("回復コード　なくした", "trouble"),
        ("そんな言葉はない", ""),
    ],
)
def test_pages_are_found_by_every_word_and_by_title_first(typed: str, first: str) -> None:
    found = find(typed)
    assert (found[0].page.key if found else "") == first


def test_without_words_all_pages_stand_in_the_order_of_the_contents() -> None:
    assert [one.page.key for one in find("  ")] == list(PAGES)
    assert find("")[0].excerpt == pages()[0].group
    assert page("nothing") is pages()[0]


def test_the_excerpt_is_the_line_where_the_word_stands() -> None:
    found = next(one for one in find("黒塗り") if one.page.key == "subject-access")
    assert "黒塗り" in found.excerpt


def test_every_letter_is_one_of_our_own_type(qapp: QGuiApplication) -> None:
    """Where Windows lacks a letter too, a box would stand in its place."""
    ours = [QRawFont(str(file), 12) for file in resource("fonts").glob("*.ttf")]
    said = {letter for one in pages() for line in one.lines for letter in line}
    lacking = {
        letter for letter in said if not any(type_.supportsCharacter(ord(letter)) for type_ in ours)
    }
    assert lacking - {"\n"} == set()
