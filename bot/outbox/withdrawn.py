"""An answer that is decided and has not gone out: whether it may still be stopped, and what stopping it takes."""

from __future__ import annotations

from bot.domain import DecisionId
from bot.domain.states import DraftState
from bot.errors import TransientError
from bot.outbox.post_intents import ANSWERS, answer_key, whisper
from bot.outbox.post_results import MISPLACED
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Post, PostState
from bot.store.tx import Tx
from bot.texts import refusals

ON_ITS_WAY_S = 0.3
DECIDED = (DraftState.APPROVED, DraftState.EDITED, DraftState.POSTED)


async def reached(runtime: Runtime, decision_id: DecisionId, tx: Tx, *, hold: bool = False) -> bool:
    """Whether a decided answer has reached its customer, or ended otherwise. Raises TransientError while it is on its
    way: what a change of the question means depends on that.

    One that is in hand and waits for its turn has not: with `hold`, which writes, it cannot begin before `tx` ends,
    which is to withdraw it. Else the answer, which looks whether a change waits, and the change would wait for each
    other."""
    post = await runtime.store.posts.by_key(answer_key(decision_id), tx)
    if post is None:
        return True
    perhaps_there = post.state is PostState.DUE and post.uncertain and post.begun  # looked for at the next try
    in_hand = _in_hand(post)
    if in_hand and hold:
        in_hand = await runtime.store.posts.hold(post.id, tx)
    if perhaps_there or (post.state is PostState.SENDING and not in_hand):
        raise TransientError("the answer is on its way", retry_after_s=ON_ITS_WAY_S)
    waits = post.state is PostState.DUE or in_hand
    return not waits and not (post.state is PostState.FAILED and post.error == MISPLACED)


def _in_hand(post: Post) -> bool:
    return post.state is PostState.SENDING and not post.begun and not post.uncertain


async def withdraw(runtime: Runtime, row: DecisionRow, why: str, tx: Tx) -> bool:
    """Stop a decided answer that waits, also for its turn, and tell whoever let it go. False where none is to be
    stopped: one that is in mid-call meets its guard before the next try."""
    store = runtime.store
    draft = await store.decisions.draft(row.id, tx)
    first = await store.posts.by_key(answer_key(row.id), tx)
    if draft is None or draft.state not in DECIDED or first is None or first.state is PostState.SENT:
        return False
    in_hand = _in_hand(first) and await store.posts.hold(first.id, tx)
    if (first.state is PostState.SENDING and not in_hand) or not await store.decisions.withdraw(row.id, tx):
        return False
    for post in await store.posts.of_decision(row.id, tx):
        if post.kind in ANSWERS and not post.uncertain and (post.state is PostState.DUE or _in_hand(post)):
            await store.posts.cancel(post.id, why, tx)
    await tell_approver(runtime, first, refusals.stopped(why), tx)
    return True


async def tell_approver(runtime: Runtime, post: Post, text: str, tx: Tx) -> None:
    """A word for the person who let an answer go, once an answer; nobody where nobody did."""
    draft = await runtime.store.decisions.draft(post.decision_id, tx) if post.decision_id else None
    if draft is None or draft.decided_by is None:
        return
    said = whisper(runtime.directory.desk, draft.decided_by, text, f"{post.decision_id}", post)
    await runtime.store.posts.add([said], tx)
