"""What many tests share: the real embedding model and the seed's index, each made once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.embedding import LocalEmbedder, open_embedder


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR for models, assembled from the installed wheels."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def embedder(model_dir: Path) -> Iterator[LocalEmbedder]:
    """The default embedding model."""
    opened = open_embedder("all-MiniLM-L6-v2", model_dir)
    yield opened
    opened.close()
