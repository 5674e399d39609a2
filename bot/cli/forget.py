"""`forget`: takes a person's, a company's or a channel's words and names out of everything that we keep."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial

import typer

from bot.cli.common import JsonOption, emit, run_async
from bot.cli.kb_review import opened
from bot.errors import ConfigError
from bot.platform.clock import SystemClock
from bot.platform.locks import running_on
from bot.settings import Settings
from bot.store.erasure.subject import Kind, Subject
from bot.store.store import Store
from bot.upkeep.forget import Installation, Outcome, ask, channel_id, erase

PATIENCE_S = 60.0


def forget(
    user: str = typer.Option("", help="A person's Slack id (U… or W…)."),
    account: str = typer.Option("", help="A customer company, by its name in the policy."),
    channel: str = typer.Option("", help="A channel's id, or its #name."),
    name: list[str] = typer.Option([], help="With --user: a name of theirs to take out of texts; may be repeated."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Erase words and names in tables, durable work, exports and the desk's cards; counts stay.

    It may run beside the bot. Exits 1 when something is still under way: run it again, or leave the rest to the
    bot, which takes it up. What it cannot reach is listed."""
    given = [(Kind.USER, user), (Kind.ACCOUNT, account), (Kind.CHANNEL, channel)]
    named = [(kind, value.strip()) for kind, value in given if value.strip()]
    if len(named) != 1 or (name and not user):
        typer.echo("earnest: give exactly one of --user, --account, --channel; --name goes with --user", err=True)
        raise typer.Exit(2)
    outcome = run_async(lambda: _forget(*named[0], tuple(name)))
    if as_json:
        emit(asdict(outcome))
    else:
        _tell(outcome)
    raise typer.Exit(0 if outcome.finished else 1)


async def _forget(kind: Kind, value: str, names: tuple[str, ...]) -> Outcome:
    async with opened() as (store, settings, policy):
        if kind is Kind.ACCOUNT and value not in policy.accounts and not await store.exports.about(value):
            raise ConfigError(f"--account {value}: neither the policy nor any ticket has it")
        house = Installation(store, settings, policy, SystemClock(), partial(_running, store, settings))
        if kind is Kind.CHANNEL:
            value = await channel_id(store, value)
        erasure = await ask(house, Subject(kind, value, tuple(one.strip() for one in names if len(one.strip()) > 2)))
        return await erase(house, erasure, patience_s=PATIENCE_S)


async def _running(store: Store, settings: Settings) -> bool:
    """Whether a bot works on this installation, here or, on a server, anywhere."""
    if not store.database.is_sqlite:
        return any(not one.expired for one in await store.executors.all())
    return running_on(settings.data_dir) not in (None, os.getpid())


def _tell(outcome: Outcome) -> None:
    rows = ", ".join(f"{table} {number}" for table, number in outcome.rows.items()) or "none"
    typer.echo(f"Rows without their words now: {rows}.")
    typer.echo(f"Durable work deleted: {outcome.workflows}. Cards to be taken from the desk: {outcome.cards}.")
    for path in outcome.files:
        typer.echo(f"Rewritten: {path}")
    typer.echo("Out of reach, for a person to see to:")
    for what in outcome.unreachable:
        typer.echo(f"  - {what}")
    typer.echo(f"Not finished: {outcome.waits}." if outcome.waits else "Finished: nothing of it is left.")
