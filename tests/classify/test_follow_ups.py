"""How well words on an answer, and messages of one question, are heard; half of the phrasings was never tuned on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.classify.follow_ups.dissent import settles
from bot.classify.follow_ups.follow_up import FollowUps
from bot.classify.follow_ups.learned_dissent import read_head
from bot.classify.follow_ups.mended import mended
from bot.classify.follow_ups.withdrawal import withdraws
from bot.domain import NO_CONTEXT, CallContext, Classification
from bot.evaluation.follow_ups import measure_follow_ups
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import LocalEmbedder
from tests.fakes.embedding import WordEmbedder

DATA = Path(__file__).parent.parent / "data" / "heard"


class NoIntents:
    async def classify(self, text: str, history: object = (), context: CallContext = NO_CONTEXT) -> Classification:
        return Classification(())


def all_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def rows(name: str, *, held: bool) -> list[dict[str, Any]]:
    return [row for row in all_rows(name) if row["held"] is held]


BARS = {  # precision and recall at least; `held` halves were never tuned on
    "dissent tuned": (0.98, 0.98),
    "dissent held": (0.97, 0.95),
    "dissent_after_answers tuned": (0.98, 0.95),
    "dissent_after_answers held": (0.95, 0.95),
    "dissent_fresh held": (0.85, 0.6),
    "again tuned": (0.9, 0.7),
    "again held": (0.75, 0.6),
}


@pytest.mark.slow
async def test_dissent_and_the_same_question_are_heard_and_little_is_taken_for_them(embedder: LocalEmbedder) -> None:
    found = await measure_follow_ups(FollowUps(SentenceVectors(embedder), NoIntents()), DATA)
    for name, (precision, recall) in BARS.items():
        assert found[name]["precision"] >= precision, name
        assert found[name]["recall"] >= recall, name
    assert sum(found[f"dissent_after_answers {half}"]["phrasings"] for half in ("tuned", "held")) >= 200


async def test_what_is_learned_of_dissent_is_for_the_vectors_in_use(embedder: LocalEmbedder) -> None:
    head = read_head()
    assert head.embedder == embedder.name, (
        "run python -m bot.evaluation.fit.learned_dissent --data tests/data/heard --write"
    )
    assert len(head.weights) == embedder.dimension
    others = FollowUps(SentenceVectors(WordEmbedder()), NoIntents())
    assert await others.dissents("that didn't work") and not await others.dissents("the list is sorted by name")


def test_slips_are_mended_and_other_words_are_left_alone() -> None:
    assert mended("it doenst wrok, same eror agian") == "it doesnt work, same error again"
    assert mended("a steady stream of words, some want the world") == "a steady stream of words, some want the world"


@pytest.mark.parametrize("held", [False, True])
async def test_messages_join_that_are_one_question_and_others_do_not(embedder: LocalEmbedder, held: bool) -> None:
    reader = FollowUps(SentenceVectors(embedder), NoIntents())
    pairs = rows("joins.jsonl", held=held)
    right = [await reader.same_topic(pair["first"], pair["second"]) is pair["same"] for pair in pairs]
    assert sum(right) / len(pairs) >= 0.95


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


def test_what_closes_the_matter_is_no_complaint_and_wants_nothing() -> None:
    said = [row for name in ("dissent", "dissent_after_answers", "dissent_fresh") for row in all_rows(f"{name}.jsonl")]
    closing = [row for row in said if settles(row["text"])]
    assert [row["text"] for row in closing if row["dissent"]] == []
    assert len(closing) > 50
    for wish in (
        "works, but now the invoices are missing",
        "all our boards are gone now",
        "please delete our account, that's all",
        "the printer is fine now. Also we need a refund for October",
        "ok works. we want to cancel the contract",
        "that worked, but does it work for guests?",
    ):
        assert not settles(wish), wish
