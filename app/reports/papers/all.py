"""The papers that a case can print, by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.cases.assessment.queries import sheets
from app.cases.plans.queries import plans
from app.cases.plans.rules import kinds
from app.codes import Service
from app.errors import NotFound
from app.reports.papers import (
    assessment_sheet,
    emergency_sheet,
    face_sheet,
    interview_sheet,
    progress_record,
)
from app.reports.papers.paper import Paper
from app.reports.papers.plan_sheet import plan_sheet
from app.storage.work import Reading

Make = Callable[[Reading, str], Paper]


@dataclass(frozen=True)
class CasePaper:
    """A paper of a case: its key, its title, how it is made."""

    key: str
    title: str
    make: Make


def _newest_sheet(reading: Reading, episode_id: str) -> Paper:
    own = sheets(reading, episode_id).sheets
    if not own:
        raise NotFound(
            "このケースのアセスメントシートはまだありません。"
            "「アセスメント」で書いてから印刷してください。"
        )
    return assessment_sheet.assessment_sheet(reading, own[0].id)


def _newest_plan(reading: Reading, episode_id: str) -> Paper:
    page = plans(reading, episode_id)
    if not page.plans:
        words = "・".join(words for _, words in page.kinds)
        raise NotFound(
            f"このケースの{words}はまだありません。「計画」で作ってから印刷してください。"
        )
    return plan_sheet(reading, page.plans[0].id)


PAPERS: tuple[CasePaper, ...] = (
    CasePaper("face", face_sheet.TITLE, face_sheet.face_sheet),
    CasePaper("assessment", assessment_sheet.TITLE, _newest_sheet),
    CasePaper("plan", "計画", _newest_plan),
    CasePaper("progress", progress_record.TITLE, progress_record.progress_record),
    CasePaper("interview", interview_sheet.TITLE, interview_sheet.interview_sheet),
    CasePaper("emergency", emergency_sheet.TITLE, emergency_sheet.emergency_sheet),
)


def papers_of(service: Service) -> tuple[CasePaper, ...]:
    """The papers of a 業務, its plan by the name it has there; none where it makes no plans."""
    plan = "・".join(words for _, words in kinds(service))
    offered = (one for one in PAPERS if one.key != "plan" or plan)
    return tuple(replace(one, title=plan) if one.key == "plan" else one for one in offered)
