"""Bench cost: what a ticket costs here beside a plain pipeline, the same tickets, both on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.answer.engines import claude as engine
from bot.answer.engines.claude.brief_content import answer_content
from bot.classify.small_model import instructions, schema
from bot.domain import Article, ArticleId, Brief, Passage, PassageId, Usage
from bot.errors import ConfigError
from bot.evaluation.bench.install import ROOT, Tell
from bot.evaluation.bench.model_stand_in import model_server
from bot.evaluation.bench.rows import Row
from bot.evaluation.tickets.data import Ticket, read_tickets
from bot.evaluation.tickets.play import play
from bot.knowledge.load.sources import load_sources
from bot.knowledge.open_index import open_index
from bot.knowledge.retrieve import retrieve
from bot.knowledge.search import HybridIndex
from bot.pipeline import open_pipeline
from bot.platform.claude import tags
from bot.platform.claude.call import Caller
from bot.platform.claude.client import open_client
from bot.platform.claude.models import ANSWER_MODEL, CLASSIFY_MODEL
from bot.platform.claude.prompts import load_prompt
from bot.platform.claude.request import Ask
from bot.platform.claude.spending import Tally
from bot.platform.clock import SystemClock
from bot.policy import Policy, load_policy
from bot.settings import Settings

BAR = 0.40
ARTICLES, TURNS = 3, 5
TICKETS = ROOT / "tests" / "data" / "tickets-fresh.jsonl"
EARNEST, PLAIN, KEPT = "earnest", "plain", "plain_cached"
_ENOUGH = 10  # passages, for three articles
_TOKENS = 1_500


@dataclass(frozen=True, slots=True)
class CostPlan:
    """Which tickets, and how many of them."""

    tickets: Path | None = None
    count: int = 200


async def run_cost(plan: CostPlan, base: Path, tell: Tell) -> list[Row]:
    """Play the tickets through both pipelines against one server; a row a call. Raises ConfigError."""
    policy = load_policy(base / "policy.yml")
    tickets = _tickets(plan, policy)
    articles = {article.id: article for article in load_sources(policy.knowledge.sources, str, ROOT).articles}
    rows: list[Row] = [{"kind": "tickets", "count": len(tickets)}]
    async with model_server() as url:
        settings = Settings.model_construct(
            data_dir=base, llm_engine="claude", anthropic_api_key=SecretStr("bench"), anthropic_base_url=url
        )
        tell(f"{len(tickets)} tickets through Earnest ...")
        tally = Tally()
        async with open_pipeline(settings, policy, SystemClock(), ledger=tally) as pipeline:
            await play(pipeline.parts, tickets, lambda stage, done, size: None)
            rows += _rows(EARNEST, tally.calls)
            tell(f"{len(tickets)} tickets through a plain pipeline, without and with a prompt cache ...")
            everything = await open_index(settings, policy, pipeline.embedder, floor=0.0)
            try:
                briefs = [await _plain_brief(ticket, policy, everything, articles) for ticket in tickets]
            finally:
                await everything.close()
        for kind, asks in ((PLAIN, _unkept(policy, briefs)), (KEPT, _kept(policy, briefs))):
            plain = Tally()
            async with open_client(settings) as client:
                caller = Caller(client, ledger=plain)
                for ask in asks:
                    await caller.ask(ask, lambda reply: reply.text)
            rows += _rows(kind, plain.calls)
    return rows


def _tickets(plan: CostPlan, policy: Policy) -> list[Ticket]:
    path = plan.tickets or TICKETS
    if not path.is_file():
        raise ConfigError(f"--tickets: {path} is not there; give a JSONL file of tickets as `eval tickets` reads them")
    found = read_tickets(path, policy.accounts)[: plan.count]
    if not found:
        raise ConfigError(f"--tickets: {path} holds no tickets")
    return found


async def _plain_brief(
    ticket: Ticket, policy: Policy, index: HybridIndex, articles: Mapping[ArticleId, Article]
) -> Brief:
    """What a plain pipeline sends: the three best articles whole, the last five turns, the account, the question."""
    account = policy.account(ticket.account)
    wide = policy.knowledge.model_copy(update={"passages": _ENOUGH})
    found = await retrieve(index, ticket.question, ticket.history, account, wide)
    whole = [_whole(articles[p.article_id]) for p in _one_each(found) if p.article_id in articles]
    return Brief(ticket.question, tuple(whole[:ARTICLES]), history=ticket.history[-TURNS:], account=account)


def _unkept(policy: Policy, briefs: Sequence[Brief]) -> Iterator[Ask]:
    """Classify every ticket, then let the large model answer it. The instructions are ours, and stand in the user's
    turn, where nothing is kept in the prompt cache."""
    for ask in _kept(policy, briefs):
        yield replace(ask, system=(), content=(*ask.system, *ask.content))


def _kept(policy: Policy, briefs: Sequence[Brief]) -> Iterator[Ask]:
    """The same with the instructions in the system prompt, marked to be kept as ours are."""
    asked = {name: tuple(intent.examples) for name, intent in policy.intents.items() if not intent.chatter}
    sorting = instructions(asked, frozenset(), ())
    writing = load_prompt(engine.__name__, "answer").filled({"product": policy.knowledge.voice.product, "voice": ""})
    for brief in briefs:
        message = tags.customer_message(brief.question)
        form = schema(sorted(asked))
        yield Ask(CLASSIFY_MODEL, "classify", (sorting,), (message,), _TOKENS, schema=form)
        yield Ask(ANSWER_MODEL, "answer", (writing,), answer_content(brief), _TOKENS)


def _one_each(passages: Sequence[Passage]) -> list[Passage]:
    return list({passage.article_id: passage for passage in reversed(passages)}.values())[::-1]


def _whole(article: Article) -> Passage:
    return Passage(
        id=PassageId(f"{article.id}#whole"),
        article_id=article.id,
        title=article.title,
        text=article.content,
        plans=article.plans,
        score=1.0,
    )


def _rows(kind: str, calls: Sequence[Usage]) -> list[Row]:
    return [
        {
            "kind": kind,
            "purpose": call.purpose,
            "model": call.model,
            "input": call.input_tokens,
            "written": call.cache_write_tokens,
            "read": call.cache_read_tokens,
            "output": call.output_tokens,
            "usd": call.cost_usd,
            "outcome": call.outcome,
        }
        for call in calls
    ]


def cost_figures(rows: list[Row]) -> dict[str, Any]:
    """Dollars a ticket on both sides and their ratio, beside a plain pipeline that keeps its instructions in the
    prompt cache too; tokens a ticket, calls and dollars by purpose."""
    tickets = next(row["count"] for row in rows if row["kind"] == "tickets")
    sides = {kind: [row for row in rows if row["kind"] == kind] for kind in (EARNEST, PLAIN, KEPT)}
    spent = {kind: sum(row["usd"] for row in side) / tickets for kind, side in sides.items()}
    return {
        "usd_per_ticket": round(spent[EARNEST], 6),
        "plain_usd_per_ticket": round(spent[PLAIN], 6),
        "ratio": _ratio(spent[EARNEST], spent[PLAIN]),
        "plain_cached_usd_per_ticket": round(spent[KEPT], 6),
        "ratio_to_plain_cached": _ratio(spent[EARNEST], spent[KEPT]),
        "tokens_per_ticket": {kind: _tokens(side, tickets) for kind, side in sides.items()},
        "calls": {kind: _calls(side) for kind, side in sides.items()},
        "usd_by_purpose": {kind: _by_purpose(side, tickets) for kind, side in sides.items()},
        "tickets": tickets,
    }


def _ratio(ours: float, theirs: float) -> float | None:
    return round(ours / theirs, 3) if theirs else None


def _tokens(side: list[Row], tickets: int) -> dict[str, float]:
    return {name: round(sum(row[name] for row in side) / tickets, 1) for name in ("input", "written", "read", "output")}


def _calls(side: list[Row]) -> dict[str, int]:
    purposes = sorted({row["purpose"] for row in side})
    return {purpose: sum(row["purpose"] == purpose for row in side) for purpose in purposes}


def _by_purpose(side: list[Row], tickets: int) -> dict[str, float]:
    purposes = sorted({row["purpose"] for row in side})
    return {p: round(sum(row["usd"] for row in side if row["purpose"] == p) / tickets, 6) for p in purposes}


def cost_broken(figures: dict[str, Any]) -> list[str]:
    """What does not hold: a ticket may cost at most .40 of what it costs in a plain pipeline."""
    ratio = figures["ratio"]
    if ratio is None:
        return ["the plain pipeline made no paid call: nothing to compare with"]
    return [f"a ticket costs {ratio} of a plain pipeline's, more than {BAR}"] if ratio > BAR else []
