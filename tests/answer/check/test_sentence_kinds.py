"""True and false sentences about articles of six products, a kind of mistake each: how many pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answer.check.entail import ENOUGH, OFFSET, WEIGHTS
from bot.evaluation.fit.sentence_support import judged, scores
from bot.platform.entailment import LocalEntailment

SENTENCES = Path(__file__).parents[2] / "data" / "sentences"


@pytest.mark.slow
async def test_few_false_and_most_true_sentences_pass(entailment: LocalEntailment) -> None:
    seen = await judged(SENTENCES, "tuned", entailment)
    passed = [score >= ENOUGH for score in scores(seen, WEIGHTS, OFFSET)]
    true = [did for did, each in zip(passed, seen, strict=True) if each.true]
    false = [did for did, each in zip(passed, seen, strict=True) if not each.true]
    assert sum(false) <= 0.07 * len(false)
    assert sum(true) >= 0.64 * len(true)
