"""Groups of alike texts: what is together, in which order, and how it is called."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.language.clustering import central, clusters, names


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


def by_definition(vectors: NDArray[np.float32], alike: float) -> list[list[int]]:
    """Average linkage as it is defined: the two most alike groups are joined until none are alike enough."""
    exact = vectors.astype(np.float64)
    groups = [[row] for row in range(len(exact))]
    while len(groups) > 1:
        pairs = [
            (float(np.mean(exact[one] @ exact[other].T)), n, m)
            for n, one in enumerate(groups)
            for m, other in enumerate(groups)
            if n < m
        ]
        best, n, m = max(pairs, key=lambda pair: (pair[0], -pair[1], -pair[2]))
        if best < alike:
            break
        groups[n] = sorted(groups[n] + groups.pop(m))
    return sorted(groups, key=lambda rows: (-len(rows), rows))


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 14), st.floats(-0.5, 0.95))
def test_the_chain_finds_the_groups_of_average_linkage(seed: int, count: int, alike: float) -> None:
    vectors = unit(np.random.default_rng(seed).standard_normal((count, 4)))
    assert clusters(vectors, alike) == by_definition(vectors, alike)


def test_no_texts_give_no_groups_and_one_text_is_a_group() -> None:
    assert clusters(np.zeros((0, 3), dtype=np.float32)) == []
    assert clusters(unit(np.ones((1, 3)))) == [[0]]


def test_equal_texts_are_one_group_however_many() -> None:
    assert clusters(unit(np.ones((40, 3)))) == [list(range(40))]


def test_the_text_nearest_to_the_middle_comes_first() -> None:
    vectors = unit(np.array([[1.0, 0.6], [1.0, 0.0], [1.0, -0.5], [-1.0, 0.0]]))
    assert central(vectors, [0, 1, 2])[0] == 1


def test_a_group_is_named_by_the_words_that_others_do_not_use() -> None:
    texts = [
        "my invoice shows the wrong address",
        "change the address on an invoice",
        "invoice address is old",
        "my export is empty",
        "why is the export empty",
    ]
    assert names(texts, [[0, 1, 2], [3, 4]]) == ["invoice_address", "export_empty"]


@pytest.mark.parametrize(("text", "name"), [("??", "other"), ("12 34", "other"), ("rechnung fehlt", "rechnung_fehlt")])
def test_a_group_without_telling_words_has_a_name_too(text: str, name: str) -> None:
    assert names([text], [[0]]) == [name]


def test_names_are_each_given_once_and_never_one_that_is_taken() -> None:
    assert names(["alpha beta", "alpha beta"], [[0], [1]], frozenset({"alpha_beta"})) == [
        "alpha_beta_2",
        "alpha_beta_3",
    ]
