"""The place 会議: held, waiting for a consent, about a 端緒, and its forms and papers."""

from __future__ import annotations

from app.meetings.queries import MeetingFilter, meeting_list
from app.meetings.rules import SUPPORT
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.meetings import kinds
from app.ui.screens.meetings.pane import MeetingPane
from app.ui.screens.meetings.screen import MeetingsScreen
from app.ui.window import MainWindow


def take_meetings(window: MainWindow, photographer: Photographer) -> None:
    """Each kind of meeting once, and what is typed most."""
    with window.desk.office.reading(window.desk.actor) as reading:
        rows, _ = meeting_list(reading, MeetingFilter())
    found = {(row.kind, row.state): row.id for row in rows if row.names}
    pane = _show(window, found["multi", "planned"])
    photographer.take(window, "meeting-consent")
    pane = _show(window, found["joint", "held"])
    photographer.take(window, "meeting-held")
    bar = pane.scrolled.verticalScrollBar()
    bar.setValue(bar.maximum())
    photographer.take(window, "meeting-outcome")
    for kind, name in ((kinds.SHARE, "meeting-share"), (kinds.DECISION, "meeting-decision")):
        pane.edit(kind)
        photographer.take(window, name)
        pane.go_back()
    about = next(row.id for row in rows if row.kind == SUPPORT and "端緒" in "".join(row.names))
    pane = _show(window, about)
    photographer.take(window, "meeting-secrecy")
    pane.print_paper("secrecy")
    if pane.preview is None:
        raise LookupError("守秘の確認書 is not shown")
    photographer.take(pane.preview, "meeting-paper")
    pane.preview.reject()


def _show(window: MainWindow, meeting: str) -> MeetingPane:
    window.show_where(Where("meetings", {"meeting": meeting}))
    screen = window.shown
    if not isinstance(screen, MeetingsScreen):
        raise TypeError("会議 does not show the meetings")
    settle()
    screen.leaf.pane.scrolled.verticalScrollBar().setValue(0)
    return screen.leaf.pane
