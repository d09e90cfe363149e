"""The yearly evaluation: made from a release in one act, with texts that people write, and every version kept."""

from __future__ import annotations

from datetime import date

from impactmeter.catalogue import Catalogue
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.domain.programme import BLOCKS, Evaluation, public_facts
from impactmeter.domain.release import Release, ReleaseStatus
from impactmeter.services.access import nothing_there
from impactmeter.services.programme import participation_of, progress_of, targets_of
from impactmeter.storage.store import Records, Store


def make_evaluation(store: Store, actor: Actor, catalogue: Catalogue, release_id: str, today: date) -> Evaluation:
    """The evaluation of a published release; when there is one already, that one. Its facts are those of today."""
    require(actor, UseCase.STEER_PROGRAMME)
    with store.read() as records:
        release = _published(records, release_id, actor)
        earlier = records.evaluation(release_id)
    if earlier is not None:
        return earlier
    found = participation_of(store, actor, catalogue, release.year, today)
    progress = progress_of(targets_of(store, actor, catalogue), found, release.year)
    facts = public_facts(found, progress, release.contributors)
    first = Evaluation(release_id=release_id, version=1, facts=facts, texts=dict.fromkeys(BLOCKS, ""))
    with store.change(actor) as change:
        return change.add_evaluation(first, "make")


def evaluation_of(store: Store, actor: Actor, release_id: str) -> Evaluation | None:
    """The newest version, open or not; None when there is none yet."""
    require(actor, UseCase.STEER_PROGRAMME)
    with store.read() as records:
        _published(records, release_id, actor)
        return records.evaluation(release_id)


def save_evaluation(store: Store, actor: Actor, before: Evaluation, texts: dict[str, str]) -> Evaluation:
    """Stores other texts as the next version, for the municipality; `Conflict` when somebody else was first."""
    require(actor, UseCase.STEER_PROGRAMME)
    written = {block: texts.get(block, "").strip() for block in BLOCKS}
    refuse_bad_texts(written)
    if written == before.texts:
        return before
    with store.change(actor) as change:
        _published(change, before.release_id, actor)
        following = before.model_copy(update={"version": before.version + 1, "texts": written, "is_open": False})
        return change.add_evaluation(following, "save")


def open_evaluation(store: Store, actor: Actor, release_id: str, version: int) -> Evaluation:
    """Lets everybody read the evaluation, as it says in this version."""
    require(actor, UseCase.STEER_PROGRAMME)
    with store.change(actor) as change:
        _published(change, release_id, actor)
        newest = change.evaluation(release_id)
        if newest is None:
            nothing_there(actor, UseCase.STEER_PROGRAMME, release_id)
        if newest.is_open:
            return newest
        if newest.version != version:
            raise Refused(message("evaluation.changed_meanwhile"))
        return change.add_evaluation(newest.model_copy(update={"version": version + 1, "is_open": True}), "open")


def opened_evaluation(store: Store, release_id: str, version: int | None = None) -> Evaluation:
    """What everybody may read: the newest open version, or an open version by its number."""
    with store.read() as records:
        _published(records, release_id)
        if version is None:
            found = records.evaluation(release_id, only_open=True)
        else:
            found = records.evaluation_version(release_id, version)
    if found is None or not found.is_open:
        raise NotFound
    return found


def _published(records: Records, release_id: str, actor: Actor | None = None) -> Release:
    """The published release; for the public no actor is asked for, and nothing is noted."""
    found = records.release(release_id)
    if found is None or found.release.status is not ReleaseStatus.PUBLISHED:
        if actor is not None:
            nothing_there(actor, UseCase.STEER_PROGRAMME, release_id)
        raise NotFound
    return found.release
