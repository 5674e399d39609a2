"""Live facts: which tools a question calls for, and their results as passages, which are data and can be cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.answer.budget import clipped
from bot.answer.check.other_customers import others_named
from bot.domain import Account, ArticleId, IntentScore, Passage, PassageId, ToolCall, ToolResult
from bot.policy import ToolServer

AT_MOST = 3  # calls a question
_OWN = re.compile(r"\b(?:my|mine|our|ours|we|we're|we've|i|i'm|i've|us|me)\b", re.I)
_STATE = re.compile(
    r"\b(?:stuck|hang(?:s|ing)?|hung|frozen|status|state|progress|running|run|queued?|pending|waiting|processing|ready"
    r"|done|finished|finish|completed?|arrived?|arrives|come|came|gone|went|failed|fails|failing|broken|still|yet"
    r"|paid|unpaid|due|overdue|open|owe|balance|shipped|delivered|sent|received|cancell?ed|approved|latest|last"
    r"|current|currently|now|today|yesterday|this (?:morning|week|month)|how (?:many|much|long)|where(?:'s| is| are)"
    r"|what(?:'s| is) happening|when will|why (?:is|are|has|have|did|does|do|isn't|hasn't|didn't)|next)\b",
    re.I,
)
_PASSING = {"last", "latest", "current", "open", "next", "now", "run", "due", "sent", "today", "where is", "where are"}
_HOW_TO = re.compile(r"\bhow (?:do|can|could|would|should|to)\b|\bwhere (?:do|can) (?:i|we)\b", re.I)


def asks_own_state(question: str) -> bool:
    """Whether a question is about how something of the asker's own stands: what no article can tell."""
    how_to = _HOW_TO.search(question) is not None
    states = {found.group().lower() for found in _STATE.finditer(question)}
    # "How do I see our last invoices?" is answered by an article; "how do I … , it is stuck" asks both.
    return bool(_OWN.search(question)) and bool(states - _PASSING if how_to else states)


def calls_for(
    tools: Mapping[str, ToolServer], intents: Sequence[IntentScore], question: str, account: Account | None
) -> tuple[ToolCall, ...]:
    """The calls that a question is worth, at most three. None without an account: a tool is asked about nobody else.

    `intents` are those that count in the message."""
    if account is None or not asks_own_state(question):
        return ()
    names = {intent.name for intent in intents}
    said = question.casefold()
    return tuple(
        ToolCall(server, tool, account.name)
        for server, entry in tools.items()
        for tool, rule in entry.allow.items()
        if names.intersection(rule.intents) and (not rule.about or any(_says(said, word) for word in rule.about))
    )[:AT_MOST]


def _says(said: str, word: str) -> bool:
    """Whether a word or a longer form of it ("exports") stands in case-folded text."""
    return re.search(rf"\b{re.escape(word.casefold())}\w{{0,3}}\b", said) is not None


_NO_FACTS = re.compile(
    r"<[^>\n]{0,40}>|</|!\[|\b(?:ESCALATE|ASK|SYSTEM|ASSISTANT|INSTRUCTIONS?)\s*:|@(?:channel|here|everyone)\b"
    r"|\b(?i:ignore|disregard|forget)\b.{0,40}\b(?i:instructions?|rules?|prompts?|above)\b",
)


def live_passages(
    results: Sequence[ToolResult],
    tools: Mapping[str, ToolServer],
    customers: Iterable[str],
    asker: Account,
    today: date,
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """The results as passages that were true just now, and the failures in words for the card. A result that names
    another customer, or holds markup or orders where facts belong, counts as a failure."""
    passages: list[Passage] = []
    failures: list[str] = []
    named = tuple(customers)
    for result in results:
        failed = result.failed
        if not failed and next(others_named(result.text, named, asker), None) is not None:
            failed = "its result names another customer"
        if not failed and _NO_FACTS.search(result.text):
            failed = "its result is not plain facts"
        if failed:
            failures.append(f"{result.call.tool}: {failed}")
            continue
        key = f"tool:{result.call.server}/{result.call.tool}"
        passages.append(
            Passage(
                id=PassageId(key),
                article_id=ArticleId(key),
                title=f"{_title(result.call.tool)} (looked up just now)",
                text=clipped(result.text, tools[result.call.server].result_tokens),
                reviewed_at=today,
                score=1.0,
                live=True,
            )
        )
    return tuple(passages), tuple(failures)


def _title(tool: str) -> str:
    """`export_status` -> `Export status`."""
    return " ".join(re.split(r"[\W_]+", tool)).strip().capitalize() or "Live facts"
