"""`teichaku staff`: the people of an office without the window."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.line import run
from tests.conftest import PASSPHRASE, OpenedOffice

THEIRS, NEXT = "べつの人の合言葉 さざんか あけび", "つぎの合言葉 くちなし ひいらぎ"
NEW = "例示 霧子"


class Terminal:
    """Types commands on an office in a file."""

    def __init__(self, opened: OpenedOffice, root: Path) -> None:
        assert opened.folder is not None
        self.root, self.me = root, opened.actor.name
        self.common = ("--data", str(opened.folder.path), "--json")

    def kept(self, words: str) -> str:
        path = self.root / f"{len(list(self.root.glob('*.txt')))}.txt"
        path.write_text(words, encoding="utf-8")
        return str(path)

    def type(
        self, *words: str, who: str | None = None, passphrase: str = PASSPHRASE
    ) -> tuple[int, dict[str, Any]]:
        out, err = io.StringIO(), io.StringIO()
        as_whom = ("--staff", who or self.me, "--passphrase-file", self.kept(passphrase))
        status = run([*words, *self.common, *as_whom], out, err)
        assert err.getvalue() == ""
        return status, json.loads(out.getvalue())

    def done(self, *words: str, **more: str) -> dict[str, Any]:
        status, told = self.type(*words, **more)
        assert status == 0, told
        return told


@pytest.fixture
def terminal(opened_embedded: OpenedOffice, tmp_path: Path) -> Terminal:
    opened_embedded.office.close()
    return Terminal(opened_embedded, tmp_path)


def add(terminal: Terminal, name: str = NEW, role: str = "counsellor") -> None:
    new = ("--new-passphrase-file", terminal.kept(THEIRS))
    terminal.done("staff", "add", name, "--role", role, *new)


def test_from_the_first_day_to_the_last(terminal: Terminal, tmp_path: Path) -> None:
    add(terminal)
    listed = terminal.done("staff", "list", who=terminal.me)["staff"]
    assert [(one["name"], one["active"], one["key"]) for one in listed] == [
        (terminal.me, True, "alone"),
        (NEW, True, "alone"),
    ]
    new = ("--new-passphrase-file", terminal.kept(NEXT))
    terminal.done("staff", "passphrase", *new, who=NEW, passphrase=THEIRS)
    assert terminal.type("staff", "list", who=NEW, passphrase=THEIRS)[0] == 4
    terminal.done("staff", "role", NEW, "clerk")
    status, told = terminal.type("staff", "list", who=NEW, passphrase=NEXT)
    assert status == 4 and "事務の役割ではできません" in told["error"]["message"]
    paper = tmp_path / "out.pdf"
    terminal.done("staff", "leave", NEW, "--report", str(paper))
    assert paper.read_bytes().startswith(b"%PDF")
    last = terminal.done("staff", "list")["staff"][-1]
    assert (last["active"], last["key"]) == (False, "none")
    status, told = terminal.type("staff", "list", who=NEW, passphrase=NEXT)
    assert status == 2 and NEW not in told["error"]["message"]


def test_another_name_opens_with_the_same_passphrase(terminal: Terminal) -> None:
    add(terminal)
    told = terminal.done("staff", "rename", NEW, "見本　霧子")
    assert told == {"staff": "見本 霧子", "cases": 0, "others": 0}
    terminal.done("figures", "--month", "2026-10", who=NEW, passphrase=THEIRS)
    # from their first start on they are chosen by the new name
    terminal.done("figures", "--month", "2026-10", who="見本 霧子", passphrase=THEIRS)


def test_a_forgotten_passphrase_is_given_anew(terminal: Terminal) -> None:
    add(terminal)
    terminal.done("staff", "passphrase", NEW, "--new-passphrase-file", terminal.kept(NEXT))
    assert terminal.type("figures", "--month", "2026-10", who=NEW, passphrase=NEXT)[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("role", "だれ それ", "clerk"), "登録されていません"),
        (("leave", "試作 澪江"), "自分の退職"),
        (("rename", "試作 澪江", "　"), "氏名を入力"),
        (("role", "試作 澪江", "clerk"), "鍵と設定を扱える人"),
        (("hand-over", "試作", "だれ それ"), "登録されていません"),
    ],
)
def test_what_is_refused_says_why(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    status, told = terminal.type("staff", *words)
    assert status in (3, 4) and said in told["error"]["message"]
