"""How a message stands to an earlier one of the same person: about the same thing, or the same question again."""

from __future__ import annotations

from bot.classify.follow_ups.dissent import dissents
from bot.classify.follow_ups.wish import Wish, wish_of
from bot.classify.follow_ups.withdrawal import withdraws
from bot.classify.message_parts import gist, tidy
from bot.domain.ports import IntentClassifier
from bot.language.similarity import SentenceVectors

SAME_TOPIC = 0.26  # cosine from which two messages that each ask something are taken for one question
SAME_QUESTION = 0.72  # cosine of a question and the same one in other words; what is near but new must not pass
SURE = 0.8  # confidence from which two different intents make two questions, unless the cosine reaches the next line
_SAME_IN_SPITE = 0.5


class FollowUps:
    """Fulfils ports.FollowUpReader."""

    def __init__(self, vectors: SentenceVectors, intents: IntentClassifier) -> None:
        self._vectors = vectors
        self._intents = intents

    async def same_topic(self, first: str, second: str) -> bool:
        """Whether a second message belongs to the first one's question. Where one of them wants nothing by itself, a
        greeting or a detail, it does; else what they are about decides."""
        if wish_of(first) is Wish.ANNOUNCED or wish_of(second) is not Wish.OWN:
            return True
        alike = await self._alike(first, second)
        if alike < SAME_TOPIC:
            return False
        return alike >= _SAME_IN_SPITE or not await self._different_intents(first, second)

    async def same_question(self, first: str, second: str) -> bool:
        """Whether the second asks again what the first asked."""
        return wish_of(second) is Wish.OWN and await self._alike(first, second) >= SAME_QUESTION

    def dissents(self, text: str) -> bool:
        """Whether a message that follows an answer says that it did not help."""
        return dissents(text)

    def withdraws(self, text: str) -> bool:
        """Whether a message says that no answer is needed any more."""
        return withdraws(text)

    async def _alike(self, first: str, second: str) -> float:
        one, other = await self._vectors.embed([gist(tidy(first)), gist(tidy(second))])
        return float(one @ other)

    async def _different_intents(self, first: str, second: str) -> bool:
        found = [(await self._intents.classify(text)).intents[:1] for text in (first, second)]
        best = [intents[0] for intents in found if intents and intents[0].confidence >= SURE]
        return len(best) == 2 and best[0].name != best[1].name
