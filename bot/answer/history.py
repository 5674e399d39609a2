"""What was said before, within its budget: the last exchanges whole, and a summary of the rest that is extended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from bot.domain import CallContext, StoredSummary, Utterance
from bot.domain.ports import Engine, SummaryStore
from bot.errors import EarnestError

_SUMMARISED_AT_ONCE = 40  # turns; of a longer thread without a summary the latest ones


def split_history(history: Sequence[Utterance], exchanges: int) -> tuple[tuple[Utterance, ...], tuple[Utterance, ...]]:
    """The older turns, and the last `exchanges` of the rest: a customer's turns with all that was answered to them."""
    starts = [
        at
        for at, turn in enumerate(history)
        if turn.role == "customer" and (at == 0 or history[at - 1].role != "customer")
    ]
    if exchanges <= 0:
        return tuple(history), ()
    cut = starts[-exchanges] if len(starts) >= exchanges else 0
    return tuple(history[:cut]), tuple(history[cut:])


def digest(turns: Sequence[Utterance]) -> str:
    """Equal for equal turns, so that a summary of a turn that was edited or deleted since is not used."""
    told = "\x1e".join(f"{turn.role}\x1f{turn.text}" for turn in turns)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def summary_of_older(
    older: Sequence[Utterance], summariser: Engine, store: SummaryStore | None, context: CallContext
) -> str:
    """The summary of a ticket's older turns: the stored one, extended by what it does not cover yet. Empty when there
    is nothing older or it cannot be made. Without a ticket nothing is stored. Never raises our errors."""
    ticket_id = context.ticket_id
    if not older:
        return ""
    try:
        stored = await store.get(ticket_id) if store and ticket_id else None
        if stored is None or stored.covered > len(older) or digest(older[: stored.covered]) != stored.digest:
            stored = StoredSummary(0, "", "")
        new = older[stored.covered :]
        if not new:
            return stored.text
        text = await summariser.summarise(new[-_SUMMARISED_AT_ONCE:], context, stored.text)
        if text and store and ticket_id:
            await store.put(ticket_id, StoredSummary(len(older), digest(older), text))
    except EarnestError:
        return ""
    return text


async def summary_for_card(
    said: Sequence[Utterance],
    exchanges: int,
    summarisers: Sequence[Engine | None],
    store: SummaryStore | None,
    context: CallContext,
) -> str:
    """At most two sentences on all that was said, by the first of the summarisers that can; empty when none can, since
    a card without them is still a card."""
    older, recent = split_history(said, exchanges)
    for summariser in summarisers:
        if summariser is None:
            continue
        before = await summary_of_older(older, summariser, store, context)
        with suppress(EarnestError):
            return await summariser.summarise(recent, context, before)
    return ""
