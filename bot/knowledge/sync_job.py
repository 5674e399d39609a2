"""What a sync is asked to do, and where the index lives: all that the bot knows of the process that builds it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.platform.qdrant.builds import Builds


@dataclass(frozen=True, slots=True)
class SyncJob:
    """What to sync, where; `index_dir` None means in `data_dir`. It holds secrets (`qdrant_key`, passwords within
    addresses), so it is passed to the child through a pipe alone."""

    sources: tuple[str | dict[str, Any], ...]
    data_dir: str
    embedding_model: str
    qdrant_url: str | None = None
    dry_run: bool = False
    rebuild: bool = False
    index_dir: str | None = None
    allow_shrink: bool = False
    qdrant_key: str | None = field(default=None, repr=False)

    def to_line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))


def index_folder(data_dir: Path) -> Builds:
    """Where the index of a DATA_DIR lives."""
    return Builds(data_dir / "index")
