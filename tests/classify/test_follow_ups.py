"""How well words on an answer, and messages of one question, are heard; half of the phrasings was never tuned on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.classify.follow_ups.dissent import dissents
from bot.classify.follow_ups.follow_up import FollowUps
from bot.classify.follow_ups.withdrawal import withdraws
from bot.domain import NO_CONTEXT, CallContext, Classification
from bot.language.similarity import SentenceVectors
from bot.platform.embedding.embedder import LocalEmbedder

DATA = Path(__file__).parent.parent / "data" / "heard"


class NoIntents:
    async def classify(self, text: str, history: object = (), context: CallContext = NO_CONTEXT) -> Classification:
        return Classification(())


def rows(name: str, *, held: bool) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    return [row for row in found if row["held"] is held]


@pytest.mark.parametrize(("held", "precision", "recall"), [(False, 0.98, 0.98), (True, 0.97, 0.92)])
def test_dissent_is_heard_and_content_is_not_taken_for_it(held: bool, precision: float, recall: float) -> None:
    told = [(row["dissent"], dissents(row["text"])) for row in rows("dissent.jsonl", held=held)]
    right = sum(is_so and heard for is_so, heard in told)
    assert len(told) > 100
    assert right / sum(heard for _, heard in told) >= precision
    assert right / sum(is_so for is_so, _ in told) >= recall


@pytest.mark.parametrize("held", [False, True])
async def test_messages_join_that_are_one_question_and_others_do_not(embedder: LocalEmbedder, held: bool) -> None:
    reader = FollowUps(SentenceVectors(embedder), NoIntents())
    pairs = rows("joins.jsonl", held=held)
    right = [await reader.same_topic(pair["first"], pair["second"]) is pair["same"] for pair in pairs]
    assert sum(right) / len(pairs) >= 0.95


@pytest.mark.parametrize("held", [False, True])
async def test_the_same_question_in_other_words_is_seldom_seen_where_there_is_a_new_one(
    embedder: LocalEmbedder, held: bool
) -> None:
    reader = FollowUps(SentenceVectors(embedder), NoIntents())
    pairs = rows("again.jsonl", held=held)
    new = [pair for pair in pairs if not pair["same"]]
    mistaken = [await reader.same_question(pair["first"], pair["second"]) for pair in new]
    assert sum(mistaken) <= 0.2 * len(new)


@pytest.mark.parametrize(
    ("text", "taken_back"),
    [
        ("never mind, found it", True),
        ("nvm", True),
        ("solved it ourselves, we found the setting", True),
        ("it works again now", True),
        ("I found it but how do I open it?", False),
        ("never mind the invoice, how do I export work orders?", False),
        ("that didn't work", False),
        (
            "we never mind waiting, take your time with the long explanation of what we did on Monday and what the "
            "screen said when the driver came back, and of the rest",
            False,
        ),
    ],
)
def test_a_question_is_taken_back_only_where_nothing_else_is_asked(text: str, taken_back: bool) -> None:
    assert withdraws(text) is taken_back
