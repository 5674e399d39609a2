"""What the stand-in model says: sentences quoted from the request's search results, or JSON that fits the schema."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.model_rules import all_blocks, search_results

_COMMON = re.compile(
    "a|an|and|are|can|do|does|for|how|i|in|is|it|me|my|of|on|or|our|the|to|we|what|when|where|with|you|your"
)
_MESSAGE = re.compile(r"<customer_message>\n(.*)\n</customer_message>", re.DOTALL)
_QUOTED = 2  # sentences of an answer


def words(text: str) -> set[str]:
    found = re.findall(r"[^\W_]+", text.lower())
    return {word.removesuffix("s") for word in found if not _COMMON.fullmatch(word)}


def question(body: dict[str, Any]) -> str:
    """The customer's message of our prompts, or else the last text block."""
    texts = [block["text"] for block in all_blocks(body) if block.get("type") == "text"]
    last = texts[-1] if texts else str(body["messages"][-1]["content"])
    found = _MESSAGE.search(last)
    return found.group(1) if found else last


def blocks_for(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Content blocks of a reply to a valid request."""
    schema = body.get("output_config", {}).get("format", {}).get("schema")
    if schema is not None:
        return [text(json.dumps(fitting(schema, question(body)), sort_keys=True))]
    if search_results(body):
        return answer(body)
    said = " ".join(re.sub(r"<[^>]*>", " ", question(body)).split())[:200]
    return [text(f"The customer wrote: {said or 'nothing'}. Nothing has been answered yet.")]


def answer(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The best two blocks of the search results, each cited, or an escalation when none shares a word."""
    asked = words(question(body))
    ranked = sorted(
        (
            (-len(asked & words(part["text"])), index, at)
            for index, result in enumerate(search_results(body))
            for at, part in enumerate(result["content"])
        ),
    )
    chosen = sorted((index, at) for score, index, at in ranked[:_QUOTED] if score < 0)
    if not chosen:
        return [text("ESCALATE: No passage answers this.")]
    found: list[dict[str, Any]] = []
    for index, at in chosen:
        found += [text("\n\n")] if found else []
        found.append(cited(body, index, at, at + 1))
    return found


def text(words: str, citations: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"type": "text", "text": words, "citations": citations}


def cited(body: dict[str, Any], index: int, start: int, end: int, words: str | None = None) -> dict[str, Any]:
    """A text block that cites blocks `start` to `end` (exclusive) of one search result; it quotes them by default."""
    result = search_results(body)[index]
    quoted = "".join(part["text"] for part in result["content"][start:end])
    if not result.get("citations", {}).get("enabled"):
        return text(words or quoted)
    citation = {
        "type": "search_result_location",
        "cited_text": quoted,
        "search_result_index": index,
        "source": result["source"],
        "title": result["title"],
        "start_block_index": start,
        "end_block_index": end,
    }
    return text(words or quoted, [citation])


def fitting(schema: dict[str, Any], said: str) -> Any:
    """A value valid for a schema; of an enum the member that shares most letters' worth of words with the message."""
    if "enum" in schema:
        return max(schema["enum"], key=lambda name: len(words(str(name).replace("_", " ")) & words(said)))
    kind = schema.get("type")
    if kind == "object":
        return {name: fitting(part, said) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [fitting(schema["items"], said)]
    return {"number": 0.9, "integer": 1, "boolean": False, "string": said[:80], "null": None}[kind or "null"]
