"""The laws of `resources/laws/`, read and checked strictly: clauses with their days, and bases."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from app import codes, paths


class Provider(StrEnum):
    """What the own office is before 個人情報保護法: it decides which article holds."""

    PRIVATE = "private"
    """個人情報取扱事業者 (27条): a corporation that runs a centre."""
    PUBLIC = "public"
    """行政機関等 (69条): a 保護観察所, a centre run by a prefecture itself."""


class Ask(StrEnum):
    """What has to be there for a basis to hold."""

    CONSENT = "consent"
    MEETING = "meeting"
    """A 支援会議 held that day, the recipient one of its members bound to secrecy."""
    PROSECUTOR = "prosecutor"
    """The prosecutor was heard and does not object."""
    WHY = "why"
    """A judgement, written down."""
    PUBLIC = "public"
    """The recipient is 行政機関等."""
    PUBLIC_OR_ENTRUSTED = "public_or_entrusted"
    """The recipient is 行政機関等 or of a kind that acts by entrustment."""


@dataclass(frozen=True)
class Clause:
    """One clause as it is numbered from `valid_from` to `valid_to`."""

    id: str
    law: str
    short: str
    place: str
    says: str
    """What it says, in plain words of our own."""
    valid_from: date
    valid_to: date | None = None

    @property
    def printed(self) -> str:
        """社会福祉法第106条の6第6項."""
        return f"{self.short}{self.place}"

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Basis:
    """根拠: on what a disclosure may stand."""

    id: str
    label: str
    means: str
    asks: tuple[Ask, ...]
    private: tuple[str, ...] = ()
    """Ids of the clauses for an office that is private; () when it cannot use the basis."""
    public: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    """Clauses printed beside the basis: the duty of secrecy."""
    ways: tuple[str, ...] = ()
    """Codes of `disclosure_way` that it is limited to; () for every way."""
    why: str = ""
    """The question that `why` answers."""
    why_hint: str = ""
    entrusted: tuple[str, ...] = ()
    """Kinds of organisation that act by entrustment of the state or a municipality."""
    in_custody: tuple[str, ...] = ()
    """Kinds to which a consent alone suffices while the person is detained as a suspect."""

    def clauses(self, provider: Provider) -> tuple[str, ...]:
        """Ids of the clauses for an office of this nature."""
        return self.public if provider is Provider.PUBLIC else self.private


class BadLaw(ValueError):
    """A file of laws says something that the program does not understand."""


@dataclass(frozen=True)
class Lawbook:
    """Every clause and every basis."""

    clauses: tuple[Clause, ...]
    bases: tuple[Basis, ...]

    def basis(self, basis_id: str) -> Basis | None:
        """The basis with this id; None when there is none."""
        return next((basis for basis in self.bases if basis.id == basis_id), None)

    def clause(self, clause_id: str, day: date) -> Clause | None:
        """The clause as it is in force on `day`; None before and after."""
        return next(
            (one for one in self.clauses if one.id == clause_id and one.holds_on(day)), None
        )

    def in_force(self, basis: Basis, provider: Provider, day: date) -> tuple[Clause, ...]:
        """The clauses a basis stands on that day for an office of this nature; () for none."""
        found = [self.clause(clause_id, day) for clause_id in basis.clauses(provider)]
        return tuple(one for one in found if one) if all(found) else ()

    def begins(self, basis: Basis, provider: Provider) -> date | None:
        """The first day on which the basis is in force at all; None when it never is."""
        firsts = [
            min(one.valid_from for one in self.clauses if one.id == clause_id)
            for clause_id in basis.clauses(provider)
        ]
        return max(firsts, default=None)

    def printed(self, basis: Basis, provider: Provider, day: date) -> str:
        """The clauses in force on `day` as papers print them; '' when there are none."""
        words = "・".join(one.printed for one in self.in_force(basis, provider, day))
        beside = [self.clause(clause_id, day) for clause_id in basis.along]
        secrecy = "・".join(one.printed for one in beside if one)
        return f"{words}（守秘義務 {secrecy}）" if words and secrecy else words


@cache
def lawbook() -> Lawbook:
    """The laws that come with the program."""
    texts = {
        file.name: file.read_text(encoding="utf-8")
        for file in sorted(paths.resource("laws").glob("*.toml"))
    }
    return read_laws(texts)


def secrecy_clause(day: date) -> Clause | None:
    """The duty of secrecy of a 支援会議 as it is numbered on `day`: 第5項, later 第6項."""
    return lawbook().clause("support_meeting_secrecy", day)


def label(basis_id: str) -> str:
    """The word for a basis; the id itself when there is none such."""
    basis = lawbook().basis(basis_id)
    return basis.label if basis else basis_id


def read_laws(texts: Mapping[str, str]) -> Lawbook:
    """The laws of these files (name → text); `BadLaw` names what is wrong and where."""
    clauses: list[Clause] = []
    bases: list[Basis] = []
    for name, text in texts.items():
        try:
            entries = tomllib.loads(text)
            if strange := set(entries) - {"clause", "basis"}:
                raise BadLaw(f"holds {sorted(strange)}")
            clauses += [_clause(entry) for entry in entries.get("clause", ())]
            bases += [_basis(entry) for entry in entries.get("basis", ())]
        except (ValueError, TypeError, KeyError) as error:
            raise BadLaw(f"{name}: {error}") from error
    faults = [*_clause_faults(clauses), *_basis_faults(bases, {one.id for one in clauses})]
    if faults:
        raise BadLaw("; ".join(faults))
    return Lawbook(tuple(clauses), tuple(bases))


def _clause(entry: Mapping[str, Any]) -> Clause:
    clause = Clause(**entry)
    for day in (clause.valid_from, clause.valid_to):
        if day is not None and type(day) is not date:
            raise BadLaw(f"{clause.id}: {day!r} is no day")
    return clause


def _basis(entry: Mapping[str, Any]) -> Basis:
    lists = ("private", "public", "along", "ways", "entrusted", "in_custody")
    values: dict[str, Any] = {
        name: tuple(value) if name in lists else value for name, value in entry.items()
    }
    values["asks"] = tuple(Ask(word) for word in entry["asks"])
    return Basis(**values)


def _clause_faults(clauses: Iterable[Clause]) -> Iterable[str]:
    last: dict[str, Clause] = {}
    for clause in clauses:
        if not clause.says.endswith("。") or not clause.place.startswith("第"):
            yield f"{clause.id}: says no sentence or names no place"
        if clause.valid_to is not None and clause.valid_to < clause.valid_from:
            yield f"{clause.id}: ends before it begins"
        before = last.get(clause.id)
        if before is not None and (
            before.valid_to is None or (clause.valid_from - before.valid_to).days != 1
        ):
            yield f"{clause.id}: two versions overlap or leave days out"
        last[clause.id] = clause


def _basis_faults(bases: Iterable[Basis], known: set[str]) -> Iterable[str]:
    ways = dict(codes.table("disclosure_way").choices())
    kinds = dict(codes.table("organisation_kind").choices())
    seen: set[str] = set()
    for basis in bases:
        if basis.id in seen:
            yield f"{basis.id}: twice"
        seen.add(basis.id)
        if not (basis.label and basis.means.endswith("。")) or not basis.asks:
            yield f"{basis.id}: words are missing"
        if not (basis.private or basis.public):
            yield f"{basis.id}: for nobody"
        if unknown := {*basis.private, *basis.public, *basis.along} - known:
            yield f"{basis.id}: unknown clauses {sorted(unknown)}"
        if unknown := ({*basis.ways} - ways.keys()) | (
            {*basis.entrusted, *basis.in_custody} - kinds.keys()
        ):
            yield f"{basis.id}: unknown codes {sorted(unknown)}"
        if bool(basis.why) != (Ask.WHY in basis.asks):
            yield f"{basis.id}: a question without need, or a need without question"
