"""Releasing what was decided: the files are on the disk, then it is frozen, in one Work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.attachments.queries import content
from app.errors import (
    ChangedMeanwhile,
    DatabaseDamaged,
    FieldProblem,
    FileProblem,
    InvalidInput,
    NotFound,
)
from app.reports.output import read_back_as, write_whole
from app.reports.papers.paper import Printed
from app.reports.papers.subject_records import (
    NOTICE,
    RECORDS,
    WITHHELD,
    notice_paper,
    records_paper,
    withheld_paper,
)
from app.staff.permissions import Permission
from app.staff.second.actions import use
from app.staff.second.rules import Act
from app.storage.records import SecondRequest, SubjectRelease, SubjectRequest
from app.storage.work import Work
from app.subject_access.marking.rules import STATE_WORDS, State
from app.subject_access.package import Package
from app.subject_access.queries import package
from app.subject_access.releasing.rules import (
    about,
    counts,
    file_name,
    refusal,
    result,
)
from app.subject_access.releasing.wanted import ReleaseInput

_CHANGED = (
    "二人で確かめたあとに、記録か判断が変わりました。何も開示していません。"
    "画面を読み直し、変わった項目を判断してから、もう一度二人で確かめてください。"
)
_ALTERED = (
    "控えの「{}」が、開示したときと違っています。何も書き出していません。"
    "控えから戻すか、管理者に知らせてください。"
)
_FILE_GONE = (
    "開示した添付「{}」は、そのあと取り除かれています。何も書き出していません。"
    "書面（PDF）だけを書き出すことはできます。"
)
_THERE = "「{}」には、もう同じ名前のファイルがあります。何も書き出していません。空のフォルダーを選んでください。"


@dataclass(frozen=True)
class Done:
    """What was released and where it lies; `missing` names characters that no font could draw."""

    release_id: str
    files: tuple[Path, ...]
    missing: str = ""


def release(work: Work, wanted: ReleaseInput) -> Done:
    """Write the papers and the files, keep them, and decide the request by it.

    Refused while an item is undecided or has changed, and unless a second person agreed to this
    very package.
    """
    work.require(Permission.ANSWER_REQUESTS)
    request = work.get(SubjectRequest, wanted.request_id)
    work.check_version(request, wanted.version)
    decided = package(work, request.id)
    reason = refusal(decided)
    if reason:
        raise InvalidInput((FieldProblem("items", reason),))
    agreed = work.get(SecondRequest, wanted.second_id)
    if decided.sha != wanted.sha or agreed.about != about(decided):
        raise ChangedMeanwhile(_CHANGED)
    use(work, Act.RELEASE_RECORDS, wanted.second_id)
    from app.reports.papers.render import (
        render,
    )  # reads all that draws: not before somebody writes a paper

    printed = {
        RECORDS: render(records_paper(work, decided)),
        WITHHELD: render(withheld_paper(work, decided)),
        NOTICE: render(notice_paper(work, decided)),
    }
    papers = {title: one.data for title, one in printed.items()}
    given = _given(decided)
    kept = _keep(work, wanted, decided, papers, given)
    files = _write(wanted.folder, papers, _contents(work, given))
    request.result = str(result(decided))
    request.decided_on = work.clock.today()
    request.decided_why = "・".join(
        f"{STATE_WORDS[State(state)]} {count}件" for state, count in kept.counts.items()
    )
    work.touch(request)
    _tell(work, request, kept, "subject.released", "請求された記録を、二人で確かめて開示")
    return Done(kept.id, files, _missing(printed.values()))


def write_again(work: Work, release_id: str, folder: Path, *, papers_only: bool = False) -> Done:
    """Write what was released once more, byte for byte."""
    work.require(Permission.ANSWER_REQUESTS)
    kept = work.get(SubjectRelease, release_id)
    request = work.get(SubjectRequest, kept.request_id)
    papers = {
        RECORDS: _same(RECORDS, kept.records, kept.records_sha),
        WITHHELD: _same(WITHHELD, kept.withheld, kept.withheld_sha),
        NOTICE: _same(NOTICE, kept.notice, kept.notice_sha),
    }
    given = [] if papers_only else [tuple(one) for one in json.loads(kept.files)]
    files = _write(folder, papers, _contents(work, given))
    _tell(work, request, kept, "subject.again", "開示した記録をもう一度書き出し")
    return Done(kept.id, files)


Given = tuple[str, str, str]
"""Attachment id, file name, SHA-256."""


def _given(decided: Package) -> list[Given]:
    """The attachments that go as they are."""
    return [
        (one.item.file_id, one.item.file_name, one.item.file_sha)
        for one in decided.items
        if one.item.is_file and one.state is State.GIVE
    ]


def _contents(work: Work, given: list[Given]) -> list[tuple[str, bytes]]:
    found = []
    for number, (attachment_id, name, digest) in enumerate(given, start=1):
        try:
            data = content(work, attachment_id).data
        except NotFound as gone:
            raise FileProblem(_FILE_GONE.format(name), where=name) from gone
        found.append((file_name(number, name), _same(name, data, digest)))
    return found


def _keep(
    work: Work,
    wanted: ReleaseInput,
    decided: Package,
    papers: dict[str, bytes],
    given: list[Given],
) -> SubjectRelease:
    digests = {title: hashlib.sha256(data).hexdigest() for title, data in papers.items()}
    kept = SubjectRelease(
        request_id=wanted.request_id,
        at=work.now,
        by=work.actor.staff_id,
        second_request=wanted.second_id,
        package_sha=decided.sha,
        counts=counts(decided),
        records=papers[RECORDS],
        records_sha=digests[RECORDS],
        withheld=papers[WITHHELD],
        withheld_sha=digests[WITHHELD],
        notice=papers[NOTICE],
        notice_sha=digests[NOTICE],
        files=json.dumps(given, ensure_ascii=False),
    )
    work.add(kept)
    work.session.flush()
    return kept


def _write(
    folder: Path, papers: dict[str, bytes], files: list[tuple[str, bytes]]
) -> tuple[Path, ...]:
    """Everything into the folder; nothing that is there is written over."""
    wanted = [(folder / f"{title}.pdf", data) for title, data in papers.items()]
    wanted += [(folder / name, data) for name, data in files]
    there = next((path for path, _ in wanted if path.exists()), None)
    if there is not None:
        raise FileProblem(_THERE.format(there.name), where=there.name)
    for path, data in wanted:
        write_whole(path, data, read_back_as(data))
    return tuple(path for path, _ in wanted)


def _same(name: str, data: bytes, digest: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != digest:
        raise DatabaseDamaged(_ALTERED.format(name))
    return data


def _missing(printed: Iterable[Printed]) -> str:
    missing = frozenset[str]().union(*(one.missing for one in printed))
    return Printed(b"", 0, missing).missing_words


def _tell(work: Work, request: SubjectRequest, kept: SubjectRelease, kind: str, words: str) -> None:
    number = f"（{request.number}）" if request.number else ""
    work.tell(
        kind,
        f"{words}{number}",
        subject_kind="person",
        subject_id=request.person_id,
        details={
            "request": request.id,
            "release": kept.id,
            "package": kept.package_sha,
            "records": kept.records_sha,
            "withheld": kept.withheld_sha,
            "notice": kept.notice_sha,
        },
    )
