"""Are the embedding model's files there, and the pinned ones?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.doctor.finding import Finding, ok
from bot.platform.embedding.model_folder import ModelFiles, locate_model
from bot.settings import Settings

EMBEDDING = "embedding model"


async def check_embedding(settings: Settings) -> Sequence[Finding]:
    """The folder with its checksums; assembles the default model's folder where it is not there yet.

    Raises ConfigError."""
    files = await model_files(settings)
    if files.folder is None:
        return [ok(EMBEDDING, f"{files.model}: fastembed's own, fetched into DATA_DIR on first use")]
    return [ok(EMBEDDING, f"{files.identity} in {files.folder}, checksums right")]


async def model_files(settings: Settings) -> ModelFiles:
    """The files, off the event loop: their checksums are taken. Raises ConfigError."""
    return await asyncio.to_thread(locate_model, settings.embedding_model, settings.data_dir)
