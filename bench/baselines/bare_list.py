"""The same rows in a bare QTableView, in a process of its own: tells when they are painted.

Imports the libraries the program's start imports, opens the file with the raw key (no passphrase,
no lock, no checks) and asks with one hand-written query.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import cryptography.hazmat.primitives.ciphers.aead
import keyring
import platformdirs
import sqlalchemy.orm
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView
from sqlcipher3 import dbapi2

from bench.baselines.cases_sql import Row, open_cases

LIBRARIES = (cryptography, keyring, platformdirs, sqlalchemy)
TITLES = ("番号", "氏名", "かな", "業務", "段階", "開始", "終了", "担当", "次")
PAGE_ROWS = 100


class Model(QAbstractTableModel):
    """Rows as they came."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return len(TITLES)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.rows[index.row()][index.column() + 2]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return None


class Painted(QObject):
    """Prints the rows and quits after the first painting."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self.rows = rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self) -> None:
        print(json.dumps(self.rows), flush=True)
        QApplication.quit()


def main(path: str, office_id: str) -> int:
    """Show the list; the raw key comes over standard input."""
    app = QApplication(sys.argv[:1])
    connection = dbapi2.connect(path)
    connection.execute(f"PRAGMA key = \"x'{sys.stdin.readline().strip()}'\"")
    _, rows = open_cases(connection, office_id, PAGE_ROWS)
    view = QTableView()
    view.setModel(Model(rows))
    painted = Painted(rows)
    view.viewport().installEventFilter(painted)
    view.resize(1200, 700)
    view.show()
    status = app.exec()
    connection.close()
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
