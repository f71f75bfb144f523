"""印刷 on the page of a case: the menu, the preview, what the file is called."""

from __future__ import annotations

from typing import Any

import pytest


def test_the_menu_names_the_papers_of_the_service(place: Any) -> None:
    place.open("co")
    words = [action.text() for action in place.screen.pane.summary.prints.menu().actions()]
    assert words[:3] == ["フェイスシート", "アセスメントシート", "福祉サービス等調整計画"]
    place.open("fu")
    words = [action.text() for action in place.screen.pane.summary.prints.menu().actions()]
    assert "フォローアップ計画" in words and "福祉サービス等調整計画" not in words


@pytest.mark.parametrize("key", ["face", "progress", "interview", "emergency"])
def test_a_paper_is_shown_and_named_without_the_person(place: Any, key: str) -> None:
    place.open("co")
    place.screen.pane.print_paper(key)
    preview = place.screen.pane.preview
    assert preview.printed is not None and preview.printed.pages >= 1
    assert preview._file_name.endswith("_R8-C-001") and "髙橋" not in preview._file_name
    preview.reject()


def test_a_plan_that_is_not_there_says_where_to_write_it(place: Any) -> None:
    place.open("co")
    place.screen.pane.print_paper("plan")
    assert "まだありません" in place.asking.said[-1][1]
