"""A writer of articles over a real folder, whose index holds whatever a test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.domain import ArticleId
from bot.errors import PermanentError, TransientError
from bot.knowledge.publish import article_text, file_for, write_new


@dataclass
class FolderWriter:
    """`model` is what a model would write, with how many sentences were left out; `answers` the article by question;
    `away` how many syncs fail first."""

    folder: Path | None = None
    model: tuple[str, int] = ("", 0)
    answers: dict[str, str] = field(default_factory=dict)
    away: int = 0
    syncs: int = 0
    broken: bool = False
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def written(self, question: str, answers: Sequence[str]) -> tuple[str, int]:
        self.asked.append((question, tuple(answers)))
        return self.model

    async def file_for(self, title: str) -> str:
        return file_for(self.folder, title) if self.folder else ""

    async def write(self, file: str, title: str, text: str, day: date) -> bool:
        assert self.folder
        return write_new(self.folder, file, article_text(title, text, day))

    async def sync(self) -> None:
        if self.away:
            self.away -= 1
            raise TransientError("another sync is running")
        if self.broken:
            raise PermanentError("building the index stopped half way")
        self.syncs += 1

    async def answered_from(self, question: str) -> frozenset[ArticleId]:
        return frozenset({ArticleId(self.answers[question])}) if question in self.answers else frozenset()
