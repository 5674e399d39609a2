"""A quoted sentence with another label in it is found; a label of the same sentence is not."""

from __future__ import annotations

import pytest

from bot.answer.check.relabelled import relabelled

TOLD = (
    "Once the modal opens, click on the **Rollback** button.",
    "An **Instant Rollback** needs no build.",
    "The window will now display a **Recovery Code**.",
    "Select **Settings** and then **Exports**.",
    "If your app uses **SSR hosting** on Lumio Sites, you can also see its output in the logs.",
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Once the modal opens, click on the **Instant Rollback** button.", "Rollback"),
        ("The window will now display a **Next**.", "Recovery Code"),
        ("If your app uses **Alerts** on Lumio Sites, you can also see its output in the logs.", "SSR hosting"),
    ],
)
def test_another_label_is_found(text: str, word: str) -> None:
    assert word in relabelled(text, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "Once the modal opens, click on **Rollback**.",
        "The window will now display a code, the **Recovery Code**.",
        "Select **Settings** and then **Logs**.",
        "If your app uses SSR hosting on **Lumio Sites**, you can also see its output in the logs.",
    ],
)
def test_the_same_label_in_other_words_is_not(text: str) -> None:
    assert relabelled(text, TOLD) == ""
