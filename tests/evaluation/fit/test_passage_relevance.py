"""Relevance as a probability, and the command that measures it anew."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.evaluation.fit.passage_relevance import fit, passage_questions, seed_questions
from bot.knowledge.passage_relevance import coverage, relevance
from bot.knowledge.vector_engine import Rarity
from bot.platform.qdrant.bm25 import Bm25Encoder


def test_relevance_rises_with_what_speaks_for_a_passage_and_stays_a_probability() -> None:
    assert 0 < relevance(0, 0) < relevance(0.3, 0) < relevance(0.3, 0.5) < relevance(0.9, 1) < 1
    assert relevance(0.15, 0.2) < 0.3 < relevance(0.45, 0.5)


def test_rare_words_count_more_for_coverage() -> None:
    words = Bm25Encoder()
    (lumio,), (fax,) = words.query("lumio").indices, words.query("fax").indices
    rarity = Rarity(100, {lumio: 90})
    asked = words.query("does lumio fax")
    assert coverage(asked, words.query("lumio"), rarity) < 0.1
    assert coverage(asked, words.query("fax machines"), rarity) > 0.9
    assert coverage(asked, words.query("lumio sends a fax"), rarity) == pytest.approx(1)
    assert coverage(words.query(""), words.query("fax"), rarity) == 0
    assert rarity.of(fax) > rarity.of(lumio)


def test_the_fit_finds_the_line_that_made_the_answers() -> None:
    random = np.random.default_rng(1)
    rows = random.uniform(0, 1, (4000, 2)).astype(np.float32)
    chance = 1 / (1 + np.exp(-(4 * rows[:, 0] + 2 * rows[:, 1] - 3)))
    answered = (random.uniform(0, 1, 4000) < chance).tolist()
    weights = fit(rows, answered)
    assert weights == pytest.approx([4, 2, -3], abs=0.5)


def test_both_kinds_of_questions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    rows = [{"query": "a", "plan": "Pro", "relevant": []}, {"turns": ["b", "c"], "relevant": ["x"]}]
    path.write_text("\n".join(map(json.dumps, rows)))
    first, second = seed_questions(path)
    assert (first.query.plan, first.query.for_staff, first.answered) == ("Pro", False, False)
    assert (second.query.text, second.query.history, second.query.for_staff) == ("c", ("b",), True)
    row = {
        "id": "q1",
        "question": "when?",
        "history": [{"role": "customer", "text": "a song"}, {"role": "agent", "text": "yes"}],
        "passages": [{"id": "p", "text": "Title\nBody"}],
        "answerable": True,
    }
    path.write_text(json.dumps(row))
    (article,), (asked,) = passage_questions(path)
    assert (article.title, article.content, article.product_area) == ("Title", "Body", "q1")
    assert (asked.query.history, asked.query.product_areas) == (("a song",), ("q1",))
