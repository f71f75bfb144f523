"""The drawings of `resources/icons`, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource
from app.ui.theme import Size, Tone, theme


def drawing(name: str, color: QColor, size: int) -> QPixmap:
    """One drawing in one colour; `size` in pixels of the screen's logical grid."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    kept = f"{name} {color.name()} {size} {ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(kept, pixmap):
        return pixmap
    data = resource("icons", f"{name}.svg").read_bytes()
    data = data.replace(b"currentColor", color.name().encode("ascii"))
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(data)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    QPixmapCache.insert(kept, pixmap)
    return pixmap


def icon(name: str, tone: Tone = Tone.MUTED) -> QIcon:
    """A drawing as an icon for buttons and menus."""
    return QIcon(drawing(name, theme().color(tone), theme().px(Size.ICON)))


def icon_on_accent(name: str) -> QIcon:
    """A drawing as an icon on the ground of the accent colour."""
    return QIcon(drawing(name, QColor(theme().colors.on_accent), theme().px(Size.ICON)))
