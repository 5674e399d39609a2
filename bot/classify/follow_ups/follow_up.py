"""How a message stands to an earlier one of the same person: about the same thing, or the same question again."""

from __future__ import annotations

from bot.classify.follow_ups.dissent import settles, word_on_answer
from bot.classify.follow_ups.learned_dissent import LIKELY, read_head
from bot.classify.follow_ups.same_question import NEAR, kind_of, likeness
from bot.classify.follow_ups.wish import Wish, wish_of
from bot.classify.follow_ups.withdrawal import withdraws
from bot.classify.message_parts import gist, tidy
from bot.domain.ports import IntentClassifier
from bot.language.sentence_vectors import SentenceVectors

SAME_TOPIC = 0.26  # cosine from which two messages that each ask something are taken for one question
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
        asks = wish_of(second) is Wish.OWN or kind_of(second)
        return bool(asks) and likeness(tidy(first), tidy(second), await self._alike(first, second)) >= NEAR

    async def dissents(self, text: str) -> bool:
        """Whether a message that follows an answer says that it did not help: by rules, and by what is learned where
        they know nothing of it and the vectors are those that it was learned on."""
        told, head = word_on_answer(text), read_head()
        if told is not None or self._vectors.name != head.embedder:
            return told is True
        (vector,) = await self._vectors.embed([gist(tidy(text))])
        return head.probability(vector) >= LIKELY

    def settles(self, text: str) -> bool:
        """Whether a message that follows an answer closes the matter and asks nothing."""
        return settles(text)

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
