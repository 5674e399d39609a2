"""The tokens of a text: its words, and the pairs of words that stand near each other."""

from __future__ import annotations

import pytest

from bot.knowledge.vector_engine import PAIRS
from bot.platform.qdrant.bm25 import Bm25Encoder


@pytest.fixture
def encoder() -> Bm25Encoder:
    return Bm25Encoder()


def stored(encoder: Bm25Encoder, text: str) -> dict[int, float]:
    """The weights of the pairs of one document."""
    (vector,) = encoder.documents([text])
    return {i: v for i, v in zip(vector.indices, vector.values, strict=True) if i >= PAIRS}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("reset password", "Password reset"),
        ("resetting the passwords", "Reset password"),
        ("reset my own old password", "reset the password"),
        ("Crypto-Cash", "crypto cash back"),
        ("EXPORT LIMIT", "the limit of an export"),
    ],
)
def test_words_near_each_other_are_a_pair_in_either_order_and_any_form(
    encoder: Bm25Encoder, asked: str, said: str
) -> None:
    assert set(encoder.pairs(asked).indices) & set(stored(encoder, said))


@pytest.mark.parametrize(
    "said",
    [
        "Reset it. Password rules follow.",
        "Reset\npassword",
        "Reset one two three four five password",
        "Reset the reset",
        "password",
        "the of and",
        "",
    ],
)
def test_words_of_other_sentences_or_far_away_are_none(encoder: Bm25Encoder, said: str) -> None:
    assert not set(encoder.pairs("reset password").indices) & set(stored(encoder, said))


def test_a_question_pairs_words_further_apart_than_an_article(encoder: Bm25Encoder) -> None:
    wandering = f"reset {' '.join(f'item{n}' for n in range(10))} password"
    (pair,) = encoder.pairs("reset password").indices
    assert pair in encoder.pairs(wandering).indices
    assert pair not in stored(encoder, wandering)


def test_words_and_pairs_are_told_apart_by_their_ids(encoder: Bm25Encoder) -> None:
    text = "Exports hold many rows."
    (vector,) = encoder.documents([text])
    assert max(encoder.query(text).indices) < PAIRS <= min(encoder.pairs(text).indices)
    assert set(vector.words.indices) == set(encoder.query(text).indices)
    assert len(vector.indices) == len(vector.words.indices) + len(stored(encoder, text))


def test_neighbours_weigh_more_than_words_further_apart_and_repeats_more_than_both(encoder: Bm25Encoder) -> None:
    found = stored(encoder, "alpha beta gamma. delta one epsilon. alpha beta")
    apart, beside, twice = (
        found[encoder.pairs(text).indices[0]] for text in ("delta epsilon", "beta gamma", "alpha beta")
    )
    assert 0 < apart < beside < twice


def test_the_pairs_of_a_pasted_log_grow_with_its_length_not_with_its_square(encoder: Bm25Encoder) -> None:
    short, long = (len(encoder.pairs(" ".join(f"word{n}" for n in range(size))).indices) for size in (500, 2000))
    assert 0 < long < 4.2 * short
