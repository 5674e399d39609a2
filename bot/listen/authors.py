"""Who wrote a message, whose they are, and the side they are on in its channel."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain import Person, TeamId
from bot.domain.inbound import MessagePosted, from_json
from bot.listen.customer_or_staff import Side, side_of
from bot.runtime import Runtime


async def author_of(runtime: Runtime, said: MessagePosted, more_teams: Collection[TeamId] = ()) -> Person:
    """The author of a message; `more_teams` are named elsewhere for the same author."""
    return await runtime.directory.author(
        said.user,
        (*said.named_teams, *more_teams),
        bot=said.bot,
        bot_ids=said.bot_ids,
        name=said.user_name,
        guest=said.guest,
        channel=said.channel,
    )


def side_in(runtime: Runtime, author: Person, said: MessagePosted) -> Side:
    """The side of an author in the message's channel."""
    return side_of(author, runtime.directory.channel_policy(said.channel), runtime.directory.installation)


async def side_by_both(runtime: Runtime, said: MessagePosted) -> Side:
    """The author's side where one message was delivered twice under different identities. Where the two disagree the
    author is a customer: never staff by a contradiction, and never a customer ignored."""
    row = await runtime.store.inbox.get(f"{said.came_by or said.channel}:{said.ts}")
    first = from_json(row.payload) if row is not None else None
    if not isinstance(first, MessagePosted):
        return side_in(runtime, await author_of(runtime, said), said)
    same = first.user == said.user and first.bot == said.bot
    if same:
        return side_in(runtime, await author_of(runtime, said, first.named_teams), said)
    sides = [side_in(runtime, await author_of(runtime, each), said) for each in (first, said)]
    return Side.CUSTOMER if Side.CUSTOMER in sides else sides[0]
