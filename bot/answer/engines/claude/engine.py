"""The engine `claude`: answers from passages with citations, and summaries by the small model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answer.budget import near_best
from bot.answer.engines.claude.brief_content import answer_content
from bot.answer.engines.claude.read_answer import read_answer
from bot.domain import NO_CONTEXT, Brief, CallContext, Generation, Utterance
from bot.language.sentences import sentence_spans
from bot.platform.claude import tags
from bot.platform.claude.call import Caller
from bot.platform.claude.models import ANSWER_MODEL, CLASSIFY_MODEL, facts
from bot.platform.claude.prompts import load_prompt
from bot.platform.claude.reply import read_text
from bot.platform.claude.request import Ask

NAME = "claude"
_ANSWER_TOKENS = 1_500
_SUMMARY_TOKENS = 400
_SUMMARY_CHARS = 600
# Shares of a turn's time: what hangs leaves room for the fallback and for a card with a summary.
_ANSWER_SHARE = 0.8
_SUMMARY_SHARE = 0.2


class ClaudeEngine:
    """Fulfils `Engine`. `hashed` turns an account name into the opaque id that the API may see; `product` and `voice`
    are the operator's words for what is supported and how it sounds."""

    def __init__(
        self,
        caller: Caller,
        *,
        answer_model: str = ANSWER_MODEL,
        summary_model: str = CLASSIFY_MODEL,
        hashed: Callable[[str], str] | None = None,
        product: str = "",
        voice: str = "",
    ) -> None:
        """Raises ConfigError for a model that is not in the table."""
        facts(answer_model, "ANSWER_MODEL")
        facts(summary_model, "CLASSIFY_MODEL")
        self._caller = caller
        self._answer_model = answer_model
        self._summary_model = summary_model
        self._hashed = hashed
        self._prompt = load_prompt(__package__, "answer")
        self._guidance = load_prompt(__package__, "guidance")
        self._summarise = load_prompt(__package__, "summarise")
        self._instructions = self._prompt.filled({"product": product or "the company", "voice": voice.strip()})

    @property
    def name(self) -> str:
        """`claude`."""
        return NAME

    async def answer(self, brief: Brief) -> Generation:
        """An answer whose sentences cite the brief's passages, or a decision to escalate or to ask.

        Without passages there is nothing to answer from: escalated without a call. Raises TransientError,
        ModelError, PermanentError."""
        if not brief.passages:
            return Generation(engine=NAME, escalate="no passage was found to answer from")
        brief = replace(brief, passages=near_best(brief.passages))
        sent = frozenset(passage.id for passage in brief.passages)
        guidance = brief.guidance.strip()
        request = Ask(
            model=self._answer_model,
            purpose="answer",
            system=(self._instructions, self._guidance.filled({"guidance": guidance}) if guidance else ""),
            content=answer_content(brief),
            max_tokens=_ANSWER_TOKENS,
            user_hash=self._hashed(brief.account.name) if self._hashed and brief.account else "",
        )
        said, usage = await self._caller.ask(
            request, lambda reply: read_answer(reply, sent), brief.context, share=_ANSWER_SHARE
        )
        return Generation(
            NAME,
            said.sentences,
            said.escalate,
            said.ask,
            usage,
            model=self._answer_model,
            prompt=self._prompt.label,
        )

    async def summarise(
        self, conversation: Sequence[Utterance], context: CallContext = NO_CONTEXT, before: str = ""
    ) -> str:
        """At most two plain sentences for staff; empty for an empty conversation. `before` is the summary of the turns
        before these, which the new one extends. Raises as `answer` does."""
        said = tags.conversation(conversation)
        if not said:
            return before
        earlier = f"<summary>\n{tags.safe(before, tags.TURN_CHARS)}\n</summary>\n" if before.strip() else ""
        request = Ask(
            model=self._summary_model,
            purpose="summarise",
            system=(self._summarise.text,),
            content=(earlier + said,),
            max_tokens=_SUMMARY_TOKENS,
        )
        text, _ = await self._caller.ask(request, read_text, context, share=_SUMMARY_SHARE)
        return two_sentences(text)


def two_sentences(text: str) -> str:
    """The first two sentences on one line, at most 600 characters; models do not always count."""
    line = " ".join(text.split())
    short = " ".join(sentence for _, sentence in sentence_spans(line)[:2])
    return short if len(short) <= _SUMMARY_CHARS else short[: _SUMMARY_CHARS - 1].rstrip() + "…"
