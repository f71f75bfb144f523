"""Printing a paper of the case that is open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases.queries import CasePage
from app.reports.papers.all import papers_of
from app.ui.desk import Desk
from app.ui.papers.preview import PaperPreview


def preview_paper(desk: Desk, page: CasePage, key: str, parent: QWidget) -> PaperPreview:
    """Show a paper of this case; the file's name has the 管理番号, never the person's name."""
    paper = next(one for one in papers_of(page.episode.service) if one.key == key)
    episode = page.episode
    number = str(episode.values.get("number") or "").strip()
    name = "_".join(word for word in (paper.title, _as_file_name(number)) if word)
    preview = PaperPreview(
        desk,
        lambda reading: paper.make(reading, episode.id),
        name,
        parent,
        episode_id=episode.id,
    )
    preview.open()
    return preview


def _as_file_name(text: str) -> str:
    """The text without what a file's name may not hold on Windows."""
    return "".join(char for char in text if char not in '\\/:*?"<>|' and char.isprintable()).strip(
        ". "
    )
