"""Which episodes and activities of a ledger are already on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from app.calendar.partial import compatible
from app.ledgers.cells import folded_name
from app.ledgers.existing import Existing, ExistingEpisode, ExistingPerson
from app.ledgers.merging import Draft
from app.ledgers.same_person import may_be_record
from app.ledgers.values import number_key


def recognise(drafts: Sequence[Draft], existing: Existing) -> None:
    """Give each draft the id of the episode it repeats; every record is repeated once at most."""
    persons = {person.id: person for person in existing.persons}
    by_service: dict[tuple[str, str], list[ExistingEpisode]] = defaultdict(list)
    by_number: dict[tuple[str, str], list[ExistingEpisode]] = defaultdict(list)
    for episode in existing.episodes:
        by_service[episode.service, persons[episode.person_id].name_folded].append(episode)
        if episode.number:
            by_number[episode.service, number_key(episode.number)].append(episode)
    claimed: set[str] = set()
    for exact in (True, False):
        for draft in drafts:
            if draft.existing_id is None:
                _claim(draft, by_service, by_number, persons, claimed, exact=exact)


def _claim(
    draft: Draft,
    by_service: dict[tuple[str, str], list[ExistingEpisode]],
    by_number: dict[tuple[str, str], list[ExistingEpisode]],
    persons: dict[str, ExistingPerson],
    claimed: set[str],
    *,
    exact: bool,
) -> None:
    folded = {folded_name(row.text("name")) for row in draft.rows}
    known = [e for name in sorted(folded) for e in by_service[draft.service, name]]
    if draft.number and exact:
        known += [
            episode
            for episode in by_number[draft.service, draft.number]
            if may_be_record(draft, persons[episode.person_id])
        ]
    for episode in known:
        if episode.id not in claimed and _repeats(draft, episode, persons, exact=exact):
            claimed.add(episode.id)
            draft.existing_id = episode.id
            return


def _repeats(
    draft: Draft, episode: ExistingEpisode, persons: dict[str, ExistingPerson], *, exact: bool
) -> bool:
    if not compatible(draft.start, episode.start):
        return False
    person = persons[episode.person_id]
    if draft.anonymous != person.anonymous:
        return False
    number = number_key(episode.number)
    if draft.number and number:
        return draft.number == number
    if exact:
        return False
    return person.birth is None or draft.birth is None or compatible(person.birth, draft.birth)
