"""書きかけ on the window's side: each form is kept while it is typed into, and offered back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from app.errors import TeichakuError
from app.staff.permissions import Actor, Permission
from app.storage.drafts import Draft, Found, new_name
from app.storage.restricting import hidden_cases
from app.storage.work import Office
from app.ui.jobs import JobRunner

PAUSE_MS = 450
"""With the time that writing takes, less than a second after the first key that is not kept."""
_AGAIN_MS = 5000


@dataclass(frozen=True)
class Typing:
    """What a form holds that is not saved: about what, over which versions, and what was there."""

    kind: str
    subject: str
    episode_id: str
    versions: tuple[int, ...]
    typed: Mapping[str, Any] = field(repr=False)
    before: Mapping[str, Any] = field(repr=False)


class TypedForm(Protocol):
    """What the keeper needs of a form."""

    edited: SignalInstance
    saved: SignalInstance
    left: SignalInstance

    def typing(self) -> Typing | None:
        """What is typed now; None when there is nothing to lose."""
        ...

    def tell_unkept(self, error: TeichakuError) -> None:
        """Say that what is typed could not be kept as a draft."""
        ...


class DraftShelf(QObject):
    """The drafts of the person at this desk; `waiting` are those of before, not yet opened."""

    changed = Signal()

    def __init__(
        self, office: Office, actor: Actor, jobs: JobRunner, tell: Callable[[TeichakuError], None]
    ) -> None:
        super().__init__()
        self._office, self._actor, self._jobs, self._tell = office, actor, jobs, tell
        self._unkept: set[str] = set()
        self._read = False
        self.waiting: tuple[Draft, ...] = ()
        self.ignored = 0

    @property
    def works(self) -> bool:
        """Whether this office keeps drafts at all."""
        return self._office.drafts is not None

    @property
    def in_trouble(self) -> bool:
        """Whether something typed could not be kept."""
        return bool(self._unkept)

    def read(self) -> None:
        """Look for what was typed before a crash or a lock."""
        if self.works and not self._read:
            self._jobs.run(
                self._look, done=self._found, failed=self._tell, on="database", owner=self
            )

    def find(self, name: str) -> Draft | None:
        """The waiting draft with this name."""
        return next((draft for draft in self.waiting if draft.name == name), None)

    def take(self, name: str) -> None:
        """A waiting draft is in a form again."""
        if self.find(name) is not None:
            self.waiting = tuple(draft for draft in self.waiting if draft.name != name)
            self.changed.emit()

    def keep(self, name: str, typing: Typing, failed: Callable[[TeichakuError], None]) -> None:
        """Write what is typed, on a worker."""
        drafts = self._office.drafts
        if drafts is None:
            return
        draft = Draft(
            name,
            self._office.office_id,
            self._actor.staff_id,
            typing.kind,
            typing.subject,
            typing.episode_id,
            self._office.clock.now(),
            typing.versions,
            typing.typed,
            typing.before,
        )
        turn = drafts.turn()

        def unkept(error: TeichakuError) -> None:
            self._unkept.add(name)
            failed(error)

        self._run(lambda: drafts.write(draft, turn), lambda _: self._unkept.discard(name), unkept)

    def remove(self, name: str) -> None:
        """Delete a draft: it is saved, or thrown away."""
        drafts = self._office.drafts
        self._unkept.discard(name)
        if drafts is not None and name:
            self.take(name)
            self._run(partial(drafts.remove, name), lambda _: None, self._tell)

    def forget(self, deleted: Collection[str]) -> None:
        """Throw away what is typed about records that were deleted for good."""
        drafts, office_id = self._office.drafts, self._office.office_id
        if drafts is not None:
            self.waiting = tuple(
                one for one in self.waiting if not {one.episode_id, one.subject} & set(deleted)
            )
            self.changed.emit()
            self._run(lambda: drafts.forget(office_id, deleted), lambda _: None, self._tell)

    def _look(self) -> Found:
        """What waits; a draft that was saved just before the crash goes instead.

        So does one of a record that was deleted after its 保存期間, here or at another desk.
        """
        drafts = self._office.drafts
        if drafts is None or drafts.empty:
            return Found()
        if not self._actor.refusal(Permission.READ_CASES):
            from app.retention.proposals.queries import gone

            with self._office.reading(self._actor) as reading:
                deleted = gone(reading)
            drafts.forget(self._office.office_id, deleted)
        found = drafts.list(self._office.office_id, self._actor.staff_id)
        saved = self._office.kept_operations([draft.name for draft in found.drafts])
        waiting = []
        for draft in found.drafts:
            if draft.name not in saved:
                waiting.append(draft)
                continue
            if draft.when > saved[draft.name]:
                # typed on after a save whose answer was lost: only under another name is it new
                waiting.append(replace(draft, name=new_name()))
                drafts.write(waiting[-1], drafts.turn())
            drafts.remove(draft.name)
        with self._office.reading(self._actor) as reading:
            hidden = hidden_cases(reading.session)
        # what was typed into a case that is hidden from its writer now stays, and waits
        shown = (one for one in waiting if hidden.isdisjoint({one.episode_id, one.subject}))
        return Found(tuple(shown), found.ignored)

    def _found(self, found: Found) -> None:
        self._read = True
        self.waiting, self.ignored = found.drafts, found.ignored
        self.changed.emit()

    def _run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[TeichakuError], None],
    ) -> None:
        self._jobs.run(lambda: work(), done=done, failed=failed, on="pool", owner=self)


class DraftKeeper(QObject):
    """Keeps one form: soon after each key while something is typed, never when nothing changed."""

    def __init__(self, form: QObject, shelf: DraftShelf) -> None:
        super().__init__(form)
        self._form: TypedForm = form  # type: ignore[assignment]  # SavedForm, a QObject as well
        self._shelf = shelf
        self._kept: Typing | None = None
        self.name = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.flush)
        self._form.edited.connect(self._edited)
        self._form.saved.connect(self.discard)
        self._form.left.connect(self.discard)

    def take(self, name: str) -> None:
        """Go on in the file of a draft that is in the form again."""
        self.name = name
        self._shelf.take(name)

    def flush(self) -> None:
        """Write now what is typed; `name` is empty afterwards when there is nothing."""
        self._pause.stop()
        typing = self._form.typing()
        if typing is None:
            self.discard()
        elif typing != self._kept:
            self.name = self.name or new_name()
            self._kept = typing
            self._shelf.keep(self.name, typing, self._failed)

    def discard(self) -> None:
        """Forget the draft: what was typed is saved, or not wanted."""
        self._pause.stop()
        name, self.name, self._kept = self.name, "", None
        if name:
            self._shelf.remove(name)

    def _edited(self) -> None:
        if not self._pause.isActive():
            self._pause.start(PAUSE_MS)

    def _failed(self, error: TeichakuError) -> None:
        self._kept = None
        self._form.tell_unkept(error)
        self._pause.start(_AGAIN_MS)
