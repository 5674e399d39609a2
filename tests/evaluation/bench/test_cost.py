"""What `bench cost` makes of its rows, and the model that it plays against."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.evaluation.bench.cost import cost_broken, cost_figures
from bot.evaluation.bench.model_stand_in import model_server


def row(kind: str, purpose: str, usd: float, tokens: int = 100) -> dict[str, Any]:
    counted = {"input": tokens, "written": 0, "read": 0, "output": 10}
    return {"kind": kind, "purpose": purpose, "model": "m", "usd": usd, "outcome": "ok", **counted}


ROWS = [
    {"kind": "tickets", "count": 2},
    row("earnest", "answer", 0.002),
    row("earnest", "second_opinion", 0.001),
    row("plain", "classify", 0.004),
    row("plain", "answer", 0.006, tokens=900),
    row("plain_cached", "answer", 0.004),
]


def test_figures_are_a_ticket_and_beside_both_plain_pipelines() -> None:
    figures = cost_figures(ROWS)
    assert (figures["usd_per_ticket"], figures["plain_usd_per_ticket"], figures["ratio"]) == (0.0015, 0.005, 0.3)
    assert figures["ratio_to_plain_cached"] == 0.75
    assert figures["calls"]["earnest"] == {"answer": 1, "second_opinion": 1}
    assert figures["tokens_per_ticket"]["plain"]["input"] == 500
    assert figures["usd_by_purpose"]["plain"] == {"answer": 0.003, "classify": 0.002}
    assert cost_broken(figures) == []


def test_more_than_two_fifths_of_a_plain_pipelines_cost_is_too_much() -> None:
    dear = [*ROWS, row("earnest", "answer", 0.002)]
    assert "0.5" in cost_broken(cost_figures(dear))[0]
    assert cost_broken(cost_figures([row for row in ROWS if row["kind"] != "plain"]))


@pytest.mark.parametrize(("words", "kept"), [(2_000, True), (500, False)])
async def test_the_stand_in_counts_every_character_once_and_keeps_only_long_marked_prompts(
    words: int, kept: bool
) -> None:
    mark = {"type": "ephemeral", "ttl": "1h"}
    body = {
        "model": "claude-sonnet-5-5",
        "max_tokens": 10,
        "system": [{"type": "text", "text": "word " * words, "cache_control": mark}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x" * 400}]}],
    }
    async with model_server() as url, aiohttp.ClientSession() as session:
        used = []
        for _ in range(2):
            async with session.post(f"{url}/v1/messages", json=body) as reply:
                used.append((await reply.json())["usage"])
    prompt = words * 5 // 4
    sizes = [(u["input_tokens"], u["cache_creation_input_tokens"], u["cache_read_input_tokens"]) for u in used]
    assert sizes == ([(100, prompt, 0), (100, 0, prompt)] if kept else [(100 + prompt, 0, 0)] * 2)
