"""Letting stakeholders look at a chain and say what they think, by a link that needs no account.

A link that is unknown, revoked or expired, or whose objective was put away, is one and the same: `NotFound`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from impactmeter.domain.chain_graph import ChainGraph
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.sharing import (
    DAYS_TO_CHOOSE,
    LASTS_DAYS,
    LONGEST_COMMENT,
    LONGEST_WHO,
    MOST_OPEN_LINKS,
    MOST_PER_LINK,
    MOST_PER_WINDOW,
    RATE_WINDOW,
    ShareLink,
    StakeholderComment,
)
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.accounts import VISITOR, token_hash
from impactmeter.services.noticing import tell_enterprise
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.path import read_path
from impactmeter.storage.base import iso
from impactmeter.storage.store import Records, Store


@dataclass(frozen=True)
class SharedChain:
    """All that somebody with a link gets to see: words, and never a figure."""

    organisation: Organisation
    mission: Mission
    objective: Objective
    graph: ChainGraph
    link: ShareLink


@dataclass(frozen=True)
class SharedLinks:
    """The links of an enterprise with what was said by each, newest first, and the titles of their objectives.

    `open_ids` are those that work at this moment.
    """

    links: tuple[ShareLink, ...]
    comments: dict[str, tuple[StakeholderComment, ...]]
    titles: dict[str, str]
    open_ids: frozenset[str]


def make_link(store: Store, actor: Actor, organisation_id: str, objective_id: str, days: int = LASTS_DAYS) -> str:
    """A new link to the chain of one objective: its token, which is told this once and kept nowhere."""
    if days not in DAYS_TO_CHOOSE:
        raise Refused(message("sharing.days", field="days"))
    token = secrets.token_urlsafe(32)
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.SHARE, organisation_id))
        _active_objective(change, actor, organisation_id, objective_id)
        is_open = [one.is_open(change.at) for one in change.share_links(organisation_id)]
        if sum(is_open) >= MOST_OPEN_LINKS:
            raise Refused(message("sharing.many_links", most=MOST_OPEN_LINKS))
        change.add_share_link(organisation_id, objective_id, token_hash(token), timedelta(days=days))
    return token


def links_of(store: Store, actor: Actor, organisation_id: str) -> SharedLinks:
    """Every link that was made, with what was said by it."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SHARE, organisation_id)
        links = tuple(records.share_links(organisation_id))
        said = records.comments(organisation_id)
        titles = {one.id: one.title for one in records.objectives(organisation_id, with_archived=True)}
    comments = {link.id: tuple(one for one in said if one.link_id == link.id) for link in links}
    at = iso(store.clock())
    return SharedLinks(links, comments, titles, frozenset(link.id for link in links if link.is_open(at)))


def revoke_link(store: Store, actor: Actor, organisation_id: str, link_id: str) -> None:
    """Closes a link for good. What was said by it stays."""
    with store.change(actor) as change:
        organisation_for(change, actor, UseCase.SHARE, organisation_id)
        link = change.share_link(link_id)
        if link is None or link.organisation_id != organisation_id:
            nothing_there(actor, UseCase.SHARE, link_id)
        change.revoke_share_link(link)


def open_shared(store: Store, token: str) -> SharedChain:
    """What a link shows; `NotFound` when it does not work (any more), whatever the reason."""
    with store.read() as records:
        return _shared(records, token, iso(store.clock()))


def comment_by_link(store: Store, token: str, who: str, text: str, key: str) -> None:
    """Keeps what a stakeholder says. Sent twice with one key it is kept once.

    Personal data is refused, and so is more than a link can take in an hour, or in all.
    """
    who, text = " ".join(who.split()), text.strip()
    link = open_shared(store, token).link
    if not key or len(key) > LONGEST_WHO:
        raise Refused(message("sharing.form"))
    _refuse_bad_comment(who, text)
    with store.change(VISITOR, f"{link.id}:{key}") as change:
        if change.earlier is not None:
            return
        organisation = _shared(change, token, change.at).organisation  # the link may have been revoked in between
        if change.count_comments(link.id) >= MOST_PER_LINK:
            raise Refused(message("sharing.full"))
        if change.count_comments(link.id, change.moment - RATE_WINDOW) >= MOST_PER_WINDOW:
            raise Refused(message("sharing.too_many"))
        comment = StakeholderComment(link_id=link.id, organisation_id=link.organisation_id, who=who, text=text)
        change.done(change.add_comment(comment).id)
        tell_enterprise(change, NoticeKind.COMMENTED, organisation, f"{link.id}/{change.moment.date()}")


def _refuse_bad_comment(who: str, text: str) -> None:
    empty = [name for name, typed in (("who", who), ("text", text)) if not typed]
    if empty:
        raise Refused(*(message(f"sharing.{name}_needed", field=name) for name in empty))
    refuse_bad_texts({"who": who}, LONGEST_WHO)
    refuse_bad_texts({"text": text}, LONGEST_COMMENT)


def _shared(records: Records, token: str, at: str) -> SharedChain:
    link = records.share_link_by_hash(token_hash(token))
    if link is None or not link.is_open(at):
        raise NotFound
    organisation = records.organisation(link.organisation_id)
    path = read_path(records, link.organisation_id)
    objective = next((one for one in path.objectives if one.id == link.objective_id), None)
    if organisation is None or objective is None:
        raise NotFound
    graph = graph_of(path.theories[objective.id], objective)
    return SharedChain(organisation, path.mission, objective, graph, link)


def _active_objective(records: Records, actor: Actor, organisation_id: str, objective_id: str) -> Objective:
    found = next((one for one in records.objectives(organisation_id) if one.id == objective_id), None)
    if found is None:
        nothing_there(actor, UseCase.SHARE, objective_id)
    return found
