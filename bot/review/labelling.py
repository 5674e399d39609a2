"""A person of the desk says what a question is about: a label that the classifier may learn from, and nothing else."""

from __future__ import annotations

from bot.domain.inbound import ViewSubmitted
from bot.domain.labels import IntentLabel, LabelSource
from bot.domain.states import Act
from bot.outbox.blocks import Field, ModalContext
from bot.outbox.blocks.intent_form import intent_modal
from bot.review.desk import Actor, Card, Desk
from bot.runtime import Runtime
from bot.store.tx import Tx


class Labelling:
    """Who may act was asked before any of this (permission.py)."""

    def __init__(self, runtime: Runtime, desk: Desk) -> None:
        self._runtime = runtime
        self._desk = desk

    def form(self, card: Card, where: ModalContext) -> dict[str, object]:
        """The form: it starts from what was read, or from what somebody made of it."""
        return intent_modal(where, list(self._runtime.policy.intents), card.view.intent)

    async def correct(self, form: ViewSubmitted, card: Card, actor: Actor, tx: Tx) -> bool:
        """Write the label down, with its line in the card's history. What was decided stays as it is; the same intent
        again changes nothing."""
        store, row = self._runtime.store, card.row
        intent = form.values.get(Field.INTENT) or ""
        known = [label for label in await store.labels.of_decision(row.id, tx) if label.source is LabelSource.CORRECTED]
        if known and known[-1].intent == intent:
            return True
        read = row.decision.classification.intents
        label = IntentLabel(
            id=f"corrected:{row.id}:{actor.nonce}",
            ticket_id=card.ticket.id,
            decision_id=row.id,
            source=LabelSource.CORRECTED,
            intent=intent,
            was=read[0].name if read else "",
            by=actor.user,
            at=self._runtime.clock.now(),
            asked_at=row.decided_at,
            place=card.ticket.account or card.ticket.channel,
            text=row.decision.question,
        )
        if await store.labels.add(label, tx):
            await self._desk.note(Act.RELABEL, card, actor, tx, {"intent": intent, "what": label.was})
        return True
