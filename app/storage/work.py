"""Work: one transaction, its history and the notice that follows it."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, event, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.clock import Clock
from app.errors import (
    AlreadyDone,
    Busy,
    ChangedMeanwhile,
    ConnectionLost,
    MergedMeanwhile,
    NotAllowed,
    NotFound,
    StorageProblem,
)
from app.history.chain import Head, Link
from app.history.viewing import Seen, Viewing
from app.staff.permissions import Actor, Permission
from app.storage import note_texts, pool, restricted_workers
from app.storage.actors import refuse_changed
from app.storage.anchor import Anchor
from app.storage.appending import append
from app.storage.desks import Change, Desks, OneDesk
from app.storage.drafts import Drafts
from app.storage.folders import OfficeFolder
from app.storage.keeper import Keeper
from app.storage.records import Operation, Person
from app.storage.records.base import OfOffice, Versioned
from app.storage.refused import refused_act, refused_words
from app.storage.restricting import eyes_of, with_eyes_of
from app.storage.transactions import for_writing, take_turn
from app.storage.types import new_id

Record = TypeVar("Record", bound=OfOffice)

CHANGED = (
    "この記録は、開いたあとに別の人が保存しました。いまの入力はまだ保存していません。"
    "画面を読み直して、必要なら入れ直してください。"
)
MERGED = (
    "この人の記録は、同じ人の別の記録と一つにまとめられました。いまの入力はまだ保存していません。"
    "まとめた先の記録を確かめてから、保存してください。"
)
UNSEEN = "だれが見たかを履歴に残せないため、表示していません。データはそのままです。"
ALREADY = (
    "この操作は、すでに保存されています。二重には保存していません。"
    "画面を読み直して、内容を確かめてください。"
)

_HELD = "held"
"""Records got in a read are kept to its end: nothing changes meanwhile, and asked for again they
cost no question. A Work forgets them, since there others may have changed them."""


@dataclass
class Reading:
    """A read: a session that never writes, the office it may see, who reads, and the time."""

    session: Session
    office_id: str
    actor: Actor
    clock: Clock
    refusals: list[NotAllowed] = field(default_factory=list, kw_only=True)
    """What was refused here; it goes into the history when the block is left."""

    @property
    def served(self) -> bool:
        """Whether the data lies on a server."""
        return self.session.get_bind().dialect.name == "postgresql"

    def require(self, permission: Permission) -> None:
        """Refuse unless the actor's role allows it."""
        reason = self.actor.refusal(permission)
        if reason:
            refusal = NotAllowed(reason, where=permission)
            self.refusals.append(refusal)
            raise refusal

    def before_each(self, ask: Callable[[], None]) -> None:
        """Call this before each further question to the data; what it raises ends the read."""
        event.listen(self.session, "do_orm_execute", lambda _: ask())

    def get(self, kind: type[Record], record_id: str) -> Record:
        """The office's record with this id, or `NotFound`.

        `MergedMeanwhile` for a person whose record was made one with another.
        """
        record = self.session.get(kind, record_id)
        if record is None or record.office_id != self.office_id:
            became = self.became(record_id) if kind is Person else record_id
            if became != record_id:
                raise MergedMeanwhile(MERGED, became)
            raise NotFound(
                "この記録は見つかりません。一覧を読み直してください。", where=kind.__name__
            )
        self.session.info.get(_HELD, []).append(record)
        return record

    def became(self, person_id: str) -> str:
        """The person's id today: of the record that is kept where two were made one."""
        from app.storage.records import PersonMerge

        while True:
            kept = self.session.scalar(
                select(PersonMerge.kept_id)
                .where(
                    PersonMerge.office_id == self.office_id,
                    PersonMerge.gone_id == person_id,
                    PersonMerge.undone_at.is_(None),
                )
                .limit(1)
            )
            if kept is None:
                return person_id
            person_id = kept


@dataclass
class Work(Reading):
    """One transaction: changes are kept together with their history, or not at all."""

    chain_key: bytes
    operation_id: str
    attempt: str = field(default_factory=new_id)
    _told: list[Link] = field(default_factory=list)
    _kinds: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)

    @property
    def now(self) -> datetime:
        """The moment of this work."""
        return self.clock.now()

    def add(self, record: Record) -> Record:
        """Keep a new record of this office; it has its id at once."""
        if not record.id:
            record.id = new_id()
        record.office_id = self.office_id
        self.session.add(record)
        self.touch(record)
        return record

    def check_version(self, record: Versioned, version: int) -> None:
        """Refuse with `ChangedMeanwhile` when the record is not the one that was read."""
        if record.version != version:
            raise ChangedMeanwhile(CHANGED)

    def touch(self, record: OfOffice) -> None:
        """Name the record in the notice that follows, and the case and person it belongs to."""
        self._kinds.add(type(record).__name__.lower())
        self._ids.add(record.id)
        belongs = (getattr(record, name, None) for name in ("episode_id", "person_id"))
        self._ids.update(above for above in belongs if above)

    def tell(
        self,
        kind: str,
        words: str,
        *,
        subject_kind: str = "",
        subject_id: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Write what was done into the history of this transaction."""
        self._told.append(
            Link(
                office_id=self.office_id,
                seq=0,
                at=self.now,
                actor_id=self.actor.staff_id,
                kind=kind,
                subject_kind=subject_kind,
                subject_id=subject_id,
                words=words,
                details=details or {},
                operation_id=self.operation_id,
            )
        )

    def tell_worker_changed(self, person_id: str, came: set[str], went: set[str]) -> None:
        """Who may see a restricted case changed with its 担当者."""
        self._kinds.add("restriction")
        self._ids.add(person_id)
        self.tell(
            "case.restriction_changed",
            "担当者が変わったので、担当限定で見られる人も変わった",
            subject_kind="person",
            subject_id=person_id,
            details={"came": sorted(came), "went": sorted(went)},
        )

    def change(self) -> Change:
        """What has been touched so far."""
        return Change(frozenset(self._kinds), frozenset(self._ids), self.actor.staff_id)

    def write_history(self) -> Head | None:
        """Append the told entries to the chain, in order, and note the operation as completed.

        Gives the new head; None when nothing was told.
        """
        take_turn(self.session, self.office_id)
        self._note_operation()
        told, self._told = tuple(self._told), []
        return append(self.session, self.office_id, self.chain_key, told) if told else None

    def _note_operation(self) -> None:
        noted = {
            "office_id": self.office_id,
            "id": self.operation_id,
            "attempt": self.attempt,
            "at": self.now,
            "actor_id": self.actor.staff_id,
            "kind": self._told[0].kind if self._told else "",
        }
        try:
            self.session.connection().execute(insert(cast(Table, Operation.__table__)), noted)
        except IntegrityError as error:
            raise AlreadyDone(ALREADY) from error


@dataclass
class Office:
    """An opened office: the only way to read or change its data."""

    engine: Engine
    office_id: str
    clock: Clock
    chain_key: bytes
    practice: bool = False
    drafts: Drafts | None = None
    on_close: Callable[[], None] = lambda: None
    listeners: list[Callable[[Change], None]] = field(default_factory=list)
    onlookers: list[Callable[[], None]] = field(default_factory=list)
    """Told when another desk opened or left a case; see `desks.looking_at`."""
    desks: Desks = field(default_factory=OneDesk)
    signed_in: Actor | None = None
    """Who opened it; what they may do is looked up again in every Work of theirs."""
    folder: OfficeFolder | None = None
    """Where the keys of this desk lie; None for an office that was opened without a desk."""
    recovery_opens: Callable[[str], bool] | None = None
    """Whether a recovery code that was typed opens this data; None where there is none."""

    seen: Seen = field(default_factory=Seen)
    owed: list[Link] = field(default_factory=list)
    """Entries of the history that could not be written yet; they come before the next one."""
    anchor: Anchor | None = None
    """Where the head of the history is kept outside the database."""
    still: AbstractContextManager[object] = field(default_factory=nullcontext, repr=False)
    """Whoever holds it keeps the saves of this process waiting; each save holds it."""
    _writer: Connection | None = None
    keeper: Keeper | None = None
    """What makes 控え of this office; None where the data lies on a server."""

    @contextmanager
    def reading(self, actor: Actor, viewing: Viewing | None = None) -> Iterator[Reading]:
        """A consistent read; it writes nothing but that it was a view, before the block is left.

        Where the view cannot be written, leaving the block raises and nothing was handed out.
        """
        with (
            self._refusals_noted(actor, viewing) as refusals,
            Session(eyes_of(self.engine, actor), autoflush=False) as session,
        ):
            session.info[_HELD] = []
            yield Reading(session, self.office_id, actor, self.clock, refusals=refusals)
        if viewing is not None:
            self.note_view(actor, viewing)

    @contextmanager
    def work(self, actor: Actor, operation_id: str | None = None) -> Iterator[Work]:
        """One transaction; leaving the block keeps everything, an error keeps nothing."""
        with (
            self._refusals_noted(actor) as refusals,
            self.still,
            Session(self._saving(actor), expire_on_commit=False) as session,
        ):
            work = Work(
                session,
                self.office_id,
                actor,
                self.clock,
                self.chain_key,
                operation_id or new_id(),
                refusals=refusals,
            )
            event.listen(session, "before_flush", _stamp(work))
            note_texts.follow(session)
            restricted_workers.follow(session, lambda: work.now, work.tell_worker_changed)
            if actor == self.signed_in:
                refuse_changed(session, self.office_id, actor)
            try:
                yield work
                session.flush()
                head = work.write_history()
                self.desks.announce(session, work.change())
                session.commit()
            except StaleDataError as stale:
                raise ChangedMeanwhile(CHANGED) from stale
        self._follow(head)
        self._tell(work.change())

    @contextmanager
    def one_writer(self) -> Iterator[Connection]:
        """Until the block is left everything is saved through this one connection.

        A copy that is made from it in steps follows what is saved meanwhile; a save through another
        connection would begin it anew.
        """
        with self.still:
            self._writer = for_writing(self.engine).connect()
        try:
            yield self._writer
        finally:
            with self.still:
                self._writer.close()
                self._writer = None

    def _saving(self, actor: Actor | None) -> Engine | Connection:
        """Where is saved now, with the eyes of this person."""
        if self._writer is None:
            engine = for_writing(self.engine)
            return engine if actor is None else eyes_of(engine, actor)
        return with_eyes_of(self._writer, actor)

    def note_view(self, actor: Actor, viewing: Viewing) -> None:
        """Write down that somebody looked at something, unless the same is there since just now."""
        now, key = self.clock.now(), (actor.staff_id, viewing.key)
        if not viewing.told and not self.seen.lately(key, now):
            try:
                self._append([self._link(actor, viewing.kind, viewing.words, viewing)])
            except ConnectionLost:
                raise
            except (StorageProblem, Busy) as error:
                raise type(error)(f"{UNSEEN}{error.message}", where=error.where) from error
            self.seen.note(key, now)
        viewing.told = True

    def print_of(self, words: str) -> str:
        """A keyed print of words, by which the same words are found again and none are read."""
        folded = "".join(words.split()).casefold()
        return hmac.new(self.chain_key, f"words {folded}".encode(), "sha256").hexdigest()[:16]

    def note(self, actor: Actor, kind: str, words: str, **about: Any) -> None:
        """Write down what is no change of a record; where that fails it waits for the next entry."""
        self.owed.append(self._link(actor, kind, words, Viewing(kind, words, **about)))
        self._pay()

    @contextmanager
    def _refusals_noted(
        self, actor: Actor, viewing: Viewing | None = None
    ) -> Iterator[list[NotAllowed]]:
        """Failed tries outlive the transaction that was given up."""
        refusals: list[NotAllowed] = []
        try:
            yield refusals
        except NotAllowed as refusal:
            if refusal not in refusals:
                refusals.append(refusal)
            raise
        finally:
            for one in refusals:
                act, kind, subject = refused_act(one, viewing)
                details = {"act": act, "permission": str(one.where)}
                self.note(
                    actor,
                    "refused",
                    refused_words(one),
                    subject_kind=kind,
                    subject_id=subject,
                    details=details,
                )

    def _link(self, actor: Actor, kind: str, words: str, about: Viewing) -> Link:
        return Link(
            office_id=self.office_id,
            seq=0,
            at=self.clock.now(),
            actor_id=actor.staff_id,
            kind=kind,
            subject_kind=about.subject_kind,
            subject_id=about.subject_id,
            words=words,
            details=about.details,
            operation_id=new_id(),
        )

    def _append(self, links: Sequence[Link]) -> None:
        owed = tuple(self.owed)
        with self.still, Session(self._saving(None)) as session, session.begin():
            take_turn(session, self.office_id)
            head = append(session, self.office_id, self.chain_key, (*owed, *links))
        self._follow(head)
        self.owed = [one for one in self.owed if one not in owed]

    def _follow(self, head: Head | None) -> None:
        if head is not None and self.anchor is not None:
            self.anchor.follow(head)

    def _pay(self) -> bool:
        """Write what is owed; where that is not possible now it stays owed."""
        try:
            self._append(())
        except (StorageProblem, Busy):
            return False
        return True

    def watch(self) -> None:
        """Hear of the other desks too; their changes come to `listeners` on another thread."""
        self.desks.watch(self._tell, self._look)

    def arrived(self, operation_id: str) -> str | None:
        """Which attempt of the operation was kept; None when none was."""
        with Session(self.engine) as session:
            kept = session.get(Operation, (self.office_id, operation_id))
            return kept.attempt if kept else None

    def kept_operations(self, asked: Collection[str]) -> dict[str, datetime]:
        """Which of these operations were kept, and when."""
        with Session(self.engine) as session:
            found = select(Operation.id, Operation.at).where(
                Operation.office_id == self.office_id, Operation.id.in_(asked)
            )
            return {row.id: row.at for row in session.execute(found)}

    @property
    def served(self) -> bool:
        """Whether the data lies on a server, whose connection may be lost."""
        return self.engine.dialect.name == "postgresql"

    def reach(self) -> None:
        """Ask the server for a sign of life on a fresh connection; ConnectionLost without one."""
        self.engine.dispose()  # connections from before may lead nowhere
        with self.engine.connect() as connection:
            connection.execute(select(1))

    def close(self) -> None:
        """Close every connection and let go of the lock."""
        self.desks.stop()
        if self.owed and not self.served:  # a server that is away would hold up whoever closes
            self._pay()
        pool.end(self.engine)
        if self.anchor is not None:
            self.anchor.keep()
        self.keeper = None
        self.on_close()

    def _tell(self, change: Change) -> None:
        for listener in tuple(self.listeners):
            listener(change)

    def _look(self) -> None:
        for onlooker in tuple(self.onlookers):
            onlooker()


def _stamp(work: Work) -> Callable[..., None]:
    """Sets the times of new and changed records and names them in the notice."""

    def stamp(session: Session, *_: object) -> None:
        now = work.now
        for record in session.new:
            if isinstance(record, OfOffice):
                record.created_at = now
            if isinstance(record, Versioned):
                record.updated_at = now
        for record in session.dirty:
            if isinstance(record, Versioned) and session.is_modified(record):
                record.updated_at = now
                work.touch(record)
        for record in session.deleted:
            if isinstance(record, OfOffice):
                work.touch(record)

    return stamp
