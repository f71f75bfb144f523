"""Whether a part stands on its page, without dressing it before its page is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_SAID = Qt.WidgetAttribute.WA_WState_ExplicitShowHide


def let_stand(part: QWidget, stands: bool) -> None:
    """Show or hide a part that lies in a layout.

    What was never hidden comes with its page. Showing it before would dress it at once by the style
    sheet, and once more for every part of the page that it is put into while the page is built.
    """
    if not stands or part.testAttribute(_SAID):
        part.setVisible(stands)
