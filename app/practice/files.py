"""添付 of the practice centre: two papers made here and a note, with records that are shown first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.attachments import actions
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar import wareki
from app.cases.contacts.queries import activities_of
from app.codes import Service
from app.reports.papers.paper import Block, Fields, Paper, Words
from app.reports.papers.render import render
from app.storage.records import Episode
from app.storage.work import Work

_OFFICE = "見本県地域生活定着支援センター"
_CONSENT = (
    "私は、退所後の住まいと福祉サービスの調整のため、上のセンターが私の情報を関係機関に伝えることに"
    "同意します。同意は、いつでも取り消せます。"
)
_CERTIFICATE = "この写しは練習用です。実在する手帳ではありません。"
_NOTE = (
    "面接の覚え書き（練習用）\r\n"
    "・退所したら静かなところで暮らしたい\r\n"
    "・手帳の更新を手伝ってほしい\r\n"
    "・長女には知らせてよい\r\n"
)


def add_files(work: Work, episodes: Sequence[Episode]) -> None:
    """The case whose 受入先 is decided and whose day comes first gets them."""
    decided = [e for e in episodes if e.service == Service.COORDINATION and e.stage == "decided"]
    if not decided:
        return
    episode = min(decided, key=_day)
    today = work.clock.today()
    consent = _paper(
        "同意書", today, (Words("同意すること", _CONSENT), Fields((("署名", "（署名済み）"),)))
    )
    certificate = _paper("手帳の写し", today, (Words("写し", _CERTIFICATE, lines=4),))
    person = Owner(OwnerKind.PERSON, episode.person_id)
    _add(work, Owner(OwnerKind.EPISODE, episode.id), "同意書（署名済み）.pdf", consent)
    _add(work, person, "手帳の写し.pdf", certificate)
    for newest in activities_of(work, episode.id, limit=1):
        note = _NOTE.encode("utf-8-sig")
        _add(work, Owner(OwnerKind.ACTIVITY, newest.id), "面接の覚え書き.txt", note)


def _add(work: Work, owner: Owner, name: str, content: bytes) -> None:
    actions.add(work, owner, check_file(name, content))


def _day(episode: Episode) -> date:
    day = episode.move or episode.release or episode.term_end
    return day.first if day is not None else date.max


def _paper(title: str, today: date, blocks: tuple[Block, ...]) -> bytes:
    return render(Paper(title, _OFFICE, wareki.long(today), blocks, practice=True)).data
