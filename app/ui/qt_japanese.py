"""Qt's own dialogs and menus in Japanese."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

_UNTRANSLATED = {
    "&Look in:": "場所(&L):",
    "Files of &type:": "ファイルの種類(&T):",
    "Folder": "フォルダー",
    "File Folder": "フォルダー",
}
"""What Qt's own Japanese leaves out of the dialogs for files."""


class _Rest(QTranslator):
    """Asked for what Qt's own Japanese does not have."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        # None lets Qt keep its own words; '' would be taken for their translation.
        return _UNTRANSLATED.get(source)

    def isEmpty(self) -> bool:
        return False


def speak_japanese(app: QApplication) -> QTranslator:
    """Let Qt's own dialogs and menus speak Japanese."""
    app.installTranslator(_Rest(app))  # asked last, because it is installed first
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    translator = QTranslator(app)
    translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    app.installTranslator(translator)
    return translator
