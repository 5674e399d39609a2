"""The rows of `export`, one shape a kind; docs/exports.md describes each field."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from bot.domain import Decision
from bot.domain.states import DraftState
from bot.evaluation.tickets.stand_ins import StandIns
from bot.store.audit_chain import redacted_entry
from bot.store.exports import FlaggedAnswer, ReviewedDraft
from bot.store.records import FlagVerdict
from bot.store.store import Store

Row = dict[str, Any]
_WRONG = FlagVerdict.INACCURATE


async def corrections(store: Store, since: datetime | None, safe: StandIns) -> AsyncIterator[Row]:
    """Answers that staff found wrong, and drafts that they changed: what was said and what would have been right."""
    found = [_flag(one, safe) async for one in store.exports.flagged(since) if one.flag.verdict is _WRONG]
    edited = [one async for one in store.exports.reviewed(since) if one.draft.state is DraftState.EDITED]
    for row in sorted([*found, *(_edit(one, safe) for one in edited)], key=lambda row: (row["at"], row["id"])):
        yield row


def _flag(one: FlaggedAnswer, safe: StandIns) -> Row:
    flag = one.flag
    return {
        "id": f"flag:{flag.id}",
        "kind": "flag",
        "at": flag.at.isoformat(),
        "by": safe.person(flag.by),
        "ticket_id": one.ticket_id,
        "decision_id": flag.decision_id or "",
        "channel": safe.place(flag.channel),
        "ts": safe.place(flag.ts),
        **_about(one.decision, safe),
        "answer": safe.text(one.answer),
        "correction": safe.text(flag.correction),
        "verdict": safe.text(flag.note),
        "cause": safe.text(flag.cause),
    }


def _edit(one: ReviewedDraft, safe: StandIns) -> Row:
    draft = one.draft
    return {
        "id": f"edit:{draft.decision_id}",
        "kind": "edit",
        "at": draft.decided_at.isoformat() if draft.decided_at else "",
        "by": safe.person(draft.decided_by),
        "ticket_id": one.ticket_id,
        "decision_id": draft.decision_id,
        "channel": "",
        "ts": "",
        **_about(one.decision, safe),
        "answer": safe.text(draft.text),
        "correction": safe.text(draft.final_text or ""),
        "verdict": "edited",
        "cause": "",
    }


async def reviews(store: Store, since: datetime | None, safe: StandIns) -> AsyncIterator[Row]:
    """Drafts that people decided on."""
    async for one in store.exports.reviewed(since):
        draft = one.draft
        took = (draft.decided_at - draft.made_at).total_seconds() if draft.decided_at else None
        yield {
            "id": draft.decision_id,
            "at": draft.decided_at.isoformat() if draft.decided_at else "",
            "by": safe.person(draft.decided_by),
            "outcome": draft.state.value,
            "seconds": took,
            "ticket_id": one.ticket_id,
            "tier": int(one.decision.tier),
            **_about(one.decision, safe),
            "draft": safe.text(draft.text),
            "final": safe.text(draft.final_text or ""),
        }


async def audit(store: Store, since: datetime | None, safe: StandIns, *, redact: bool = True) -> AsyncIterator[Row]:
    """The audit log with its chain. Redacted rows are the very ones that were hashed, so others can check them."""
    key = await store.audit_log.key()
    del safe
    async for seq, entry, stored in store.audit_log.rows(since):
        row = redacted_entry(entry, key)
        if not redact:
            row |= {"id": entry.id, "actor": entry.actor, "detail": dict(entry.detail)}
        yield {"seq": seq, **row, "hash": stored}


def as_chat(row: Row) -> Row | None:
    """A correction as a conversation for fine-tuning; None where nobody wrote what would be right."""
    if not row["question"].strip() or not row["correction"].strip():
        return None
    said = (("user", row["question"]), ("assistant", row["correction"]))
    return {"messages": [{"role": role, "content": text} for role, text in said]}


def _about(decision: Decision | None, safe: StandIns) -> Row:
    if decision is None:
        return {"intent": "", "engine": "", "question": "", "articles": []}
    intents = decision.classification.intents
    return {
        "intent": intents[0].name if intents else "",
        "engine": decision.drafted.generation.engine if decision.drafted else "",
        "question": safe.text(decision.question),
        "articles": [source.id for source in decision.sources],
    }
