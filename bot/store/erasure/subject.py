"""Whose words are to be erased, and which tickets, people and places that means."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select

from bot.store.audit_chain import pseudonym
from bot.store.records import Role
from bot.store.tables import actions, canaries, decisions, drafts, inbox, messages, posts, tickets, turns
from bot.store.tx import Tx


class Kind(StrEnum):
    """What is erased: a person, a customer company, or a channel."""

    USER = "user"
    ACCOUNT = "account"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Subject:
    """`value` is a user id, an account's name in the policy, or a channel id; `names` a person's names beside it;
    `channels` an account's channels, as the policy lists them."""

    kind: Kind
    value: str
    names: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a subject means in the tables. `whole` tickets lose all words; in `touched` ones somebody of the desk spoke
    who is erased, so what was made of the whole conversation goes. `people` lose their ids on rows of whole tickets,
    `everywhere` those of a person on every row. `ids` are the tickets' own and their turns', decisions' and posts';
    `places` the channels and times of what was said."""

    whole: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    everywhere: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    channels: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    turns: tuple[str, ...] = ()
    places: frozenset[tuple[str, str]] = frozenset()


def stand_in(key: str, kind: Kind, value: str) -> str:
    """What stands for an erased person, company or channel: the same each time, so that counts stay."""
    if kind is Kind.USER:
        return pseudonym(key, "person", value)
    return f"{kind.value}-{pseudonym(key, 'text', value).removeprefix('text-')}"


async def names_of(tx: Tx, user: str) -> set[str]:
    """The names that came with a person's messages, clicks and commands."""
    query = select(inbox.c.payload).where(inbox.c.author == user)
    told = [json.loads(payload) for payload in (await tx.execute(query)).scalars()]
    found = {str(one.get("user_name") or "").strip() for one in told if isinstance(one, dict)}
    return {name for name in found if len(name) > 2}


async def scope_of(tx: Tx, subject: Subject, key: str) -> Scope:
    """Found by the subject and by its stand-in, so that a run that was cut off is taken up."""
    stand = stand_in(key, subject.kind, subject.value)
    both = [subject.value, stand]
    if subject.kind is Kind.USER:
        return await _of_user(tx, subject, key, both)
    theirs: list[ColumnElement[bool]] = [tickets.c.channel.in_(subject.channels)]
    by_account = subject.kind is Kind.ACCOUNT
    theirs.append(tickets.c.account.in_(both) if by_account else tickets.c.channel == subject.value)
    whole = (await tx.execute(select(tickets.c.id).where(or_(*theirs)))).scalars().all()
    channels = subject.channels if by_account else frozenset({subject.value})
    people = await _customers(tx, whole)
    known = {person: stand_in(key, Kind.USER, person) for person in people}
    elsewhere = await _elsewhere(tx, people, whole)
    gone = {person: stand for person, stand in known.items() if person not in elsewhere}
    accounts = {subject.value: stand} if by_account else {}
    return await _with_ids(tx, Scope(tuple(whole), people=known, gone=gone, accounts=accounts, channels=channels))


async def _of_user(tx: Tx, subject: Subject, key: str, both: Sequence[str]) -> Scope:
    opened = select(tickets.c.id).where(tickets.c.opened_by.in_(both))
    spoke = select(messages.c.ticket_id).where(messages.c.author.in_(both)).distinct()
    asked = spoke.where(messages.c.role == Role.CUSTOMER)
    whole = {*(await tx.execute(opened)).scalars(), *(await tx.execute(asked)).scalars()}
    held = select(tickets.c.id).where(or_(tickets.c.owner.in_(both), tickets.c.taken_by.in_(both)))
    judged = decisions.join(drafts, drafts.c.decision_id == decisions.c.id)
    settled = select(decisions.c.ticket_id).select_from(judged).where(drafts.c.decided_by.in_(both)).distinct()
    acted = select(actions.c.ticket_id).where(actions.c.actor.in_(both), actions.c.ticket_id.is_not(None)).distinct()
    touched: set[str] = set()
    for query in (spoke, held, settled, acted):
        touched |= set((await tx.execute(query)).scalars())
    touched -= whole
    me = {subject.value: stand_in(key, Kind.USER, subject.value)}
    made = Scope(tuple(sorted(whole)), tuple(sorted(touched)), me, me, names=subject.names)
    return await _with_ids(tx, made)


async def _customers(tx: Tx, whole: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for batch in batches(whole):
        said = select(messages.c.author).where(messages.c.ticket_id.in_(batch), messages.c.role == Role.CUSTOMER)
        opened = select(tickets.c.opened_by).where(tickets.c.id.in_(batch))
        asked = select(turns.c.author).where(turns.c.ticket_id.in_(batch))
        for query in (said, opened, asked):
            found |= set((await tx.execute(query.distinct())).scalars())
    return found


async def _elsewhere(tx: Tx, people: Collection[str], whole: Sequence[str]) -> set[str]:
    """Those who also spoke in other tickets."""
    found: set[str] = set()
    ours = set(whole)
    for batch in batches(people):
        query = select(messages.c.author, messages.c.ticket_id).where(messages.c.author.in_(batch)).distinct()
        found |= {author for author, ticket in await tx.execute(query) if ticket not in ours}
    return found


async def _with_ids(tx: Tx, scope: Scope) -> Scope:
    ids: set[str] = set()
    of_turns: list[str] = []
    places: set[tuple[str, str]] = set()
    for batch in batches(scope.whole):
        ids |= set(batch)
        made = (await tx.execute(select(turns.c.id).where(turns.c.ticket_id.in_(batch)))).scalars().all()
        of_turns += made
        decided = select(decisions.c.id).where(decisions.c.ticket_id.in_(batch))
        ids |= {*made, *(await tx.execute(decided)).scalars()}
        said = select(messages.c.channel, messages.c.ts).where(messages.c.ticket_id.in_(batch))
        threads = select(tickets.c.channel, tickets.c.thread_ts).where(tickets.c.id.in_(batch))
        sent = select(posts.c.slack_channel, posts.c.slack_ts).where(posts.c.ticket_id.in_(batch))
        for query in (said, threads, sent):
            places |= {(str(channel), str(ts)) for channel, ts in await tx.execute(query) if channel and ts}
        ids |= set((await tx.execute(select(posts.c.id).where(posts.c.ticket_id.in_(batch)))).scalars())
        ids |= set((await tx.execute(select(canaries.c.id).where(canaries.c.ticket_id.in_(batch)))).scalars())
    for batch in batches(scope.touched):
        of_turns += (await tx.execute(select(turns.c.id).where(turns.c.ticket_id.in_(batch)))).scalars().all()
    return replace(scope, ids=frozenset(ids), turns=tuple(of_turns), places=frozenset(places))


def batches(ids: Collection[str], size: int = 200) -> list[list[str]]:
    """Ids in lists that fit into one statement."""
    listed = list(ids)
    return [listed[at : at + size] for at in range(0, len(listed), size)]
