"""What the steps need from outside, as protocols: platform and store fulfil them, tests fake them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.domain import (
    NO_CONTEXT,
    Account,
    ArticleId,
    Brief,
    CallContext,
    Classification,
    Drafted,
    Generation,
    Grounding,
    Passage,
    SearchQuery,
    Sentence,
    Source,
    StoredSummary,
    TicketId,
    ToolCall,
    ToolResult,
    TrustEvent,
    Usage,
    Utterance,
    Verdict,
)
from bot.domain.figures import Report
from bot.domain.knowledge import ArticleText

Vectors = NDArray[np.float32]
T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done, and its size."""


class Clock(Protocol):
    """Tells the time. `now` is timezone-aware UTC."""

    def now(self) -> datetime: ...


class Embedder(Protocol):
    """Turns texts into vectors. Implementations never compute on the event loop."""

    @property
    def name(self) -> str:
        """Identifies model and preparation; vectors of two names never meet in one index."""
        ...

    @property
    def dimension(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, L2-normalised. Raises PermanentError."""
        ...


class KnowledgeIndex(Protocol):
    """Searches the knowledge base."""

    async def search(self, query: SearchQuery) -> list[Passage]:
        """At most `query.limit` passages, best first, with calibrated `score`; empty when nothing fits.

        Raises IndexUnavailableError, TransientError."""
        ...

    async def version(self) -> str:
        """The build that is searched now: another one's articles, cutting or embedding may differ. Raises as `search`
        does."""
        ...


class IntentClassifier(Protocol):
    """One layer of classification."""

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        """`text` is the customer's message, unescaped; `history` earlier customer messages, oldest first; `context` is
        for layers that ask a model.

        Raises TransientError, ModelError (the cascade then keeps the cheaper layer's word)."""
        ...


class FollowUpReader(Protocol):
    """Reads a message against an earlier one of the same person."""

    async def same_topic(self, first: str, second: str) -> bool:
        """Whether a second message belongs to the first one's question. Raises PermanentError."""
        ...

    async def same_question(self, first: str, second: str) -> bool:
        """Whether the second asks again what the first asked. Raises PermanentError."""
        ...

    async def dissents(self, text: str) -> bool:
        """Whether a message that follows an answer says that it did not help. Raises PermanentError."""
        ...

    def settles(self, text: str) -> bool:
        """Whether a message that follows an answer closes the matter and asks nothing."""
        ...

    def withdraws(self, text: str) -> bool:
        """Whether a message says that no answer is needed any more."""
        ...


class Engine(Protocol):
    """Writes answers from passages."""

    @property
    def name(self) -> str: ...

    async def answer(self, brief: Brief) -> Generation:
        """Raises TransientError (overload, deadline), ModelError (refusal, truncation), PermanentError."""
        ...

    async def summarise(
        self, conversation: Sequence[Utterance], context: CallContext = NO_CONTEXT, before: str = ""
    ) -> str:
        """At most two sentences for staff. `before` is a summary of what was said before these turns, which the new one
        extends. Raises as `answer` does."""
        ...


@dataclass(frozen=True, slots=True)
class EntailmentPair:
    """A statement, and sentences of one article that may support it, in their order."""

    statement: str
    title: str
    sentences: tuple[str, ...]


class Entailment(Protocol):
    """A local model that reads whether evidence supports a statement. Never computes on the event loop."""

    async def judge(self, pairs: Sequence[EntailmentPair]) -> Vectors:
        """Shape (len(pairs), 3): the chances of supported, contradicted and absent. Raises PermanentError."""
        ...


class GroundingCheck(Protocol):
    """Decides whether passages support an answer."""

    async def check(
        self,
        question: str,
        generation: Generation,
        passages: Sequence[Passage],
        account: Account | None = None,
        context: CallContext = NO_CONTEXT,
        earlier: Sequence[str] = (),
    ) -> Grounding:
        """`account` is the asking customer's: an answer may name no other; `context` is for a second opinion; `earlier`
        are the customer's messages before the question, oldest first. Raises PermanentError."""
        ...


class SecondOpinion(Protocol):
    """A language model's opinion on sentences that the local check is not sure of."""

    async def judge(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage], context: CallContext = NO_CONTEXT
    ) -> Sequence[Verdict]:
        """One verdict a sentence, in their order, by what the passages that each one cites say.

        Raises TransientError (no verdict in time, overload), ModelError (a reply that cannot be used),
        PermanentError: then the sentences stay as they were judged without it."""
        ...


class CallLedger(Protocol):
    """Remembers what each model call costs, from before it is made."""

    async def open(self, expected: Usage, ticket_id: TicketId | None) -> str:
        """Note a call with the most that it may cost; the note stands when we crash before it is settled. Gives its id.

        Raises PermanentError with code `spent` when that would pass a limit, TransientError."""
        ...

    async def settle(self, call_id: str, usage: Usage) -> None:
        """Replace the expected figures by those of the call. Raises TransientError."""
        ...


class LiveFacts(Protocol):
    """Read-only tools that tell how something of a customer's stands right now."""

    async def look_up(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """One result a call, in their order. Never raises: a tool that fails says so in its result."""
        ...


class SummaryStore(Protocol):
    """Keeps the summary of each ticket's older turns."""

    async def get(self, ticket_id: TicketId) -> StoredSummary | None:
        """The latest one; None where there is none. Raises TransientError."""
        ...

    async def put(self, ticket_id: TicketId, summary: StoredSummary) -> None:
        """Set or replace it. Raises TransientError."""
        ...


class AuditRecord(Protocol):
    """What people found when they audited answers that went, or would have gone, out alone."""

    async def events(self, intent: str, engine: str) -> Sequence[TrustEvent]:
        """All that changed the trust in one intent's answers by one engine, oldest first."""
        ...

    async def count(self) -> int:
        """How many audits there are of all intents and engines."""
        ...

    async def found_wrong(self, question: str, drafted: Drafted | None, sources: Sequence[Source]) -> bool:
        """Whether people found the same answer wrong for a like question, and not right since."""
        ...


class PauseList(Protocol):
    """What staff paused."""

    async def active(self) -> Collection[str]:
        """Everything that is paused now: `app`, `intent:NAME`, `channel:ID`."""
        ...


class IncidentList(Protocol):
    """What unusually many customers ask about just now."""

    async def paused_intents(self) -> Collection[str]:
        """The intents of all questions of incidents that go on."""
        ...


class ArticleTexts(Protocol):
    """The articles as their files and the index have them."""

    async def get(self, article: ArticleId) -> ArticleText | None:
        """An article's text; None when the index does not hold it."""
        ...

    async def contents(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, str]:
        """The digests of those articles that the index holds now."""
        ...

    async def held(self) -> Mapping[str, str]:
        """The sources that the last sync left as they were, each with the reason."""
        ...

    async def listed(self) -> tuple[str, frozenset[ArticleId]] | None:
        """The index's build, whose names grow, and the articles that it holds; None without an index."""
        ...

    async def review_dates(self) -> Mapping[ArticleId, date | None]:
        """When each article that the index holds was last reviewed; empty without an index."""
        ...


class ReportSource(Protocol):
    """Where reports come from."""

    async def of(self, days: int, end: datetime) -> Report:
        """The `days` before `end` beside as many before them. Raises EarnestError."""
        ...


class SourceStatus(Protocol):
    """What review knows about articles."""

    async def flagged(self, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
        """Those of `ids` that staff have flagged and nobody has reviewed since, or whose edit the index lacks."""
        ...

    async def as_reviewed(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """`passages` without those of retired articles, with the day on which staff last found each article right."""
        ...


class Steps(Protocol):
    """Runs a step once: a step that has finished before a crash gives its stored result again."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]], result: type[T]) -> T: ...
