"""The command line: arguments, dispatch, exit codes, errors in Japanese or as JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol, TextIO, cast

from app import __version__
from app.errors import TeichakuError, WrongUse

log = logging.getLogger(__name__)

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("app.commands.demo", "練習用センターを開く"),
    "init": ("app.commands.init", "データの置き場所をつくる"),
    "import": ("app.commands.import_ledger", "台帳を取り込む"),
    "figures": ("app.commands.figures", "集計を出す"),
    "funding": ("app.commands.funding", "経費（予算・執行・補助）を出す"),
    "report": ("app.commands.report", "様式に書き込む"),
    "submissions": ("app.commands.submissions", "提出した報告と、その後に変わった数を見る"),
    "daily-report": ("app.commands.daily_report", "業務日報を書き出す"),
    "travel": ("app.commands.travel", "旅費・移動一覧を書き出す"),
    "list": ("app.commands.list_cases", "保存した一覧表を書き出す"),
    "export-ledger": ("app.commands.export_ledger", "台帳を書き出す"),
    "letter": ("app.commands.letter", "広域の文をやりとりする"),
    "verify": ("app.commands.verify", "履歴に欠けや書き換えがないか確かめる"),
    "backup": ("app.commands.backup", "控えを作る・並べる・確かめる"),
    "restore": ("app.commands.restore", "控えから戻す"),
    "staff": ("app.commands.staff", "職員・役割・鍵・退職・担当の引継ぎ"),
    "self-check": ("app.commands.self_check", "このプログラムがこの PC で動くか確かめる"),
    "retention": ("app.commands.retention", "保存期間が過ぎる記録と、削除の案を見る"),
    "wipe": ("app.commands.wipe", "この PC のデータを消去し、証明書を出す"),
    "office": ("app.commands.office", "事務所のサーバーを使う"),
}
"""Sub-command → its module (imported only when it is called) and what it does."""

CRASHED = 1
"""Exit status of a bug; the log has the error number."""


class Command(Protocol):
    """What a module of a sub-command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the sub-command's own arguments."""

    def run(self, args: argparse.Namespace, out: TextIO) -> int:
        """Do it; 0 only when the result is on disk."""


_TOLD = (
    (re.compile(r"the following arguments are required: (.+)"), r"\1 がありません"),
    (re.compile(r"unrecognized arguments: (.+)"), r"\1 は知らない指定です"),
    (re.compile(r"argument (\S+): expected one argument"), r"\1 のあとに値がありません"),
    (re.compile(r"argument (\S+): invalid choice: (\S+).*"), r"\1 に \2 は選べません"),
    (re.compile(r"argument (\S+): .*"), r"\1 の値を読み取れません"),
)
"""What argparse says, in Japanese."""


class _Help(argparse.HelpFormatter):
    """Help whose first word is Japanese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """「使い方」 instead of "usage"."""
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Wrong use becomes an error like every other, so that it can be said as JSON too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Help, **kwargs, "add_help": False})
        self._positionals.title, self._optionals.title = "対象", "指定"
        self.add_argument("-h", "--help", action="help", help="この説明を出して終わる")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words that were typed."""
        told = next((p.sub(words, message) for p, words in _TOLD if p.fullmatch(message)), "")
        raise WrongUse(
            f"使い方が違います{f'（{told}）' if told else ''}。何も変えていません。"
            f"「{self.prog} --help」で確かめてください。"
        )


def run(argv: Sequence[str], out: TextIO, err: TextIO) -> int:
    """Run one sub-command; gives back the exit status."""
    as_json = "--json" in argv
    try:
        name = next((word for word in argv if word in COMMANDS), None)
        parser, command = _parser(name)
        args = parser.parse_args(argv)
        if command is None:
            parser.print_help(out)
            return WrongUse.exit_status
        return command.run(args, out)
    except TeichakuError as error:
        _say(error.code, error.message, error.where, out if as_json else err, as_json)
        return error.exit_status
    except Exception:  # noqa: BLE001 - the last net of a command; logged with a number
        number = log_crash()
        message = (
            f"プログラムの誤りで中断しました（番号 {number}）。"
            "データは変わっていません。番号を添えて知らせてください。"
        )
        _say("crash", message, number, out if as_json else err, as_json)
        return CRASHED


def log_crash() -> str:
    """Log the current exception without its message (it may hold personal data); its number."""
    import secrets
    import traceback

    number = secrets.token_hex(3).upper()
    kind, _, trace = sys.exc_info()
    frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    log.error(
        "crash %s: %s at %s", number, kind.__name__ if kind else "?", " < ".join(frames[::-1])
    )
    return number


def _say(code: str, message: str, where: str, stream: TextIO, as_json: bool) -> None:
    if as_json:
        body = {"error": {"code": code, "message": message, "where": where}}
        stream.write(json.dumps(body, ensure_ascii=False) + "\n")
    else:
        stream.write(message + "\n")


def _parser(name: str | None) -> tuple[argparse.ArgumentParser, Command | None]:
    parser = _Parser(prog="teichaku", description="定着 — 地域生活定着支援センターの業務を支えます")
    parser.add_argument(
        "--version", action="version", version=f"定着 {__version__}", help="版を出して終わる"
    )
    choices = parser.add_subparsers(title="すること", metavar="命令", parser_class=_Parser)
    command: Command | None = None
    for known, (module, words) in COMMANDS.items():
        sub = choices.add_parser(known, help=words, description=words)
        add_common(sub)
        if known == name:
            command = cast(Command, importlib.import_module(module))
            command.add_arguments(sub)
    return parser, command


def add_common(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Arguments that every sub-command takes (`again`: below one that takes them too)."""
    # What is left out below must not hide what was given above.
    missing = argparse.SUPPRESS if again else None
    parser.add_argument(
        "--data", type=Path, metavar="DIR", default=missing, help="データの置き場所"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        default=missing,
        help="合言葉だけを書いたファイル",
    )
    parser.add_argument(
        "--staff", metavar="NAME", default=missing, help="使う人の氏名（鍵が複数あるとき）"
    )
    parser.add_argument(
        "--restored",
        action="store_true",
        default=missing or False,
        help="前に開いたときより古いデータを、控えから戻したものとして開く",
    )
    parser.add_argument(
        "--json", action="store_true", default=missing or False, help="結果を JSON で出す"
    )
