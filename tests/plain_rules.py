"""Rules of the house about words: they are shown, printed and written out as they are, never as code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house import Finding, Rule, Source, dotted, inside, only_in, places


def plain_labels(source: Source) -> Iterator[Finding]:
    markup = {"RichText", "AutoText", "MarkdownText", "setHtml", "insertHtml", "setMarkdown"}
    if not source.under("app/ui"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in markup:
            yield node.lineno, f"{node.attr}: a person's words are never parsed as markup"
    for line, call in source.calls:
        if call.rpartition(".")[2] == "QLabel":
            yield line, "a QLabel guesses markup: use the plain label of app/ui/widgets"


HTML_WIDGETS = frozenset(re.findall(r"\w+", """
    QTextBrowser QTextDocument QStaticText QMessageBox QErrorMessage QProgressDialog
    QInputDialog QWhatsThis QSplashScreen QWizard QSystemTrayIcon QGroupBox QTabWidget QTabBar
    QToolBox QDockWidget QFormLayout QListWidget QTreeWidget QTableWidget QCommandLinkButton
"""))  # fmt: skip
"""They guess markup, or take an ampersand or a tab in words for a shortcut."""
LABELS, TITLES = "app/ui/widgets/labels.py", frozenset({"setWindowTitle"})
TOOLTIPS = {"setToolTip": 0, "showText": 1}
CAPTIONS = frozenset({"addAction", "addMenu", "QAction", "QPushButton", "QToolButton",
                      "QCheckBox", "QRadioButton"})  # fmt: skip
FORBIDDEN = frozenset({"setStatusTip", "setWhatsThis", "setBuddy", "setTabText", "setIconText",
                       "TextShowMnemonic", "drawStaticText", "drawItemText", "setDefaultAction"})  # fmt: skip


def given_words(source: Source) -> Iterator[Finding]:
    """What Qt would read as markup or shortcuts is told through the house's own three functions."""
    if not source.under("app/ui"):
        return
    for line, name in source.imports:
        plain = name.rpartition(".")[2]
        if plain in HTML_WIDGETS or (plain == "QLabel" and source.path != LABELS):
            yield (
                line,
                f"{plain} reads markup or shortcuts in words: use the parts of app/ui/widgets",
            )
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN | HTML_WIDGETS:
            yield node.lineno, f"{node.attr} reads markup or shortcuts in words"
        elif isinstance(node, ast.Attribute) and node.attr == "ToolTipRole":
            continue
        elif isinstance(node, ast.Call):
            yield from _given(node)
        elif isinstance(node, ast.ClassDef) and any(map(_is_document, node.bases)):
            yield node.lineno, f"{node.name} is a document of markup: QPlainTextEdit is none"


def _is_document(named: ast.expr) -> bool:
    """QTextEdit itself; what selects in a plain field is called QTextEdit.ExtraSelection."""
    return dotted(named).rpartition(".")[2] == "QTextEdit"


def _given(call: ast.Call) -> Iterator[Finding]:
    if _is_document(call.func):
        yield call.lineno, "QTextEdit() is a document of markup: QPlainTextEdit is none"
    name = dotted(call.func).rpartition(".")[2]
    for names, at, wanted in (
        (TOOLTIPS, TOOLTIPS.get(name, 0), "as_tooltip"),
        (TITLES, 0, "as_title"),
        (CAPTIONS, 0, "as_caption"),
    ):
        if name in names and len(call.args) > at and not _through(call.args[at], wanted):
            yield call.lineno, f"{name}({ast.unparse(call.args[at])}): tell it through {wanted}"


def _through(words: ast.expr, wanted: str) -> bool:
    """Whether words are written in place without signs, or went through the function."""
    match words:
        case ast.Constant():
            return not (isinstance(words.value, str) and re.search(r"[<\[\t]", words.value))
        case ast.Call():
            called = dotted(words.func)
            return called in (wanted, "tooltip_of") or called == "icon"
        case ast.IfExp():
            return _through(words.body, wanted) and _through(words.orelse, wanted)
        case ast.BoolOp():
            return all(_through(one, wanted) for one in words.values)
        case ast.JoinedStr():
            return all(
                isinstance(part, ast.Constant)
                or (isinstance(part, ast.FormattedValue) and _through(part.value, wanted))
                for part in words.values
            )
        case ast.Name():
            return words.id.isupper() or words.id in ("action", "number")
    return isinstance(words, ast.Attribute) and words.attr in ("_parent",)


WRITING_CELLS = re.compile(
    r"\.(write(_string|_row|_column|_formula|_array_formula|_dynamic_array_formula|_url|_rich_string"
    r"|_comment|_boolean)|insert_textbox|insert_image|define_name|data_validation|add_table"
    r"|conditional_format|set_header|set_footer)$"
)
WRITER = "app/reports/xlsx/book.py"


def text_of_cells(source: Source) -> Iterator[Finding]:
    """Words reach a new workbook through one function, where none of them becomes a formula."""
    if not source.under("app") or source.path == WRITER:
        return
    makes = any(inside(name, "app.reports.xlsx.book") for _, name in source.imports)
    for line, name in source.imports:
        if inside(name, "csv.writer") or inside(name, "csv.DictWriter"):
            yield line, f"imports {name}: a CSV has no type of text, write a workbook"
    for line, call in source.calls:
        if call in ("csv.writer", "csv.DictWriter"):
            yield line, f"{call}: a CSV has no type of text, write a workbook"
        if WRITING_CELLS.search(call) or (makes and call.endswith(".write")):
            yield line, f"{call}: words go into a cell through Sheet.text alone"


def moments_of_any_system(source: Source) -> Iterator[Finding]:
    """Windows writes a moment in the letters of its own locale and fails for every other: 年 stands outside."""
    for node in source.nodes:
        written: list[ast.AST] = []
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            written = [node.format_spec]
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("strftime"):
            written = list(node.args)
        for part in (inner for one in written for inner in ast.walk(one)):
            words = part.value if isinstance(part, ast.Constant) else ""
            if isinstance(words, str) and "%" in words and not words.isascii():
                yield node.lineno, f"{words}: only signs of ASCII may stand in a moment's format"


PLAIN_RULES: dict[str, Rule] = {
    "labels show plain text": (
        plain_labels,
        [
            ("app/ui/x.py", "label.setTextFormat(Qt.TextFormat.RichText)"),
            ("app/ui/x.py", "QtWidgets.QLabel('x')"),
            ("app/ui/x.py", "view.setHtml(name)"),
        ],
        [("app/ui/widgets/labels.py", "class PlainLabel(QLabel): ...")],
    ),
    "words given to Qt are words": (
        given_words,
        [
            ("app/ui/x.py", "button.setToolTip(reason)"),
            ("app/ui/x.py", "button.setToolTip(f'{name}さん')"),
            ("app/ui/x.py", "button.setToolTip(as_caption(reason))"),
            ("app/ui/x.py", "QToolTip.showText(place, words, self)"),
            ("app/ui/x.py", "menu.addAction(person.name)"),
            ("app/ui/x.py", "menu.addAction(f'{at}　{as_tooltip(name)}')"),
            ("app/ui/x.py", "QRadioButton(label)"),
            ("app/ui/x.py", "self.setWindowTitle(office.name)"),
            ("app/ui/x.py", "action.setStatusTip('x')"),
            ("app/ui/x.py", "from PySide6.QtWidgets import QMessageBox"),
            ("app/ui/x.py", "QtWidgets.QTextEdit()"),
            ("app/ui/x.py", "class X(QTextEdit): ..."),
            ("app/ui/x.py", "from PySide6.QtWidgets import QLabel"),
        ],
        [
            ("app/ui/x.py", "button.setToolTip(as_tooltip(reason) if reason else '')"),
            ("app/ui/x.py", "menu.addAction(f'&{1}　{as_caption(name)}')"),
            ("app/ui/x.py", "self.setWindowTitle('控え')"),
            ("app/ui/x.py", "self.setWindowTitle(as_title(office.name))"),
            ("app/ui/x.py", "marked = QTextEdit.ExtraSelection()"),
            (LABELS, "from PySide6.QtWidgets import QLabel"),
        ],
    ),
    "one way into a workbook": (
        only_in(
            "xlsxwriter openpyxl", places(WRITER), "in app/reports/xlsx/book.py: others calculate"
        ),
        [("app/reports/x.py", "import xlsxwriter"), ("app/ledgers/x.py", "import openpyxl")],
        [(WRITER, "import xlsxwriter"), ("app/ledgers/x.py", "import python_calamine")],
    ),
    "words in a cell are no formula": (
        text_of_cells,
        [
            ("app/reports/x.py", "sheet.write_string(0, 0, words)"),
            ("app/reports/x.py", "from app.reports.xlsx.book import Book\nsheet.write(0, 0, '=1')"),
            ("app/reports/x.py", "import csv\ncsv.writer(file)"),
            ("app/ledgers/x.py", "from csv import DictWriter"),
        ],
        [
            ("app/reports/x.py", "file.write(data)"),
            ("app/reports/x.py", "sheet.write_number(0, 0, 1)"),
            (WRITER, "self.write_string(0, 0, words)"),
        ],
    ),
    "a moment is written alike on every system": (
        moments_of_any_system,
        [
            ("app/ui/x.py", "f'{at:%Y年%m月}'"),
            ("app/ui/x.py", "at.strftime('%m月')"),
        ],
        [
            ("app/ui/x.py", "f'{at:%m}月{share:.0%}と{at.year}年'"),
            ("app/ui/x.py", "at.strftime('%H:%M')"),
        ],
    ),
}
