"""Letters leave and come as files: sealed into a folder, taken in one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths

from app.errors import FileProblem, InvalidInput, LetterRefused, TeichakuError
from app.handoff.arriving.actions import Arrived, refuse, take_in
from app.handoff.carrying.queries import NAME, Waiting
from app.handoff.carrying.rounds import Round, go_round
from app.handoff.letters.kinds import Receipt
from app.handoff.sealing.files import ENDING, LARGEST, read_whole
from app.handoff.writing.actions import seal
from app.reports.output import write_whole
from app.storage.retrying import Tries, retrying
from app.storage.work import Work
from app.ui.desk import AGAIN_SECONDS, Desk
from app.ui.jobs import Progress

KINDS = f"文 (*{ENDING})"
_TITLE = "封をして保存"
_HOW = "ファイルをメール・USBメモリー・共有フォルダーで相手に渡してください。名前に個人の情報は入っていません。"
_ROOM = "フォルダーの空きと書き込みの権限を確かめてから、もう一度保存してください。"
_STOPPED = "途中で止めました。あとでもう一度できます。"
_OTHERS = "ほかの機関に宛てた文{}通は、そのままにしました"
_RESULTS = {
    Receipt.KEPT: "受け取りました",
    Receipt.EXPIRED: "期限が過ぎて届きました（中身は残していません）",
    Receipt.NUMBER_TAKEN: "同じ番号の別の文が先に届いているため、数えません（相手が書き直します）",
    Receipt.FORGOTTEN: "相手が控えから戻す前の文なので、数えません（中身は残していません）",
}


@dataclass(frozen=True)
class Taken:
    """What became of one file: taken in, here already, too late, or refused with its sentence."""

    file: str
    words: str
    good: bool
    arrived: Arrived | None = None


@dataclass(frozen=True)
class Given:
    """Which files were written, and why others were not."""

    written: tuple[str, ...]
    refused: tuple[str, ...]


def unsealable(one: Waiting) -> str:
    """Why a letter cannot be sealed; '' when it can."""
    if one.on_paper:
        return "紙でやりとりする相手です。印刷して渡してください。"
    if not one.can_seal:
        return "相手の鍵をまだ電話で確かめていません。「相手先」で確かめの言葉を聞いてください。"
    return ""


def told_round(found: Round) -> tuple[Taken, ...]:
    """What one round did, a line for each file; a folder of several offices has letters of others."""
    others = sum(one.code == "not_for_us" for one in found.left)
    return (
        *(
            Taken(
                "",
                f"{one.partner}の「{one.kind.words}」　{_RESULTS[one.result]}",
                good=True,
                arrived=one,
            )
            for one in found.taken
            if not one.again
        ),
        *(
            Taken(one.name, one.sentence, good=False)
            for one in found.left
            if one.code != "not_for_us"
        ),
        *((Taken("", _OTHERS.format(others), good=True),) if others else ()),
        *(Taken(name, "相手への文に封をして置きました", good=True) for name in found.written),
        *(Taken(name, "相手に届いたので片づけました", good=True) for name in found.removed),
        *(
            Taken(f"「{one.kind.words}」（{one.partner}）", words, good=False)
            for one, words in found.held
        ),
    )


def _seal_into(letter_id: str, path: Path, work: Work) -> None:
    """Seal and write as one: a letter counts as sealed only when its file is there."""
    data = seal(work, letter_id).data

    def check(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise OSError("the file is not what was written")

    try:
        write_whole(path, data, check)
    except FileProblem as error:
        words = f"「{path.name}」を書けませんでした。文は残っていて、まだ渡していないままです。"
        raise FileProblem(f"{words}{_ROOM}", where=str(path)) from error


class Carrier(QObject):
    """Seals for one screen and takes in for it; `then` comes when all is on the disk."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk

    def give(self, letters: Iterable[Waiting], then: Callable[[], None]) -> None:
        """Ask where to, seal, write; what cannot be sealed is said and does not stop the others."""
        wanted = tuple(letters)
        ready = tuple(one for one in wanted if not unsealable(one))
        if not ready:
            why = unsealable(wanted[0]) if wanted else "渡す文はありません。"
            self.desk.asking.inform(why)
            return
        places = self._places(ready)
        if places:
            self.desk.jobs.run(
                lambda progress: self._seal(tuple(zip(ready, places, strict=True)), progress),
                done=lambda given: self._given(given, then),
                failed=lambda error: self._not_given(error, then),
                on="database",
                title="封をしています",
                owner=self,
            )

    def take(self, paths: Sequence[Path], then: Callable[[tuple[Taken, ...]], None]) -> None:
        """Take these files in, each by itself; none that is refused stops the others."""
        if not paths:
            return

        def done(taken: tuple[Taken, ...]) -> None:
            self.desk.saved()
            then(taken)

        self.desk.jobs.run(
            lambda progress: self._take_all(paths, progress),
            done=done,
            failed=self.desk.explain,
            on="database",
            title="文を受け取っています",
            owner=self,
        )

    def go_round(self, folder: Path, then: Callable[[tuple[Taken, ...]], None]) -> None:
        """Take in what is new in a folder that offices share, and leave there what waits."""

        def work(progress: Progress) -> Round:
            with self.desk.line.waiting():
                return go_round(
                    self.desk.office,
                    self.desk.actor,
                    folder,
                    lambda number, total: progress.step(number, total, folder.name),
                )

        def done(found: Round) -> None:
            self.desk.saved()
            then(told_round(found))

        self.desk.jobs.run(
            work,
            done=done,
            failed=self.desk.explain,
            on="database",
            title="共有フォルダーを見ています",
            owner=self,
        )

    def ask_for_files(self) -> tuple[Path, ...]:
        """Which files the person chooses."""
        return self.desk.asking.choose_open_files("文を受け取る", KINDS)

    def _places(self, ready: tuple[Waiting, ...]) -> tuple[Path, ...]:
        names = [f"{one.digest[:NAME]}{ENDING}" for one in ready]
        if len(names) == 1:
            folder = QStandardPaths.writableLocation(
                QStandardPaths.StandardLocation.DocumentsLocation
            )
            path = self.desk.asking.choose_save_file(_TITLE, KINDS, Path(folder) / names[0])
            if path is None:
                return ()
            return (path if path.suffix == ENDING else path.with_name(path.name + ENDING),)
        chosen = self.desk.asking.choose_folder(_TITLE)
        return tuple(chosen / name for name in names) if chosen is not None else ()

    def _seal(self, letters: Sequence[tuple[Waiting, Path]], progress: Progress) -> Given:
        written, refused = [], []
        for number, (one, path) in enumerate(letters):
            if progress.cancelled:
                refused.append(f"「{one.kind.words}」（{one.partner}）: {_STOPPED}")
                continue
            progress.step(number, len(letters), one.kind.words)
            try:
                with self.desk.line.waiting():
                    retrying(
                        self.desk.office,
                        self.desk.actor,
                        partial(_seal_into, one.id, path),
                        tries=Tries(),
                        within=AGAIN_SECONDS,
                    )
            except InvalidInput as error:
                words = " ".join(error.by_field().values())
                refused.append(f"「{one.kind.words}」（{one.partner}）: {words}")
            else:
                written.append(path.name)
        return Given(tuple(written), tuple(refused))

    def _not_given(self, error: TeichakuError, then: Callable[[], None]) -> None:
        """A folder that cannot be written to: what was written before it stands."""
        self.desk.explain(error)
        then()

    def _given(self, given: Given, then: Callable[[], None]) -> None:
        self.desk.saved()
        if given.written:
            count = len(given.written)
            first = f"「{given.written[0]}」に" if count == 1 else f"{count}通に"
            self.desk.asking.inform(
                f"{first}封をして保存しました。{_HOW}", detail="\n".join(given.refused)
            )
        else:
            self.desk.asking.inform("封をしていません。", detail="\n".join(given.refused))
        then()

    def _take_all(self, paths: Sequence[Path], progress: Progress) -> tuple[Taken, ...]:
        found = []
        for number, path in enumerate(paths):
            if progress.cancelled:
                found.append(Taken(path.name, _STOPPED, good=False))
                continue
            progress.step(number, len(paths), path.name)
            found.append(self._take_one(path))
        return tuple(found)

    def _take_one(self, path: Path) -> Taken:
        office, actor = self.desk.office, self.desk.actor
        try:
            data = read_whole(path, LARGEST, "too_large")
            with self.desk.line.waiting():
                arrived = retrying(
                    office,
                    actor,
                    lambda work: take_in(work, data),
                    tries=Tries(),
                    within=AGAIN_SECONDS,
                )
        except LetterRefused as error:
            refusal = error
            with self.desk.line.waiting():
                retrying(
                    office,
                    actor,
                    lambda work: refuse(work, refusal),
                    tries=Tries(),
                    within=AGAIN_SECONDS,
                )
            return Taken(path.name, refusal.message, good=False)
        except TeichakuError as error:
            return Taken(path.name, error.message, good=False)
        words = (
            "すでに受け取っています（二重には入りません）"
            if arrived.again
            else _RESULTS.get(arrived.result, "")
        )
        good = arrived.again or arrived.result is Receipt.KEPT
        return Taken(
            path.name, f"{arrived.partner}の「{arrived.kind.words}」　{words}", good, arrived
        )
