"""The program's icon for Windows, drawn from the same picture as everywhere: `python -m installer.icon FILE.ico`."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
SOURCE = Path(__file__).resolve().parents[1] / "resources" / "icons" / "app.svg"


def icon_file(pictures: dict[int, bytes]) -> bytes:
    """An .ico that holds one PNG for each width in pixels."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, bodies = [], []
    for width, png in sorted(pictures.items()):
        side = width % 256  # 0 says 256
        entries.append(struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), place))
        bodies.append(png)
        place += len(png)
    return b"".join((head, *entries, *bodies))


def drawn(width: int) -> bytes:
    """The icon as a PNG of this width."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(width, width, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise RuntimeError("Qt cannot write a PNG")
    return bytes(buffer.data().data())


def main(out: Path) -> None:
    """Write the icon."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(["icon"])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(icon_file({width: drawn(width) for width in SIZES}))
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
