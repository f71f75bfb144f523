"""データの消去証明書: whose data was destroyed, when, by whom, which files, and what is left."""

from __future__ import annotations

from pathlib import Path

from app.backups.wiping.actions import Facts
from app.calendar import wareki
from app.clock import JST
from app.errors import FileProblem
from app.reports.output import write_whole
from app.reports.papers.paper import Block, Column, Fields, Grid, Notice, Paper
from app.storage.wiping import Wiped

TITLE = "データの消去証明書"
_BEGUN = "消去を始めました。この紙だけが残っているときは、消去が途中で止まっています。"
_HOW = (
    "データはすべて AES-256 で暗号化されていました。はじめに鍵（鍵ファイルの中の鍵と、この PC の鍵の保管場所の"
    "半分の鍵）を壊し、そのあと下のファイルを消しました。鍵がなければ、ディスクに残った断片も読めません。"
)
_NOT_HERE = (
    "この PC から届かない写し（別に保管した控え、書き出したデータ一式、紙、ほかの PC の鍵の保管場所）は、"
    "この証明書に含みません。"
)


def certificate(facts: Facts, wiped: Wiped | None) -> Paper:
    """The paper; before it is done (`wiped` None) it says that it was begun."""
    local = facts.at.astimezone(JST)
    pairs = [
        ("事業所", facts.office),
        ("日時", f"{wareki.long(local.date())} {local:%H:%M}"),
        ("行った人", facts.by),
        ("履歴の最後", f"第{facts.head.seq:,}番 {facts.head.mac[:16]}"),
    ]
    blocks: list[Block] = [Fields(tuple(pairs), columns=1)]
    if wiped is None:
        blocks.append(Notice(_BEGUN))
    else:
        blocks.append(Fields((("壊した半分の鍵", f"{wiped.secrets}個（この PC の鍵の保管場所）"),)))
        rows = tuple((one.place, one.name, f"{one.size:,}", one.sha256[:16]) for one in wiped.gone)
        columns = (
            Column("置き場所", 1.2),
            Column("ファイル", 2.4),
            Column("バイト", 1.0, number=True),
            Column("SHA-256（はじめの16文字）", 1.6),
        )
        blocks.append(Grid(columns, rows, f"消したファイル（{len(rows)}個）"))
        left = (Column("もの", 2), Column("理由", 3))
        blocks.append(Grid(left, wiped.left, "消せなかったもの", empty="ありません。"))
        blocks += [Notice(_HOW), Notice(_NOT_HERE)]
    return Paper(
        title=TITLE,
        office=facts.office,
        made=wareki.long(local.date()),
        blocks=tuple(blocks),
        signatures=("行った人", "立ち会った人（二人目）"),
        practice=facts.practice,
    )


def write_certificate(facts: Facts, wiped: Wiped | None, out: Path) -> None:
    """Write it as a PDF; FileProblem where that is not possible."""
    if out.suffix.lower() != ".pdf":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も消していません。名前の終わりを .pdf にしてください。",
            where=out.name,
        )
    from app.reports.papers.render import (
        render,
    )  # reads all that draws: not before somebody writes a paper

    data = render(certificate(facts, wiped)).data

    def complete(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise OSError("read back differently")

    write_whole(out, data, complete)
