"""Erases a person, a company or a channel: tables, durable work, the desk's cards, files; again and again until
nothing is left, also of what arrives or is being worked on meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.classify.local.classifier import drop_learned, models_folder
from bot.domain.ports import Clock
from bot.outbox.erased_cards import take_away, under_way
from bot.people.channel_book import ALIAS_KEY
from bot.platform.durable.engine import SCHEMA, durable_address
from bot.platform.durable.erase import erase_workflows
from bot.policy import Policy
from bot.settings import Settings
from bot.store.erasure.asked import Erasure
from bot.store.erasure.erase import Eraser
from bot.store.erasure.free_pages import compact_file, compact_server
from bot.store.erasure.subject import Kind, Scope, Subject, names_of, scope_of, stand_in
from bot.store.store import Store
from bot.store.written_files import BACKUP
from bot.upkeep.files import clear_file

AGAIN_S = 0.5
CLEAN_ROUNDS = 2  # with a bot at work: what it held in its hands during the first stands in the tables at the second


@dataclass(frozen=True, slots=True)
class Installation:
    """What is erased from. `running` tells whether a bot works on it now."""

    store: Store
    settings: Settings
    policy: Policy
    clock: Clock
    running: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows` changed by table, `workflows` of durable work deleted, desk `cards` that are being taken away, `files` of
    ours that were rewritten or deleted. `waits` says why it is not finished, empty where it is; `unreachable` names
    what a person must see to."""

    finished: bool
    rows: dict[str, int]
    workflows: int = 0
    cards: int = 0
    files: tuple[str, ...] = ()
    waits: str = ""
    unreachable: tuple[str, ...] = ()


@dataclass
class _Progress:
    rows: Counter[str] = field(default_factory=Counter)
    workflows: int = 0
    cards: int = 0
    files: set[str] = field(default_factory=set)
    unreachable: list[str] = field(default_factory=list)


async def ask(house: Installation, subject: Subject) -> Erasure:
    """Write down that a subject is to be erased. A person's names that we heard are erased as well."""
    if subject.kind is Kind.USER:
        async with house.store.view() as tx:
            heard = await names_of(tx, subject.value)
        subject = replace(subject, names=tuple(sorted({*subject.names, *heard})))
    return await house.store.erasures.begin(subject, house.clock.now())


async def erase(house: Installation, erasure: Erasure, *, patience_s: float, compact: bool = True) -> Outcome:
    """Work on an erasure until nothing is left, for `patience_s` at most. Raises TransientError and PermanentError;
    what was asked for stays written down, and is taken up by the bot or by asking again."""
    store, loop = house.store, asyncio.get_running_loop()
    subject, key = await _with_channels(erasure.subject, house), await store.audit_log.made_key()
    until, clean, number = loop.time() + patience_s, 0, 0
    done = _Progress(Counter(erasure.counts))
    while True:
        number += 1
        async with store.view() as tx:
            scope = await scope_of(tx, subject, key)
        changed, waits = await _round(house, scope, f"{erasure.id}:{number}", key, done)
        await store.erasures.counted(erasure.id, done.rows)
        clean = 0 if changed or waits else clean + 1
        if clean >= (CLEAN_ROUNDS if await house.running() else 1):
            break
        if waits and (loop.time() > until or not await house.running()):
            return _outcome(done, waits)
        if loop.time() > until:
            return _outcome(done, "new words keep arriving")
        await asyncio.sleep(AGAIN_S if await house.running() else 0)
    # A running bot trains anew without the words that are gone; what was trained on them goes at once.
    await asyncio.to_thread(drop_learned, models_folder(house.settings.data_dir))
    stand = stand_in(key, subject.kind, subject.value)
    await store.erasures.finish(erasure.id, stand, house.clock.now())
    if compact:
        await compact_all(house)
    return _outcome(done, "")


async def _round(house: Installation, scope: Scope, because: str, key: str, done: _Progress) -> tuple[bool, str]:
    """Whether anything was changed, and what is still under way."""
    store = house.store
    rows = await Eraser(store.database, key, house.clock.now()).run(scope)
    words = [*scope.everywhere, *scope.gone, *scope.names]
    erased = await erase_workflows(house.settings, scope.turns, words, running=await house.running())
    sending = await under_way(store, scope)
    done.rows += rows
    done.workflows += erased.deleted
    # Also where no row changed: a call that was under way a round ago has left its card only now.
    desk = house.policy.desk.channel
    done.cards = max(done.cards, await take_away(store, scope, desk, because if rows else ""))
    files = await _files(house, scope, done)
    if sending:
        why = (
            "a call to Slack is under way"
            if await house.running()
            else "a call to Slack was cut off; start the bot once"
        )
        return True, why
    waits = f"{erased.running} questions are being worked on" if erased.running else ""
    return bool(rows or erased.deleted or files), waits


async def _files(house: Installation, scope: Scope, done: _Progress) -> int:
    changed = 0
    done.unreachable = []
    for file in await house.store.files.all():
        if file.what == BACKUP:
            done.unreachable.append(f"backup {file.path} of {file.at:%Y-%m-%d %H:%M} UTC")
            continue
        if file.what == "audit" and file.redacted:
            continue  # holds stand-ins alone
        try:
            cleared = await asyncio.to_thread(clear_file, file, scope)
        except (OSError, ValueError):
            done.unreachable.append(f"export {file.path}: it cannot be read or rewritten")
            continue
        if cleared.gone:
            done.unreachable.append(f"export {file.path}: it was moved or deleted")
        elif cleared.rows:
            done.files.add(file.path)
            changed += cleared.rows
        if cleared.whole:
            await house.store.files.remove(file.path)
    return changed


async def compact_all(house: Installation) -> None:
    """Free pages and logs of writes of both sets of tables. Raises TransientError."""
    address, schema = durable_address(house.settings)
    if not house.store.database.is_sqlite:
        await compact_server(house.store.database, ("public", schema or SCHEMA))
        return
    await compact_file(Path(str(house.store.database.engine.url.database)))
    await compact_file(Path(address.removeprefix("sqlite:///")))


async def _with_channels(subject: Subject, house: Installation) -> Subject:
    if subject.kind is not Kind.ACCOUNT:
        return subject
    theirs = {channel for channel, entry in house.policy.channels.items() if entry.account == subject.value}
    ids = [await channel_id(house.store, channel) for channel in theirs]
    return replace(subject, channels=frozenset(ids))


async def channel_id(store: Store, channel: str) -> str:
    """The id of a channel that is named as #name, where the bot has ever found it; else what was given."""
    known = await store.meta.get(ALIAS_KEY + channel) or await store.meta.get(ALIAS_KEY + channel.removeprefix("#"))
    return known or channel


def _outcome(done: _Progress, waits: str) -> Outcome:
    return Outcome(
        finished=not waits,
        rows={name: number for name, number in sorted(done.rows.items()) if number},
        workflows=done.workflows,
        cards=done.cards,
        files=tuple(sorted(done.files)),
        waits=waits,
        unreachable=(*done.unreachable, *UNREACHABLE),
    )


UNREACHABLE = (
    "what the customer and your staff wrote in Slack, and our answers there: delete them in Slack",
    "support.yml and articles, which are yours to change",
    "copies of DATA_DIR, of the database and of exports made otherwise, and pages that `report` and `eval` wrote",
    "a database server's archived logs and replicas, and snapshots of the disk",
    "what a model provider and tool servers were sent, under their own terms",
)
