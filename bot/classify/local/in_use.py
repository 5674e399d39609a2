"""The local classifier that is in use: another may take its place while questions are being read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.classify.local.classifier import LocalClassifier
from bot.domain import NO_CONTEXT, CallContext, Classification


class ClassifierInUse:
    """Fulfils ports.IntentClassifier. `shipped` learned from the policy alone, and is in use at first."""

    def __init__(self, shipped: LocalClassifier) -> None:
        self.shipped = shipped
        self._used = shipped

    def use(self, other: LocalClassifier) -> None:
        """From the next message on."""
        self._used = other

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        """See ports.IntentClassifier."""
        return await self._used.classify(text, history, context)
