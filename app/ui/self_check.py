"""What the window needs of its own files: type, drawings, Japanese of Qt, every screen's code, the 手引き."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings
from PySide6.QtGui import QFontDatabase, QFontMetrics, QImageReader
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.attachments.queries import Content
from app.errors import FileProblem
from app.paths import resource
from app.reports.manual.pages import pages
from app.ui import screens
from app.ui.attachments.pictures import draw
from app.ui.fonts import families
from app.ui.manual.page_view import PageOfManual, Shot
from app.ui.program import dress

_BROKEN = "プログラムを入れ直してください。記録したデータには触れていません。"
_WIDTH = 320
_RARE = "髙﨑𠮷"
"""Letters of names that need the second type."""


def window_checks() -> Iterator[tuple[str, Callable[[], str]]]:
    """One check after the other, with a running application and without a window."""
    no_display = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "linux" and no_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["teichaku"])
    # Settings of nobody: what this person chose for the window stays as it is.
    dress(app, QSettings("", QSettings.Format.IniFormat))
    yield "文字の形", _type
    yield "絵", _drawings
    yield "画面の日本語", _translation
    yield "画面の部品", _screens
    yield "手引き（F1）", _manual
    yield "添付の画像", _picture_apart


def _type() -> str:
    known = set(QFontDatabase.families())
    missing = [name for name in families() if name not in known]
    if missing:
        raise FileProblem(f"文字の形（{'、'.join(missing)}）がありません。{_BROKEN}")
    metrics = [QFontMetrics(QFontDatabase.font(name, "", 10)) for name in families()]
    for letter in _RARE:
        if not any(one.inFontUcs4(ord(letter)) for one in metrics):
            raise FileProblem(f"文字「{letter}」の形がありません。{_BROKEN}")
    return "、".join(families())


def _drawings() -> str:
    files = sorted(resource("icons").glob("*.svg"))
    for file in files:
        if not QSvgRenderer(QByteArray(file.read_bytes())).isValid():
            raise FileProblem(f"絵「{file.name}」を描けません。{_BROKEN}", where=file.name)
    if not files:
        raise FileProblem(f"絵が一つもありません。{_BROKEN}")
    able = {bytes(kind.data()).decode("ascii") for kind in QImageReader.supportedImageFormats()}
    lacking = sorted({"png", "jpg", "svg"} - able)
    if lacking:
        raise FileProblem(f"画像の種類 {'、'.join(lacking)} を読めません。{_BROKEN}")
    return f"{len(files)}個"


def _translation() -> str:
    said = QCoreApplication.translate("QPlatformTheme", "Cancel")
    if said == "Cancel":
        raise FileProblem(f"Qt の日本語がありません。{_BROKEN}")
    return f"Qt の「Cancel」は「{said}」"


def _screens() -> str:
    """Every module of the screens loads: most are loaded only when they are first shown."""
    names = [one.name for one in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}.")]
    for name in names:
        importlib.import_module(name)
    if not names:
        raise FileProblem(f"画面の部品が一つもありません。{_BROKEN}")
    return f"{QApplication.platformName()}　{len(names)}個"


def _manual() -> str:
    """Every page as F1 shows it, with its pictures: one that is missing would leave a hole and say nothing."""
    shown = 0
    for one in pages():
        page = PageOfManual(one)
        for shot in page.findChildren(Shot):
            if shot.drawn.pixmap.isNull():
                words = (
                    f"手引き「{one.title}」の絵「{shot.accessibleName()}」がありません。{_BROKEN}"
                )
                raise FileProblem(words, where=one.key)
            shown += 1
        page.deleteLater()
    if not shown:
        raise FileProblem(f"手引きがありません。{_BROKEN}")
    return f"{len(pages())}頁、絵{shown}枚"


def _picture_apart() -> str:
    """A picture is drawn as one that somebody attached: by a process of its own, told next to nothing."""
    file = min(resource("manual").rglob("*.png"))
    drawn = draw(Content(file.name, "image/png", file.read_bytes()), 0, _WIDTH).image
    return f"別のプロセスで、{drawn.width()}×{drawn.height()}に描きました"
