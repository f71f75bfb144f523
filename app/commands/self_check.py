"""`teichaku self-check`: does everything once that an installed program needs, on data made up for it.

It works in a temporary folder and never looks at an office's own data. Started by whoever installs or
distributes the program, and by its own tests.
"""

from __future__ import annotations

import argparse
import importlib
import json
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app import __version__, paths
from app.calendar.fiscal import month_of
from app.clock import Clock
from app.commands.line import log_crash
from app.errors import FileProblem, KeyProblem, TeichakuError
from app.ledgers.reading.apart import read_apart
from app.reports.forms.actions import write_pdf, write_report
from app.reports.forms.form import PeriodKind, load_forms
from app.reports.manual.book import write_book
from app.reports.manual.pages import pages
from app.staff.permissions import Actor, Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.keyring_store import open_keyring
from app.storage.migrate import LATEST
from app.storage.opening import FirstStaff, NewOffice, create_office, open_unchecked
from app.storage.work import Office

FAILED = 1
"""Exit status when a check failed."""
_READABLE = bytes.fromhex("53514c69746520666f726d6174203300")
"""How a data file begins that anybody can read."""
_KEPT = "who"
"""Who opens the made-up office, beside it."""
_OFFICE = NewOffice(kind="centre", name="自己点検", prefecture="10", practice=True)


@dataclass(frozen=True)
class Found:
    """What became of one check."""

    name: str
    good: bool
    words: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a machine may lack."""
    parser.add_argument(
        "--without-keyring", action="store_true", help="鍵の保管場所のない機械で、それを確かめない"
    )
    parser.add_argument(
        "--without-window", action="store_true", help="画面のない機械で、窓の部品を確かめない"
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Check one thing after the other; 0 only when all of them hold."""
    found = []
    with tempfile.TemporaryDirectory(prefix="teichaku-check-") as scratch:
        for name, check in _checks(args, Path(scratch)):
            found.append(_tried(name, check))
            if not args.json:
                out.write(f"{'○' if found[-1].good else '×'} {name}　{found[-1].words}\n")
    good = all(one.good for one in found)
    if args.json:
        checks = [{"name": one.name, "good": one.good, "words": one.words} for one in found]
        result = {"version": __version__, "good": good, "checks": checks}
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        wrong = sum(not one.good for one in found)
        out.write(
            "すべて確かめました。使えます。\n"
            if good
            else f"{wrong}件が確かめられませんでした。記録したデータには触れていません。"
            "プログラムを入れ直しても続くときは、この表示を添えて知らせてください。\n"
        )
    return 0 if good else FAILED


def _checks(args: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    folder = OfficeFolder(scratch / "office")
    yield "様式", _forms_open
    yield "データファイル", lambda: _data_file(folder)
    yield "様式への書込みと PDF", lambda: _forms_filled(folder, scratch)
    yield "外から届くファイルの読取り", lambda: _read_apart(scratch)
    yield "手引きの PDF", lambda: _manual_written(scratch)
    yield "サーバーへの接続部品", _server_driver
    if not args.without_keyring:
        yield "鍵の保管場所", _keyring
    if not args.without_window:
        from app.ui.self_check import window_checks

        yield from window_checks()


def _tried(name: str, check: Callable[[], str]) -> Found:
    """A check that raises has failed; the others go on."""
    try:
        return Found(name, True, check())
    except TeichakuError as error:
        return Found(name, False, error.message)
    except Exception as error:  # noqa: BLE001 - a part that is missing shows as any error; logged with a number
        return Found(name, False, f"動きません（{type(error).__name__}、番号 {log_crash()}）")


def _forms_open() -> str:
    """Every form that comes with the program, with its workbook."""
    forms = load_forms()
    for form in forms:
        if not form.template_bytes().startswith(b"PK"):
            raise FileProblem(f"様式「{form.title}」の Excel ファイルが読めません。", where=form.id)
    if not forms:
        raise FileProblem("様式が一つもありません。プログラムを入れ直してください。")
    return f"{len(forms)}件"


def _data_file(folder: OfficeFolder) -> str:
    """A new encrypted file, brought through every migration, closed and opened again."""
    passphrase = secrets.token_hex(16)
    staff = FirstStaff("自己点検", Role.DIRECTOR, passphrase)
    office, actor, recovery = create_office(folder, _OFFICE, staff, PassphraseOnly(), Clock())
    with _closed(office):
        recovery.confirm(recovery.code)
    _refuse_readable(folder.data_file)
    (folder.path / _KEPT).write_text(f"{actor.staff_id}\n{passphrase}", encoding="utf-8")
    office, _ = _opened(folder)
    with _closed(office):
        return f"暗号化したファイルを作り、第{LATEST}版まで移し、開き直しました"


def _refuse_readable(data_file: Path) -> None:
    with data_file.open("rb") as file:
        if file.read(len(_READABLE)) == _READABLE:
            raise FileProblem("データファイルが暗号化されていません。使わないでください。")


def _opened(folder: OfficeFolder) -> tuple[Office, Actor]:
    staff_id, passphrase = (folder.path / _KEPT).read_text(encoding="utf-8").split("\n")
    return open_unchecked(folder, staff_id, passphrase, None, Clock())


@contextmanager
def _closed(office: Office) -> Iterator[None]:
    """Closed again, and nothing of it stays on this PC."""
    try:
        yield
    finally:
        office.close()
        (paths.anchors_folder() / f"{office.office_id}.json").unlink(missing_ok=True)


def _forms_filled(folder: OfficeFolder, scratch: Path) -> str:
    """Every form of the last whole month, as workbook and as PDF, with figures from the data file."""
    office, actor = _opened(folder)
    period = month_of(Clock().today()).previous()
    forms = [form for form in load_forms() if form.period is PeriodKind.MONTH]
    with _closed(office), office.work(actor) as work:
        for form in forms:
            _written(write_report(work, form, period, scratch / f"{form.id}.xlsx"), b"PK")
            _written(write_pdf(work, form, period, scratch / f"{form.id}.pdf"), b"%PDF-")
    return f"{len(forms)}件"


def _read_apart(scratch: Path) -> str:
    """A workbook is read by a process of its own, which this program starts from itself."""
    [path, *_] = sorted(scratch.glob("*.xlsx"))
    sheets = read_apart(path).sheets
    if not sheets:
        raise FileProblem(f"「{path.name}」のシートが読めません。", where=path.name)
    return f"別のプロセスで、シート{len(sheets)}枚を読みました"


def _manual_written(scratch: Path) -> str:
    """The whole 手引き with its pictures, as its window saves it."""
    path = scratch / "manual.pdf"
    size = write_book(path)
    _written(path, b"%PDF-")
    return f"{len(pages())}頁、{size / 1e6:.1f} MB"


def _written(path: Path, begins: bytes) -> None:
    if not path.read_bytes().startswith(begins):
        raise FileProblem(f"「{path.name}」が正しく書けていません。", where=path.name)


def _server_driver() -> str:
    """The parts for an office on a server load; nothing is connected to."""
    importlib.import_module("app.storage.server.engine")
    return "読み込めます（どこにも接続していません）"


def _keyring() -> str:
    """A secret of our own is kept, read back and forgotten again."""
    store, name = open_keyring(), f"self-check-{secrets.token_hex(8)}"
    secret = store.write(name)
    try:
        if store.read(name) != secret:
            raise KeyProblem("鍵の保管場所に書いた内容が、読み返すと違います。")
    finally:
        store.forget(name)
    if store.read(name) is not None:
        raise KeyProblem("鍵の保管場所から、消したはずの内容が消えていません。")
    return "書いて、読み返し、消しました"
