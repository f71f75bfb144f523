"""`teichaku report --submit` and `teichaku submissions`: frozen, compared and written again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.storage.records import Episode
from tests.commands.test_figures_and_report import call

MONTH = ("--form", "monthly_builtin", "--month", "2026-09")


def test_handed_in_compared_replaced_and_written_again(filled: Any, tmp_path: Path) -> None:
    out, again = tmp_path / "9月.xlsx", tmp_path / "again.xlsx"
    pdf, pdf_again = tmp_path / "9月.pdf", tmp_path / "again.pdf"
    submitted = ("report", *MONTH, "--out", str(out), "--pdf", str(pdf), "--submit", "--json")
    status, said, _ = call(filled, *submitted, "--mask-below", "3")
    first = json.loads(said)
    assert status == 0 and [Path(one).is_file() for one in first["written"]] == [True] * 3
    handed, paper = out.read_bytes(), pdf.read_bytes()
    _, said, _ = call(filled, "submissions", "--difference", first["submission"], "--json")
    assert json.loads(said) == {
        "submission": first["submission"],
        "moved": [],
        "explanation": "",
    }

    with filled.office.work(filled.actor) as work:
        case = work.session.query(Episode).filter(Episode.service == "coordination").first()
        typed = ActivityInput("2026/9/10", "phone", "15", "本人", "近況", "試作")
        record_activity(work, case.id, typed)
        number = case.number
    _, said, _ = call(filled, "submissions", "--difference", first["submission"], "--json")
    moved = {one["figure"]: one for one in json.loads(said)["moved"]}
    minutes = moved["activities.total_minutes"]
    assert minutes["after"] - minutes["before"] == 15
    assert [one["cases"] for one in minutes["entered"]] == [[number]]
    assert [cause["kind"] for cause in minutes["entered"][0]["causes"]] == ["new"]

    status, said, _ = call(filled, *submitted)
    assert status == 3 and "差し替える理由" in json.loads(said)["error"]["message"]
    status, said, _ = call(filled, *submitted, "--explanation", "電話の記録を加えたため")
    assert status == 0 and json.loads(said)["replaces"] == first["submission"]
    _, said, _ = call(filled, "submissions", "--json")
    newest, before = json.loads(said)
    assert (newest["replaces"], before["replaced"]) == (before["id"], True)
    assert before["masked_below"] == 3

    places = ("--out", str(again), "--pdf", str(pdf_again))
    status, *_ = call(filled, "submissions", "--again", before["id"], *places)
    assert status == 0 and again.read_bytes() == handed != out.read_bytes()
    assert pdf_again.read_bytes() == paper != pdf.read_bytes()
    assert hashlib.sha256(paper).hexdigest() == before["pdf_sha256"] == first["pdf_sha256"]
    status, *_ = call(filled, "submissions", "--again", before["id"])
    assert status == 2
