"""The engine `claude`: answers from passages with citations, and summaries by the small model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain import Brief, Generation, Utterance
from bot.language.sentences import sentence_spans
from bot.platform.claude import material, prompts
from bot.platform.claude.call import Ask, Caller
from bot.platform.claude.models import ANSWER_MODEL, CLASSIFY_MODEL, facts
from bot.platform.claude.reply import read_answer, read_text

_ANSWER_TOKENS = 1_500
_SUMMARY_TOKENS = 400
_SUMMARY_CHARS = 600


class ClaudeEngine:
    """Fulfils `Engine`. `hashed` turns an account name into the opaque id that the API may see."""

    def __init__(
        self,
        caller: Caller,
        *,
        answer_model: str = ANSWER_MODEL,
        summary_model: str = CLASSIFY_MODEL,
        hashed: Callable[[str], str] | None = None,
    ) -> None:
        """Raises ConfigError for a model that is not in the table."""
        facts(answer_model, "ANSWER_MODEL")
        facts(summary_model, "CLASSIFY_MODEL")
        self._caller = caller
        self._answer_model = answer_model
        self._summary_model = summary_model
        self._hashed = hashed

    @property
    def name(self) -> str:
        """`claude`."""
        return "claude"

    async def answer(self, brief: Brief) -> Generation:
        """An answer whose sentences cite the brief's passages, or a decision to escalate or to ask.

        Without passages there is nothing to answer from: escalated without a call. Raises TransientError,
        ModelError, PermanentError."""
        if not brief.passages:
            return Generation(engine=self.name, escalate="no passage was found to answer from")
        sent = frozenset(passage.id for passage in brief.passages)
        request = Ask(
            model=self._answer_model,
            purpose="answer",
            system=prompts.ANSWER,
            content=material.answer_content(brief),
            max_tokens=_ANSWER_TOKENS,
            user_hash=self._hashed(brief.account.name) if self._hashed and brief.account else "",
            guidance=prompts.guidance(brief.guidance),
        )
        said, usage = await self._caller.ask(request, lambda message: read_answer(message, sent))
        return Generation(self.name, said.sentences, said.escalate, said.ask, usage)

    async def summarise(self, conversation: Sequence[Utterance]) -> str:
        """At most two plain sentences for staff; empty for an empty conversation. Raises as `answer` does."""
        said = material.conversation(conversation)
        if not said:
            return ""
        request = Ask(
            model=self._summary_model,
            purpose="summarise",
            system=prompts.SUMMARISE,
            content=[material.text_block(said)],
            max_tokens=_SUMMARY_TOKENS,
        )
        text, _ = await self._caller.ask(request, read_text)
        return two_sentences(text)


def two_sentences(text: str) -> str:
    """The first two sentences on one line, at most 600 characters; models do not always count."""
    line = " ".join(text.split())
    short = " ".join(sentence for _, sentence in sentence_spans(line)[:2])
    return short if len(short) <= _SUMMARY_CHARS else short[: _SUMMARY_CHARS - 1].rstrip() + "…"
