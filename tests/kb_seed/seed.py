"""Reads the shipped articles with nothing but a YAML parser, so that the loader is not its own witness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SEED_FOLDER = ROOT / "kb_seed"
SEED_DATE = date(2026, 11, 20)
PLANS = {"Starter", "Business", "Enterprise"}


@dataclass(frozen=True)
class SeedArticle:
    """One file: where it lies, its front matter as written, and its Markdown."""

    path: Path
    front: dict[str, Any]
    body: str

    @property
    def id(self) -> str:
        """The id of the front matter."""
        return str(self.front["id"])


def read_seed() -> list[SeedArticle]:
    """All articles below kb_seed; README.md files are not articles."""
    found = []
    for path in sorted(SEED_FOLDER.rglob("*.md")):
        if path.name != "README.md":
            _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
            found.append(SeedArticle(path, yaml.safe_load(front), body.strip()))
    return found
