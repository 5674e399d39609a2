"""Live facts in the flow: looked up for the asker's account, cited like an article, and missed aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain import (
    NO_CONTEXT,
    Account,
    ArticleId,
    Brief,
    CallContext,
    ChannelId,
    Classification,
    Conversation,
    Decision,
    Generation,
    Grounding,
    IntentScore,
    MessageTs,
    Mode,
    Passage,
    ReasonCode,
    SearchQuery,
    Sentence,
    SentenceCheck,
    TicketId,
    Tier,
    ToolCall,
    ToolResult,
    TurnId,
    UserId,
    Utterance,
)
from bot.flow import Parts, decide
from bot.platform.plain_steps import PlainSteps
from bot.policy import AccountPolicy, AllowedTool, Intent, Policy, ToolServer

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
POLICY = Policy(
    mode=Mode.AUTO,
    intents={"export_question": Intent(trust="pinned")},
    accounts={"acme": AccountPolicy(), "globex": AccountPolicy()},
    tools={
        "facts": ToolServer(
            url="http://127.0.0.1:1/mcp", allow={"export_status": AllowedTool(intents=["export_question"])}
        )
    },
)


class Sure:
    """Always the same intent."""

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        return Classification((IntentScore("export_question", 0.99),))


class Nothing:
    """An index without an article on it."""

    async def search(self, query: SearchQuery) -> list[Passage]:
        return []

    async def version(self) -> str:
        return "000001-of-tests"


class Quotes:
    """An engine that quotes the first passage whole."""

    name = "quotes"

    async def answer(self, brief: Brief) -> Generation:
        first = brief.passages[0]
        return Generation(self.name, (Sentence(first.text, (first.id,)),))

    async def summarise(
        self, conversation: Sequence[Utterance], context: CallContext = NO_CONTEXT, before: str = ""
    ) -> str:
        return "They ask."


class Trusting:
    """A check that finds everything supported."""

    async def check(
        self,
        question: str,
        generation: Generation,
        passages: Sequence[Passage],
        account: Account | None = None,
        context: CallContext = NO_CONTEXT,
        earlier: Sequence[str] = (),
    ) -> Grounding:
        return Grounding(tuple(SentenceCheck(s, True, s.cites[0]) for s in generation.sentences), 1.0)


class NoFlags:
    async def as_reviewed(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        return tuple(passages)

    async def flagged(self, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
        return frozenset()


class NoAudits:
    async def found_wrong(self, question: str, drafted: object, sources: object) -> bool:
        return False

    async def events(self, intent: str, engine: str) -> Sequence[bool]:
        return ()

    async def count(self) -> int:
        return 0


class Today:
    def now(self) -> datetime:
        return NOW


@dataclass
class Tools:
    """Says or fails as it is told, and keeps the calls."""

    text: str = ""
    failed: str = ""
    calls: list[ToolCall] = field(default_factory=list)

    async def look_up(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        self.calls += calls
        return [ToolResult(call, self.text, self.failed) for call in calls]


async def decided(tools: Tools, question: str = "Is my export stuck?", account: str | None = "acme") -> Decision:
    parts = Parts(
        policy=POLICY,
        classifier=Sure(),
        index=Nothing(),
        engine=Quotes(),
        fallback=None,
        summariser=Quotes(),
        checker=Trusting(),
        sources=NoFlags(),
        audits=NoAudits(),
        clock=Today(),
        tools=tools,
    )
    conversation = Conversation(
        ticket_id=TicketId("T1"),
        turn_id=TurnId("T1"),
        revision=1,
        channel=ChannelId("C1"),
        thread_ts=MessageTs("1.0"),
        question=question,
        asked_by=UserId("U1"),
        asked_at=NOW,
        account=POLICY.account(account),
        mode=Mode.AUTO,
    )
    return await decide(parts, conversation, PlainSteps())


async def test_a_live_fact_is_an_answer_with_its_source() -> None:
    tools = Tools("Export EX-1 waits for its turn.")
    decision = await decided(tools)
    assert (decision.tier, decision.answer) == (Tier.ANSWERED, "Export EX-1 waits for its turn.")
    assert [(source.id, source.reviewed_at) for source in decision.sources] == [
        ("tool:facts/export_status", NOW.date())
    ]
    assert tools.calls == [ToolCall("facts", "export_status", "acme")]


async def test_a_tool_that_fails_leads_to_a_card_that_says_so() -> None:
    decision = await decided(Tools(failed="no answer within 5 s"))
    assert decision.tier is Tier.ASSISTED
    told = [(reason.code, reason.detail) for reason in decision.reasons]
    assert (ReasonCode.TOOL_FAILED, "export_status: no answer within 5 s") in told
    assert ReasonCode.NOTHING_SUPPORTS in [code for code, _ in told]


async def test_a_result_about_another_customer_reaches_nobody() -> None:
    decision = await decided(Tools("Export EX-2 of Globex failed."))
    assert "EX-2" not in str(decision)
    assert ReasonCode.TOOL_FAILED in [reason.code for reason in decision.reasons]


async def test_without_an_account_or_for_another_customer_no_tool_is_asked() -> None:
    tools = Tools("Export EX-1 waits.")
    await decided(tools, account=None)
    decision = await decided(tools, question="Is my export stuck? I am with Globex")
    assert decision.reasons[0].code is ReasonCode.OTHER_CUSTOMER
    assert tools.calls == []
