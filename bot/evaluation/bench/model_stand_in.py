"""A model's server on loopback for the cost bench: it counts tokens and keeps a prompt cache as the real one does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.platform.claude.models import facts

CHARS_A_TOKEN = 4  # of all text, whoever sends it
_SUPPORTED = "supported"


@asynccontextmanager
async def model_server(takes_s: float = 0.0) -> AsyncIterator[str]:
    """The server's address, while it runs; an answer takes so long."""
    cached: set[str] = set()

    async def messages(request: web.Request) -> web.Response:
        body = json.loads(await request.text())
        said = _reply(body)
        await asyncio.sleep(takes_s)
        message = {
            "id": "msg_bench",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": said,
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": _usage(body, said, cached),
        }
        return web.json_response(message)

    app = web.Application(client_max_size=32 * 2**20)
    app.router.add_post("/v1/messages", messages)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _usage(body: dict[str, Any], said: list[dict[str, Any]], cached: set[str]) -> dict[str, Any]:
    """Tokens of the whole prompt; what stands up to the last mark is written once, then read, where it is long
    enough for the model's cache."""
    blocks = [*body.get("system", []), *body["messages"][0]["content"]]
    texts = [_text(block) for block in blocks]
    marked = [at for at, block in enumerate(blocks) if "cache_control" in block]
    prefix = body["model"] + "".join(texts[: marked[-1] + 1]) if marked else ""
    kept = sum(map(len, texts[: marked[-1] + 1])) // CHARS_A_TOKEN if marked else 0
    kept = kept if kept >= facts(body["model"]).cache_from else 0
    hit = prefix in cached
    if kept:
        cached.add(prefix)
    whole = sum(map(len, texts)) // CHARS_A_TOKEN
    return {
        "input_tokens": whole - kept,
        "cache_creation_input_tokens": 0 if hit else kept,
        "cache_read_input_tokens": kept if hit else 0,
        "output_tokens": max(1, sum(len(block["text"]) for block in said) // CHARS_A_TOKEN),
    }


def _text(block: dict[str, Any]) -> str:
    if block["type"] == "search_result":
        return "\n".join((block["source"], block["title"], *(part["text"] for part in block["content"])))
    return str(block["text"])


def _reply(body: dict[str, Any]) -> list[dict[str, Any]]:
    """An answer that quotes the first source and puts it in other words, the JSON that a schema asks for, or a
    summary of two sentences."""
    schema = body.get("output_config", {}).get("format", {}).get("schema")
    sources = [block for block in body["messages"][0]["content"] if block["type"] == "search_result"]
    if schema is not None:
        return [_said(json.dumps(_fitting(schema, body)))]
    if not sources:
        return [_said("The customer asks how to do something in the product and has a plan. It is still open.")]
    pieces = [part["text"] for part in sources[0]["content"]]
    cites = _citation(sources[0])
    quoted = _said(" ".join(pieces[:2]), cites)
    return [quoted, _said(f" In other words, this is how it is done: {_reworded(pieces[0])}.", cites)]


def _reworded(piece: str) -> str:
    """The words of a piece, most of them: close enough to mean it, and no quotation."""
    kept = [word for number, word in enumerate(piece.split()) if number % 4 != 3]
    return " ".join(kept).rstrip(".") or "as it stands there"


def _said(text: str, citations: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"type": "text", "text": text, "citations": citations}


def _citation(source: dict[str, Any]) -> list[dict[str, Any]]:
    place = {"search_result_index": 0, "start_block_index": 0, "end_block_index": 1}
    about = {"source": source["source"], "title": source["title"], "cited_text": source["content"][0]["text"]}
    return [{"type": "search_result_location", **place, **about}]


def _fitting(schema: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """A classification as a sure question, or an opinion on each sentence with words of the first passage."""
    fields = schema["properties"]
    if "intents" in fields:
        names = fields["intents"]["items"]["properties"]["name"]["enum"]
        liked = next((name for name in ("feature_question", "general_question") if name in names), names[0])
        levels = {"churn": 0.0, "frustration": 0.1, "urgency": 0.2}
        return {**levels, "chatter": False, "out_of_scope": False, "intents": [{"confidence": 0.9, "name": liked}]}
    *passages, sentences = [block["text"] for block in body["messages"][0]["content"]]
    words = " ".join(" ".join(passages[0].split("\n")[1:]).split()[:12])
    count = sentences.count("<sentence ")
    return {"sentences": [{"number": n, "opinion": _SUPPORTED, "deciding_words": words} for n in range(1, count + 1)]}
