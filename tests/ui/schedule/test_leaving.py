"""予定 leave the program: the week as a paper, one's own as a file without names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.schedule import actions
from app.storage.records import HistoryEntry


def history(place: Any) -> list[str]:
    """What the history says."""
    with Session(place.desk.office.engine) as session:
        return list(session.scalars(select(HistoryEntry.words).order_by(HistoryEntry.seq)))


def test_the_file_holds_ones_own_plans_and_no_name(place: Any, tmp_path: Path) -> None:
    place.work(lambda work: actions.cancel(work, place.ids["office"], 1))
    place.plan("11/20", "9:00", "", "phone", title="過ぎた予定")
    place.asking.script(tmp_path / "予定")
    place.screen.leaving.chosen.emit("file")
    text = (tmp_path / "予定.ics").read_bytes().decode()
    assert text.count("BEGIN:VEVENT") == 3 and text.count("STATUS:CANCELLED") == 1
    assert "SUMMARY:面接 R8-C-001" in text and "群馬県センター" in text
    for word in ("髙橋", "はるな", "前橋", "弁護士", "車検", "鈴木", "過ぎた"):
        assert word not in text
    assert "3件" in place.screen.notice.words and "予定.ics" in place.screen.notice.words
    assert history(place)[-1] == "「自分の予定」をカレンダーのファイルに書き出し"


def test_leaving_the_question_writes_nothing(place: Any) -> None:
    before = history(place)
    place.asking.script(None)
    place.screen.leaving.chosen.emit("file")
    assert history(place) == before and place.screen.notice.words == ""


def test_a_folder_that_is_not_there_is_said(place: Any, tmp_path: Path) -> None:
    place.asking.script(tmp_path / "ない" / "予定.ics")
    place.screen.leaving.chosen.emit("file")
    assert "フォルダー" in place.asking.errors[-1].message


def test_the_week_is_looked_at_before_it_is_printed(place: Any, tmp_path: Path) -> None:
    place.choose("interview")
    place.screen.leaving.chosen.emit("numbers")
    preview = place.screen.preview
    assert preview.printed is not None and preview.title.words == "週間予定表"
    assert "ページ" in preview.caption.words
    place.asking.script(tmp_path / "週.pdf")
    preview.save()
    assert (tmp_path / "週.pdf").read_bytes() == preview.printed.data
    assert history(place)[-1] == "「週間予定表」をPDFに保存"
    preview.reject()
