"""A second opinion on sentences that the local check is not sure of: one call of the small model for all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from bot.domain import NO_CONTEXT, CallContext, Opinion, Passage, PassageId, Sentence, Verdict
from bot.errors import ModelError
from bot.platform.claude.call import Caller
from bot.platform.claude.models import CLASSIFY_MODEL, facts
from bot.platform.claude.prompts import load_prompt
from bot.platform.claude.reply import Reply, read_text
from bot.platform.claude.request import Ask
from bot.platform.claude.tags import safe

_TOKENS_A_SENTENCE = 120
_SPARE_TOKENS = 100
_MOST_SENTENCES = 40
_PASSAGE_CHARS = 6_000
_SENTENCE_CHARS = 2_000
_SHARE = 0.4  # of a turn's time: without a verdict in time people look
_FEWEST_DECIDING_WORDS = 2
_DECIDES = (Opinion.SUPPORTED.value, Opinion.CONTRADICTED.value)
_UNJUDGED = Verdict(Opinion.NOT_FOUND)


class ClaudeSecondOpinion:
    """Fulfils `SecondOpinion`."""

    def __init__(self, caller: Caller, *, model: str = CLASSIFY_MODEL) -> None:
        """Raises ConfigError for a model that is not in the table."""
        facts(model, "CLASSIFY_MODEL")
        self._caller = caller
        self._model = model
        self._prompt = load_prompt(__package__, "second_opinion")

    async def judge(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage], context: CallContext = NO_CONTEXT
    ) -> Sequence[Verdict]:
        """See `SecondOpinion`. No call is made for sentences that cite none of the passages: nothing was found."""
        given = {passage.id: passage for passage in passages}
        asked = [n for n, s in enumerate(sentences) if any(cite in given for cite in s.cites)][:_MOST_SENTENCES]
        verdicts = [_UNJUDGED] * len(sentences)
        if not asked:
            return verdicts
        request = Ask(
            model=self._model,
            purpose="second_opinion",
            system=(self._prompt.text,),
            content=_content([sentences[n] for n in asked], given),
            max_tokens=_SPARE_TOKENS + _TOKENS_A_SENTENCE * len(asked),
            schema=SCHEMA,
        )
        listed, _ = await self._caller.ask(request, _entries, context, share=_SHARE)
        for place, n in enumerate(asked):
            own = [given[cite] for cite in sentences[n].cites if cite in given]
            verdicts[n] = _verdict(listed.get(place + 1), own)
        return verdicts


SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "number": {"type": "integer"},
                    "opinion": {"type": "string", "enum": [opinion.value for opinion in Opinion]},
                    "deciding_words": {"type": "string"},
                },
                "required": ["number", "opinion", "deciding_words"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


def _content(sentences: Sequence[Sentence], given: Mapping[PassageId, Passage]) -> tuple[str, ...]:
    """The cited passages, each once and numbered, then the sentences with the numbers of what they cite."""
    cited = [cite for cite in dict.fromkeys(c for s in sentences for c in s.cites) if cite in given]
    number = {cite: n for n, cite in enumerate(cited, 1)}
    blocks = [f'<passage number="{number[cite]}">\n{_shown(given[cite])}\n</passage>' for cite in cited]
    lines = ["<sentences>"]
    for n, sentence in enumerate(sentences, 1):
        cites = ",".join(str(number[cite]) for cite in sentence.cites if cite in number)
        text = safe(sentence.text, _SENTENCE_CHARS)
        lines.append(f'<sentence number="{n}" passages="{cites}">\n{text}\n</sentence>')
    return (*blocks, "\n".join((*lines, "</sentences>")))


def _shown(passage: Passage) -> str:
    head = " > ".join(dict.fromkeys(part for part in (passage.title, *passage.heading_path) if part.strip()))
    return safe(f"{head}\n{passage.text}", _PASSAGE_CHARS)


def _entries(reply: Reply) -> dict[int, dict[str, object]]:
    """What was said on each sentence, by its number; a number said twice is judged by nothing it says."""
    try:
        data = json.loads(read_text(reply))
    except (ValueError, RecursionError):
        raise ModelError("Claude's second opinion is not JSON; the local check stands", code="not_json") from None
    listed = data.get("sentences") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ModelError("Claude's second opinion lists no sentences; the local check stands", code="not_json")
    found: dict[int, dict[str, object]] = {}
    for entry in listed:
        number = entry.get("number") if isinstance(entry, dict) else None
        if isinstance(number, int) and not isinstance(number, bool):
            found[number] = {} if number in found else entry
    return found


def _verdict(entry: Mapping[str, object] | None, passages: Sequence[Passage]) -> Verdict:
    """An entry as a verdict. Without deciding words that stand in a cited passage it decides nothing."""
    word, quoted = (entry or {}).get("opinion"), (entry or {}).get("deciding_words")
    if not isinstance(word, str) or word not in _DECIDES or not isinstance(quoted, str):
        return _UNJUDGED
    wanted = _words(quoted)
    if len(wanted.split()) < _FEWEST_DECIDING_WORDS:
        return _UNJUDGED
    where = next((p for p in passages if f" {wanted} " in f" {_words(_shown(p))} "), None)
    return Verdict(Opinion(word), quoted.strip(), where.id) if where else _UNJUDGED


def _words(text: str) -> str:
    """The words alone, in lower case: markup and line breaks do not make a quotation another one."""
    return " ".join(re.findall(r"[^\W_]+(?:[.,:'’][^\W_]+)*", text.casefold()))
