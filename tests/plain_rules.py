"""Rules of the house about words: they are shown, printed and written out as they are, never as code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house import Finding, Rule, Source, inside, only_in, places


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
}
